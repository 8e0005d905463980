import Engine
import FirstEdition

extension BulkheadLab {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32, UInt32)
    case done(UInt32)
    case giveUp(UInt32, UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let source, let generation): 1 | UInt64(source) << 8 | UInt64(generation) << 16
      case .done(let slot): 2 | UInt64(slot) << 8
      case .giveUp(let slot, let serial): 3 | UInt64(slot & 0xFFFFFF) << 8 | UInt64(serial) << 32
      }
    }
  }

  /// Which random numbers are drawn for what.
  enum Stream {
    static func arrivals(_ source: Int) -> DrawStream { DrawStream(UInt64(1 + source)) }
    static func tenants(_ service: Service) -> DrawStream { DrawStream(UInt64(10 + service.rawValue)) }
    static func work(_ service: Service) -> DrawStream { DrawStream(UInt64(20 + service.rawValue)) }
  }
}
