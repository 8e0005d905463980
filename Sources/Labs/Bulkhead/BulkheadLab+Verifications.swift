import Engine
import FirstEdition
import Patterns

extension BulkheadLab {
  /// What a pool, its line and a quota let in, and what a slow vendor does to the neighbours. Nothing is published.
  static let poolVerifications: [Verification] = pools + lines + quotas + neighbours

  private static func row(
    _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification("bulkhead", source: "ours", name, expected: expected, tolerance, measure: measure)
  }

  private static let pools: [Verification] =
    [20, 50, 5].map { size in
      row("pool of \(size), \(size + 10) come: let in", Double(size)) {
        Double(count(.entered, of: size + 10, Bulkhead(maxConcurrent: size, maxWaiting: 3)))
      }
    } + [
      row("pool of 20 with 3 places in line, 30 come: in line", 3) {
        Double(count(.queued, of: 30, Bulkhead(maxConcurrent: 20, maxWaiting: 3)))
      },
      row("pool of 20 with 3 places in line, 30 come: refused", 7) {
        Double(count(.refused, of: 30, Bulkhead(maxConcurrent: 20, maxWaiting: 3)))
      },
      row("pool of 2 that grows to 4, three in line: let in", 2) {
        var pool = Bulkhead(maxConcurrent: 2, maxWaiting: 3)
        for id in 1...5 { _ = pool.enter(UInt64(id), at: .zero) }
        pool.maxConcurrent = 4
        var entered = 0.0
        while pool.admitNext(at: .zero) != nil { entered += 1 }
        return entered
      },
    ]

  private static func count(_ entry: Bulkhead.Entry, of callers: Int, _ pool: Bulkhead) -> Int {
    var pool = pool
    return (0..<callers).count { pool.enter(UInt64($0), at: .zero) == entry }
  }

  private static let lines: [Verification] = [
    row("first come, first served: the order, as digits", 234) {
      var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 9)
      for id in 1...4 { _ = pool.enter(UInt64(id), at: .zero) }
      return (0..<3).reduce(0) { order, _ in order * 10 + Double(pool.leave(at: .zero) ?? 0) }
    },
    row("patience of 1 s: who is let in at 2 s, having come at 0 and at 1.5 s", 3) { afterPatience.next },
    row("patience of 1 s: given up at 2 s", 1) { afterPatience.expired },
    row("patience of 1 s: given up at 999 ms", 0) {
      var pool = Bulkhead(maxConcurrent: 0, maxWaiting: 9, maxWait: .seconds(1))
      _ = pool.enter(1, at: .zero)
      return Double(pool.expireNext(at: .milliseconds(999)) ?? 0)
    },
  ]

  private static var afterPatience: (next: Double, expired: Double) {
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 9, maxWait: .seconds(1))
    _ = pool.enter(1, at: .zero)
    _ = pool.enter(2, at: .zero)
    _ = pool.enter(3, at: .milliseconds(1500))
    let next = pool.leave(at: .seconds(2))
    while pool.expireNext(at: .seconds(2)) != nil {}
    return (Double(next ?? 0), Double(pool.expired))
  }

  private static let quotas: [Verification] = [
    row("quota of 5, one tenant asks for 8, another for 3: granted to the first", 5) { granted(0) },
    row("quota of 5, one tenant asks for 8, another for 3: granted to the second", 3) { granted(1) },
    row("quota of 5, given back once: granted again", 1) {
      var quota = TenantQuota(tenants: 2, limit: 5)
      for _ in 0..<8 { _ = quota.acquire(0) }
      quota.release(0)
      return Double((0..<3).count { _ in quota.acquire(0) })
    },
  ]

  private static func granted(_ tenant: Int) -> Double {
    var quota = TenantQuota(tenants: 2, limit: 5)
    let first = (0..<8).count { _ in quota.acquire(0) }
    let second = (0..<3).count { _ in quota.acquire(1) }
    return Double(tenant == 0 ? first : second)
  }

  private static let neighbours: [Verification] = [
    row("vendor dead for a minute, separate pools: catalogue reads lost", 0) { readsLost(.separate) },
    row("vendor dead for a minute, one shared pool: share of reads that get through", 0, .absolute(0.1)) {
      readsServed(.shared)
    },
    row("vendor dead, separate pools: threads that hang", 20) {
      Double(deadVendor(.separate).context.meters[gauge: .stuck].last)
    },
    row("vendor dead, one shared pool: threads that hang", 75) {
      Double(deadVendor(.shared).context.meters[gauge: .stuck].last)
    },
  ]

  /// The vendor dies; a minute later.
  private static func deadVendor(_ pools: Pools) -> Simulation<BulkheadLab> {
    var knobs = Knobs()
    (knobs.pools, knobs.timeoutSeconds) = (pools, 60)
    var run = Simulation<BulkheadLab>(seed: 1, knobs: knobs)
    run.apply(.act(.dead, isOn: true), Action.dead.rawValue)
    run.advance(until: .start + .seconds(50))
    return run
  }

  private static func readsLost(_ pools: Pools) -> Double {
    let meters = deadVendor(pools).context.meters
    return Double(meters[count: .refusedCatalogue] + meters[count: .gaveUpCatalogue])
  }

  private static func readsServed(_ pools: Pools) -> Double {
    let meters = deadVendor(pools).context.meters
    return Double(meters[count: .servedCatalogue]) / Double(meters[count: .offeredCatalogue])
  }
}
