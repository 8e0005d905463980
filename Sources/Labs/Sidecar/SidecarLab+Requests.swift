import Engine
import LabKit
import Patterns

extension SidecarLab {
  /// A service at work on a request: what it waits for, and who waits for it.
  struct Frame: Sendable {
    /// What its random draws are keyed by: the request and the attempts on the way to here. The same in every mode.
    let key: UInt64
    let service: Service, instance: Int
    /// The last service of its chain; who called, on which attempt, nil at the top.
    let bottom: Service, caller: Caller?, began: Instant
    /// The request, and the frame at its top while that is there.
    var request: UInt64, root: Slot = 0, rootTag: UInt32 = 0
    /// The replacement of the instance that it runs on: an instance that is replaced ends what it has begun.
    var generation: UInt32 = 0
    /// What is done for its own calls.
    var features = Features()
    /// Whether the call to here is encrypted, and how long it was in proxies or libraries.
    var isEncrypted = false, added = Interval.zero
    /// Its own call: how many attempts, which is awaited (0 for none), since when, with which permit of the breaker.
    var attempts = 0, token: UInt32 = 0, calledAt = Instant.start, permit: CircuitBreaker.Permit?
    /// Why it ended badly; nil when it did not.
    var failure: Failure?
    /// At the top only: how many calls of the request came to the bottom.
    var bottomCalls = 0, isByHand = false

    var isBottom: Bool { service == bottom }

    struct Caller: Sendable { let slot: Slot, tag: UInt32, token: UInt32 }
  }

  /// Why a call came to nothing.
  enum Failure: Int, Label {
    case error, refused, slow, breaker, proxy, certificate, instance

    var name: String {
      ["bottom's error", "bottom down", "too slow", "breaker open", "sidecar dead", "certificate out", "no instance"][
        rawValue]
    }
  }

  /// A request comes to the first service, or is turned away at a full door.
  mutating func begin(_ number: UInt64, isByHand: Bool, _ context: inout Context<Self>) {
    guard frames.count < Self.mostFrames else { return context.count(.turnedAway) }
    context.count(.requests)
    // The way in has no proxy of ours: a front door that goes to whoever is ready.
    guard let instance = pick(.web, \.isReady) else { return end(number, .instance, since: context.now, &context) }
    let slot = frames.insert(
      Frame(
        key: number &* Self.keysPerRequest, service: .web, instance: instance,
        bottom: Service(rawValue: context.knobs.hops)!, caller: nil, began: context.now, request: number))
    (frames[slot].root, frames[slot].rootTag, frames[slot].isByHand) = (slot, frames.tag(slot), isByHand)
    takeUp(slot, &context)
  }

  /// The next in turn of those instances of a service that are as they should be.
  mutating func pick(_ service: Service, _ isGood: (Instance) -> Bool) -> Int? {
    let first = service.instances.lowerBound, turn = turns[service] + 1
    let next = (turn..<turn + Self.copies).first { isGood(instances[first + $0 % Self.copies]) }
    guard let next else { return nil }
    turns[service] = turn
    return first + next % Self.copies
  }

  /// An instance takes up a request, as it is now, with what is done for its calls.
  mutating func takeUp(_ slot: Slot, _ context: inout Context<Self>) {
    let instance = frames[slot].instance, isSlow = frames[slot].isBottom && context.isOn(.bottomSlow)
    frames[slot].generation = instances[instance].generation
    if !frames[slot].isBottom { frames[slot].features = features(from: instance, context.knobs) }
    var draw = context.draw(Stream.work, frames[slot].key, attempt: frames[slot].service.rawValue)
    let mean = context.knobs.work * (isSlow ? Self.slowness : 1)
    context.schedule(.worked, slot, after: .milliseconds(mean * draw.exponential()))
  }

  /// A service has done its own part: at the bottom that is all, elsewhere it calls the next one.
  mutating func finishWork(_ slot: Slot, _ context: inout Context<Self>) {
    guard frames[slot].isBottom else { return call(slot, &context) }
    var draw = context.draw(Stream.errors, frames[slot].key)
    answer(slot, draw.chance(context.knobs.errors / 100) ? .error : nil, &context)
  }

  /// A service is done with a request, well or badly; its answer goes back.
  mutating func answer(_ slot: Slot, _ failure: Failure?, _ context: inout Context<Self>) {
    frames[slot].failure = failure
    guard frames[slot].caller == nil else {
      return context.schedule(.answers, slot, after: underWay(frames[slot].key, leg: 1, &context))
    }
    frames.remove(slot)
    end(frames[slot].request, failure, since: frames[slot].began, &context)
    guard failure == nil, frames[slot].isByHand else { return }
    let note = Note.answered(context.now - frames[slot].began, bottomCalls: frames[slot].bottomCalls)
    context.note(note, cause: context.input)
  }

  private mutating func end(
    _ request: UInt64, _ failure: Failure?, since began: Instant, _ context: inout Context<Self>
  ) {
    context.span("request", of: request, failure?.name ?? "ok", since: began)
    guard let failure else {
      context.count(.succeeded)
      if isCut(context) { context.reach(.dataPlaneGoesOn) }
      return context.record(.requestLatency, context.now - began)
    }
    failures[failure] += 1
    context.count(.failed)
    victim.happened("failed: \(failure.name)", to: request, at: context.now)
    context.note(.requestFailed(failure), cause: cause(failure, &context))
  }

  /// How long a message is under way; drawn by the call that it belongs to.
  mutating func underWay(_ key: UInt64, leg: Int, _ context: inout Context<Self>) -> Interval {
    var draw = context.draw(Stream.network, key, attempt: leg)
    return .milliseconds(context.knobs.network * draw.exponential())
  }

  /// The note that explains a failure.
  mutating func cause(_ failure: Failure, _ context: inout Context<Self>) -> NoteID {
    switch failure {
    case .error: return errorCause
    case .refused: return context.cause(.bottomDown)
    case .slow: return context.cause(.bottomSlow)
    case .breaker: return openedCause
    case .proxy: return context.cause(.sidecarDies)
    case .certificate:
      let fault = context.cause(.certificateExpires, .controlPlaneDown)
      return fault != .chance ? fault : certificateCause
    case .instance: return context.cause(.controlPlaneDown)
    }
  }
}
