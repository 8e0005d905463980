extension Shop.Note {
  /// The sentence.
  public var text: String {
    switch self {
    case .shed(let number, let priority): "Request \(number) is shed: \(priority) has no quota left for it."
    case .shedding(let priority, true):
      "\(priority) is being shed: the classes above it need the room.".capitalizedFirst
    case .shedding(let priority, false): "\(priority) is admitted in full again.".capitalizedFirst
    case .poolFull(let pool): "The \(pool) pool and its line are full: a request is refused."
    case .paymentPoolFull: "The payment pool is full: the call is refused, the other pools do not feel it."
    case .queueGrows(let count):
      "\(count) requests wait for a server: more is admitted than the servers can do."
    case .callFailed(let service, let attempt): "Attempt \(attempt) at \(service) failed."
    case .breakerOpens(let service, let rate):
      "The breaker before \(service) opens: \(rate) % of its window was bad."
    case .breakerProbes(let service): "The breaker before \(service) is half-open: a few probes decide."
    case .breakerCloses(let service): "The breaker before \(service) closes: its probes came back well."
    default: meshText
    }
  }

  private var meshText: String {
    switch self {
    case .noSidecar: "There are no sidecars: calls go out bare, and this does nothing."
    case .callsBare(false): "The sidecars are gone: nobody retries, times out, breaks or encrypts."
    case .callsBare(true): "The sidecars are gone: calls go out bare, past what was wrong with them."
    case .sidecarDead: "The sidecar of \(Mesh.dying) is dead: nobody reaches the service."
    case .sidecarWaits:
      "The sidecar of \(Mesh.dying) starts again, and nobody tells it what to do: nothing gets through."
    case .sidecarBack(let index): "The sidecar of \(Mesh.name(index)) is back, with all that it needs."
    case .certificatesOut(let index, 1):
      "The certificate of \(Mesh.name(index)) has run out: calls under it are refused."
    case .certificatesOut(_, let count):
      "The certificates of \(count) sidecars have run out: calls are refused."
    case .certificatesGood: "All certificates are good again: calls get through."
    case .certificateUnused: "A certificate has run out; without mTLS nobody asks for it."
    case .rotationWaits: "The certificate cannot be rotated: the control plane is down."
    case .controlPlaneGone(true):
      "The control plane is gone; sidecars go on with what they know."
    case .controlPlaneGone(false): "The control plane is gone, and no sidecar is there to miss it."
    case .controlPlaneBack: "The control plane is back: the sidecars are told what is new."
    case .configWaits: "The new settings reach no sidecar: they go on with the last ones."
    default: orderText
    }
  }

  private var orderText: String {
    switch self {
    case .stepBegins(let order, let service): "Order \(order): \(service.step)."
    case .stepDone(let order, let service): "Order \(order): \(service.step) is done."
    case .tracedFails(let order, let service):
      "Order \(order) fails at step \(service.index + 1), \(service.step)."
    case .orderFails(let order, let service):
      "Order \(order) fails at step \(service.index + 1), \(service.step)."
    case .compensationBegins(let order, let service): "Order \(order): \(service.compensation)."
    case .compensationWaits(let order, let service):
      "Order \(order): \(service.compensation) has to wait and be tried again."
    case .orderConfirmed(let order, hasRow: true):
      "Order \(order) is confirmed; its row in the outbox is committed with it."
    case .orderConfirmed(let order, hasRow: false):
      "Order \(order) is confirmed; to publish its event is a second write."
    case .row(let order, .locked(let relay)): "Relay \(relay + 1) locks the outbox row of order \(order)."
    case .row(let order, .published(let relay)): "Relay \(relay + 1) publishes the event of order \(order)."
    case .row(let order, .marked(let relay)):
      "Relay \(relay + 1) marks the row of order \(order): that deletes it."
    case .row(let order, .counted(let region)): "Region \(Regions.names[region]) counts order \(order)."
    case .orderCompensated(let order): "Order \(order) is fully compensated and FAILED."
    case .orderStranded(let order, let left):
      "Order \(order) failed and \(left) completed steps stay as they are."
    default: queueText
    }
  }

  private var queueText: String {
    switch self {
    case .eventLost(let order, _): "Order \(order) is committed and its event is lost: a dual write."
    case .serviceCrashed(let order, .beforePublish):
      "The order service crashes between the commit of order \(order) and its publication."
    case .serviceCrashed(let order, .beforeMark):
      "The order service crashes after order \(order) was committed and published: nothing is missing."
    case .relayCrashed(let relay, .beforePublish, let rows):
      "Relay \(relay + 1) crashes before it publishes: its batch of \(rows) comes back, nothing is lost."
    case .relayCrashed(let relay, .beforeMark, let rows):
      "Relay \(relay + 1) crashes after publishing a batch of \(rows), before it is marked: it goes out again."
    case .relayBack(let relay): "Relay \(relay + 1) is back."
    case .relayStuck: "The relays cannot publish: rows stay in the outbox."
    case .relayMoves(let count): "The relays publish again; \(count) rows had piled up."
    case .batchPublished(let relay, let count):
      "Relay \(relay + 1) published a batch of \(count) and marked it."
    case .batchConsumed(let consumer, let count): "Consumer \(consumer + 1) committed \(count) records."
    case .duplicateSkipped(let order):
      "Order \(order) came again; the inbox knows it, and it is counted once."
    case .countedTwice(let order, _):
      "Order \(order) came again and is counted again: without an inbox nobody knows it."
    case .lagAlert(let lag): "Consumer lag is \(lag): above the alert."
    case .lagOver(let lag): "Consumer lag is down to \(lag)."
    case .backpressure(true): "The lag is above the high-water mark: the relay waits, analytics are refused."
    case .backpressure(false): "The lag is below the high-water mark: the producers go on."
    default: counterText
    }
  }

  private var counterText: String {
    let names = Regions.names
    return switch self {
    case .orderCounted(let order, let region): "Region \(names[region]) counted order \(order)."
    case .gossipMerged(let from, let to, 0): "\(names[to]) heard nothing new from \(names[from])."
    case .gossipMerged(let from, let to, let changed):
      "\(names[to]) merged \(changed) larger positions from \(names[from])."
    case .mergedByHand: "The regions that hear each other merged."
    case .regionsApart(let spread): "The regions are \(spread) orders apart."
    default: "The regions agree again."
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
