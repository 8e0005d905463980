import Engine
import LabKit
import Patterns

/// How a call to a service goes out: sidecar with retries and timeout around a bulkhead around a circuit breaker.
extension Shop {
  /// A call of an order: to which service, and whether it is asked to undo its step.
  struct Target {
    let service: Service, undoes: Bool

    @inline(__always)
    init?(_ state: Saga.State) {
      switch state {
      case .running(let step): (service, undoes) = (Service(step: step), false)
      case .compensating(let step): (service, undoes) = (Service(step: step), true)
      default: return nil
      }
    }
  }

  /// The first attempt of a step or compensation.
  mutating func beginCall(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].attempt = 0
    call(slot, &context)
  }

  /// The sidecar tries again.
  mutating func callAgain(_ slot: Slot, _ context: inout Context<Shop>) {
    context.count(.callsRetried)
    call(slot, &context)
  }

  /// One attempt: a permit of the payment pool if it goes there, then the breaker.
  private mutating func call(_ slot: Slot, _ context: inout Context<Shop>) {
    guard let target = Target(requests[slot].saga.state) else { return }
    requests[slot].attempt &+= 1
    guard target.service == .payment, context.knobs.hasBulkheads else { return send(slot, target, &context) }
    switch pools[.payment].enter(UInt64(slot), at: context.now.duration) {
    case .entered:
      requests[slot].hasPaymentPermit = true
      send(slot, target, &context)
    case .queued: break
    case .refused:
      context.count(.refusedPool)
      context.note(.paymentPoolFull, cause: context.cause(of: .payment))
      endCall(slot, target, "pool full", since: context.now, &context)
      // Not tried again: the pool is full because payment is slow, and more attempts make it fuller.
      finish(slot, target, hasSucceeded: false, &context)
    }
  }

  /// The breaker lets the call out or refuses it.
  private mutating func send(_ slot: Slot, _ target: Target, _ context: inout Context<Shop>) {
    let service = target.service
    requests[slot].permit = nil
    if context.knobs.hasSidecars && mesh.config.hasBreaker {
      guard let permit = acquire(service, &context) else {
        context.count(.callsRefused)
        endCall(slot, target, "breaker open", since: context.now, &context)
        requests[slot].cause = signs.opened[service].note
        leavePaymentPool(slot, &context)
        return finish(slot, target, hasSucceeded: false, &context)
      }
      context.check(.breakerOpen, breakers[service].state != .open, service.name)
      requests[slot].permit = permit
    }
    trace.attempt(slot, target, Int(requests[slot].attempt), at: context.now)
    context.count(.callsStarted)
    requests[slot].callBegan = context.now
    let refusal = refusal(service, &context)
    passSidecars(service, refusal, &context)
    // A refused connection comes back at once.
    requests[slot].failure = refusal
    let delay = refusal == nil ? outcome(slot, target, &context) : .milliseconds(1)
    context.schedule(.callReturns, slot, after: delay)
  }

  private mutating func acquire(_ service: Service, _ context: inout Context<Shop>) -> CircuitBreaker.Permit?
  {
    let before = breakers[service].generation
    let permit = breakers[service].tryAcquire(at: context.now.duration)
    if breakers[service].generation != before { tellBreaker(service, nil, &context) }
    return permit
  }

  /// How long the call takes, from the numbers that belong to this attempt; says in the request whether it fails.
  private mutating func outcome(_ slot: Slot, _ target: Target, _ context: inout Context<Shop>) -> Interval {
    let service = target.service, number = requests[slot].number
    let attempt = Int(requests[slot].attempt) + (target.undoes ? 100 * Int(requests[slot].setbacks) : 0)
    let entity = number &<< 2 | UInt64(service.rawValue)
    var draw = context.draw(target.undoes ? Stream.compensations : .calls, entity, attempt: attempt)
    if draw.chance(context.knobs.errorPercent[service] / 100) { requests[slot].failure = .error }
    let slowness = service == .payment && context.isOn(.paymentSlow) ? 100.0 : 1
    let worked = context.knobs.latencyMilliseconds[service] * slowness * draw.exponential()
    guard context.knobs.hasSidecars else { return .milliseconds(worked) }
    // What the two proxies of a hop add, each by an exponential.
    var hops = context.draw(Stream.proxies, entity, attempt: attempt &<< 1 | (target.undoes ? 1 : 0))
    let hop = Interval.milliseconds(context.knobs.proxyMilliseconds * hops.exponentialPair())
    context.record(.hopAdded, hop)
    let taken = Interval.milliseconds(worked) + hop
    guard taken > mesh.config.timeout else { return taken }
    requests[slot].failure = .timeout
    return mesh.config.timeout
  }

  /// A call came back, or its connection was reset because the service went down meanwhile.
  mutating func returnCall(_ slot: Slot, _ context: inout Context<Shop>) {
    guard let target = Target(requests[slot].saga.state) else { return }
    let service = target.service, began = requests[slot].callBegan
    let failure = requests[slot].failure ?? cut(service, &context)
    leavePaymentPool(slot, &context)
    report(slot, service, failure, &context)
    guard let failure else {
      // Refused by hand: the service works and says no, so its breaker has nothing to complain about.
      let isRefused = !target.undoes && Int(requests[slot].refusedStep) == service.rawValue + 1
      endCall(slot, target, isRefused ? "refused by the service" : "ok", since: began, &context)
      return finish(slot, target, hasSucceeded: !isRefused, &context)
    }
    context.count(.callsFailed)
    endCall(slot, target, failure.words, since: began, &context)
    if failure == .proxy && requests[slot].failure == nil { context.count(.callsCutOff) }
    let cause = cause(failure, service, &context)
    if requests[slot].cause == .chance { requests[slot].cause = cause }
    context.note(.callFailed(service, Int(requests[slot].attempt)), cause: cause)
    guard let delay = retryDelay(slot, &context) else {
      return finish(slot, target, hasSucceeded: false, &context)
    }
    trace.end(slot, .failed, at: context.now)
    context.schedule(.callAgain, slot, after: delay)
  }

  private mutating func report(
    _ slot: Slot, _ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>
  ) {
    guard let permit = requests[slot].permit else { return }
    let duration = (context.now - requests[slot].callBegan).duration
    let transition = breakers[service].record(
      failure == nil ? .success : .failure, duration: duration, at: context.now.duration, permit: permit)
    if transition != nil { tellBreaker(service, failure, &context) }
  }

  private mutating func finish(
    _ slot: Slot, _ target: Target, hasSucceeded: Bool, _ context: inout Context<Shop>
  ) {
    if target.undoes {
      finishCompensation(slot, hasSucceeded: hasSucceeded, &context)
    } else {
      finishStep(slot, hasSucceeded: hasSucceeded, &context)
    }
  }

  private mutating func leavePaymentPool(_ slot: Slot, _ context: inout Context<Shop>) {
    guard requests[slot].hasPaymentPermit else { return }
    requests[slot].hasPaymentPermit = false
    guard let next = pools[.payment].leave(at: context.now.duration).map({ Slot($0) }) else { return }
    requests[next].hasPaymentPermit = true
    if let target = Target(requests[next].saga.state) { send(next, target, &context) }
  }

  /// A call to a service has ended, or never went out.
  private mutating func endCall(
    _ slot: Slot, _ target: Target, _ outcome: @autoclosure () -> String, since began: Instant,
    _ context: inout Context<Shop>
  ) {
    guard context.isRecorded else { return }
    let attempt = requests[slot].attempt
    let step = target.undoes ? target.service.compensation : target.service.step
    context.span(
      attempt > 1 ? "\(step) attempt \(attempt)" : step, of: UInt64(requests[slot].serial), outcome(),
      since: began)
  }

  /// Notes a breaker's change of state, with what brought it about.
  private mutating func tellBreaker(
    _ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>
  ) {
    switch breakers[service].state {
    case .open:
      context.count(.opened, service)
      let rate = breakers[service].lastTransition.map { Signs.percent($0.cause) } ?? 0
      signs.opened[service].note = context.note(
        .breakerOpens(service, rate), cause: cause(failure ?? .timeout, service, &context))
      signs.opened[service].hasBeen = true
    case .halfOpen: context.note(.breakerProbes(service), cause: signs.opened[service].note)
    default:
      context.note(.breakerCloses(service), cause: signs.opened[service].note)
      if signs.opened[service].hasBeen { context.reach(.breakerRecloses) }
      signs.opened[service].note = .chance
    }
  }
}

/// What the sidecars do to a call: they let it in or not, give it up, and try again. All take the context `inout`: by
/// value it would be copied.
extension Shop {
  /// Why a call comes back at once; nil when it gets through to the service.
  @inline(__always)
  private func refusal(_ service: Service, _ context: inout Context<Shop>) -> Mesh.Failure? {
    if context.knobs.hasSidecars {
      if !mesh.isUp(service) { return .proxy }
      if mesh.config.hasMTLS && !mesh.shakesHands(service, at: context.now) { return .certificate }
    }
    return context.isDown(service) ? .down : nil
  }

  /// What cuts a call off while it is under way.
  @inline(__always)
  private func cut(_ service: Service, _ context: inout Context<Shop>) -> Mesh.Failure? {
    if context.knobs.hasSidecars && !mesh.isUp(service) { return .proxy }
    return context.isDown(service) ? .down : nil
  }

  /// A call goes out: counts whether the sidecars let it, and checks that they had the right.
  private mutating func passSidecars(
    _ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>
  ) {
    guard context.knobs.hasSidecars else { return }
    switch failure {
    case .proxy:
      context.count(.callsCutOff)
      if !context.isDown(service) { context.reach(.healthyUnreachable, service.name) }
    case .certificate:
      context.count(.handshakesFailed)
      context.reach(.handshakeRefused, service.name)
    default:
      guard mesh.config.hasMTLS else { return }
      context.check(
        .expiredRefused, mesh.isIssued(service, at: context.now), "a call to \(service.name) was let in")
    }
  }

  /// How long the sidecar waits before it tries again; nil when it gives up or is not there.
  private mutating func retryDelay(_ slot: Slot, _ context: inout Context<Shop>) -> Interval? {
    guard context.knobs.hasSidecars else { return nil }
    let attempt = Int(requests[slot].attempt)
    var draw = context.draw(
      Stream.backoff, requests[slot].number, attempt: Int(requests[slot].saga.attempts) * 10 + attempt)
    return mesh.config.retryPolicy.delay(afterFailure: attempt, uniform: draw.uniform()).map { Interval($0) }
  }

  /// The note that explains why a call to a service failed.
  private mutating func cause(
    _ failure: Mesh.Failure, _ service: Service, _ context: inout Context<Shop>
  ) -> NoteID {
    switch failure {
    case .proxy: context.isOn(.sidecarDies) ? context.cause(.sidecarDies) : signs.sidecar
    case .certificate: signs.certificate
    case .error, .down, .timeout: context.cause(of: service)
    }
  }
}
