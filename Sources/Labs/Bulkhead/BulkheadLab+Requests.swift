import Engine
import LabKit

extension BulkheadLab {
  /// A request arrives and gets a thread of its pool, a place in line or neither.
  mutating func arrive(_ number: UInt64, _ source: Slot, _ context: inout Context<BulkheadLab>) {
    let isBurst = source == Self.burst, service = isBurst ? .payment : Service(rawValue: Int(source))!
    // The burst's numbers lie far above those of the usual traffic, whose draws stay what they are.
    let number = isBurst ? 1 << 40 + number : number
    var draw = context.draw(Stream.tenants, number, attempt: service.rawValue)
    let tenant = isBurst ? .a : Tenant(rawValue: draw.below(4))!
    serials += 1
    let slot = requests.insert(
      Request(
        number: number, serial: serials, service: service, tenant: tenant,
        pool: context.knobs.pool(of: service), arrived: context.now))
    context.count(.offered, service)
    context.count(.tenantOffered, tenant)
    enter(slot, &context)
  }

  private mutating func enter(_ slot: Slot, _ context: inout Context<BulkheadLab>) {
    let pool = requests[slot].pool, tenant = requests[slot].tenant
    switch pools[pool].enter(slot, tenant: tenant.rawValue, at: context.now) {
    case .entered: begin(slot, &context)
    case .queued:
      let patience = Interval.milliseconds(context.knobs.patience)
      context.schedule(.giveUp, slot, tag: requests.tag(slot), after: patience)
    case .overQuota:
      context.count(.overQuota)
      context.reach(.quotaHolds, "tenant \(tenant.name)")
      context.note(.overQuota(tenant, pool), cause: context.isOn(.burst) ? context.cause(.burst) : blame)
      context.count(.refused, requests[slot].service)
      lose(slot, "refused", because: ": its tenant at the quota", &context)
    case .refused:
      context.note(.poolRefuses(pool, requests[slot].service), cause: full[pool].note)
      checkNeighbours(slot, &context)
      context.count(.refused, requests[slot].service)
      lose(slot, "refused", because: ": pool and queue full", &context)
    }
  }

  /// A request that had no thread has ended.
  private mutating func lose(
    _ slot: Slot, _ outcome: String, because: String = "", _ context: inout Context<BulkheadLab>
  ) {
    context.count(.tenantLost, requests[slot].tenant)
    victim.happened(outcome + because, to: requests[slot].serial, at: context.now)
    context.span(
      "\(requests[slot].service) request", of: requests[slot].serial, outcome, since: requests[slot].arrived)
    requests.remove(slot)
  }

  /// A request has its thread.
  mutating func begin(_ slot: Slot, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service, isPayment = service == .payment
    requests[slot].isWorking = true
    requests[slot].began = context.now
    let timeout = Interval.seconds(context.knobs.timeout)
    requests[slot].deadline = context.now + timeout
    var draw = context.draw(Stream.work, requests[slot].number, attempt: service.rawValue)
    let slowness = isPayment && context.isOn(.slow) ? context.knobs.slowness : 1
    let taken = Interval.milliseconds(context.knobs.time[service] * slowness * draw.exponential())
    requests[slot].hasTimedOut = taken > timeout || isPayment && context.isOn(.dead)
    context.schedule(.done, slot, after: requests[slot].hasTimedOut ? timeout : taken)
  }

  /// A thread has done with a request, or has given up on the vendor.
  mutating func finish(_ slot: Slot, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service, tenant = requests[slot].tenant, pool = requests[slot].pool
    // An answer that was on its way when the vendor died never comes.
    if service == .payment, context.isOn(.dead), context.now < requests[slot].deadline {
      requests[slot].hasTimedOut = true
      return context.schedule(.done, slot, at: requests[slot].deadline)
    }
    let hasTimedOut = requests[slot].hasTimedOut
    if hasTimedOut {
      context.count(.failed, service)
      context.count(.tenantLost, tenant)
      context.note(.timedOut(service), cause: blame)
    } else {
      context.count(.served, service)
      context.count(.tenantServed, tenant)
      context.record(.latency, service, context.now - requests[slot].arrived)
    }
    let (serial, outcome) = (requests[slot].serial, hasTimedOut ? "timed out" : "ok")
    context.span("\(service) on a thread", of: serial, outcome, since: requests[slot].began)
    context.span("\(service) request", of: serial, outcome, since: requests[slot].arrived)
    requests.remove(slot)
    if let next = pools[pool].leave(slot, at: context.now) { begin(next, &context) }
  }

  /// A request that still stands in line has waited long enough.
  mutating func giveUp(_ slot: Slot, _ context: inout Context<BulkheadLab>) {
    let pool = requests[slot].pool, service = requests[slot].service
    guard pools[pool].expire(slot) else { return }
    context.count(.gaveUp, service)
    context.note(.gaveUp(service), cause: full[pool].note)
    checkNeighbours(slot, &context)
    lose(slot, "gave up in the queue", &context)
  }
}
