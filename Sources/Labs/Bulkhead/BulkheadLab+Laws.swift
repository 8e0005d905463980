import Engine
import FirstEdition

extension BulkheadLab {
  /// What the lab claims.
  public enum Law: Int, LawSet {
    case isolation, bulkheadHolds, permits, books, noIdleThread, quota, conservation
    case everyoneAnswered, threadsReturn
    case neighboursStarve, vendorPoolFull, tenantStarves, quotaHolds

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .isolation:
        .init("isolation", .always, "No request stands in, or holds a thread of, a pool of another kind.")
      case .bulkheadHolds:
        .init(
          "bulkhead-holds", .always,
          "With separate pools a request finds no thread only because its own kind has all of them.")
      case .permits:
        .init(
          "permits", .always,
          "No pool works on more requests than it has threads, or lines up more than it has places.")
      case .books: .init("books", .always, "The permits in use and the line are the requests that are there.")
      case .noIdleThread: .init("no-idle-thread", .always, "Nobody waits while a thread of the pool is idle.")
      case .quota: .init("quota", .always, "No tenant holds more of a pool than its quota.")
      case .conservation:
        .init(
          "conservation", .always,
          "Every request is answered, failed, turned away, gone, in line or on a thread.")
      case .everyoneAnswered:
        .init("everyone-answered", .eventually, "Nobody is left in line or on a thread.")
      case .threadsReturn: .init("threads-return", .eventually, "Every thread and every quota is free again.")
      case .neighboursStarve:
        .init(
          "neighbours-starve", .sometimes,
          "A request that has nothing to do with the vendor finds no thread, because they hang in the vendor."
        )
      case .vendorPoolFull:
        .init(
          "vendor-pool-full", .sometimes,
          "The vendor's own pool is full of threads that hang, and turns away.")
      case .tenantStarves:
        .init(
          "tenant-starves", .sometimes,
          "A tenant finds no thread because another one's burst has most of them.")
      case .quotaHolds: .init("quota-holds", .sometimes, "A tenant is refused at its quota.")
      }
    }
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<BulkheadLab>) -> Bool? {
    switch law {
    case .everyoneAnswered: (0..<3).allSatisfy { books.offered[$0] == books.ended($0) }
    case .threadsReturn:
      pools.allSatisfy { pool in
        pool.threads.busy == 0 && pool.bulkhead.inUse == 0 && pool.bulkhead.waiting == 0
          && (0..<Self.tenants).allSatisfy { pool.quota.held(by: $0) == 0 }
      }
    default: nil
    }
  }

  /// Whether a run can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let vendorHangs = faults.contains(.dead) || faults.contains(.slow)
    let hasQuota = knobs.quotaPercent < 100
    switch law {
    // What the pattern is there for, with the pattern off.
    case .neighboursStarve: return knobs.pools == .shared && vendorHangs
    case .vendorPoolFull: return knobs.pools == .separate && vendorHangs
    case .tenantStarves: return !hasQuota && faults.contains(.burst)
    case .quotaHolds: return hasQuota && !faults.isEmpty
    default: return true
    }
  }
}
