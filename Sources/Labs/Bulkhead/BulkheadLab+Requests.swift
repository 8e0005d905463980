import Engine
import FirstEdition
import Patterns

extension BulkheadLab {
  /// A request arrives and gets a thread of its pool, a place in line or neither.
  mutating func arrive(_ source: Int, _ generation: UInt32, _ context: inout Context<BulkheadLab>) {
    guard let arrival = sources[source].arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(UInt32(source), generation), at: next) }
    let service = Service(rawValue: source) ?? .payment
    // The burst's numbers lie far above those of the usual traffic, whose draws stay what they are.
    let number = source == Self.burst ? 1 << 40 + arrival.number : arrival.number
    var draw = context.draw(Stream.tenants(service), number)
    let tenant = source == Self.burst ? 0 : draw.below(Self.tenants)
    let slot = requests.insert(
      Request(
        number: number, serial: nextSerial(), service: service, tenant: tenant, pool: knobs.pool(of: service),
        arrived: context.now))
    context.count(Meter.offered(service))
    context.count(Meter.offered(tenant: tenant))
    books.offered[service.rawValue] += 1
    enter(slot, &context)
  }

  private mutating func enter(_ slot: UInt32, _ context: inout Context<BulkheadLab>) {
    let pool = requests[slot].pool, tenant = requests[slot].tenant
    guard pools[pool].quota.acquire(tenant) else {
      context.count(.quotaRefused)
      context.reach(.quotaHolds, "tenant \(Self.tenantNames[tenant])")
      context.note(.overQuota(tenant, pool), cause: faults.burst ?? faults.cause ?? signs.turned)
      return turnAway(slot, &context)
    }
    switch pools[pool].bulkhead.enter(UInt64(slot), at: context.now.duration) {
    case .entered: begin(slot, &context)
    case .queued:
      context.schedule(
        .giveUp(slot, requests[slot].serial), after: Interval(pools[pool].bulkhead.maxWait ?? .zero))
    case .refused:
      pools[pool].quota.release(tenant)
      context.note(.poolRefuses(pool, requests[slot].service), cause: signs.full[pool])
      checkNeighbours(slot, &context)
      turnAway(slot, &context)
    }
  }

  private mutating func turnAway(_ slot: UInt32, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service
    context.count(Meter.refused(service))
    context.count(Meter.lost(tenant: requests[slot].tenant))
    books.refused[service.rawValue] += 1
    traceEnd(slot, "refused", worked: nil, &context)
    drop(slot)
  }

  /// A request has its thread.
  mutating func begin(_ slot: UInt32, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service
    requests[slot].isWorking = true
    requests[slot].thread = pools[requests[slot].pool].threads.take(slot)
    requests[slot].began = context.now
    let timeout = Interval.seconds(knobs.timeoutSeconds)
    requests[slot].deadline = context.now + timeout
    var draw = context.draw(Stream.work(service), requests[slot].number)
    let slowness = service == .payment && faults.slow != nil ? knobs.slowness : 1
    let taken = Interval.milliseconds(knobs.milliseconds(service) * slowness * draw.exponential())
    requests[slot].hasTimedOut = taken > timeout || service == .payment && faults.dead != nil
    context.schedule(.done(slot), after: requests[slot].hasTimedOut ? timeout : taken)
  }

  /// A thread has done with a request, or has given up on the vendor.
  mutating func finish(_ slot: UInt32, _ context: inout Context<BulkheadLab>) {
    // An answer that was on its way when the vendor died never comes.
    if requests[slot].service == .payment, faults.dead != nil, context.now < requests[slot].deadline {
      requests[slot].hasTimedOut = true
      return context.schedule(.done(slot), at: requests[slot].deadline)
    }
    let service = requests[slot].service, pool = requests[slot].pool
    if requests[slot].hasTimedOut {
      context.count(Meter.failed(service))
      context.count(Meter.lost(tenant: requests[slot].tenant))
      books.failed[service.rawValue] += 1
      context.note(.timedOut(service), cause: faults.dead ?? faults.slow ?? signs.broke ?? signs.turned)
    } else {
      context.count(Meter.served(service))
      context.count(Meter.served(tenant: requests[slot].tenant))
      context.record(Meter.latency(service), context.now - requests[slot].arrived)
      books.served[service.rawValue] += 1
    }
    traceEnd(
      slot, requests[slot].hasTimedOut ? "timed out" : "ok", worked: requests[slot].began, &context)
    pools[pool].threads.free(requests[slot].thread)
    pools[pool].quota.release(requests[slot].tenant)
    drop(slot)
    if let next = pools[pool].bulkhead.leave(at: context.now.duration) { begin(UInt32(next), &context) }
  }

  /// A request that still stands in line has waited long enough.
  mutating func giveUp(_ slot: UInt32, _ serial: UInt32, _ context: inout Context<BulkheadLab>) {
    let request = requests[slot]
    guard request.isAlive, request.serial == serial, !request.isWorking,
      pools[request.pool].bulkhead.expire(UInt64(slot))
    else { return }
    pools[request.pool].quota.release(request.tenant)
    context.count(Meter.gaveUp(request.service))
    context.count(Meter.lost(tenant: request.tenant))
    books.gaveUp[request.service.rawValue] += 1
    context.note(.gaveUp(request.service), cause: signs.full[request.pool])
    checkNeighbours(slot, &context)
    traceEnd(slot, "gave up in line", worked: nil, &context)
    drop(slot)
  }

  private mutating func drop(_ slot: UInt32) {
    requests[slot].isAlive = false
    requests.remove(slot)
  }
}
