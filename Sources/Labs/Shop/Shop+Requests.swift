import Engine
import LabKit
import Patterns

/// From the traffic through shedder and gateway into a pool.
extension Shop {
  /// An admitted request on its way through the shop; a P0 request is an order and carries its saga.
  struct Request: Sendable {
    /// The number that its random draws are keyed by: the arrival's, or one far above for orders run by hand.
    let number: UInt64, kind: Class
    let arrived: Instant
    /// The note that its fate is put down to.
    var cause: NoteID = .chance
    /// The pool in which it has a permit, had one, or waits for one.
    var pool = PoolName.shared
    /// When a server took it up, when that had done with it, and when it got its permit; the start before that.
    var taken: Instant = .start, left: Instant = .start, entered: Instant = .start

    // From here on for orders only.

    /// The order's number, counted from 0 in the order in which sagas began.
    var serial: UInt32 = 0
    var saga = Saga(steps: Service.allCases.count)
    /// Bit k is set while step k + 1 is done and not undone: kept apart from the saga, to check it.
    var doneSteps: UInt8 = 0
    /// The step that is refused by hand, counted from 1; 0 for none.
    var refusedStep: UInt8 = 0
    var isTraced = false
    /// Whether failures are compensated: the saga knob as it was when the order began.
    var hasSaga = true
    var setbacks: UInt16 = 0
    var call = Call()
    /// When each step that is done began and ended, in nanoseconds: what is shown of an order that fails later.
    var began = SIMD4<UInt64>(), ended = SIMD4<UInt64>()

    /// The call of a step, or of what undoes it: which attempt it is, when that began, what it will come back with.
    struct Call: Sendable {
      var service = Service.inventory, undoes = false, attempt: UInt16 = 0
      var began: Instant = .start
      var failure: Mesh.Failure?
      var permit: CircuitBreaker.Permit?
      /// What let it not even go out; nil when it went.
      var refusal: Refusal?

      enum Refusal: Sendable { case pool, breaker }
    }
  }

  enum Class: Int, Label {
    case p0, p1, p2

    var priority: LoadShedder.Priority { LoadShedder.Priority(rawValue: UInt8(rawValue))! }
  }

  /// A pool of permits that a request, or a call to payment, holds while it is worked on. The shared one serves only
  /// while bulkheads are off.
  enum PoolName: Int, Label {
    case orders, analytics, shared, payment
  }

  mutating func arrive(_ number: UInt64, _ context: inout Context<Shop>) {
    var mix = context.draw(Stream.mix, number)
    let percent = mix.uniform() * 100
    let kind: Class =
      percent < context.knobs.shareP0 ? .p0 : percent < context.knobs.shareP0 + context.knobs.shareP2 ? .p2 : .p1
    context.count(.offered, kind)
    guard isAdmitted(kind, number, &context) else {
      context.count(.shed, kind)
      context.note(.shed(number, kind), cause: context.cause(.burst))
      return
    }
    var request = Request(number: number, kind: kind, arrived: context.now)
    if kind == .p0, let wanted = orders.wanted {
      orders.wanted = nil
      request.isTraced = true
      request.cause = wanted
    }
    admit(request, &context)
  }

  private mutating func isAdmitted(_ kind: Class, _ number: UInt64, _ context: inout Context<Shop>) -> Bool {
    var draw = context.draw(Stream.shedding, number)
    // Offered also with the pattern off, so that the estimate is there when it is switched on.
    let isAdmitted = shedder.offer(kind.priority, at: context.now.duration, uniform: draw.uniform()) == .admitted
    guard context.knobs.hasShedding else { return true }
    if kind == .p0 { context.check(.p0Admitted, isAdmitted) }
    if kind == .p1 && !isAdmitted { context.reach(.p1Shed) }
    return isAdmitted
  }

  mutating func admit(_ request: Request, _ context: inout Context<Shop>) {
    context.count(.admitted, request.kind)
    if request.isTraced { trace = Trace(request) }
    let slot = requests.insert(request)
    switch gateway.arrive(slot) {
    case .starts: scheduleGateway(slot, &context)
    case .waits: break
    case .refused:
      context.count(.refusedFull)
      refuse(slot, "the gateway is full", context.now)
    }
  }

  /// A server takes up a request. The servers together do 1.1 times the capacity.
  mutating func scheduleGateway(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].taken = context.now
    if requests[slot].isTraced { trace.look(at: requests[slot]) }
    var draw = context.draw(Stream.gateway, requests[slot].number)
    let mean = Double(Shop.gatewayServers) / (Shop.headroom * context.knobs.capacity)
    context.schedule(.gatewayDone, slot, after: .seconds(mean * draw.exponential()))
  }

  /// A server has done with a request: it enters its pool, and the server takes up the next.
  mutating func leaveGateway(_ slot: Slot, _ context: inout Context<Shop>) {
    if let next = gateway.finish() { scheduleGateway(next, &context) }
    let pool: PoolName = !context.knobs.hasBulkheads ? .shared : requests[slot].kind == .p2 ? .analytics : .orders
    requests[slot].pool = pool
    requests[slot].left = context.now
    if requests[slot].isTraced { trace.look(at: requests[slot]) }
    switch enter(pool, slot, &context) {
    case .entered: begin(slot, &context)
    case .queued: break
    case .refused, .overQuota: refuse(slot, "the pool and its queue are full", context.now)
    }
  }

  /// A request is turned away before any work; an order that is followed ends there.
  private mutating func refuse(_ slot: Slot, _ reason: String, _ now: Instant) {
    if requests[slot].isTraced { trace.refuse(requests[slot], reason, at: now) }
    requests.remove(slot)
  }

  /// Asks for a permit of a pool; a refusal is put down to what is wrong with payment.
  mutating func enter(_ pool: PoolName, _ slot: Slot, _ context: inout Context<Shop>) -> Pool.Entry {
    let entry = pools[pool].enter(slot, at: context.now)
    if entry == .refused {
      context.count(.refusedPool)
      context.note(.poolFull(pool), cause: cause(.service(.timeout), .payment, &context))
    }
    return entry
  }

  /// A request has its permit: an order starts its saga, the others do their work.
  private mutating func begin(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].entered = context.now
    if requests[slot].kind == .p0 { return beginOrder(slot, &context) }
    var draw = context.draw(Stream.work, requests[slot].number)
    context.schedule(.workDone, slot, after: .milliseconds(10 * draw.exponential()))
  }

  mutating func finishWork(_ slot: Slot, _ context: inout Context<Shop>) {
    leavePool(slot, &context)
    if requests[slot].kind == .p1 || publishAnalytics(requests[slot].number, &context) { answer(slot, &context) }
    requests.remove(slot)
  }

  /// The client has its answer; it is wasted if it no longer waits, which is said.
  @discardableResult mutating func answer(_ slot: Slot, _ context: inout Context<Shop>) -> Bool {
    let kind = requests[slot].kind, taken = context.now - requests[slot].arrived
    context.record(.latency, kind, taken)
    let isInTime = taken <= .milliseconds(context.knobs.clientTimeoutMilliseconds)
    if isInTime { context.count(.served, kind) }
    return isInTime
  }

  mutating func leavePool(_ slot: Slot, _ context: inout Context<Shop>) {
    if let next = pools[requests[slot].pool].leave(slot, at: context.now) { begin(next, &context) }
  }
}
