import Engine
import FirstEdition

extension OutboxLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case ordersOffered, ordersRefused, ordersStarted, ordersCommitted, ordersRolledBack
    case eventsLost, eventsInvented, recordsAppended, duplicates, recordsConsumed, effects, effectsTwice
    case repeatsSkipped, batches, pollsBlocked, crashes
    case rowsWaiting, rowsLocked, lag
    case publishDelay, effectDelay, batchHold

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .ordersOffered: .init("orders.offered", .counter, unit: "orders", "Orders that arrived.")
      case .ordersRefused:
        .init(
          "orders.refused", .counter, unit: "orders",
          "Orders turned away: the service was down or its disk full.")
      case .ordersStarted: .init("orders.started", .counter, unit: "orders", "Transactions that began.")
      case .ordersCommitted:
        .init("orders.committed", .counter, unit: "orders", "Transactions that committed.")
      case .ordersRolledBack:
        .init(
          "orders.rolledback", .counter, unit: "orders", "Transactions that left nothing in the database.")
      case .eventsLost:
        .init(
          "events.lost", .counter, unit: "events", "Events of committed orders that nobody will ever publish."
        )
      case .eventsInvented:
        .init(
          "events.invented", .counter, unit: "events", "Published events of orders that were rolled back.")
      case .recordsAppended:
        .init("records.appended", .counter, unit: "records", "Records at the broker, repeats included.")
      case .duplicates:
        .init("records.duplicate", .counter, unit: "records", "Records of events that the broker had before.")
      case .recordsConsumed:
        .init("records.consumed", .counter, unit: "records", "Records that the consumer looked at.")
      default: effectDeclaration
      }
    }

    private var effectDeclaration: MeterDeclaration {
      switch self {
      case .effects: .init("effects", .counter, unit: "effects", "What the consumer did: mails sent, say.")
      case .effectsTwice:
        .init("effects.twice", .counter, unit: "effects", "Effects of events that had had theirs before.")
      case .repeatsSkipped:
        .init("repeats.skipped", .counter, unit: "records", "Records that the inbox recognised.")
      case .batches: .init("batches", .counter, unit: "batches", "Batches published and marked.")
      case .pollsBlocked:
        .init("polls.blocked", .counter, unit: "polls", "Times a relay had to wait for another one's rows.")
      case .crashes: .init("crashes", .counter, unit: "crashes", "Processes that crashed.")
      case .rowsWaiting:
        .init("rows.waiting", .gauge, unit: "rows", "Committed events that nobody has marked published.")
      case .rowsLocked: .init("rows.locked", .gauge, unit: "rows", "Outbox rows in the hands of relays.")
      case .lag: .init("lag", .gauge, unit: "records", "Records whose offset the consumer has not committed.")
      case .publishDelay:
        .init("delay.publish", .latency, "From the commit to the first record at the broker.")
      case .effectDelay: .init("delay.effect", .latency, "From the commit to the effect.")
      default: .init("batch.hold", .latency, "How long a relay had a batch's rows locked.")
      }
    }
  }
}
