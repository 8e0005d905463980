import Engine
import LabKit
import Patterns

extension Shop {
  enum Meter: Int, MeterKind {
    case offered, admitted, shed, served, latency, gatewayWaiting, refusedFull, refusedPool
    case ordersStarted, ordersConfirmed, ordersCompensated, ordersStranded, ordersRunning, ordersCompensating
    case sagaFailures, sagaCompensations
    case opened, callsStarted, callsFailed, callsRefused
    case hopAdded, callsRetried, handshakesFailed, callsCutOff, certificateLeft, configBehind
    case poolPayment, poolOrders, poolAnalytics
    case outboxPending, outboxLocked, relayBatches, relayRows, relayDuplicates, publisherCrashes
    case eventsLost, eventsDropped, queueAppended, queueConsumed, queueDuplicates, queueLag
    case counterValue, counterSpread, counterByHand, counterDoubled, gossipSent, gossipLost
  }
}

extension Shop.Meter {
  private var classes: Family { .each(Shop.Class.self) }

  var declaration: MeterFamily {
    switch self {
    case .offered: .counter("offered", by: classes, "requests", "Requests that arrived: *.")
    case .admitted: .counter("admitted", by: classes, "requests", "Requests that the shedder let in.")
    case .shed: .counter("shed", by: classes, "requests", "Requests that the shedder turned away.")
    case .served: .counter("served", by: classes, "requests", "Answered within the client's timeout: the goodput.")
    case .latency: .latency("latency", by: classes, "From arrival to the successful answer, however late.")
    case .gatewayWaiting: .gauge("gateway.waiting", "requests", "Admitted requests that wait for a server.")
    case .refusedFull: .counter("refused.queue", "requests", "Admitted, but the servers' queue was full.")
    case .refusedPool: .counter("refused.pool", "requests", "Admitted, but the bulkhead and its queue were full.")
    case .ordersStarted: .counter("orders.started", "orders", "Orders whose saga began.")
    case .ordersConfirmed: .counter("orders.confirmed", "orders", "Orders whose four steps succeeded.")
    case .ordersCompensated:
      .counter("orders.compensated", "orders", "Failed orders whose completed steps were all undone.")
    case .ordersStranded: .counter("orders.stranded", "orders", "Failed orders left half done, with the saga off.")
    case .ordersRunning: .gauge("orders.running", "orders", "Orders on their way forward.")
    case .ordersCompensating: .gauge("orders.compensating", "orders", "Orders on their way back.")
    case .sagaFailures: .counter("saga.failures", "steps", "Steps that failed for good.")
    case .sagaCompensations: .counter("saga.compensations", "steps", "Steps that were undone.")
    case .opened:
      .counter("breaker.*.opened", by: .each(Shop.Service.self), "times", "How often the breaker before * opened.")
    case .callsStarted: .counter("calls.started", "calls", "Calls to services that went out.")
    case .callsFailed: .counter("calls.failed", "calls", "Calls that failed or timed out.")
    case .callsRefused: .counter("calls.refused", "calls", "Calls that an open breaker refused.")
    case .hopAdded: .latency("sidecar.hop", "What the two sidecars of a call added to it.")
    case .callsRetried: .counter("calls.retried", "calls", "Attempts that a sidecar made again.")
    case .handshakesFailed: .counter("mtls.refused", "calls", "Calls refused because a certificate had run out.")
    case .callsCutOff:
      .counter("sidecar.cutoff", "calls", "Calls that met a dead sidecar, or were under way when it died.")
    case .certificateLeft: .gauge("cert.left", "s", "How long the certificate still lives that runs out first.")
    case .configBehind: .gauge("config.behind", "versions", "Configurations that the sidecars have not been told of.")
    case .poolPayment: .gauge("pool.payment", "calls", "Permits in use, of 20.")
    case .poolOrders: .gauge("pool.orders", "requests", "Permits in use, of 50; of 75 when shared.")
    case .poolAnalytics: .gauge("pool.analytics", "requests", "Permits in use, of 5.")
    case .outboxPending: .gauge("outbox.pending", "rows", "Rows that are not marked published.")
    case .outboxLocked: .gauge("outbox.locked", "rows", "Rows that relays have locked.")
    case .relayBatches: .counter("relay.batches", "batches", "Batches that the broker acknowledged.")
    case .relayRows: .counter("relay.rows", "rows", "Rows published and marked.")
    case .relayDuplicates:
      .counter("relay.duplicates", "rows", "Rows published again, because nobody knew that they were out.")
    case .publisherCrashes:
      .counter("publisher.crashes", "crashes", "Relays that crashed, and order services around a dual write.")
    case .eventsLost:
      .counter("events.lost", "events", "Events of confirmed orders that no consumer will see: dual writes.")
    case .eventsDropped:
      .counter("events.dropped", "events", "Analytics events refused by backpressure or a dead broker.")
    case .queueAppended: .counter("queue.appended", "records", "Records written to the log.")
    case .queueConsumed: .counter("queue.consumed", "records", "Records whose processing was committed.")
    case .queueDuplicates: .counter("queue.duplicates", "records", "Records of orders that had been counted before.")
    case .queueLag: .gauge("queue.lag", "records", "Records written and not yet committed by a consumer.")
    case .counterValue:
      .gauge("counter.value", "orders", "What all regions will agree on: the sum of every region's own position.")
    case .counterSpread: .gauge("counter.spread", "orders", "The highest less the lowest value that a region shows.")
    case .counterByHand: .counter("counter.byhand", "increments", "Increments by key.")
    case .counterDoubled: .counter("counter.doubled", "orders", "Orders counted again, by which the total is wrong.")
    case .gossipSent: .counter("gossip.sent", "messages", "Gossip messages sent.")
    case .gossipLost: .counter("gossip.lost", "messages", "Gossip messages that a partition swallowed.")
    }
  }
}

extension Shop {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Symptoms: Sendable {
    /// The newest notes about sidecars, certificates, and how long those live.
    var sidecar = NoteID.chance, certificate = NoteID.chance, lifetime = NoteID.chance
    /// The newest input that changed how much is offered or can be done, how fast the queue fills or drains, and how
    /// the regions hear each other: what came of it is put down to that one, and not to whatever was pressed last.
    var load = NoteID.chance, lag = NoteID.chance, regions = NoteID.chance, counting = NoteID.chance
    /// The proxies whose certificates are known to have run out.
    var expired: [Int] = []
    var opened = Each<Service, NoteID>(repeating: .chance)
    /// The newest note of trouble with publishing: what repeats are put down to.
    var trouble = NoteID.chance
    var hasToldLoss = false, hasToldTwice = false, hasToldOverwriting = false
    var shedding = Each<Shop.Class, Hysteresis>(repeating: Hysteresis())
    var alert = Hysteresis(), behind = Hysteresis(), heldBack = Hysteresis(), longQueue = Hysteresis(),
      apart = Hysteresis()

    mutating func remember(_ context: borrowing Context<Shop>) {
      let input = context.input
      let isOffered = context.hasTurned("traffic", "mix.p0", "mix.p2") || context.hasToggled(.burst)
      let isServed = context.hasTurned("capacity", "threshold", "shedding", "bulkheads")
      if isOffered || isServed || context.hasToggled(.capacityHalves) { load = input }
      let isPaced = context.hasTurned("consumers", "poll.size", "record.time", "high.water", "backpressure")
      if isOffered || isPaced || context.hasToggled(.consumersSlow) || context.hasToggled(.brokerDown) { lag = input }
      if context.hasTurned("gossip") || context.hasToggled(.partition) { regions = input }
      if context.hasTurned("cert.ttl") { lifetime = input }
      if context.hasTurned("g-counter") { (counting, hasToldOverwriting) = (input, false) }
      if context.hasToggled(.brokerDown) { hasToldLoss = false }
    }
  }

  mutating func sample(_ context: inout Context<Shop>) {
    setGauges(&context)
    tellShedding(&context)
    tellQueue(&context)
    tellRegions(&context)
    checkConsistency(&context)
  }

  private mutating func setGauges(_ context: inout Context<Shop>) {
    context.set(.ordersRunning, Double(orders.running))
    context.set(.ordersCompensating, Double(orders.compensating))
    context.set(.gatewayWaiting, Double(gateway.waiting))
    context.set(.poolPayment, Double(pools[.payment].busy))
    context.set(.poolOrders, Double(pools[context.knobs.hasBulkheads ? .orders : .shared].busy))
    context.set(.poolAnalytics, Double(pools[.analytics].busy))
    let firstEnd = mesh.proxies.map(\.certificateEnds).min()!
    context.set(.certificateLeft, firstEnd > context.now ? (firstEnd - context.now).seconds : 0)
    context.set(.configBehind, Double(mesh.newest - mesh.version))
    context.set(.outboxPending, Double(outbox.table.count))
    context.set(.outboxLocked, Double(outbox.table.lockedCount))
    context.set(.queueLag, Double(log.lag))
    let isNaive = !context.knobs.hasGCounter
    context.set(.counterValue, Double(isNaive ? regions.highestNaive : regions.total))
    context.set(.counterSpread, Double(regions.spread(isNaive: isNaive)))
  }

  private mutating func tellShedding(_ context: inout Context<Shop>) {
    let quotas = shedder.quotas(at: context.now.duration)
    for kind in [Class.p1, .p2] {
      let share = context.knobs.hasShedding ? quotas.share(of: kind.priority) : 1
      // Two different marks, so that a class right at its limit does not fill the log.
      guard let turn = symptoms.shedding[kind].follow(1 - share, high: 0.1, low: 0.01) else { continue }
      context.note(.shedding(kind, turn == .rose), cause: symptoms.load)
    }
    if symptoms.longQueue.follow(Double(gateway.waiting), high: 501, low: 51) == .rose {
      context.note(.queueGrows(gateway.waiting), cause: symptoms.load)
    }
  }

  private mutating func tellQueue(_ context: inout Context<Shop>) {
    let lag = Double(log.lag)
    if let turn = symptoms.alert.follow(lag, high: Double(Shop.lagAlert + 1), low: Double(Shop.lagAlert) * 0.9) {
      context.note(turn == .rose ? .lagAlert(log.lag) : .lagOver(log.lag), cause: symptoms.lag)
    }
    if symptoms.alert.isOn { context.reach(.lagAlert) }
    tellPace(&context)
    let mark = context.knobs.hasBackpressure ? context.knobs.highWater : .infinity
    if let turn = symptoms.heldBack.follow(lag, high: mark, low: mark * 0.9) {
      context.note(.backpressure(turn == .rose), cause: symptoms.lag)
    }
  }

  /// Whether less is consumed than comes: of the last two seconds, and once a second of records waits.
  private mutating func tellPace(_ context: inout Context<Shop>) {
    let service = context.recent(.queueConsumed, overSeconds: 2) / 2
    let arrival = context.recent(.queueAppended, overSeconds: 2) / 2
    let isBehind = symptoms.behind.isBehind(arrival: arrival, service: service, backlog: log.lag, ofSeconds: 1)
    context.tell(
      &symptoms.behind, isBehind, on: 10, off: 20,
      rose: .fallsBehind(service: Int(service.rounded()), arrival: Int(arrival.rounded()), log.lag),
      fell: .keepsUp(log.lag), cause: symptoms.lag)
  }

  private mutating func tellRegions(_ context: inout Context<Shop>) {
    let isNaive = !context.knobs.hasGCounter, isCut = context.isOn(.partition)
    let spread = regions.spread(isNaive: isNaive)
    if spread > 0 { context.reach(.regionsDisagree) }
    // Between two rounds of gossip they always differ a little; apart is when that cannot mend.
    let staysApart = !regions.agree(isNaive: isNaive) && (isCut || spread >= 100)
    switch symptoms.apart.follow(symptoms.apart.isOn ? staysApart : isCut && spread > 100) {
    case .rose: context.note(.regionsApart(spread), cause: context.cause(.partition))
    case .fell: context.note(.regionsTogether, cause: symptoms.regions)
    case nil: break
    }
    guard isNaive, !symptoms.hasToldOverwriting else { return }
    let missing = Int(regions.total) - Int(regions.highestNaive)
    guard missing >= 100 else { return }
    context.note(.countsOverwritten(missing), cause: symptoms.counting)
    symptoms.hasToldOverwriting = true
  }
}
