import Engine
import FirstEdition

extension OutboxLab {
  /// What can happen.
  public enum Event: EventCode {
    case arrival(UInt32)
    case crash(UInt32)
    case commit(UInt32, UInt32)
    case publish(UInt32, UInt32)
    case serviceStarts(UInt32)
    case relayPolls(UInt32, UInt32)
    case relayAppends(UInt32, UInt32)
    case relayMarks(UInt32, UInt32)
    case consumerPolls(UInt32)
    case consumerDone(UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .crash(let generation): 2 | UInt64(generation) << 8
      case .commit(let slot, let epoch): 3 | UInt64(slot) << 8 | UInt64(epoch) << 32
      case .publish(let slot, let epoch): 4 | UInt64(slot) << 8 | UInt64(epoch) << 32
      case .serviceStarts(let epoch): 5 | UInt64(epoch) << 8
      case .relayPolls(let relay, let epoch): 6 | UInt64(relay) << 8 | UInt64(epoch) << 32
      case .relayAppends(let relay, let epoch): 7 | UInt64(relay) << 8 | UInt64(epoch) << 32
      case .relayMarks(let relay, let epoch): 8 | UInt64(relay) << 8 | UInt64(epoch) << 32
      case .consumerPolls(let epoch): 9 | UInt64(epoch) << 8
      case .consumerDone(let epoch): 10 | UInt64(epoch) << 8
      }
    }
  }
}
