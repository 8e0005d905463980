import Engine
import LabKit

extension Shop {
  enum Law: Int, LawKind {
    case p2First, p0Admitted, sagaState, sagaReverse, breakerOpen, conservation, regionValue, highWater
    case lockedOnce, duplicateBound, onceWithInbox, expiredRefused, configFrozen, poolsBounded
    case ordersEnd, regionsAgree, outboxDelivers, trueTotal, meshWhole
    case breakerRecloses, sagaCompensates, lagAlert, regionsDisagree, p1Shed
    case eventLost, publishedTwice, doubledEffect, skipsLocked
    case healthyUnreachable, handshakeRefused, dataPlaneGoesOn
  }

  /// Those without a closure are put to the test where they can be broken, or reached.
  static func rule(_ law: Law) -> Rule<Shop> {
    switch law {
    case .p2First:
      .always("p2-first", "P1's quota is below its demand only while P2's is 0.") { shop, context in
        let quotas = shop.shedder.quotas(at: context.now.duration)
        let (quota, demand) = (quotas.quota, quotas.demand)
        return quota.p1 >= demand.p1 || quota.p2 == 0 ? nil : "P1 \(quota.p1) of \(demand.p1), P2 \(quota.p2)"
      }
    case .p0Admitted: .always("p0-admitted", "P0 is always admitted.")
    case .sagaState: .always("saga-state", "Every order is in exactly one state of its saga.")
    case .sagaReverse: .always("saga-reverse", "Compensations run in the reverse of the completed steps.")
    case .breakerOpen: .always("breaker-open", "No call starts through an open breaker.")
    case .conservation:
      .always("conservation", "Confirmed orders are the distinct orders in outbox, log, hands and counters.")
    case .regionValue:
      .always(
        "region-value",
        "A region's position is the distinct orders it counted, what it counted again without an inbox, and its increments by hand."
      ) { shop, _ in
        let regions = shop.regions
        return Region.allCases.first { regions.own($0) != regions.increments[$0] }.map {
          "region \($0.name): \(regions.own($0))"
        }
      }
    case .highWater: .always("high-water", "With backpressure the lag passes the mark by one batch a relay at most.")
    case .lockedOnce:
      .always("locked-once", "Every locked row of the outbox is in the hands of one relay.") { shop, _ in
        let held = shop.outbox.relays.reduce(0) { $0 + $1.batch.count }
        let locked = shop.outbox.table.lockedCount
        return held == locked ? nil : "\(held) rows held, \(locked) locked"
      }
    case .duplicateBound: .always("duplicate-bound", "A crash or a lost answer publishes at most one batch again.")
    case .onceWithInbox: .always("once-with-inbox", "An order that was counted under the inbox is not counted again.")
    case .expiredRefused: .always("expired-refused", "No call is let in under a certificate older than its lifetime.")
    case .configFrozen:
      .always("config-frozen", "Without the control plane the sidecars keep their last configuration.") { shop, _ in
        guard let frozen = shop.mesh.frozen, frozen != shop.mesh.version else { return nil }
        return "\(shop.mesh.version) after \(frozen) without a control plane"
      }
    case .poolsBounded:
      .always("pools-bounded", "No pool holds more than its permits, and its queue no more than its places.") {
        shop, _ in
        PoolName.allCases.first {
          shop.pools[$0].busy > shop.pools[$0].size || shop.pools[$0].waiting > shop.pools[$0].line
        }.map { "\($0.name): \(shop.pools[$0].busy) inside, \(shop.pools[$0].waiting) in the queue" }
      }
    // Orders that failed while the saga was off are stranded by design.
    case .ordersEnd:
      .eventually("orders-end", "Every order is confirmed or fully compensated.") { shop, context in
        shop.orders.running == 0 && shop.orders.compensating == 0
          && (context.total(.ordersStranded) == 0 || shop.orders.hadNoSaga)
      }
    case .regionsAgree:
      // Without gossip nothing brings them together, and plain numbers never agree but by luck.
      .eventually("regions-agree", "All regions show the same value.") { shop, context in
        context.knobs.gossips ? shop.regions.agree(isNaive: false) : nil
      }
    case .outboxDelivers:
      .eventually(
        "outbox-delivers", "The event of every confirmed order is counted; only two writes without an outbox lose any."
      ) { shop, context in
        context.announced == shop.orders.counted
          && (context.total(.eventsLost) == 0 || shop.consistency.hadNoOutbox)
      }
    case .trueTotal:
      .eventually(
        "true-total", "With the inbox the regions' total is every confirmed order whose event is not lost, once."
      ) { shop, context in
        let total = context.announced + context.total(.counterByHand)
        return shop.consistency.hadNoInbox ? nil : Int(shop.regions.total) == total
      }
    case .meshWhole:
      .eventually("mesh-whole", "Every sidecar is up, with the newest configuration and a certificate.") {
        shop, _ in shop.mesh.isWhole
      }
    case .breakerRecloses:
      .sometimes(
        "breaker-recloses", "A breaker opens and closes again.",
        when: { knobs, _ in knobs.hasBreakers && knobs.hasSidecars })
    case .sagaCompensates:
      .sometimes("saga-compensates", "A failed order is fully compensated.", when: { knobs, _ in knobs.hasSaga })
    case .lagAlert:
      .sometimes(
        "lag-alert", "The lag passes the alert of 10,000 records.",
        when: { $0.fillsTheLog && $1.contains(.consumersSlow) })
    case .regionsDisagree: .sometimes("regions-disagree", "Two regions show different values.")
    case .p1Shed: .sometimes("p1-shed", "A P1 request is shed.", when: { knobs, _ in knobs.hasShedding })
    case .eventLost:
      .sometimes(
        "event-lost", "Without the outbox an order is confirmed and its event lost.",
        when: { $0.publishes && !$0.hasOutbox && goesWrong($0, $1) })
    case .publishedTwice:
      .sometimes(
        "published-twice", "A row of the outbox is published again.",
        when: { $0.publishes && $0.hasOutbox && goesWrong($0, $1) })
    case .doubledEffect:
      .sometimes(
        "doubled-effect", "Without the inbox an order is counted twice.",
        when: { $0.publishes && $0.hasOutbox && !$0.hasInbox && goesWrong($0, $1) })
    case .skipsLocked:
      .sometimes(
        "skips-locked", "A relay passes over rows that another one has locked.",
        when: { knobs, _ in knobs.publishes && knobs.hasOutbox && knobs.relays > 1 })
    case .healthyUnreachable:
      .sometimes(
        "healthy-unreachable", "A healthy service is cut off: its sidecar is dead.",
        when: { $0.publishes && $0.hasSidecars && $1.contains(.sidecarDies) })
    case .handshakeRefused:
      .sometimes(
        "handshake-refused", "A call is refused because a certificate has run out.",
        when: { $0.publishes && $0.hasSidecars && $0.hasMTLS && $1.contains(.certificateExpires) })
    case .dataPlaneGoesOn:
      .sometimes(
        "data-plane-goes-on", "An order is confirmed while the control plane is down.",
        when: { $0.publishes && $0.hasSidecars && $1.contains(.controlPlaneDown) })
    }
  }

  /// A broker that goes down between a batch and its answer, or crashes that come by chance.
  private static func goesWrong(_ knobs: Knobs, _ faults: Faults<Shop>) -> Bool {
    faults.contains(.brokerDown) || knobs.crashesPerMinute >= 5
  }

  /// Whether nothing is under way any more, and the regions agree if they ever will.
  var isDrained: Bool {
    requests.count == 0 && mesh.isWhole && outbox.table.count == 0 && log.lag == 0
      && (!consistency.gossips || regions.agree(isNaive: false))
  }
}

extension Shop.Knobs {
  /// Whether at least 20 orders a second come, and some of them are confirmed.
  fileprivate var publishes: Bool {
    traffic * shareP0 >= 2000 && Shop.Service.allCases.allSatisfy { errorPercent[$0] <= 70 }
  }

  /// Whether slow consumers let the lag grow fast enough to pass its alert within two minutes, and nothing holds it
  /// below.
  fileprivate var fillsTheLog: Bool {
    let inflow = min(traffic, capacity) * (shareP0 + shareP2) / 100
    let outflow = Double(consumers) * 1000 / (recordMilliseconds * 20)
    let isHeldBack = hasBackpressure && highWater <= Double(Shop.lagAlert)
    return (inflow - outflow) * 100 > Double(Shop.lagAlert) && !isHeldBack
  }

  /// Whether the regions come to agree.
  var gossips: Bool { gossipMilliseconds > 0 && hasGCounter }
}

extension Context<Shop> {
  /// The confirmed orders whose events are not lost.
  fileprivate var announced: Int { total(.ordersConfirmed) - total(.eventsLost) }
}

extension Shop {
  /// What the books need to be checked by, and when they were last: a check walks the backlog, so it waits until as many
  /// events have happened.
  struct ConsistencyCheck: Sendable {
    fileprivate var nextAt = 0
    /// What the lag may not pass by more than a batch: the high-water mark, or where the lag stood when the mark was set
    /// below it; nil without backpressure.
    var lagCeiling: Int?
    /// The most relays that were ever switched on.
    var mostRelays = 0
    /// Whether outbox and inbox were ever off: some claims are about runs in which they were not.
    var hadNoOutbox = false, hadNoInbox = false
    var gossips = true
  }

  mutating func moveLagCeiling(_ knobs: Knobs) {
    consistency.lagCeiling = knobs.hasBackpressure ? max(Int(knobs.highWater), log.lag) : nil
  }

  /// Counts everything anew from where it lies, and compares it with the meters.
  mutating func checkConsistency(_ context: inout Context<Shop>) {
    if log.lag < Int(context.knobs.highWater) { moveLagCeiling(context.knobs) }
    guard context.processed >= consistency.nextAt else { return }
    consistency.nextAt = context.processed + max(1000, 4 * (outbox.table.count + log.lag + requests.slots))
    checkSagas(&context)
    checkOrders(&context)
  }

  private mutating func checkSagas(_ context: inout Context<Shop>) {
    let sagas = requests.alive.map { requests[$0].saga }.filter { $0.state != .idle && !$0.isOver }
    let compensating = sagas.count { $0.failedStep != nil }, running = sagas.count - compensating
    let ended = context.total(.ordersConfirmed) + context.total(.ordersCompensated) + context.total(.ordersStranded)
    let started = context.total(.ordersStarted)
    context.check(
      .sagaState,
      running == orders.running && compensating == orders.compensating && started == running + compensating + ended,
      "\(started) started, \(running) running, \(compensating) compensating, \(ended) ended")
  }

  /// Every confirmed order is counted, or still in outbox, log or hands; the hands are part of the log until committed.
  private mutating func checkOrders(_ context: inout Context<Shop>) {
    var open: Set<UInt32> = []
    func add(_ serial: UInt32) { if !orders.fates[Int(serial)].contains(.counted) { open.insert(serial) } }
    outbox.table.forEachRow { add($0.payload) }
    for partition in log.partitions {
      for offset in partition.committed..<partition.records.endIndex {
        if let serial = partition.records[offset] { add(serial) }
      }
    }
    let (announced, counted, waiting) = (context.announced, orders.counted, open.count)
    context.check(
      .conservation, announced == counted + waiting,
      "\(announced) confirmed and not lost, \(counted) counted, \(waiting) open")
  }
}
