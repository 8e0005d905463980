import Engine
import LabKit
import Patterns

extension Shop {
  /// A request arrives: it is counted, shed or admitted, and queues for a server.
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
    admit(Request(number: number, kind: kind, arrived: context.now), &context)
  }

  private mutating func isAdmitted(_ kind: Class, _ number: UInt64, _ context: inout Context<Shop>) -> Bool {
    var draw = context.draw(Stream.shedding, number)
    let now = context.now.duration
    // Offered also with the pattern off, so that the estimate is there when it is switched on.
    let isAdmitted = shedder.offer(kind.priority, at: now, uniform: draw.uniform()) == .admitted
    guard context.knobs.hasShedding else { return true }
    if kind == .p0 { context.check(.p0Admitted, isAdmitted) }
    if kind == .p1 && !isAdmitted { context.reach(.p1Shed) }
    return isAdmitted
  }

  /// Lets an admitted request queue for a server.
  mutating func admit(_ request: Request, _ context: inout Context<Shop>) {
    context.count(.admitted, request.kind)
    let slot = requests.insert(request)
    switch gateway.arrive(slot) {
    case .starts: scheduleGateway(slot, &context)
    case .waits: break
    case .refused:
      context.count(.refusedFull)
      requests.remove(slot)
    }
  }

  /// A server takes up a request. The servers together do 1.1 times the capacity.
  mutating func scheduleGateway(_ slot: Slot, _ context: inout Context<Shop>) {
    var draw = context.draw(Stream.gateway, requests[slot].number)
    let mean = Double(Shop.gatewayServers) / (Shop.headroom * context.knobs.capacity)
    context.schedule(.gatewayDone, slot, after: .seconds(mean * draw.exponential()))
  }

  /// A server has done with a request: it enters its pool, and the server takes up the next.
  mutating func leaveGateway(_ slot: Slot, _ context: inout Context<Shop>) {
    if let next = gateway.finish() { scheduleGateway(next, &context) }
    let pool: PoolName = !context.knobs.hasBulkheads ? .shared : requests[slot].kind == .p2 ? .analytics : .orders
    requests[slot].pool = pool
    switch pools[pool].enter(slot, at: context.now) {
    case .entered: begin(slot, &context)
    case .queued: break
    case .refused, .overQuota:
      context.count(.refusedPool)
      context.note(.poolFull(pool), cause: symptoms.services[.payment])
      requests.remove(slot)
    }
  }

  /// A request has its permit: an order starts its saga, the others do their work.
  private mutating func begin(_ slot: Slot, _ context: inout Context<Shop>) {
    if requests[slot].kind == .p0 { return beginOrder(slot, &context) }
    var draw = context.draw(Stream.work, requests[slot].number)
    context.schedule(.workDone, slot, after: .milliseconds(10 * draw.exponential()))
  }

  /// A read is answered, or an analytics event goes to the queue.
  mutating func finishWork(_ slot: Slot, _ context: inout Context<Shop>) {
    leavePool(slot, &context)
    if requests[slot].kind == .p1 || publishAnalytics(requests[slot].number, &context) { answer(slot, &context) }
    requests.remove(slot)
  }

  /// The client has its answer; it is wasted if it no longer waits.
  mutating func answer(_ slot: Slot, _ context: inout Context<Shop>) {
    let kind = requests[slot].kind, taken = context.now - requests[slot].arrived
    context.record(.latency, kind, taken)
    if taken <= .milliseconds(context.knobs.clientTimeoutMilliseconds) { context.count(.served, kind) }
  }

  /// Gives a request's permit back; the next in line begins.
  mutating func leavePool(_ slot: Slot, _ context: inout Context<Shop>) {
    if let next = pools[requests[slot].pool].leave(slot, at: context.now) { begin(next, &context) }
  }
}
