import Engine
import FirstEdition

extension SagaLab {
  /// The parts that notes are about, one per panel.
  enum Topic {
    static let order = 0, rows = 1, orders = 2, messages = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case began(UInt32, Mode, Int)
    case stepBegins(UInt32, Int)
    case stepDone(UInt32, Int)
    case stepRefused(UInt32, Int)
    case undoBegins(UInt32, Int)
    case undoDone(UInt32, Int)
    case undoFails(UInt32, Int, Int)
    case completed(UInt32)
    case undone(UInt32, Int)
    case halfDone(UInt32, Int)
    case gaveUp(UInt32)
    case decided(UInt32, Bool)
    case doubled(UInt32, Int, Int)
    case dirtyRead(UInt32, Int)
    case lostUpdate(UInt32, Int, Int, Bool)
    case refusedDown
    case refusedFull
    case crashed(Mode, Int)
    case recovered(Int, Int)
    case blocked(Int)
    case undoStuck(Int)
    case undoMoves
    case repeated(UInt32, MessageKind, Int)
    case messageLost(UInt32, MessageKind, Int, Bool)
    case messageDoubled(UInt32, MessageKind, Int, Bool)

    /// What a message says; public, because notes are.
    public typealias MessageKind = SagaMessage

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .stepRefused, .undone, .halfDone, .crashed, .recovered, .blocked, .doubled, .undoStuck, .undoMoves:
        .headline
      case .lostUpdate(_, _, _, let isTold): isTold ? .headline : .observation
      case .messageLost(_, _, _, let isByKey), .messageDoubled(_, _, _, let isByKey):
        isByKey ? .headline : .detail
      case .began, .stepBegins, .refusedDown, .refusedFull: .detail
      default: .observation
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .dirtyRead, .lostUpdate, .blocked: Topic.rows
      case .crashed, .recovered, .messageLost, .messageDoubled, .repeated, .refusedDown: Topic.messages
      case .refusedFull, .undoStuck, .undoMoves: Topic.orders
      default: Topic.order
      }
    }
  }
}

/// What a message between the coordinator and the services says.
public enum SagaMessage: UInt8, Sendable {
  case execute, compensate, prepare, commit, abort, executed, refused, compensated, setback, yes, no,
    acknowledged

  var text: String {
    switch self {
    case .execute: "do"
    case .compensate: "undo"
    case .executed: "done"
    case .compensated: "undone"
    case .setback: "could not undo"
    case .acknowledged: "understood"
    default: "\(self)"
    }
  }
}
