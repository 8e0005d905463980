import Engine
import LabKit

extension BulkheadLab {
  /// What stands where, counted from the requests themselves.
  struct Census: Sendable {
    var working = Each<Place, Int>(repeating: 0), waiting = Each<Place, Int>(repeating: 0)
    var stuck = Each<Place, Int>(repeating: 0), here = Each<Service, Int>(repeating: 0)
    var held = Each<Place, Each<Tenant, Int>>(repeating: Each(repeating: 0))
    /// How many are in a pool that is not theirs.
    var strangers = 0
  }

  /// What a pool must not pass: its size, its line and its quota, or what it held when they were turned below that.
  struct Ceilings: Sendable {
    var working = Each<Place, Ceiling>(repeating: Ceiling(0))
    var waiting = Each<Place, Ceiling>(repeating: Ceiling(0))
    var held = Each<Place, Each<Tenant, Ceiling>>(repeating: Each(repeating: Ceiling(0)))
  }

  /// Whether a request hangs: on a thread for ten times as long as it usually takes, and a second at least.
  func isStuck(_ slot: Slot, at now: Instant) -> Bool {
    requests[slot].isWorking && requests[slot].service == .payment && now - requests[slot].began > hangsAfter
  }

  /// Counts anew, and holds it against the sizes; after each change of them too, so that what is inside stays inside.
  mutating func checkConsistency(_ context: inout Context<BulkheadLab>) {
    census = counted(at: context.now)
    for place in Place.allCases {
      let working = census.working[place], waiting = census.waiting[place]
      let isInside = ceilings.working[place].allows(working, under: context.knobs.size(of: place))
      let isInLine = ceilings.waiting[place].allows(waiting, under: context.knobs.places(of: place))
      context.check(.permits, isInside && isInLine, "\(place): \(working) at work, \(waiting) in the queue")
      let quota = context.knobs.quota(of: place)
      for tenant in Tenant.allCases {
        let held = census.held[place][tenant]
        context.check(
          .quota, ceilings.held[place][tenant].allows(held, under: quota),
          "\(place): tenant \(tenant.name) holds \(held), \(quota) are allowed")
      }
    }
  }

  private func counted(at now: Instant) -> Census {
    var census = Census()
    for slot in requests.alive {
      let pool = requests[slot].pool
      if requests[slot].isWorking { census.working[pool] += 1 } else { census.waiting[pool] += 1 }
      if isStuck(slot, at: now) { census.stuck[pool] += 1 }
      census.here[requests[slot].service] += 1
      census.held[pool][requests[slot].tenant] += 1
      if pool != .shared, pool != requests[slot].service.pool { census.strangers += 1 }
    }
    return census
  }

  /// A request found no thread in time: whose fault was it?
  mutating func checkNeighbours(_ slot: Slot, _ context: inout Context<BulkheadLab>) {
    let service = requests[slot].service, pool = requests[slot].pool
    var own = 0, bursting = 0, hanging = 0
    for case let holder? in pools[pool].seats {
      if requests[holder].service == service { own += 1 }
      if requests[holder].tenant == .a { bursting += 1 }
      if isStuck(holder, at: context.now) { hanging += 1 }
    }
    let busy = pools[pool].busy
    if pool != .shared {
      context.check(.bulkheadHolds, own == busy, "\(service): \(busy - own) threads serve others")
      if service == .payment, hanging * 2 > busy { context.reach(.vendorPoolFull) }
    } else if service != .payment, hanging * 2 > busy {
      if !isStarving {
        isStarving = true
        context.note(.neighboursStarve(hanging, of: busy, service), cause: full[pool].note)
      }
      context.reach(.neighboursStarve, "\(service): \(hanging) of \(busy) threads hang in the vendor")
    }
    if requests[slot].tenant != .a, context.isOn(.burst), bursting * 2 > busy { context.reach(.tenantStarves) }
  }
}
