import Engine
import FirstEdition

extension SagaLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case ordersOffered, ordersRefused, ordersStarted, ordersCompleted, ordersUndone, ordersHalfDone
    case ordersForward, ordersBackward, orderTime
    case stepsTried, stepsRefused, compensations, compensationsFailed, compensationRetries
    case messagesWork, messagesProtocol, messagesLost, messagesDoubled, messagesRepeated, repeatsRecognised
    case lockHold, flagHold, lockWait, locksHeld, locksBlocked
    case dirtyReads, lostUpdates, doubledEffects

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .ordersOffered: .init("orders.offered", .counter, unit: "orders", "Orders that arrived.")
      case .ordersRefused:
        .init(
          "orders.refused", .counter, unit: "orders",
          "Orders turned away: too many at once, or no coordinator.")
      case .ordersStarted: .init("orders.started", .counter, unit: "orders", "Orders that began.")
      case .ordersCompleted:
        .init("orders.completed", .counter, unit: "orders", "Orders with all five steps done.")
      case .ordersUndone:
        .init("orders.undone", .counter, unit: "orders", "Failed orders of which nothing is left.")
      case .ordersHalfDone:
        .init(
          "orders.halfdone", .counter, unit: "orders", "Failed orders whose first steps stay as they are.")
      case .ordersForward: .init("orders.forward", .gauge, unit: "orders", "Orders on their way forward.")
      case .ordersBackward: .init("orders.backward", .gauge, unit: "orders", "Orders that are being undone.")
      case .orderTime: .init("order.time", .latency, "From an order's beginning to the end of its last step.")
      case .stepsTried: .init("steps.tried", .counter, unit: "steps", "Steps that a service worked on.")
      case .stepsRefused: .init("steps.refused", .counter, unit: "steps", "Steps that were refused.")
      case .compensations: .init("compensations", .counter, unit: "steps", "Steps that were undone.")
      case .compensationsFailed:
        .init("compensations.failed", .counter, unit: "tries", "Tries to undo a step that failed.")
      case .compensationRetries:
        .init("compensations.retried", .counter, unit: "tries", "Tries after a wait.")
      default: messageDeclaration
      }
    }

    private var messageDeclaration: MeterDeclaration {
      switch self {
      case .messagesWork:
        .init(
          "messages.work", .counter, unit: "messages", "Requests to do or undo a step, and their answers.")
      case .messagesProtocol:
        .init(
          "messages.protocol", .counter, unit: "messages",
          "Messages of two-phase commit itself: prepare, vote, decision, acknowledgement.")
      case .messagesLost: .init("messages.lost", .counter, unit: "messages", "Messages that never arrived.")
      case .messagesDoubled:
        .init("messages.doubled", .counter, unit: "messages", "Messages that arrived twice.")
      case .messagesRepeated:
        .init("messages.repeated", .counter, unit: "messages", "Requests repeated for want of an answer.")
      case .repeatsRecognised:
        .init("repeats.recognised", .counter, unit: "messages", "Repeats that a service only answered again.")
      default: lockDeclaration
      }
    }

    private var lockDeclaration: MeterDeclaration {
      switch self {
      case .lockHold: .init("lock.hold", .latency, "How long the lock on the shared row was held.")
      case .flagHold: .init("flag.hold", .latency, "How long a semantic lock was on the shared row.")
      case .lockWait: .init("lock.wait", .latency, "How long a step waited for its row.")
      case .locksHeld: .init("locks.held", .gauge, unit: "locks", "Row locks that are held.")
      case .locksBlocked:
        .init(
          "locks.blocked", .gauge, unit: "locks",
          "Row locks held by prepared participants without a coordinator.")
      case .dirtyReads:
        .init("reads.dirty", .counter, unit: "reads", "Reads of a row that an unfinished order had written.")
      case .lostUpdates: .init("updates.lost", .counter, unit: "updates", "Updates overwritten by an undo.")
      default:
        .init(
          "effects.doubled", .counter, unit: "steps", "Steps that were done again though they were in force.")
      }
    }
  }
}
