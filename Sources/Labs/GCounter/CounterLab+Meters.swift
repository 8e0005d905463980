import Engine
import FirstEdition

extension CounterLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case operations, refused, writesLost
    case messagesSent, messagesLost, messagesDoubled, merges, mergesIdle
    case entriesSent, bytesSent, bytesIfFull
    case plainLost, plainDoubled
    case truth, lowest, highest, apart, plainError, underWay

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .operations:
        .init("operations", .counter, unit: "operations", "Operations that a replica accepted.")
      case .refused:
        .init("refused", .counter, unit: "operations", "Operations that found their replica down.")
      case .writesLost:
        .init("writes.lost", .counter, unit: "writes", "Writes that a clock which is ahead has beaten.")
      case .messagesSent:
        .init("messages.sent", .counter, unit: "messages", "Messages, acknowledgements too.")
      case .messagesLost:
        .init("messages.lost", .counter, unit: "messages", "Messages that never came, for whatever reason.")
      case .messagesDoubled:
        .init("messages.doubled", .counter, unit: "messages", "Messages that came twice.")
      case .merges: .init("merges", .counter, unit: "merges", "Merges that told the receiver something.")
      case .mergesIdle: .init("merges.idle", .counter, unit: "merges", "Merges that told it nothing new.")
      case .entriesSent: .init("entries.sent", .counter, unit: "entries", "Entries in all messages.")
      case .bytesSent: .init("bytes.sent", .counter, unit: "bytes", "Bytes of all messages.")
      case .bytesIfFull:
        .init("bytes.full", .counter, unit: "bytes", "What the same gossip would cost with full states.")
      case .plainLost:
        .init("plain.lost", .counter, unit: "operations", "Operations that a plain sum lost with a message.")
      case .plainDoubled:
        .init("plain.doubled", .counter, unit: "operations", "Operations that a plain sum counted twice.")
      case .truth: .init("truth", .gauge, "What all replicas have accepted together.")
      case .lowest: .init("value.lowest", .gauge, "The lowest value that a replica shows.")
      case .highest: .init("value.highest", .gauge, "The highest value that a replica shows.")
      case .apart:
        .init("apart", .gauge, unit: "operations", "How much the replica that knows least does not know.")
      case .plainError:
        .init("plain.error", .gauge, unit: "operations", "How far off the worst plain number is.")
      case .underWay: .init("messages.underway", .gauge, unit: "messages", "Copies of messages under way.")
      }
    }
  }
}
