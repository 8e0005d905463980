import Engine
import FirstEdition

extension CounterLab {
  /// What notes are about, one per panel.
  enum Topic {
    static let vectors = 0, plain = 1, messages = 2, bytes = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case apart(Int)
    case together(Int64)
    case recovered(Int, Int64)
    case typeChanged
    case mergedByHand
    case cannotShrink
    case operatedByHand(Int, Int64)
    case refused(Int)
    case plainOff(Int64, Int64)
    case plainLoses(Int, Int, Int64)
    case plainDoubles(Int, Int, Int64)
    case lost(Int, Int)
    case merged(Int, Int, Int)
    case writeLost(Int, UInt32)
    case additionWins(Int, Int)

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .apart, .together, .recovered, .typeChanged, .mergedByHand, .plainOff, .cannotShrink: .headline
      case .operatedByHand, .writeLost, .additionWins, .plainLoses, .plainDoubles: .observation
      case .refused, .lost, .merged: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .plainOff, .plainLoses, .plainDoubles: Topic.plain
      case .lost, .merged: Topic.messages
      default: Topic.vectors
      }
    }

    /// The sentence.
    public var text: String {
      switch self {
      case .apart(let count): "The replicas are \(count) operations apart, and all of them go on."
      case .together(let value):
        "The replicas come together again at \(value): nothing was lost, nothing doubled."
      case .recovered(let replica, let value):
        "\(name(replica)) is back with the \(value) on its disk; gossip tells it the rest."
      case .typeChanged: "All replicas begin empty with another type."
      case .mergedByHand: "The replicas that hear each other have merged."
      case .cannotShrink: "A G-Counter only grows: to take away, a PN-Counter has a second one."
      case .operatedByHand(let replica, let value): "\(name(replica)) shows \(value) now."
      case .refused(let replica): "An operation finds \(name(replica)) down and is refused."
      case .plainOff(let lost, let doubled):
        "On the same messages a plain sum has lost \(lost) and doubled \(doubled)."
      case .plainLoses(let from, let to, let amount):
        "The message \(name(from)) to \(name(to)) is lost, and with it \(amount) for a plain sum."
      case .plainDoubles(let from, let to, let amount):
        "The message \(name(from)) to \(name(to)) came twice: a plain sum counts \(amount) again, a merge does not."
      case .lost(let from, let to): "The message \(name(from)) to \(name(to)) is lost."
      case .merged(let from, let to, 0): "\(name(to)) heard nothing new from \(name(from))."
      case .merged(let from, let to, let changed):
        "\(name(to)) learned \(changed) entries from \(name(from))."
      case .writeLost(let replica, let value):
        "\(value), written at \(name(replica)), loses to an earlier write: that one's clock is ahead."
      case .additionWins(let replica, let element):
        "\(name(replica)) removes \(CounterLab.name(element: element)), but not the addition it has not seen."
      }
    }

    private func name(_ replica: Int) -> String { CounterLab.name(replica) }
  }
}
