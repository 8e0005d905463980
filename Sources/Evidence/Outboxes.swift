import LabKit
import Patterns

/// The outbox table: what a claim gets, and what a rollback gives back.
extension Evidence {
  static let outboxes = [
    select("4 rows, one worker has claimed 2: another, skipping, gets the rows, as digits", 34) { claimed(of: 4) },
    select("4 rows, one worker has claimed 2: another, not skipping, gets (-1 is blocked)", -1) {
      claimed(of: 4, locking: .wait)
    },
    select("a worker that crashed held 2 rows: the next one gets, as digits", 123) {
      claimed(of: 3) { $0.rollback(worker: 1) }
    },
    select("a worker has marked 2 rows of 3: the next one gets, as digits", 3) {
      claimed(of: 3) { $0.markPublished(worker: 1) }
    },
    select("a worker marks its rows: rows of another worker that go with them", 0) {
      var table = filled(4)
      _ = table.claim(batch: 2, worker: 1)
      _ = table.claim(batch: 1, worker: 2)
      table.markPublished(worker: 2)
      table.rollback(worker: 1)
      return Double(3 - table.count)
    },
    select("1000 rows, batches of 100: claims until it is empty", 10) {
      var table = filled(1000), claims = 0.0
      while case .rows(let rows) = table.claim(batch: 100, worker: 1), !rows.isEmpty {
        table.markPublished(worker: 1)
        claims += 1
      }
      return table.count == 0 ? claims : .nan
    },
  ]

  private static let select = Source("PostgreSQL, SELECT", family: "outbox")

  private static func filled(_ count: UInt64) -> OutboxTable<Int> {
    (1...count).reduce(into: OutboxTable()) {
      $0.insert(.init(id: $1, aggregateType: "order", aggregateID: $1, type: "paid", payload: 0))
    }
  }

  /// The ids of the rows that worker 2 gets after worker 1 has claimed two and something has happened, as digits; -1 when
  /// it has to wait.
  private static func claimed(
    of count: UInt64, locking: OutboxTable<Int>.Locking = .skipLocked,
    after change: (inout OutboxTable<Int>) -> Void = { _ in }
  ) -> Double {
    var table = filled(count)
    _ = table.claim(batch: 2, worker: 1)
    change(&table)
    guard case .rows(let rows) = table.claim(batch: 9, worker: 2, locking: locking) else { return -1 }
    return Verification.digits(rows.map { Int($0.id) })
  }
}
