import Engine
import LabKit
import Patterns

extension Shop {
  /// The parts of the shop that notes are about, one per panel.
  enum Topic: Int { case counter, shedding, saga, breakers, queue }

  /// What the shop tells.
  enum Note: NoteKind {
    case shed(UInt64, Class)
    case shedding(Class, Bool)
    case poolFull(Pool)
    case paymentPoolFull
    case queueGrows(Int)
    case stepBegins(UInt32, Service)
    case stepDone(UInt32, Service)
    case orderFails(UInt32, Service, isTraced: Bool)
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
    case orderCounted(UInt32, Region)
    case duplicateSkipped(UInt32)
    case countedTwice(UInt32, isFirst: Bool)
    case lagAlert(Int)
    case lagOver(Int)
    case backpressure(Bool)
    case gossipMerged(Region, Region, Int)
    case mergedByHand
    case regionsApart(Int)
    case regionsTogether

    /// A step of the traced order's event, by a relay or a region.
    enum RowStep: Sendable {
      /// Its row is locked by a relay, published by it, marked by it.
      case locked(Int), published(Int), marked(Int)
      /// A region counted its order.
      case counted(Region)
    }

    /// Who each is for, what it is about, and the sentence.
    func write(to note: inout NoteWriter) {
      switch self {
      case .shed(let number, let kind):
        note.detail(Topic.shedding, "Request \(number) is shed: \(kind.name) has no quota left for it.")
      case .shedding(let kind, let isShed):
        note.headline(
          Topic.shedding,
          isShed
            ? "\(kind.name.uppercased()) is being shed: the classes above it need the room."
            : "\(kind.name.uppercased()) is admitted in full again.")
      case .poolFull(let pool):
        note.detail(Topic.shedding, "The \(pool.name) pool and its line are full: a request is refused.")
      case .queueGrows(let count):
        note.headline(
          Topic.shedding, "\(count) requests wait for a server: more is admitted than the servers can do.")
      case .paymentPoolFull:
        note.detail(
          Topic.breakers, "The payment pool is full: the call is refused, the other pools do not feel it.")
      case .callFailed(let service, let attempt):
        note.detail(Topic.breakers, "Attempt \(attempt) at \(service.name) failed.")
      case .breakerOpens(let service, let rate):
        note.headline(
          Topic.breakers, "The breaker before \(service.name) opens: \(rate) % of its window was bad.")
      case .breakerProbes(let service):
        note.headline(
          Topic.breakers, "The breaker before \(service.name) is half-open: a few probes decide.")
      case .breakerCloses(let service):
        note.headline(
          Topic.breakers, "The breaker before \(service.name) closes: its probes came back well.")
      case .stepBegins, .stepDone, .orderFails, .compensationBegins, .compensationWaits, .orderConfirmed,
        .row,
        .orderCompensated, .orderStranded:
        writeOrder(to: &note)
      case .eventLost, .serviceCrashed, .relayCrashed, .relayBack, .relayStuck, .relayMoves, .batchPublished,
        .batchConsumed, .duplicateSkipped, .countedTwice, .lagAlert, .lagOver, .backpressure:
        writeQueue(to: &note)
      case .orderCounted, .gossipMerged, .mergedByHand, .regionsApart, .regionsTogether:
        writeCounter(to: &note)
      default: note.headline(Topic.breakers, meshText)
      }
    }

    private var meshText: String {
      switch self {
      case .noSidecar: "There are no sidecars: calls go out bare, and this does nothing."
      case .callsBare(false): "The sidecars are gone: nobody retries, times out, breaks or encrypts."
      case .callsBare(true): "The sidecars are gone: calls go out bare, past what was wrong with them."
      case .sidecarDead: "The sidecar of \(Mesh.dying.name) is dead: nobody reaches the service."
      case .sidecarWaits:
        "The sidecar of \(Mesh.dying.name) starts again, and nobody tells it what to do: nothing gets through."
      case .sidecarBack(let index): "The sidecar of \(Mesh.name(index)) is back, with all that it needs."
      case .certificatesOut(let index, 1):
        "The certificate of \(Mesh.name(index)) has run out: calls under it are refused."
      case .certificatesOut(_, let count):
        "The certificates of \(count) sidecars have run out: calls are refused."
      case .certificatesGood: "All certificates are good again: calls get through."
      case .certificateUnused: "A certificate has run out; without mTLS nobody asks for it."
      case .rotationWaits: "The certificate cannot be rotated: the control plane is down."
      case .controlPlaneGone(true): "The control plane is gone; sidecars go on with what they know."
      case .controlPlaneGone(false): "The control plane is gone, and no sidecar is there to miss it."
      case .controlPlaneBack: "The control plane is back: the sidecars are told what is new."
      default: "The new settings reach no sidecar: they go on with the last ones."
      }
    }

    private func writeOrder(to note: inout NoteWriter) {
      switch self {
      case .stepBegins(let order, let service):
        note.observation(Topic.saga, "Order \(order): \(service.step).")
      case .stepDone(let order, let service):
        note.observation(Topic.saga, "Order \(order): \(service.step) is done.")
      case .orderFails(let order, let service, let isTraced):
        note.put(isTraced ? .headline : .detail, Topic.saga.rawValue) {
          "Order \(order) fails at step \(service.rawValue + 1), \(service.step)."
        }
      case .compensationBegins(let order, let service):
        note.observation(Topic.saga, "Order \(order): \(service.compensation).")
      case .compensationWaits(let order, let service):
        note.observation(
          Topic.saga, "Order \(order): \(service.compensation) has to wait and be tried again.")
      case .orderConfirmed(let order, let hasRow):
        note.observation(
          Topic.saga,
          hasRow
            ? "Order \(order) is confirmed; its row in the outbox is committed with it."
            : "Order \(order) is confirmed; to publish its event is a second write.")
      case .row(let order, .locked(let relay)):
        note.observation(Topic.saga, "Relay \(relay + 1) locks the outbox row of order \(order).")
      case .row(let order, .published(let relay)):
        note.observation(Topic.saga, "Relay \(relay + 1) publishes the event of order \(order).")
      case .row(let order, .marked(let relay)):
        note.observation(Topic.saga, "Relay \(relay + 1) marks the row of order \(order): that deletes it.")
      case .row(let order, .counted(let region)):
        note.observation(Topic.saga, "Region \(region.name) counts order \(order).")
      case .orderStranded(let order, let left):
        note.observation(Topic.saga, "Order \(order) failed and \(left) completed steps stay as they are.")
      case .orderCompensated(let order):
        note.headline(Topic.saga, "Order \(order) is fully compensated and FAILED.")
      default: break
      }
    }

    private func writeQueue(to note: inout NoteWriter) {
      switch self {
      case .eventLost(let order, let isFirst):
        note.put(isFirst ? .headline : .detail, Topic.queue.rawValue) {
          "Order \(order) is committed and its event is lost: a dual write."
        }
      case .serviceCrashed(let order, .beforePublish):
        note.headline(
          Topic.queue, "The order service crashes between the commit of order \(order) and its publication.")
      case .serviceCrashed(let order, .beforeMark):
        note.headline(
          Topic.queue,
          "The order service crashes after order \(order) was committed and published: nothing is missing.")
      case .relayCrashed(let relay, .beforePublish, let rows):
        note.headline(
          Topic.queue,
          "Relay \(relay + 1) crashes before it publishes: its batch of \(rows) comes back, nothing is lost.")
      case .relayCrashed(let relay, .beforeMark, let rows):
        note.headline(
          Topic.queue,
          "Relay \(relay + 1) crashes after publishing a batch of \(rows), before it is marked: it goes out again."
        )
      case .relayBack(let relay): note.observation(Topic.queue, "Relay \(relay + 1) is back.")
      case .relayStuck: note.headline(Topic.queue, "The relays cannot publish: rows stay in the outbox.")
      case .relayMoves(let count):
        note.headline(Topic.queue, "The relays publish again; \(count) rows had piled up.")
      case .batchPublished(let relay, let count):
        note.detail(Topic.queue, "Relay \(relay + 1) published a batch of \(count) and marked it.")
      case .batchConsumed(let consumer, let count):
        note.detail(Topic.queue, "Consumer \(consumer + 1) committed \(count) records.")
      case .duplicateSkipped(let order):
        note.detail(Topic.queue, "Order \(order) came again; the inbox knows it, and it is counted once.")
      case .countedTwice(let order, let isFirst):
        note.put(isFirst ? .headline : .detail, Topic.queue.rawValue) {
          "Order \(order) came again and is counted again: without an inbox nobody knows it."
        }
      case .lagAlert(let lag): note.headline(Topic.queue, "Consumer lag is \(lag): above the alert.")
      case .lagOver(let lag): note.headline(Topic.queue, "Consumer lag is down to \(lag).")
      case .backpressure(true):
        note.headline(
          Topic.queue, "The lag is above the high-water mark: the relay waits, analytics are refused.")
      default: note.headline(Topic.queue, "The lag is below the high-water mark: the producers go on.")
      }
    }

    private func writeCounter(to note: inout NoteWriter) {
      switch self {
      case .orderCounted(let order, let region):
        note.detail(Topic.counter, "Region \(region.name) counted order \(order).")
      case .gossipMerged(let from, let to, 0):
        note.detail(Topic.counter, "\(to.name) heard nothing new from \(from.name).")
      case .gossipMerged(let from, let to, let changed):
        note.detail(Topic.counter, "\(to.name) merged \(changed) larger positions from \(from.name).")
      case .mergedByHand: note.headline(Topic.counter, "The regions that hear each other merged.")
      case .regionsApart(let spread): note.headline(Topic.counter, "The regions are \(spread) orders apart.")
      default: note.headline(Topic.counter, "The regions agree again.")
      }
    }
  }
}
