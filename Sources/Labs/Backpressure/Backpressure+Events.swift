import Engine
import FirstEdition

extension Backpressure {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case done(UInt32, UInt32)
    case pollDeadline(UInt32, UInt32)
    case sessionDeadline(UInt32, UInt32)
    case rebalanced
    case producerTries(UInt32)
    case restart

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .done(let member, let timer): 2 | UInt64(member) << 8 | UInt64(timer) << 16
      case .pollDeadline(let member, let batch): 3 | UInt64(member) << 8 | UInt64(batch) << 16
      case .sessionDeadline(let member, let timer): 4 | UInt64(member) << 8 | UInt64(timer) << 16
      case .rebalanced: 5
      case .producerTries(let turn): 6 | UInt64(turn) << 8
      case .restart: 7
      }
    }
  }

  /// What random numbers are drawn for.
  enum Stream {
    static let records = DrawStream(1), work = DrawStream(2)
  }
}
