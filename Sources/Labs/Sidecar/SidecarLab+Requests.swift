import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// Beyond so many frames the door is shut: memory is finite.
  static let mostFrames = 20_000

  /// So many keys lie between one request and the next; those of its calls follow from them.
  static let keysPerRequest: UInt64 = 1_000_003

  /// A request arrives at the first service.
  mutating func arrive(_ generation: UInt32, _ context: inout Context<SidecarLab>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    begin(arrival.number, isByHand: false, &context)
  }

  /// A request by key; numbered far above the others, so that it shifts none of their draws.
  mutating func requestByHand(_ context: inout Context<SidecarLab>) {
    requests.byHand += 1
    begin(1 << 40 + requests.byHand, isByHand: true, &context)
  }

  private mutating func begin(_ number: UInt64, isByHand: Bool, _ context: inout Context<SidecarLab>) {
    guard frames.count < SidecarLab.mostFrames else {
      requests.turnedAway += 1
      return context.count(.turnedAway)
    }
    requests.begun += 1
    requests.running += 1
    context.count(.requests)
    // The way in has no proxy of ours: a front door that goes to whoever is ready.
    let ready = SidecarLab.instances(of: 0).filter { instances[$0].isReady }
    let key = number &* SidecarLab.keysPerRequest
    guard !ready.isEmpty else { return end(.instance, key, context.now, &context) }
    turns[0] += 1
    var frame = newFrame(
      key: key, service: 0, instance: ready[turns[0] % ready.count], bottom: knobs.hops,
      caller: nil, at: context.now)
    frame.isByHand = isByHand
    let slot = frames.insert(frame)
    frames[slot].root = slot
    frames[slot].rootKey = frame.key
    work(slot, &context)
  }

  func newFrame(
    key: UInt64, service: Int, instance: Int, bottom: Int, caller: Frame.Caller?, at now: Instant
  ) -> Frame {
    let features =
      service < bottom ? features(from: instance, toService: service + 1) : Features.nothing
    return Frame(
      key: key, service: service, instance: instance, generation: instances[instance].generation,
      bottom: bottom, caller: caller, root: 0, rootKey: 0, began: now, features: features)
  }

  /// A service takes up a request.
  mutating func work(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    let isSlow = frames[slot].service == frames[slot].bottom && self[.bottomSlow] != nil
    var draw = context.draw(.sidecarWork, frames[slot].key, attempt: frames[slot].service)
    let mean = knobs.workMilliseconds * (isSlow ? 400 : 1)
    context.schedule(.worked(slot), after: .milliseconds(mean * draw.exponential()))
  }

  /// A service has done its own part: at the bottom that is all, elsewhere it calls the next one.
  mutating func finishWork(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    guard frames[slot].service == frames[slot].bottom else { return call(slot, &context) }
    var draw = context.draw(.sidecarErrors, frames[slot].key)
    answer(slot, draw.chance(knobs.errorPercent / 100) ? .error : nil, &context)
  }

  /// A service is done with a request, well or badly; its answer goes back.
  mutating func answer(_ slot: UInt32, _ failure: Failure?, _ context: inout Context<SidecarLab>) {
    frames[slot].hasSucceeded = failure == nil
    if let failure { frames[slot].failure = failure }
    guard frames[slot].caller == nil else {
      return context.schedule(.answers(slot), after: networkDelay(frames[slot].key, leg: 1, context))
    }
    frames[slot].isAlive = false
    frames.remove(slot)
    if let failure {
      end(failure, frames[slot].key, frames[slot].began, &context)
    } else {
      succeed(slot, &context)
    }
  }

  private mutating func succeed(_ slot: UInt32, _ context: inout Context<SidecarLab>) {
    requests.succeeded += 1
    requests.running -= 1
    context.count(.succeeded)
    context.record(.requestLatency, context.now - frames[slot].began)
    context.trace(.request(key: frames[slot].key, nil), since: frames[slot].began)
    if !isControlPlaneUp && knobs.mode == .sidecars { context.reach(.dataPlaneGoesOn) }
    if frames[slot].isByHand {
      context.note(
        .answered(Int(1000 * (context.now - frames[slot].began).milliseconds), frames[slot].bottomCalls),
        cause: context.input)
    }
  }

  private mutating func end(
    _ failure: Failure, _ key: UInt64, _ began: Instant, _ context: inout Context<SidecarLab>
  ) {
    requests.failed += 1
    requests.running -= 1
    requests.failures[failure.rawValue] += 1
    context.count(.failed)
    context.trace(.request(key: key, failure), since: began)
    context.note(.requestFailed(failure), cause: cause(failure))
  }

  /// How long a message is under way; drawn by the call that it belongs to.
  func networkDelay(_ key: UInt64, leg: Int, _ context: Context<SidecarLab>) -> Interval {
    var draw = context.draw(.sidecarNetwork, key, attempt: leg)
    return .milliseconds(knobs.networkMilliseconds * draw.exponential())
  }
}
