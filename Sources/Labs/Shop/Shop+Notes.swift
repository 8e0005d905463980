import Engine
import LabKit
import Patterns

extension Shop {
  /// The parts of the shop that notes are about, one per panel.
  enum Topic {
    static let counter = 0, shedding = 1, saga = 2, breakers = 3, queue = 4
  }

  /// What the shop tells.
  public enum Note: NoteSet {
    case shed(UInt64, LoadShedder.Priority)
    case shedding(LoadShedder.Priority, Bool)
    case poolFull(Pool)
    case paymentPoolFull
    case queueGrows(Int)
    case stepBegins(UInt32, Service)
    case stepDone(UInt32, Service)
    case tracedFails(UInt32, Service)
    case orderFails(UInt32, Service)
    case compensationBegins(UInt32, Service)
    case compensationWaits(UInt32, Service)
    case orderConfirmed(UInt32)
    case orderCompensated(UInt32)
    case orderStranded(UInt32, Int)
    case callFailed(Service, Int)
    case breakerOpens(Service, Int)
    case breakerProbes(Service)
    case breakerCloses(Service)
    case eventLost(UInt32)
    case relayStuck
    case relayMoves(Int)
    case batchPublished(Int)
    case batchConsumed(Int, Int)
    case orderCounted(UInt32, Int)
    case duplicateSkipped(UInt32)
    case lagAlert(Int)
    case lagOver(Int)
    case backpressure(Bool)
    case gossipMerged(Int, Int, Int)
    case mergedByHand
    case regionsApart(Int)
    case regionsTogether

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .shedding, .queueGrows, .tracedFails, .breakerOpens, .breakerProbes, .breakerCloses, .relayStuck,
        .relayMoves,
        .lagAlert, .lagOver, .backpressure, .mergedByHand, .orderCompensated, .regionsApart, .regionsTogether:
        .headline
      case .stepBegins, .stepDone, .compensationBegins, .compensationWaits, .orderConfirmed, .orderStranded,
        .eventLost:
        .observation
      default: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .shed, .shedding, .poolFull, .queueGrows: Topic.shedding
      case .stepBegins, .stepDone, .tracedFails, .orderFails, .compensationBegins, .compensationWaits,
        .orderConfirmed,
        .orderCompensated, .orderStranded:
        Topic.saga
      case .callFailed, .paymentPoolFull, .breakerOpens, .breakerProbes, .breakerCloses: Topic.breakers
      case .eventLost, .relayStuck, .relayMoves, .batchPublished, .batchConsumed, .duplicateSkipped,
        .lagAlert, .lagOver,
        .backpressure:
        Topic.queue
      case .orderCounted, .gossipMerged, .mergedByHand, .regionsApart, .regionsTogether: Topic.counter
      }
    }
  }
}
