import Engine
import FirstEdition
import Patterns

/// What an outbox row says of a confirmed order.
struct OrderConfirmed: Hashable, Sendable {
  let order: UInt32
  let at: Instant
}

/// The outbox table and the relays that read it.
struct Outbox: Sendable {
  typealias Table = OutboxTable<OrderConfirmed>

  /// A process that takes rows, publishes them, and marks them in one transaction.
  struct Relay: Sendable {
    enum State: Sendable { case off, idle, publishing, marking, down }

    var state = State.off
    /// The orders whose rows it has locked.
    var batch: [UInt32] = []
    /// Rows that it has published and marked so far.
    var published = 0
  }

  var table = Table()
  var relays = [Relay](repeating: Relay(), count: Shop.mostRelays)
  /// The orders whose events some relay has brought to the log: what is true, whatever the table says.
  var published = SerialSet()
  /// Rows published again, and how many of them the crashes and lost answers allow.
  var duplicates = 0
  var allowed = 0
  var isWaitingForBroker = false
  /// The next publisher that comes to a crash point crashes there, because of this note.
  var beforePublish: NoteID?
  var beforeMark: NoteID?

  /// Rows that are not marked published, locked ones included.
  var pending: Int { table.count }

  /// The row of a confirmed order.
  static func row(_ serial: UInt32, at now: Instant) -> Table.Row {
    // One event an order, so the order's number serves as the identity of its event too.
    Table.Row(
      id: UInt64(serial), aggregateType: "order", aggregateID: UInt64(serial), type: "OrderConfirmed",
      payload: OrderConfirmed(order: serial, at: now))
  }

  /// Whether a crash is due at this point, and by which note; it happens once.
  mutating func takeCrash(_ point: Shop.CrashPoint) -> NoteID? {
    switch point {
    case .beforePublish:
      defer { beforePublish = nil }
      return beforePublish
    case .beforeMark:
      defer { beforeMark = nil }
      return beforeMark
    }
  }
}

extension Shop {
  /// Where a publisher can crash.
  public enum CrashPoint: UInt8, Sendable {
    /// After the commit, before the event is published.
    case beforePublish
    /// After the event is published, before anybody has noted it.
    case beforeMark
  }
}
