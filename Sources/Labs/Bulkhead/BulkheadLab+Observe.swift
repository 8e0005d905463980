import Engine
import FirstEdition

extension BulkheadLab {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Signs: Sendable {
    /// The note that said that a pool is full, by pool.
    var full = [NoteID](repeating: .chance, count: 4)
    var isFull = [Bool](repeating: false, count: 4)
    /// For how many samples a pool has been full, or not.
    var samples = [0, 0, 0, 0]
    var isStarving = false
    /// Whether one tenant has most of a pool that is full.
    var isCrowdedOut = false
    /// The note of the last fault, healed or not, and of the last knob that was turned.
    var broke: NoteID?
    var turned: NoteID = .chance
  }

  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<BulkheadLab>) {
    let census = census(at: context.now)
    for pool in pools.indices {
      context.set(Meter.busy(pool), Double(census.working[pool]))
      context.set(Meter.waiting(pool), Double(census.waiting[pool]))
      tellPool(pool, census, &context)
    }
    context.set(.stuck, Double(census.stuck.reduce(0, +)))
    tellTenants(census, &context)
    audit(census, &context)
  }

  private mutating func tellPool(_ pool: Int, _ census: Census, _ context: inout Context<BulkheadLab>) {
    let size = knobs.size(pool)
    let isFull = census.waiting[pool] > 0 && census.working[pool] >= size
    signs.samples[pool] = isFull == signs.isFull[pool] ? 0 : signs.samples[pool] + 1
    // Half a second full is a state and not a moment; a second with nobody in line is over.
    guard signs.samples[pool] >= (isFull ? 5 : 10) else { return }
    signs.isFull[pool] = isFull
    signs.samples[pool] = 0
    if isFull {
      signs.full[pool] = context.note(
        .poolFull(pool, census.stuck[pool], census.working[pool]),
        cause: faults.cause ?? signs.broke ?? signs.turned)
    } else {
      if pool == Self.shared { signs.isStarving = false }
      context.note(.poolFree(pool), cause: faults.cause == nil ? context.input : signs.full[pool])
    }
  }

  private mutating func tellTenants(_ census: Census, _ context: inout Context<BulkheadLab>) {
    let pool = knobs.pool(of: .payment)
    let held = census.byTenant[pool][0], all = census.byTenant[pool].reduce(0, +)
    let isCrowdedOut = faults.burst != nil && held * 2 > all && all >= knobs.size(pool) && all > 0
    guard isCrowdedOut != signs.isCrowdedOut else { return }
    // Told once a burst: it is over when the burst is.
    guard isCrowdedOut || faults.burst == nil else { return }
    signs.isCrowdedOut = isCrowdedOut
    if isCrowdedOut { context.note(.tenantCrowds(held, all), cause: faults.burst ?? .chance) }
  }
}
