import Engine
import FirstEdition

extension CounterLab {
  /// What can happen.
  public enum Event: EventCode {
    case operation(UInt32)
    case gossip(UInt32)
    case arrives(UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .operation(let generation): 1 | UInt64(generation) << 8
      case .gossip(let timer): 2 | UInt64(timer) << 8
      case .arrives(let slot): 3 | UInt64(slot) << 8
      }
    }
  }
}

extension DrawStream {
  static let counterOperations = DrawStream(1)
  static let counterPlace = DrawStream(2)
  static let counterPeer = DrawStream(3)
  static let counterNetwork = DrawStream(4)
  static let counterClock = DrawStream(5)
}
