import Engine
import FirstEdition
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
    case orderConfirmed(UInt32, hasRow: Bool)
    case row(UInt32, RowStep)
    case orderCompensated(UInt32)
    case orderStranded(UInt32, Int)
    case callFailed(Service, Int)
    case noSidecar
    case callsBare(Bool)
    case sidecarDead
    case sidecarWaits
    case sidecarBack(Int)
    case certificatesOut(Int, Int)
    case certificatesGood
    case certificateUnused
    case rotationWaits
    case controlPlaneGone(Bool)
    case controlPlaneBack
    case configWaits
    case breakerOpens(Service, Int)
    case breakerProbes(Service)
    case breakerCloses(Service)
    case eventLost(UInt32, Bool)
    case serviceCrashed(UInt32, CrashPoint)
    case relayCrashed(Int, CrashPoint, Int)
    case relayBack(Int)
    case relayStuck
    case relayMoves(Int)
    case batchPublished(Int, Int)
    case batchConsumed(Int, Int)
    case orderCounted(UInt32, Int)
    case duplicateSkipped(UInt32)
    case countedTwice(UInt32, isFirst: Bool)
    case lagAlert(Int)
    case lagOver(Int)
    case backpressure(Bool)
    case gossipMerged(Int, Int, Int)
    case mergedByHand
    case regionsApart(Int)
    case regionsTogether

    /// A step of the traced order's event, by a relay or a region.
    public enum RowStep: Sendable {
      /// Its row is locked by a relay, published by it, marked by it.
      case locked(Int), published(Int), marked(Int)
      /// A region counted its order.
      case counted(Int)
    }

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .shedding, .queueGrows, .tracedFails, .breakerOpens, .breakerProbes, .breakerCloses, .relayStuck,
        .relayMoves, .serviceCrashed, .relayCrashed, .noSidecar, .callsBare, .sidecarDead, .sidecarWaits,
        .sidecarBack,
        .certificatesOut, .certificatesGood, .certificateUnused, .rotationWaits, .controlPlaneGone,
        .controlPlaneBack, .configWaits,
        .lagAlert, .lagOver, .backpressure, .mergedByHand, .orderCompensated, .regionsApart, .regionsTogether:
        .headline
      case .stepBegins, .stepDone, .compensationBegins, .compensationWaits, .orderConfirmed, .orderStranded,
        .row, .relayBack:
        .observation
      case .eventLost(_, let isFirst), .countedTwice(_, let isFirst): isFirst ? .headline : .detail
      default: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .shed, .shedding, .poolFull, .queueGrows: Topic.shedding
      case .stepBegins, .stepDone, .tracedFails, .orderFails, .compensationBegins, .compensationWaits,
        .orderConfirmed,
        .orderCompensated, .orderStranded, .row:
        Topic.saga
      case .callFailed, .paymentPoolFull, .breakerOpens, .breakerProbes, .breakerCloses, .noSidecar,
        .callsBare, .sidecarDead, .sidecarWaits, .sidecarBack, .certificatesOut, .certificatesGood,
        .certificateUnused, .rotationWaits, .controlPlaneGone, .controlPlaneBack, .configWaits:
        Topic.breakers
      case .eventLost, .serviceCrashed, .relayCrashed, .relayBack, .countedTwice, .relayStuck, .relayMoves,
        .batchPublished, .batchConsumed, .duplicateSkipped,
        .lagAlert, .lagOver,
        .backpressure:
        Topic.queue
      case .orderCounted, .gossipMerged, .mergedByHand, .regionsApart, .regionsTogether: Topic.counter
      }
    }
  }
}
