import FirstEdition
import Patterns

extension OutboxLab {
  /// The outbox table by itself: what a claim gets, and what a rollback gives back.
  static let tableChecks: [Verification] = [
    row("4 rows, one worker has claimed 2: another, skipping, gets the rows, as digits", 34) {
      var table = filled(4)
      _ = table.claim(batch: 2, worker: 1)
      return digits(table.claim(batch: 2, worker: 2))
    },
    row("4 rows, one worker has claimed 2: another, not skipping, gets (-1 is blocked)", -1) {
      var table = filled(4)
      _ = table.claim(batch: 2, worker: 1)
      return digits(table.claim(batch: 2, worker: 2, locking: .wait))
    },
    row("a worker that crashed held 2 rows: the next one gets, as digits", 123) {
      var table = filled(3)
      _ = table.claim(batch: 2, worker: 1)
      table.rollback(worker: 1)
      return digits(table.claim(batch: 9, worker: 2))
    },
    row("a worker has marked 2 rows of 3: the next one gets, as digits", 3) {
      var table = filled(3)
      _ = table.claim(batch: 2, worker: 1)
      table.markPublished(worker: 1)
      return digits(table.claim(batch: 9, worker: 2))
    },
    row("a worker marks its rows: rows of another worker that go with them", 0) {
      var table = filled(4)
      _ = table.claim(batch: 2, worker: 1)
      _ = table.claim(batch: 1, worker: 2)
      table.markPublished(worker: 2)
      table.rollback(worker: 1)
      return Double(3 - table.count)
    },
    row("1000 rows, batches of 100: claims until it is empty", 10) {
      var table = filled(1000)
      var claims = 0.0
      while case .rows(let rows) = table.claim(batch: 100, worker: 1), !rows.isEmpty {
        table.markPublished(worker: 1)
        claims += 1
      }
      return table.count == 0 ? claims : .nan
    },
  ]

  private static func row(_ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double)
    -> Verification
  {
    Verification("outbox", source: "PostgreSQL, SELECT", name, expected: expected, measure: measure)
  }

  private static func filled(_ count: Int) -> OutboxTable<Int> {
    var table = OutboxTable<Int>()
    for id in 1...count {
      table.insert(
        .init(id: UInt64(id), aggregateType: "order", aggregateID: UInt64(id), type: "paid", payload: 0))
    }
    return table
  }

  /// The ids of claimed rows as digits; -1 when the claim has to wait.
  private static func digits(_ claim: OutboxTable<Int>.Claim) -> Double {
    guard case .rows(let rows) = claim else { return -1 }
    return rows.reduce(0) { $0 * 10 + Double($1.id) }
  }
}
