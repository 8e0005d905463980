import Engine
import FirstEdition
import Patterns

extension Shop {
  /// A request arrives: it is counted, shed or admitted, and queues for a server.
  mutating func arrive(_ generation: UInt32, _ context: inout Context<Shop>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    let priority = priority(of: arrival.number, context)
    context.count(Meter.offered(priority))
    guard isAdmitted(priority, arrival.number, &context) else {
      context.count(Meter.shed(priority))
      context.note(.shed(arrival.number, priority), cause: faults[.burst] ?? .chance)
      return
    }
    context.count(Meter.admitted(priority))
    admit(Request(number: arrival.number, priority: priority, arrived: context.now), &context)
  }

  private func priority(of number: UInt64, _ context: Context<Shop>) -> Request.Priority {
    var draw = context.draw(.mix, number)
    let percent = draw.uniform() * 100
    if percent < knobs.shareP0 { return .p0 }
    return percent < knobs.shareP0 + knobs.shareP2 ? .p2 : .p1
  }

  private mutating func isAdmitted(
    _ priority: Request.Priority, _ number: UInt64, _ context: inout Context<Shop>
  ) -> Bool {
    var draw = context.draw(.shedding, number)
    let now = context.now.duration
    // Offered also with the pattern off, so that the estimate is there when it is switched on.
    let isAdmitted = shedder.offer(priority, at: now, uniform: draw.uniform()) == .admitted
    guard knobs.hasShedding else { return true }
    switch priority {
    case .p0: context.check(.p0Admitted, isAdmitted)
    case .p1:
      let quotas = shedder.quotas(at: now)
      let isBelow = quotas.quota.p1 < quotas.demand.p1
      context.check(
        .p2First, !isBelow || quotas.quota.p2 == 0,
        "P1 \(quotas.quota.p1) of \(quotas.demand.p1), P2 \(quotas.quota.p2)")
      if !isAdmitted { context.reach(.p1Shed) }
    case .p2: break
    }
    return isAdmitted
  }

  /// Lets an admitted request queue for a server.
  mutating func admit(_ request: Request, _ context: inout Context<Shop>) {
    let slot = requests.insert(request)
    switch gateway.arrive(slot) {
    case .starts: scheduleGateway(slot, &context)
    case .waits: break
    case .refused:
      context.count(.refusedFull)
      drop(slot)
    }
  }

  /// A server takes up a request. The servers together do 1.1 times the capacity.
  mutating func scheduleGateway(_ slot: UInt32, _ context: inout Context<Shop>) {
    var draw = context.draw(.gateway, requests[slot].number)
    let mean = Double(Shop.gatewayServers) / (Shop.headroom * knobs.capacity)
    context.schedule(.gatewayDone(slot), after: .seconds(mean * draw.exponential()))
  }

  /// A server has done with a request: it enters its pool, and the server takes up the next.
  mutating func leaveGateway(_ slot: UInt32, _ context: inout Context<Shop>) {
    if let next = gateway.finish() { scheduleGateway(next, &context) }
    let pool: Request.Pool =
      !knobs.hasBulkheads ? .shared : requests[slot].priority == .p2 ? .analytics : .orders
    requests[slot].pool = pool
    switch pools[pool].enter(UInt64(slot), at: context.now.duration) {
    case .entered: begin(slot, &context)
    case .queued: break
    case .refused:
      requests[slot].pool = nil
      context.count(.refusedPool)
      context.note(.poolFull(pool), cause: faults.cause(.payment))
      drop(slot)
    }
  }

  /// A request has its permit: an order starts its saga, the others do their work.
  private mutating func begin(_ slot: UInt32, _ context: inout Context<Shop>) {
    if requests[slot].priority == .p0 {
      beginOrder(slot, &context)
    } else {
      var draw = context.draw(.work, requests[slot].number)
      context.schedule(.workDone(slot), after: .milliseconds(10 * draw.exponential()))
    }
  }

  /// A read is answered, or an analytics event goes to the queue.
  mutating func finishWork(_ slot: UInt32, _ context: inout Context<Shop>) {
    let request = requests[slot]
    leavePool(slot, &context)
    if request.priority == .p1 || publishAnalytics(request.number, &context) { answer(slot, &context) }
    drop(slot)
  }

  /// The client has its answer; in vain if it no longer waits.
  mutating func answer(_ slot: UInt32, _ context: inout Context<Shop>) {
    let request = requests[slot]
    let taken = context.now - request.arrived
    context.record(Meter.latency(request.priority), taken)
    if taken <= .milliseconds(knobs.clientTimeoutMilliseconds) {
      context.count(Meter.served(request.priority))
    }
  }

  /// Gives a request's permit back; the next in line begins.
  mutating func leavePool(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard let pool = requests[slot].pool else { return }
    requests[slot].pool = nil
    if let next = pools[pool].leave(at: context.now.duration) { begin(UInt32(next), &context) }
  }

  /// Forgets a request that is over.
  mutating func drop(_ slot: UInt32) {
    requests[slot].isAlive = false
    requests.remove(slot)
  }
}
