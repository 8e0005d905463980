import Engine
import FirstEdition
import Patterns

/// How a call to a service goes out: sidecar with retries and timeout around a bulkhead around a circuit breaker.
extension Shop {
  /// The service, and whether it is asked to undo its step.
  private func target(_ slot: UInt32) -> (service: Service, undoes: Bool)? {
    switch requests[slot].saga.state {
    case .running(let step): (Service(step: step), false)
    case .compensating(let step): (Service(step: step), true)
    default: nil
    }
  }

  /// The first attempt of a step or compensation.
  mutating func beginCall(_ slot: UInt32, _ context: inout Context<Shop>) {
    requests[slot].attempt = 0
    call(slot, &context)
  }

  /// The sidecar tries again.
  mutating func callAgain(_ slot: UInt32, _ context: inout Context<Shop>) {
    context.count(.callsRetried)
    call(slot, &context)
  }

  /// One attempt: a permit of the payment pool if it goes there, then the breaker.
  mutating func call(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard let (service, _) = target(slot) else { return }
    requests[slot].attempt &+= 1
    guard service == .payment, knobs.hasBulkheads else { return send(slot, &context) }
    switch pools.payment.enter(UInt64(slot), at: context.now.duration) {
    case .entered:
      requests[slot].hasPaymentPermit = true
      send(slot, &context)
    case .queued: break
    case .refused:
      context.count(.refusedPool)
      context.note(.paymentPoolFull, cause: faults.cause(.payment))
      traceCall(slot, service, .pool, since: context.now, &context)
      // Not tried again: the pool is full because payment is slow, and more attempts make it fuller.
      finish(slot, hasSucceeded: false, &context)
    }
  }

  /// The breaker lets the call out or refuses it.
  private mutating func send(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard let (service, undoes) = target(slot) else { return }
    requests[slot].permit = nil
    if hasBreakers {
      guard let permit = acquire(service, &context) else {
        context.count(.callsRefused)
        traceCall(slot, service, .breaker, since: context.now, &context)
        requests[slot].cause = signs.opened[service.index]
        leavePaymentPool(slot, &context)
        return finish(slot, hasSucceeded: false, &context)
      }
      context.check(.breakerOpen, breakers[service].state != .open, "\(service)")
      requests[slot].permit = permit
    }
    trace.attempt(slot, service, undoes, Int(requests[slot].attempt), at: context.now)
    context.count(.callsStarted)
    requests[slot].callBegan = context.now
    let refusal = refusal(service, at: context.now)
    passSidecars(service, refusal, &context)
    let (delay, failure) = outcome(slot, service, undoes, refusal, &context)
    requests[slot].failure = failure
    context.schedule(.callReturns(slot), after: delay)
  }

  private mutating func acquire(_ service: Service, _ context: inout Context<Shop>) -> CircuitBreaker.Permit?
  {
    let before = breakers[service].generation
    let permit = breakers[service].tryAcquire(at: context.now.duration)
    if breakers[service].generation != before { tellBreaker(service, nil, &context) }
    return permit
  }

  /// How long the call takes and whether it fails, from the numbers that belong to this attempt.
  private mutating func outcome(
    _ slot: UInt32, _ service: Service, _ undoes: Bool, _ refusal: Mesh.Failure?,
    _ context: inout Context<Shop>
  ) -> (delay: Interval, failure: Mesh.Failure?) {
    // A refused connection comes back at once.
    if let refusal { return (.milliseconds(1), refusal) }
    let request = requests[slot]
    let attempt = Int(request.attempt) + (undoes ? 100 * Int(request.setbacks) : 0)
    var draw = context.draw(
      undoes ? .compensations(service) : .calls(service), request.number, attempt: attempt)
    let isFailing = draw.chance(knobs.errorPercent[service] / 100)
    let slowness = service == .payment && faults.isOn(.paymentSlow) ? 100.0 : 1
    let hop = hop(slot, service, attempt << 1 | (undoes ? 1 : 0), context)
    if knobs.hasSidecars { context.record(.hopAdded, hop) }
    let worked = Interval.milliseconds(knobs.latencyMilliseconds[service] * slowness * draw.exponential())
    let taken = worked + hop
    if knobs.hasSidecars && taken > mesh.config.timeout { return (mesh.config.timeout, .timeout) }
    return (taken, isFailing ? .error : nil)
  }

  /// A call came back, or its connection was reset because the service went down meanwhile.
  mutating func returnCall(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard let (service, undoes) = target(slot) else { return }
    let failure = requests[slot].failure ?? cut(service)
    leavePaymentPool(slot, &context)
    report(slot, service, failure, &context)
    guard let failure else {
      // Refused by hand: the service works and says no, so its breaker has nothing to complain about.
      let isRefused = !undoes && Int(requests[slot].refusedStep) == service.index + 1
      traceCall(slot, service, isRefused ? .refused : .ok, since: requests[slot].callBegan, &context)
      return finish(slot, hasSucceeded: !isRefused, &context)
    }
    context.count(.callsFailed)
    traceCall(slot, service, .init(failure), since: requests[slot].callBegan, &context)
    if failure == .proxy && requests[slot].failure == nil { context.count(.callsCutOff) }
    let cause = cause(failure, service)
    if requests[slot].cause == .chance { requests[slot].cause = cause }
    context.note(.callFailed(service, Int(requests[slot].attempt)), cause: cause)
    guard let delay = retryDelay(slot, context) else { return finish(slot, hasSucceeded: false, &context) }
    trace.end(slot, .failed, at: context.now)
    context.schedule(.callAgain(slot), after: delay)
  }

  /// What cuts a call off while it is under way.
  private func cut(_ service: Service) -> Mesh.Failure? {
    if knobs.hasSidecars && !mesh.isUp(service) { return .proxy }
    return faults.isDown(service) ? .down : nil
  }

  private mutating func report(
    _ slot: UInt32, _ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>
  ) {
    guard let permit = requests[slot].permit else { return }
    let duration = (context.now - requests[slot].callBegan).duration
    let transition = breakers[service].record(
      failure == nil ? .success : .failure, duration: duration, at: context.now.duration, permit: permit)
    if transition != nil { tellBreaker(service, failure, &context) }
  }

  private mutating func finish(_ slot: UInt32, hasSucceeded: Bool, _ context: inout Context<Shop>) {
    if case .compensating = requests[slot].saga.state {
      finishCompensation(slot, hasSucceeded: hasSucceeded, &context)
    } else {
      finishStep(slot, hasSucceeded: hasSucceeded, &context)
    }
  }

  private mutating func leavePaymentPool(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard requests[slot].hasPaymentPermit else { return }
    requests[slot].hasPaymentPermit = false
    guard let next = pools.payment.leave(at: context.now.duration) else { return }
    requests[UInt32(next)].hasPaymentPermit = true
    send(UInt32(next), &context)
  }

  /// Notes a breaker's change of state, with what brought it about.
  private mutating func tellBreaker(
    _ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>
  ) {
    switch breakers[service].state {
    case .open:
      context.count(Meter.opened(service))
      let rate = breakers[service].lastTransition.map { Signs.percent($0.cause) } ?? 0
      signs.opened[service.index] = context.note(
        .breakerOpens(service, rate), cause: cause(failure ?? .timeout, service))
      signs.hasOpened[service.index] = true
    case .halfOpen: context.note(.breakerProbes(service), cause: signs.opened[service.index])
    default:
      context.note(.breakerCloses(service), cause: signs.opened[service.index])
      if signs.hasOpened[service.index] { context.reach(.breakerRecloses) }
      signs.opened[service.index] = .chance
    }
  }
}
