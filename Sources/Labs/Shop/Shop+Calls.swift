import Engine
import LabKit
import Patterns

/// How a call to a service goes out: sidecar with retries and timeout around a bulkhead around a circuit breaker.
extension Shop {
  /// A service that an order calls, one per step of its saga.
  enum Service: Int, Label {
    case inventory, payment, shipping, notification

    /// The service of a saga's step, counted from 1.
    init(step: Int) { self = Service(rawValue: step - 1)! }

    /// What its step of an order does, or what undoes that.
    func words(undoes: Bool = false) -> String {
      let words = ["reserve inventory", "charge payment", "create shipment", "confirm order"]
      return (undoes ? ["release reservation", "refund payment", "cancel shipment", "mark failed"] : words)[rawValue]
    }

    var down: Action { [.inventoryDown, .paymentDown, .shippingDown, .notificationDown][rawValue] }
  }

  /// The services are as knobs and faults say, and the sidecars wait for them as long as they were told.
  mutating func reconfigureServices(_ context: inout Context<Shop>) {
    let knobs = context.knobs
    for service in Service.allCases {
      let isSlow = service == .payment && context.isOn(.paymentSlow)
      services[service] = Dependency(
        mean: .milliseconds(knobs.latencyMilliseconds[service]),
        errorShare: knobs.errorPercent[service] / 100,
        timeout: knobs.hasSidecars ? .milliseconds(mesh.config.callTimeoutMilliseconds) : nil)
      services[service].health =
        context.isOn(service.down) ? .refusing(after: .milliseconds(1)) : isSlow ? .slow(100) : .healthy
    }
  }

  mutating func beginCall(_ slot: Slot, _ step: Int, undoes: Bool, _ context: inout Context<Shop>) {
    requests[slot].call = Request.Call(service: Service(step: step), undoes: undoes)
    tell(slot, &context) { .stepBegins($0, Service(step: step), undoes: undoes) }
    call(slot, &context)
  }

  /// One attempt: a permit of the payment pool if it goes there, then the breaker.
  mutating func call(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].call.attempt &+= 1
    requests[slot].call.refusal = nil
    guard requests[slot].call.service == .payment, context.knobs.hasBulkheads else { return send(slot, &context) }
    switch enter(.payment, slot, &context) {
    case .entered: send(slot, &context)
    case .queued: break
    case .refused, .overQuota:
      endCall(slot, "pool full", since: context.now, &context)
      requests[slot].call.refusal = .pool
      // Not tried again: the pool is full because payment is slow, and more attempts make it fuller.
      finish(slot, hasSucceeded: false, &context)
    }
  }

  private mutating func send(_ slot: Slot, _ context: inout Context<Shop>) {
    let service = requests[slot].call.service
    var permit: CircuitBreaker.Permit?
    if context.knobs.hasSidecars && mesh.config.hasBreakers {
      let before = breakers[service].generation
      permit = breakers[service].tryAcquire(at: context.now.duration)
      if breakers[service].generation != before { tellBreaker(service, nil, &context) }
      guard permit != nil else {
        context.count(.callsRefused)
        endCall(slot, "breaker open", since: context.now, &context)
        requests[slot].call.refusal = .breaker
        requests[slot].cause = symptoms.opened[service]
        leavePaymentPool(slot, &context)
        return finish(slot, hasSucceeded: false, &context)
      }
      context.check(.breakerOpen, breakers[service].state != .open, service.name)
    }
    context.count(.callsStarted)
    let (takes, failure) = outcome(slot, requests[slot].call, &context)
    requests[slot].call.permit = permit
    requests[slot].call.began = context.now
    requests[slot].call.failure = failure
    trace.attempt(requests[slot].serial, requests[slot].call)
    context.schedule(.callReturns, slot, after: takes)
  }

  /// How long the call takes and why it fails, from the numbers that belong to this attempt.
  private mutating func outcome(_ slot: Slot, _ call: Request.Call, _ context: inout Context<Shop>) -> (
    takes: Interval, failure: Mesh.Failure?
  ) {
    let service = call.service
    let entity = requests[slot].number &<< 2 | UInt64(service.rawValue)
    let attempt = Int(call.attempt) + (call.undoes ? 100 * Int(requests[slot].setbacks) : 0)
    var hop = Interval.zero
    if context.knobs.hasSidecars {
      if let refusal = passSidecars(service, &context) { return (.milliseconds(1), refusal) }
      if !services[service].isDead {
        // What the two proxies of a hop add, each by an exponential.
        var hops = context.draw(Stream.proxies, entity, attempt: attempt &<< 1 | (call.undoes ? 1 : 0))
        hop = .milliseconds(context.knobs.proxyMilliseconds * hops.exponentialPair())
        context.record(.hopAdded, hop)
      }
    }
    var draw = context.draw(call.undoes ? Stream.compensations : .calls, entity, attempt: attempt)
    let outcome = services[service].call(&draw, way: hop)
    return (outcome.takes, outcome.failure.map { .service($0) })
  }

  /// What the sidecars make of a call that goes out: why they refuse it, nil when they let it in, by right.
  private mutating func passSidecars(_ service: Service, _ context: inout Context<Shop>) -> Mesh.Failure? {
    guard mesh.proxies[service.rawValue].isUp else {
      context.count(.callsCutOff)
      if !services[service].isDead { context.reach(.healthyUnreachable, service.name) }
      return .proxy
    }
    guard mesh.config.hasMTLS else { return nil }
    guard mesh.shakesHands(service, at: context.now) else {
      context.count(.handshakesFailed)
      context.reach(.handshakeRefused, service.name)
      return .certificate
    }
    context.check(.expiredRefused, mesh.isIssued(service, at: context.now), "a call to \(service.name) was let in")
    return nil
  }

  /// A call came back, or its connection was reset because the service or its sidecar went down meanwhile.
  mutating func returnCall(_ slot: Slot, _ context: inout Context<Shop>) {
    let call = requests[slot].call, service = call.service
    var failure = call.failure
    if failure == nil {
      if context.knobs.hasSidecars && !mesh.proxies[service.rawValue].isUp {
        failure = .proxy
        context.count(.callsCutOff)
      } else if services[service].isDead {
        failure = .service(.refused)
      }
    }
    leavePaymentPool(slot, &context)
    if let permit = call.permit,
      breakers[service].record(
        failure == nil ? .success : .failure, duration: (context.now - call.began).duration,
        at: context.now.duration, permit: permit) != nil
    {
      tellBreaker(service, failure, &context)
    }
    guard let failure else {
      // Refused by hand: the service works and says no, so its breaker has nothing to complain about.
      let isRefused = !call.undoes && Int(requests[slot].refusedStep) == service.rawValue + 1
      endCall(slot, isRefused ? "refused by the service" : "ok", since: call.began, &context)
      return finish(slot, hasSucceeded: !isRefused, &context)
    }
    context.count(.callsFailed)
    endCall(slot, failure.words, since: call.began, &context)
    let cause = cause(failure, service, &context)
    if requests[slot].cause == .chance { requests[slot].cause = cause }
    context.note(.callFailed(service, Int(call.attempt)), cause: cause)
    guard let delay = retryDelay(slot, &context) else { return finish(slot, hasSucceeded: false, &context) }
    trace.end(requests[slot].serial, hasFailed: true, at: context.now)
    context.schedule(.callAgain, slot, after: delay)
  }

  private mutating func leavePaymentPool(_ slot: Slot, _ context: inout Context<Shop>) {
    if let next = pools[.payment].leave(slot, at: context.now) { send(next, &context) }
  }

  /// How long the sidecar waits before it tries again; nil when it gives up or is not there.
  private mutating func retryDelay(_ slot: Slot, _ context: inout Context<Shop>) -> Interval? {
    guard context.knobs.hasSidecars else { return nil }
    let attempt = Int(requests[slot].call.attempt)
    var draw = context.draw(
      Stream.backoff, requests[slot].number, attempt: Int(requests[slot].saga.attempts) * 10 + attempt)
    let policy = RetryPolicy(
      .fullJitter(first: .milliseconds(50), coefficient: 2, cap: .seconds(1)), maxAttempts: mesh.config.retries + 1)
    return policy.delay(afterFailure: attempt, uniform: draw.uniform()).map { Interval($0) }
  }

  private mutating func endCall(
    _ slot: Slot, _ outcome: @autoclosure () -> String, since began: Instant, _ context: inout Context<Shop>
  ) {
    guard context.isRecorded else { return }
    let call = requests[slot].call, step = call.service.words(undoes: call.undoes)
    context.span(
      call.attempt > 1 ? "\(step) attempt \(call.attempt)" : step, of: UInt64(requests[slot].serial),
      outcome(), since: began)
  }

  private mutating func tellBreaker(_ service: Service, _ failure: Mesh.Failure?, _ context: inout Context<Shop>) {
    let opening = symptoms.opened[service]
    switch breakers[service].state {
    case .open:
      context.count(.opened, service)
      let rate = breakers[service].lastTransition.map { Int(($0.cause.rate ?? 100).rounded()) } ?? 0
      symptoms.opened[service] = context.note(
        .breakerOpens(service, rate), cause: cause(failure ?? .service(.timeout), service, &context))
    case .halfOpen: context.note(.breakerProbes(service), cause: opening)
    default:
      context.note(.breakerCloses(service), cause: opening)
      context.reach(.breakerRecloses)
      symptoms.opened[service] = .chance
    }
  }

  /// The note that explains why a call to a service fails, or is slow.
  func cause(_ failure: Mesh.Failure, _ service: Service, _ context: inout Context<Shop>) -> NoteID {
    switch failure {
    case .proxy: context.isOn(.sidecarDies) ? context.cause(.sidecarDies) : symptoms.sidecar
    case .certificate: symptoms.certificate
    case .service: service == .payment ? context.cause(.paymentDown, .paymentSlow) : context.cause(service.down)
    }
  }
}
