import Engine
import LabKit
import Patterns

extension SidecarLab {
  /// A service calls the next one: one attempt.
  mutating func call(_ slot: Slot, _ context: inout Context<Self>) {
    let service = frames[slot].service
    frames[slot].attempts += 1
    tokens &+= 1
    (frames[slot].token, frames[slot].calledAt, frames[slot].permit) = (tokens, context.now, nil)
    let attempts = frames[slot].attempts, most = 1 + frames[slot].features.retries
    context.check(.attemptsBounded, attempts <= most, "\(attempts) attempts, \(most) at most")
    if isProxyDead(frames[slot].instance, context), isCurrent(slot) {
      // Without its proxy nobody tries again for it.
      context.reach(.healthyUnreachable)
      return fail(slot, .proxy, &context)
    }
    context.count(.calls)
    if attempts > 1 { context.count(.retries) }
    if frames[slot].features.has(.breaker) {
      guard let permit = breakers[service].tryAcquire(at: context.now.duration) else {
        context.count(.breakerRefused)
        return fail(slot, .breaker, &context)
      }
      context.check(.breakerOpen, breakers[service].state != .open)
      frames[slot].permit = permit
    }
    let timeout = frames[slot].features.timeout
    if timeout > 0 { context.schedule(.timesOut, slot, tag: tokens, after: .milliseconds(timeout)) }
    send(slot, to: service.next, &context)
  }

  /// Whether the instance that it runs on has not been replaced since.
  private func isCurrent(_ slot: Slot) -> Bool {
    instances[frames[slot].instance].generation == frames[slot].generation
  }

  /// The call never goes out.
  private mutating func fail(_ slot: Slot, _ failure: Failure, _ context: inout Context<Self>) {
    trace(slot, failure, &context)
    answer(slot, failure, &context)
  }

  private mutating func send(_ slot: Slot, to service: Service, _ context: inout Context<Self>) {
    guard let instance = pick(service, \.isListed) else { return endAttempt(slot, .instance, &context) }
    let key = frames[slot].key &* Self.keysPerRequest &+ UInt64(frames[slot].attempts)
    let caller = Frame.Caller(slot: slot, tag: frames.tag(slot), token: frames[slot].token)
    var child = Frame(
      key: key, service: service, instance: instance, bottom: frames[slot].bottom, caller: caller,
      began: context.now, request: frames[slot].request, root: frames[slot].root, rootTag: frames[slot].rootTag)
    let added = added(key, from: frames[slot].service, to: service, &context)
    (child.isEncrypted, child.added) = (frames[slot].features.has(.mTLS), added)
    let delay = child.added + underWay(key, leg: 0, &context)
    countCall(slot, to: service, &context)
    context.schedule(.callArrives, frames.insert(child), after: delay)
  }

  /// What both ends add to a call: two proxies, the libraries that are written, or nothing.
  private func added(
    _ key: UInt64, from caller: Service, to callee: Service, _ context: inout Context<Self>
  ) -> Interval {
    switch context.knobs.mode {
    case .none: return .zero
    case .libraries:
      return [caller, callee].reduce(.zero) { $0 + (hasLibrary($1, context.knobs) ? Self.libraryDelay : .zero) }
    case .sidecars:
      var draw = context.draw(Stream.proxy, key)
      return .milliseconds(context.knobs.proxy * (draw.exponential() + draw.exponential()))
    }
  }

  private mutating func countCall(_ slot: Slot, to service: Service, _ context: inout Context<Self>) {
    let isEncrypted = frames[slot].features.has(.mTLS)
    if frames[slot].features.has(.telemetry) { context.count(.spans) }
    context.count(isEncrypted ? .callsEncrypted : .callsPlain)
    if !isEncrypted {
      context.reach(.plaintext)
      if !hasToldPlain { context.note(.plaintext(frames[slot].service, service), cause: plainCause) }
      hasToldPlain = true
    }
    // Right after a turn the request may still be under the configuration that it began with.
    guard context.knobs.mode == .sidecars, isCurrent(slot), changedAt <= frames[slot].began,
      instances[frames[slot].instance].config?.version == version
    else { return }
    context.check(.strictMTLS, isEncrypted || !context.knobs.hasMTLS, "\(frames[slot].service) calls in plaintext")
  }

  /// A call arrives at an instance: whoever is there lets it in or not.
  mutating func enter(_ slot: Slot, _ context: inout Context<Self>) {
    let callee = frames[slot].instance, isBottom = frames[slot].isBottom
    if isBottom { countBottom(slot, &context) }
    guard instances[callee].isReady else { return answer(slot, .instance, &context) }
    if isProxyDead(callee, context) {
      context.reach(.healthyUnreachable)
      return answer(slot, .proxy, &context)
    }
    if frames[slot].isEncrypted {
      guard shakesHands(slot, at: context.now) else {
        context.count(.handshakesFailed)
        return answer(slot, .certificate, &context)
      }
      let isYoung = instances[callee].issued.map { context.now - $0.at < $0.lifetime } ?? false
      context.check(.expiredRefused, isYoung, "\(frames[slot].service) lets in with an old certificate")
    }
    if isBottom && context.isOn(.bottomDown) { return answer(slot, .refused, &context) }
    takeUp(slot, &context)
  }

  /// Both ends show a certificate; an instance that is being replaced has its old one until it is done.
  private mutating func shakesHands(_ slot: Slot, at now: Instant) -> Bool {
    guard instances[frames[slot].instance].isTrusted(at: now) else { return false }
    // Of a caller that has given up nobody knows any more which certificate it showed.
    guard let caller = frames[slot].caller, frames.holds(caller.slot, caller.tag), isCurrent(caller.slot) else {
      return true
    }
    return instances[frames[caller.slot].instance].isTrusted(at: now)
  }

  private mutating func countBottom(_ slot: Slot, _ context: inout Context<Self>) {
    context.count(.bottomCalls)
    let root = frames[slot].root
    guard frames.holds(root, frames[slot].rootTag) else { return }
    frames[root].bottomCalls += 1
    let calls = frames[root].bottomCalls
    if calls > 3 { context.reach(.amplified) }
    var most = 1
    for _ in 0..<frames[slot].bottom.rawValue { most *= 1 + mostRetries }
    context.check(.callsBounded, calls <= most, "\(calls) calls at the bottom, \(most) at most")
  }

  /// An answer comes back to who called, if it still waits for it.
  mutating func hearAnswer(_ slot: Slot, _ context: inout Context<Self>) {
    frames.remove(slot)
    guard let caller = frames[slot].caller, frames.holds(caller.slot, caller.tag),
      frames[caller.slot].token == caller.token
    else { return context.count(.wasted) }
    if frames[slot].failure == nil && frames[slot].isBottom {
      context.record(.hopLatency, context.now - frames[caller.slot].calledAt)
      context.record(.hopAdded, frames[slot].added)
      if frames[slot].began >= cost.since { tellCost(frames[slot].added, &context) }
    }
    endAttempt(caller.slot, frames[slot].failure, &context)
  }

  /// The caller does not wait any longer.
  mutating func timeOut(_ slot: Slot, _ context: inout Context<Self>) {
    context.count(.timeouts)
    endAttempt(slot, .slow, &context)
  }

  /// An attempt is over: on to the next one, or back to who called.
  private mutating func endAttempt(_ slot: Slot, _ failure: Failure?, _ context: inout Context<Self>) {
    frames[slot].token = 0
    trace(slot, failure, &context)
    record(slot, failure, &context)
    guard let failure else { return answer(slot, nil, &context) }
    let attempts = frames[slot].attempts
    var draw = context.draw(Stream.backoff, frames[slot].key, attempt: attempts)
    let uniform = draw.uniform()
    guard let wait = frames[slot].features.retryPolicy.delay(afterFailure: attempts, uniform: uniform) else {
      if frames[slot].features.retries == 0 { context.reach(.notRetried) }
      return answer(slot, failure, &context)
    }
    tokens &+= 1
    frames[slot].token = tokens
    context.schedule(.triesAgain, slot, tag: tokens, after: Interval(wait) + Self.refusal)
  }

  /// The breaker of the edge hears what became of a call.
  private mutating func record(_ slot: Slot, _ failure: Failure?, _ context: inout Context<Self>) {
    guard let permit = frames[slot].permit else { return }
    frames[slot].permit = nil
    let service = frames[slot].service, duration = (context.now - frames[slot].calledAt).duration
    let change = breakers[service].record(
      failure == nil ? .success : .failure, duration: duration, at: context.now.duration, permit: permit)
    switch change?.to {
    case .open:
      let cause = failure.map { self.cause($0, &context) } ?? context.input
      openedCause = context.note(.breakerOpens(service), cause: cause)
      context.count(.breakerOpened)
    case .closed: context.note(.breakerCloses(service), cause: openedCause)
    default: break
    }
  }

  /// The call of a service has ended, or never went out.
  private mutating func trace(_ slot: Slot, _ failure: Failure?, _ context: inout Context<Self>) {
    let attempts = frames[slot].attempts, callee = frames[slot].service.next
    context.span(
      "call to \(callee)" + (attempts > 1 ? " attempt \(attempts)" : ""),
      of: frames[slot].request, failure?.name ?? "ok", since: frames[slot].calledAt)
  }
}
