import Engine
import FirstEdition

extension SidecarLab {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case worked(UInt32)
    case callArrives(UInt32)
    case answers(UInt32)
    case timesOut(UInt32, UInt32)
    case triesAgain(UInt32, UInt32)
    case started(UInt32, UInt32)
    case churn(UInt32)
    case tick

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .worked(let slot): 2 | UInt64(slot) << 8
      case .callArrives(let slot): 3 | UInt64(slot) << 8
      case .answers(let slot): 4 | UInt64(slot) << 8
      case .timesOut(let slot, let token): 5 | UInt64(slot) << 8 | UInt64(token) << 40
      case .triesAgain(let slot, let token): 6 | UInt64(slot) << 8 | UInt64(token) << 40
      case .started(let index, let generation): 7 | UInt64(index) << 8 | UInt64(generation) << 40
      case .churn(let generation): 8 | UInt64(generation) << 8
      case .tick: 9
      }
    }
  }
}

extension DrawStream {
  static let sidecarArrivals = DrawStream(1)
  static let sidecarWork = DrawStream(2)
  static let sidecarNetwork = DrawStream(3)
  static let sidecarProxy = DrawStream(4)
  static let sidecarErrors = DrawStream(5)
  static let sidecarBackoff = DrawStream(6)
  static let sidecarChurn = DrawStream(7)
  static let sidecarChurned = DrawStream(8)
}
