import Engine
import FirstEdition

extension OutboxLab {
  /// The parts that notes are about, one per panel.
  enum Topic {
    static let orders = 0, table = 1, relays = 2, consumer = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case committed(UInt32, Mode)
    case published(UInt32)
    case marked(UInt32, Int)
    case effect(UInt32)
    case rolledBack(UInt32, Bool)
    case lost(UInt32, Bool)
    case invented(UInt32)
    case serviceCrashed(CrashPoint, UInt32)
    case relayCrashed(Int, CrashPoint, Int)
    case restarted(Int)
    case consumerCrashed(Int)
    case consumerBack
    case stuck
    case unstuck(Int)
    case batchMarked(Int, Int)
    case effectTwice(UInt32, Bool)
    case refusedDown
    case refusedFull

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .serviceCrashed, .relayCrashed, .consumerCrashed, .stuck, .unstuck, .invented: .headline
      case .lost(_, let isFirst), .effectTwice(_, let isFirst): isFirst ? .headline : .detail
      case .rolledBack(_, let isByKey): isByKey ? .observation : .detail
      case .batchMarked, .refusedDown, .refusedFull: .detail
      default: .observation
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .stuck, .unstuck: Topic.table
      case .relayCrashed, .restarted, .batchMarked: Topic.relays
      case .consumerCrashed, .consumerBack, .effect, .effectTwice: Topic.consumer
      default: Topic.orders
      }
    }

    /// The sentence.
    public var text: String {
      switch self {
      case .committed(let order, .dualWrite): "Order \(order) is committed; its event is a write of its own."
      case .committed(let order, .poller): "Order \(order) and its outbox row are committed together."
      case .committed(let order, .capture):
        "Order \(order) and its outbox row are committed together, and stand in the database's log."
      case .published(let order): "The service publishes the event of order \(order) itself."
      case .marked(let order, let relay):
        "\(OutboxLab.name(relay)) has published the event of order \(order) and noted it."
      case .effect(let order): "The consumer acts on the event of order \(order)."
      case .rolledBack(let order, _): "Order \(order) is rolled back: no row of it is in the database."
      case .lost(let order, _):
        "Order \(order) is committed and its event is lost: nobody misses it."
      case .invented(let order): "The event of order \(order) is out, and there is no such order."
      default: worldText
      }
    }

    private var worldText: String {
      switch self {
      case .serviceCrashed(.beforePublish, let order):
        "The service crashes after the commit of order \(order), before its event."
      case .serviceCrashed(.beforeMark, let order):
        "The service crashes right after it published order \(order)."
      case .relayCrashed(let relay, .beforePublish, let rows):
        "\(OutboxLab.name(relay)) crashes before it publishes: \(counted(rows, "row")) come back."
      case .relayCrashed(let relay, .beforeMark, let rows):
        "\(OutboxLab.name(relay)) publishes \(counted(rows, "row")) and crashes before the note: out again."
      case .restarted(let relay): "\(OutboxLab.name(relay)) is back."
      case .consumerCrashed(let records):
        "The consumer acts on \(counted(records, "record")) and crashes before its commit."
      case .consumerBack: "The consumer is back, at the offset that it had committed."
      case .stuck: "The broker is down: committed events wait in the database."
      case .unstuck(let rows): "Events flow again; \(counted(rows, "row")) wait in the database."
      case .batchMarked(let relay, let rows):
        "\(OutboxLab.name(relay)) published \(counted(rows, "event")) and noted it."
      case .effectTwice(let order, _): "The effect of order \(order) happens again: nothing tells the repeat."
      case .refusedDown: "An order is turned away: the service is down."
      default: "An order is turned away: too many events wait in the database."
      }
    }
  }

  static func name(_ relay: Int) -> String {
    relay == connector ? "The connector" : relay > connector ? "The service" : "Relay \(relay + 1)"
  }
}

/// A number and what it counts, in the singular for one.
private func counted(_ count: Int, _ what: String) -> String {
  count == 1 ? "1 \(what)" : "\(count) \(what)s"
}
