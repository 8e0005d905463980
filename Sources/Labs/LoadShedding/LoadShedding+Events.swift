import Engine
import FirstEdition

extension LoadShedding {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case done(UInt32)
    case timeout(UInt32, UInt32)
    case again(UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .done(let slot): 2 | UInt64(slot) << 8
      case .timeout(let slot, let stamp): 3 | UInt64(slot) << 8 ^ UInt64(stamp) << 32
      case .again(let slot): 4 | UInt64(slot) << 8
      }
    }
  }
}

extension LoadShedding {
  /// What random numbers are drawn for.
  enum Stream {
    static let requests = DrawStream(1), classes = DrawStream(2), admission = DrawStream(3)
    static let throttling = DrawStream(4), service = DrawStream(5), retryWait = DrawStream(6)
  }
}
