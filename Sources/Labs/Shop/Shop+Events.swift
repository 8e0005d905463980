import Engine
import FirstEdition

extension Shop {
  /// What can happen in the shop.
  public enum Event: EventCode {
    case arrival(UInt32)
    case gatewayDone(UInt32)
    case workDone(UInt32)
    case callReturns(UInt32)
    case callAgain(UInt32)
    case compensateAgain(UInt32)
    case relayPolls(UInt32)
    case batchArrives(UInt32)
    case batchAcknowledged(UInt32)
    case crash(UInt32)
    case meshTick
    case consumerPolls(UInt32)
    case consumerDone(UInt32)
    case gossip(UInt32)
    case gossipArrives(UInt32)

    /// The kind in the low byte, the payload above.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .gatewayDone(let slot): 2 | UInt64(slot) << 8
      case .workDone(let slot): 3 | UInt64(slot) << 8
      case .callReturns(let slot): 4 | UInt64(slot) << 8
      case .callAgain(let slot): 5 | UInt64(slot) << 8
      case .compensateAgain(let slot): 6 | UInt64(slot) << 8
      case .relayPolls(let relay): 7 | UInt64(relay) << 8
      case .batchArrives(let relay): 8 | UInt64(relay) << 8
      case .batchAcknowledged(let relay): 9 | UInt64(relay) << 8
      case .consumerPolls(let consumer): 10 | UInt64(consumer) << 8
      case .consumerDone(let consumer): 11 | UInt64(consumer) << 8
      case .gossip(let region): 12 | UInt64(region) << 8
      case .gossipArrives(let message): 13 | UInt64(message) << 8
      case .crash(let generation): 14 | UInt64(generation) << 8
      case .meshTick: 15
      }
    }
  }
}

extension DrawStream {
  static let arrivals = DrawStream(1)
  static let mix = DrawStream(2)
  static let shedding = DrawStream(3)
  static let gateway = DrawStream(4)
  static let work = DrawStream(5)
  static func calls(_ service: Service) -> DrawStream { DrawStream(10 + UInt64(service.rawValue)) }
  static func compensations(_ service: Service) -> DrawStream { DrawStream(20 + UInt64(service.rawValue)) }
  static let backoff = DrawStream(30)
  static let consuming = DrawStream(31)
  static let gossip = DrawStream(32)
  static let crashes = DrawStream(33)
  static let crashPoints = DrawStream(34)
  static let proxies = DrawStream(35)
}
