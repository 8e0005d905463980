import Engine
import FirstEdition

extension CircuitBreakerLab {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case done(UInt32)
    case timer(UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .done(let slot): 2 | UInt64(slot) << 8
      case .timer(let generation): 3 | UInt64(generation) << 8
      }
    }
  }
}

extension CircuitBreakerLab {
  /// Which random numbers are drawn for what.
  enum Stream {
    static let arrivals = DrawStream(1)
    static let kind = DrawStream(2)
    static let local = DrawStream(3)
    static let calls = DrawStream(4)
  }
}
