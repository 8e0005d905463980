import Engine
import FirstEdition

extension SagaLab {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case delivery(UInt32)
    case workDone(UInt32)
    case timeout(UInt32, UInt32)
    case retry(UInt32, UInt32)
    case patience(UInt32)
    case secondOrder

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .delivery(let parcel): 2 | UInt64(parcel) << 8
      case .workDone(let parcel): 3 | UInt64(parcel) << 8
      case .timeout(let slot, let timer): 4 | UInt64(slot) << 8 | UInt64(timer) << 32
      case .retry(let slot, let timer): 5 | UInt64(slot) << 8 | UInt64(timer) << 32
      case .patience(let crash): 6 | UInt64(crash) << 8
      case .secondOrder: 7
      }
    }
  }
}
