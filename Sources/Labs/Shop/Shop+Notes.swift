import Engine
import LabKit

extension Shop {
  enum Topic: Int { case counter, shedding, saga, breakers, queue }

  enum Note: NoteKind {
    case shed(UInt64, Class), shedding(Class, Bool), queueGrows(Int)
    case stepBegins(UInt32, Service, undoes: Bool), stepDone(UInt32, Service), compensationWaits(UInt32, Service)
    case orderFails(UInt32, Service, isTraced: Bool)
    case orderConfirmed(UInt32, hasRow: Bool), orderCompensated(UInt32), orderStranded(UInt32, Int)
    case rowLocked(UInt32, by: Int), rowPublished(UInt32, by: Int), rowMarked(UInt32, by: Int)
    case rowCounted(UInt32, by: Region)
    case poolFull(PoolName), callFailed(Service, Int)
    case breakerOpens(Service, Int), breakerProbes(Service), breakerCloses(Service)
    case callsBare(Bool), noSidecar, sidecarDead, sidecarWaits, sidecarBack
    case certificatesOut(Int, Int), certificatesGood, certificateUnused, rotationWaits
    case controlPlaneGone(Bool), controlPlaneBack, configWaits
    case eventLost(UInt32, isFirst: Bool), serviceCrashed(UInt32, Action)
    case relayCrashed(Int, Action, Int), relayBack(Int), relayStuck, relayMoves(Int), batchPublished(Int, Int)
    case batchConsumed(Int, Int), duplicateSkipped(UInt32), countedTwice(UInt32, isFirst: Bool)
    case lagAlert(Int), lagOver(Int), backpressure(Bool), fallsBehind(service: Int, arrival: Int, Int), keepsUp(Int)
    case orderCounted(UInt32, Region), gossipMerged(Region, Region, Int), mergedByHand
    case regionsApart(Int), regionsTogether, countsOverwritten(Int)
  }
}

extension Shop.Note {
  private typealias Topic = Shop.Topic

  /// Who each is for, what it is about, and the sentence: orders, and whatever else is short.
  func write(to note: inout NoteWriter) {
    note.about(Topic.saga)
    switch self {
    case .shed(let number, let kind):
      note.repeated(Topic.shedding, "Request \(number) is shed: \(kind.name) has no quota left for it.")
    case .shedding(let kind, true):
      note.headline(Topic.shedding, "\(kind.name.uppercased()) is being shed: the classes above it need the room.")
    case .shedding(let kind, false):
      note.headline(Topic.shedding, "\(kind.name.uppercased()) is admitted in full again.")
    case .poolFull(let pool) where pool != .payment:
      note.repeated(Topic.shedding, "The \(pool.name) pool and its queue are full: a request is refused.")
    case .queueGrows(let count):
      note.headline(Topic.shedding, "\(count) requests wait for a server: more is admitted than the servers can do.")
    case .stepBegins(let order, let service, let undoes):
      note.observation("Order \(order): \(service.words(undoes: undoes)).")
    case .stepDone(let order, let service): note.observation("Order \(order): \(service.words()) is done.")
    case .orderFails(let order, let service, let isTraced):
      note.headline(if: isTraced, "Order \(order) fails at step \(service.rawValue + 1), \(service.words()).")
    case .compensationWaits(let order, let service):
      note.observation("Order \(order): \(service.words(undoes: true)) has to wait and be tried again.")
    case .orderConfirmed(let order, true):
      note.observation("Order \(order) is confirmed; its row in the outbox is committed with it.")
    case .orderConfirmed(let order, false):
      note.observation("Order \(order) is confirmed; to publish its event is a second write.")
    case .rowLocked(let order, let relay):
      note.observation("Relay \(relay + 1) locks the outbox row of order \(order).")
    case .rowPublished(let order, let relay):
      note.observation("Relay \(relay + 1) publishes the event of order \(order).")
    case .rowMarked(let order, let relay):
      note.observation("Relay \(relay + 1) marks the row of order \(order): that deletes it.")
    case .rowCounted(let order, let region): note.observation("Region \(region.name) counts order \(order).")
    case .orderStranded(let order, let left):
      note.observation("Order \(order) failed and \(left) completed steps stay as they are.")
    case .orderCompensated(let order): note.headline("Order \(order) is fully compensated and FAILED.")
    case .orderCounted(let order, let region):
      note.detail(Topic.counter, "Region \(region.name) counted order \(order).")
    case .gossipMerged(let from, let to, 0):
      note.repeated(Topic.counter, "\(to.name) heard nothing new from \(from.name).")
    case .gossipMerged(let from, let to, let changed):
      note.detail(Topic.counter, "\(to.name) merged \(changed) larger positions from \(from.name).")
    case .mergedByHand: note.headline(Topic.counter, "The regions that hear each other merged.")
    case .regionsApart(let spread): note.headline(Topic.counter, "The regions are \(spread) orders apart.")
    case .regionsTogether: note.headline(Topic.counter, "The regions agree again.")
    case .countsOverwritten(let count):
      note.headline(Topic.counter, "Regions overwrite each other: \(count) orders are in no region's number.")
    default: writeQueue(to: &note)
    }
  }

  private func writeQueue(to note: inout NoteWriter) {
    note.about(Topic.queue)
    switch self {
    case .eventLost(let order, let isFirst):
      note.headline(if: isFirst, "Order \(order) is committed and its event is lost: a dual write.")
    case .serviceCrashed(let order, .crashBeforePublish):
      note.headline("The order service crashes between the commit of order \(order) and its publication.")
    case .serviceCrashed(let order, .crashBeforeMark):
      note.headline("The order service crashes after order \(order) was committed and published: nothing is missing.")
    case .relayCrashed(let relay, .crashBeforePublish, let rows):
      note.headline("Relay \(relay + 1) crashes before it publishes: its batch of \(rows) comes back, nothing is lost.")
    case .relayCrashed(let relay, .crashBeforeMark, let rows):
      note.headline(
        "Relay \(relay + 1) crashes after publishing a batch of \(rows), before it is marked: it goes out again.")
    case .relayBack(let relay): note.observation("Relay \(relay + 1) is back.")
    case .relayStuck: note.headline("The relays cannot publish: rows stay in the outbox.")
    case .relayMoves(let count): note.headline("The relays publish again; \(count) rows had piled up.")
    case .batchPublished(let relay, let count):
      note.detail("Relay \(relay + 1) published a batch of \(count) and marked it.")
    case .batchConsumed(let consumer, let count): note.detail("Consumer \(consumer + 1) committed \(count) records.")
    case .duplicateSkipped(let order):
      note.detail("Order \(order) came again; the inbox knows it, and it is counted once.")
    case .countedTwice(let order, let isFirst):
      note.headline(if: isFirst, "Order \(order) came again and is counted again: without an inbox nobody knows it.")
    case .lagAlert(let lag): note.headline("Consumer lag is \(lag): above the alert.")
    case .lagOver(let lag): note.headline("Consumer lag is down to \(lag).")
    case .fallsBehind(let service, let arrival, let lag):
      note.headline("\(arrival)/s come to the queue and \(service)/s are consumed: \(lag.of("record")) wait.")
    case .keepsUp(let lag): note.observation("The consumers keep up again; the lag is \(lag.of("record")).")
    case .backpressure(true):
      note.headline("The lag is above the high-water mark: the relay waits, analytics are refused.")
    case .backpressure(false): note.headline("The lag is below the high-water mark: the producers go on.")
    default: writeCalls(to: &note)
    }
  }

  private func writeCalls(to note: inout NoteWriter) {
    note.about(Topic.breakers)
    switch self {
    case .poolFull: note.repeated("The payment pool is full: the call is refused, the other pools do not feel it.")
    case .callFailed(let service, let attempt): note.repeated("Attempt \(attempt) at \(service.name) failed.")
    case .breakerOpens(let service, let rate):
      note.headline("The breaker before \(service.name) opens: \(rate) % of its window was bad.")
    case .breakerProbes(let service):
      note.headline("The breaker before \(service.name) is half-open: a few probes decide.")
    case .breakerCloses(let service):
      note.headline("The breaker before \(service.name) closes: its probes came back well.")
    default: note.headline(meshText)
    }
  }

  private var meshText: String {
    switch self {
    case .noSidecar: "There are no sidecars: calls go out bare, and this does nothing."
    case .callsBare(false): "The sidecars are gone: nobody retries, times out, breaks or encrypts."
    case .callsBare(true): "The sidecars are gone: calls go out bare, past what was wrong with them."
    case .sidecarDead: "The sidecar of \(Shop.Mesh.dying.name) is dead: nobody reaches the service."
    case .sidecarWaits:
      "The sidecar of \(Shop.Mesh.dying.name) starts again, and nobody tells it what to do: nothing gets through."
    case .sidecarBack: "The sidecar of \(Shop.Mesh.dying.name) is back, with all that it needs."
    case .certificatesOut(let index, 1):
      "The certificate of \(Shop.Mesh.name(index)) has run out: calls under it are refused."
    case .certificatesOut(_, let count): "The certificates of \(count) sidecars have run out: calls are refused."
    case .certificatesGood: "All certificates are good again: calls get through."
    case .certificateUnused: "A certificate has run out; without mTLS nobody asks for it."
    case .rotationWaits: "The certificate cannot be rotated: the control plane is down."
    case .controlPlaneGone(true): "The control plane is gone; sidecars go on with what they know."
    case .controlPlaneGone(false): "The control plane is gone, and no sidecar is there to miss it."
    case .controlPlaneBack: "The control plane is back: the sidecars are told what is new."
    default: "The new settings reach no sidecar: they go on with the last ones."
    }
  }
}
