import Engine
import FirstEdition

extension BulkheadLab {
  /// What became of the requests of each service; kept apart from the meters and the pools, to check them.
  struct Books: Sendable {
    var offered = [0, 0, 0]
    var served = [0, 0, 0]
    var failed = [0, 0, 0]
    var refused = [0, 0, 0]
    var gaveUp = [0, 0, 0]

    func ended(_ service: Int) -> Int {
      served[service] + failed[service] + refused[service] + gaveUp[service]
    }
  }

  /// What a pool must not pass: its size, its line and its quota, or what it held when they were turned below that.
  struct Ceiling: Sendable {
    var working = 0
    var waiting = 0
    var byTenant = [Int](repeating: 0, count: BulkheadLab.tenants)
  }

  /// What stands where, counted from the requests themselves.
  struct Census: Sendable {
    var working = [0, 0, 0, 0]
    var waiting = [0, 0, 0, 0]
    var stuck = [0, 0, 0, 0]
    var byService = [0, 0, 0]
    var strangers = 0
    var byTenant = [[Int]](repeating: [0, 0, 0, 0], count: 4)
  }

  /// Whether a request hangs: on a thread for ten times as long as it usually takes, and a second at least.
  ///
  /// One call in 20,000 of a vendor in good health takes that long, so that nothing hangs on an ordinary day.
  func isStuck(_ slot: UInt32, at now: Instant) -> Bool {
    guard requests[slot].isWorking, requests[slot].service == .payment else { return false }
    return now - requests[slot].began > .milliseconds(max(1000, 10 * knobs.paymentMilliseconds))
  }

  /// Counts anew.
  func census(at now: Instant) -> Census {
    var census = Census()
    for slot in 0..<UInt32(requests.slots) where requests[slot].isAlive {
      let pool = requests[slot].pool
      if requests[slot].isWorking { census.working[pool] += 1 } else { census.waiting[pool] += 1 }
      if isStuck(slot, at: now) { census.stuck[pool] += 1 }
      census.byService[requests[slot].service.rawValue] += 1
      census.byTenant[pool][requests[slot].tenant] += 1
      if pool != Self.shared, pool != requests[slot].service.rawValue { census.strangers += 1 }
    }
    return census
  }

  /// Sizes were turned: what is inside stays inside.
  mutating func raiseCeilings() {
    for pool in pools.indices {
      ceilings[pool].working = max(knobs.size(pool), pools[pool].threads.busy)
      ceilings[pool].waiting = max(knobs.line(pool), pools[pool].bulkhead.waiting)
      for tenant in 0..<Self.tenants {
        ceilings[pool].byTenant[tenant] = max(knobs.quota(pool), pools[pool].quota.held(by: tenant))
      }
    }
  }

  /// The laws about a state.
  mutating func audit(_ census: Census, _ context: inout Context<BulkheadLab>) {
    for service in 0..<3 {
      context.check(
        .conservation, books.offered[service] == books.ended(service) + census.byService[service],
        "\(Self.name(ofPool: service)): \(books.offered[service]) offered, \(books.ended(service)) ended, \(census.byService[service]) here"
      )
    }
    context.check(.isolation, census.strangers == 0, "\(census.strangers) requests in a pool of others")
    for pool in pools.indices { audit(pool, census, &context) }
  }

  private mutating func audit(_ pool: Int, _ census: Census, _ context: inout Context<BulkheadLab>) {
    let name = Self.name(ofPool: pool), bulkhead = pools[pool].bulkhead
    let (working, waiting) = (census.working[pool], census.waiting[pool])
    context.check(
      .permits, working <= ceilings[pool].working && waiting <= ceilings[pool].waiting,
      "\(name): \(working) at work, \(waiting) in line")
    context.check(
      .books, working == bulkhead.inUse && waiting == bulkhead.waiting && working == pools[pool].threads.busy,
      "\(name): \(working) and \(waiting) requests, \(bulkhead.inUse) permits, \(bulkhead.waiting) in line")
    context.check(
      .noIdleThread, waiting == 0 || working >= knobs.size(pool),
      "\(name): \(waiting) wait, \(working) at work")
    for tenant in 0..<Self.tenants {
      let held = census.byTenant[pool][tenant]
      context.check(
        .quota, held <= ceilings[pool].byTenant[tenant],
        "\(name): tenant \(Self.tenantNames[tenant]) holds \(held), \(knobs.quota(pool)) are allowed")
      // Once it is below its limit again, the limit holds.
      ceilings[pool].byTenant[tenant] = max(knobs.quota(pool), min(held, ceilings[pool].byTenant[tenant]))
    }
    ceilings[pool].working = max(knobs.size(pool), min(working, ceilings[pool].working))
    ceilings[pool].waiting = max(knobs.line(pool), min(waiting, ceilings[pool].waiting))
  }

  /// A request found no thread in time: whose fault was it?
  mutating func checkNeighbours(_ slot: UInt32, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service, pool = requests[slot].pool, tenant = requests[slot].tenant
    var own = 0
    var burstHolds = 0
    var hanging = 0
    for thread in 0..<pools[pool].threads.count {
      guard let holder = pools[pool].threads[thread] else { continue }
      if requests[holder].service == service { own += 1 }
      if requests[holder].tenant == 0 { burstHolds += 1 }
      if isStuck(holder, at: context.now) { hanging += 1 }
    }
    let busy = pools[pool].threads.busy
    if pool != Self.shared {
      context.check(.bulkheadHolds, own == busy, "\(service.name): \(busy - own) threads serve others")
      if service == .payment, hanging * 2 > busy { context.reach(.vendorPoolFull) }
    } else if service != .payment, hanging * 2 > busy {
      if context.laws[.neighboursStarve].hits == 0 || !signs.isStarving {
        signs.isStarving = true
        context.note(.neighboursStarve(hanging, busy, service), cause: signs.full[pool])
      }
      context.reach(.neighboursStarve, "\(service.name): \(hanging) of \(busy) threads hang in the vendor")
    }
    if tenant != 0, faults.burst != nil, burstHolds * 2 > busy { context.reach(.tenantStarves) }
  }
}
