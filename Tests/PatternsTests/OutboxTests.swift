import Patterns
import Testing

@Suite struct OutboxTests {
  typealias Table = OutboxTable<Int>

  func table(rows: Int) -> Table {
    var table = Table()
    for id in 0..<rows {
      table.insert(
        Table.Row(
          id: UInt64(id), aggregateType: "order", aggregateID: UInt64(id / 2), type: "OrderPlaced",
          payload: id))
    }
    return table
  }

  func ids(_ claim: Table.Claim) -> [UInt64]? {
    if case .rows(let rows) = claim { rows.map(\.id) } else { nil }
  }

  @Test func `workers skip locked rows`() {
    var table = table(rows: 5)
    #expect(ids(table.claim(batch: 2, worker: 1)) == [0, 1])
    #expect(ids(table.claim(batch: 2, worker: 2)) == [2, 3])
    #expect(ids(table.claim(batch: 2, worker: 3)) == [4])
    #expect(ids(table.claim(batch: 2, worker: 4)) == [])
    #expect(table.lockedCount == 5)
    #expect(table.markPublished(worker: 2) == 2)
    #expect(table.count == 3)
    #expect(table.rows.map(\.row.id) == [0, 1, 4])
    #expect(table.rows.map(\.worker) == [1, 1, 3])
  }

  @Test func `rows of a crashed worker come back`() {
    var table = table(rows: 4)
    let published = ids(table.claim(batch: 3, worker: 1))
    #expect(table.rollback(worker: 1) == 3)
    #expect(ids(table.claim(batch: 3, worker: 2)) == published, "the same rows again, at most one batch")
    #expect(table.markPublished(worker: 1) == 0)
    #expect(table.markPublished(worker: 2) == 3)
    #expect(table.count == 1 && table.lockedCount == 0)
  }

  @Test func `without skipping one worker blocks the others`() {
    var table = table(rows: 4)
    #expect(ids(table.claim(batch: 1, worker: 1, locking: .wait)) == [0])
    #expect(table.claim(batch: 1, worker: 2, locking: .wait) == .blocked)
    #expect(table.lockedCount == 1)
    table.markPublished(worker: 1)
    #expect(ids(table.claim(batch: 1, worker: 2, locking: .wait)) == [1])
  }

  @Test func `A claim that keeps the order passes over things of which another worker has a row`() {
    // Two rows of each order.
    var table = table(rows: 8)
    #expect(ids(table.claim(batch: 1, worker: 1, locking: .keepOrder)) == [0])
    #expect(ids(table.claim(batch: 3, worker: 2, locking: .keepOrder)) == [2, 3, 4])
    #expect(ids(table.claim(batch: 9, worker: 3, locking: .keepOrder)) == [6, 7])
    #expect(ids(table.claim(batch: 9, worker: 4, locking: .keepOrder)) == [])
    table.rollback(worker: 1)
    table.markPublished(worker: 2)
    #expect(ids(table.claim(batch: 2, worker: 4, locking: .keepOrder)) == [0, 1])
    #expect(ids(table.claim(batch: 9, worker: 2, locking: .keepOrder)) == [5])
  }

  /// Workers that crash, with claims of all kinds before: once all of them keep the order, no row is published before an
  /// older one of the same thing.
  @Test(arguments: 0..<40)
  func `Claims that keep the order publish what happens to one thing in its order`(seed: UInt64) {
    var chance = Chance(seed), table = Table(), inserted = 0
    var batches: [UInt32: [Table.Row]] = [:], youngest: [UInt64: UInt64] = [:], overtaken = 0
    for _ in 0..<2000 {
      let worker = UInt32(chance.below(4))
      switch chance.below(4) {
      case 0, 1:
        for _ in 0..<chance.below(4) {
          let thing = UInt64(chance.below(12))
          table.insert(.init(id: UInt64(inserted), aggregateType: "order", aggregateID: thing, type: "", payload: 0))
          inserted += 1
        }
      case 2:
        guard batches[worker] == nil else { continue }
        if case .rows(let rows) = table.claim(batch: 5, worker: worker, locking: .keepOrder), !rows.isEmpty {
          batches[worker] = rows
        }
      default:
        guard let rows = batches.removeValue(forKey: worker) else { continue }
        if chance.below(3) == 0 {
          table.rollback(worker: worker)
          continue
        }
        for row in rows {
          if row.id < youngest[row.aggregateID] ?? 0 { overtaken += 1 }
          youngest[row.aggregateID] = row.id
        }
        table.markPublished(worker: worker)
      }
    }
    #expect(overtaken == 0 && inserted > 1000)
    for worker in batches.keys { table.rollback(worker: worker) }
    var published = 0
    while case .rows(let rows) = table.claim(batch: 5, worker: 9, locking: .keepOrder), !rows.isEmpty {
      published += rows.count
      table.markPublished(worker: 9)
    }
    #expect(table.count == 0 && published > 0)
  }

  /// k workers, each a batch a round: k batches a round with skipping, one with waiting.
  @Test(arguments: [1, 2, 4, 8])
  func `throughput depends on the locking`(workers: UInt32) {
    func published(_ locking: Table.Locking) -> Int {
      var table = table(rows: 1000)
      for _ in 0..<10 {
        for worker in 0..<workers { _ = table.claim(batch: 10, worker: worker, locking: locking) }
        for worker in 0..<workers { table.markPublished(worker: worker) }
      }
      return 1000 - table.count
    }
    #expect(published(.skipLocked) == 100 * Int(workers))
    #expect(published(.wait) == 100)
  }

  /// Random inserts, claims, crashes before and after publishing: nothing is lost, duplicates are bounded.
  @Test(arguments: 0..<40)
  func `it loses nothing`(seed: UInt64) {
    var chance = Chance(seed)
    var table = Table()
    var inserted: UInt64 = 0
    var delivered: [UInt64: Int] = [:]
    var crashes = 0
    let batch = 1 + chance.below(100)
    func relay(_ worker: UInt32, crashing: Bool) {
      for id in ids(table.claim(batch: batch, worker: worker)) ?? [] {
        if crashing && chance.happens(0.05) { break }
        delivered[id, default: 0] += 1
      }
      if crashing {
        crashes += 1
        table.rollback(worker: worker)
      } else {
        table.markPublished(worker: worker)
      }
    }
    for _ in 0..<300 {
      for _ in 0..<chance.below(60) {
        table.insert(Table.Row(id: inserted, aggregateType: "order", aggregateID: 1, type: "OrderPlaced", payload: 0))
        inserted += 1
      }
      relay(UInt32(chance.below(4)), crashing: chance.happens(0.3))
    }
    while table.count > 0 { relay(0, crashing: false) }
    #expect(delivered.count == Int(inserted))
    #expect(delivered.values.reduce(0, +) - delivered.count <= crashes * batch)
    #expect(table.rows.isEmpty)
  }

  @Test func `it shows its oldest rows with their locks`() {
    var table = table(rows: 600)
    _ = table.claim(batch: 300, worker: 1)
    _ = table.claim(batch: 2, worker: 2)
    table.markPublished(worker: 1)
    let shown = table.oldestRows(4)
    #expect(shown.map(\.row.id) == [300, 301, 302, 303])
    #expect(shown.map(\.worker) == [2, 2, nil, nil])
    #expect(table.oldestRows(0).isEmpty)
    #expect(table.oldestRows(1000).map(\.row.id) == table.rows.map(\.row.id))
  }

  @Test func `a copy is a snapshot`() {
    var table = table(rows: 1000)
    let snapshot = table
    _ = table.claim(batch: 600, worker: 1)
    table.markPublished(worker: 1)
    #expect(snapshot.count == 1000 && snapshot.rows.count == 1000)
    #expect(table.count == 400 && table.rows.first?.row.id == 600)
  }
}
