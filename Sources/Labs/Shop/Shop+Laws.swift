import Engine
import LabKit

extension Shop {
  /// What the shop claims.
  enum Law: Int, LawKind {
    case p2First, p0Admitted, sagaState, sagaReverse, breakerOpen, conservation, regionValue, highWater
    case lockedOnce, duplicateBound, onceWithInbox, expiredRefused, configFrozen
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
        let (quota, demand) = {
          ($0.quota, $0.demand)
        }(shop.shedder.quotas(at: context.now.duration))
        return quota.p1 >= demand.p1 || quota.p2 == 0
          ? nil : "P1 \(quota.p1) of \(demand.p1), P2 \(quota.p2)"
      }
    case .p0Admitted: .always("p0-admitted", "P0 is always admitted.")
    case .sagaState: .always("saga-state", "Every order is in exactly one state of its saga.")
    case .sagaReverse:
      .always("saga-reverse", "Compensations run in the reverse of the completed steps.")
    case .breakerOpen: .always("breaker-open", "No call starts through an open breaker.")
    case .conservation:
      .always(
        "conservation",
        "The confirmed orders are exactly the distinct orders in outbox, log, hands and counters.")
    case .regionValue:
      .always(
        "region-value",
        "A region's position is the distinct orders it counted, what it counted again without an inbox, and its increments by hand."
      ) { shop, _ in
        let regions = shop.regions
        return Region.allCases.first {
          regions.own($0) != regions.consumed[$0] + regions.doubled[$0] + regions.byHand[$0]
        }.map { "region \($0.name): \(regions.own($0))" }
      }
    case .highWater:
      .always(
        "high-water", "With backpressure the lag passes the high-water mark by one batch a relay at most.")
    case .lockedOnce:
      .always("locked-once", "Every locked row of the outbox is in the hands of one relay.") { shop, _ in
        let held = shop.outbox.relays.reduce(0) { $0 + $1.batch.count }
        let locked = shop.outbox.table.lockedCount
        return held == locked ? nil : "\(held) rows held, \(locked) locked"
      }
    case .duplicateBound:
      .always("duplicate-bound", "A crash or a lost answer publishes at most one batch again.")
    case .onceWithInbox:
      .always("once-with-inbox", "An order that was counted under the inbox is not counted again.")
    case .expiredRefused:
      .always("expired-refused", "No call is let in under a certificate older than its lifetime.")
    case .configFrozen:
      .always("config-frozen", "Without the control plane the sidecars keep their last configuration.") {
        shop, _ in
        guard let frozen = shop.mesh.frozen, frozen != shop.mesh.version else { return nil }
        return "\(shop.mesh.version) after \(frozen) without a control plane"
      }
    default: laterRule(law)
    }
  }

  private static func laterRule(_ law: Law) -> Rule<Shop> {
    switch law {
    // Orders that failed while the saga was off are stranded by design.
    case .ordersEnd:
      .eventually("orders-end", "Every order is confirmed or fully compensated.") { shop, context in
        shop.orders.running == 0 && shop.orders.compensating == 0
          && (context.total(.ordersStranded) == 0 || shop.orders.hadNoSaga)
      }
    case .regionsAgree:
      .eventually("regions-agree", "All regions show the same value.") { shop, context in
        // Without gossip nothing brings them together, and plain numbers never agree but by luck.
        context.knobs.gossips ? shop.regions.agree(isNaive: false) : nil
      }
    case .outboxDelivers:
      .eventually(
        "outbox-delivers",
        "The event of every confirmed order is counted; only two writes without an outbox lose any."
      ) { shop, context in
        let lost = context.total(.eventsLost)
        return context.total(.ordersConfirmed) - lost == shop.regions.countedOrders
          && (lost == 0 || shop.audit.hadNoOutbox)
      }
    case .trueTotal:
      .eventually(
        "true-total",
        "With the inbox the regions' total is every confirmed order whose event is not lost, once."
      ) { shop, context in
        let announced = context.total(.ordersConfirmed) - context.total(.eventsLost)
        return shop.audit.hadNoInbox ? nil : shop.regions.total == UInt64(announced) + shop.regions.handTotal
      }
    case .meshWhole:
      .eventually("mesh-whole", "Every sidecar is up, with the newest configuration and a certificate.") {
        shop, _ in
        shop.mesh.isWhole
      }
    case .breakerRecloses:
      .sometimes(
        "breaker-recloses", "A breaker opens and closes again.",
        when: { knobs, _ in
          knobs.hasBreakers && knobs.hasSidecars
        })
    case .sagaCompensates:
      .sometimes(
        "saga-compensates", "A failed order is fully compensated.", when: { knobs, _ in knobs.hasSaga })
    case .lagAlert:
      .sometimes(
        "lag-alert", "The lag passes the alert of 10,000 records.",
        when: { knobs, faults in
          // The lag has to grow fast enough to get there within two minutes, and nothing may hold it below.
          let inflow = min(knobs.traffic, knobs.capacity) * (knobs.shareP0 + knobs.shareP2) / 100
          let outflow = Double(knobs.consumers) * 1000 / (knobs.recordMilliseconds * 20)
          let isHeldBack = knobs.hasBackpressure && knobs.highWater <= Double(lagAlert)
          return faults.contains(.consumersSlow) && (inflow - outflow) * 100 > Double(lagAlert) && !isHeldBack
        })
    case .regionsDisagree: .sometimes("regions-disagree", "Two regions show different values.")
    case .p1Shed: .sometimes("p1-shed", "A P1 request is shed.", when: { knobs, _ in knobs.hasShedding })
    case .eventLost:
      .sometimes(
        "event-lost", "Without the outbox an order is confirmed and its event lost.",
        when: {
          $0.publishes && !$0.hasOutbox && goesWrong($0, $1)
        })
    case .publishedTwice:
      .sometimes(
        "published-twice", "A row of the outbox is published again.",
        when: {
          $0.publishes && $0.hasOutbox && goesWrong($0, $1)
        })
    case .doubledEffect:
      .sometimes(
        "doubled-effect", "Without the inbox an order is counted twice.",
        when: {
          $0.publishes && $0.hasOutbox && !$0.hasInbox && goesWrong($0, $1)
        })
    case .skipsLocked:
      .sometimes(
        "skips-locked", "A relay passes over rows that another one has locked.",
        when: { knobs, _ in
          knobs.publishes && knobs.hasOutbox && knobs.relays > 1
        })
    case .healthyUnreachable:
      .sometimes(
        "healthy-unreachable", "A healthy service is cut off: its sidecar is dead.",
        when: {
          $0.publishes && $0.hasSidecars && $1.contains(.sidecarDies)
        })
    case .handshakeRefused:
      .sometimes(
        "handshake-refused", "A call is refused because a certificate has run out.",
        when: {
          $0.publishes && $0.hasSidecars && $0.hasMTLS && $1.contains(.certificateExpires)
        })
    default:
      .sometimes(
        "data-plane-goes-on", "An order is confirmed while the control plane is down.",
        when: {
          $0.publishes && $0.hasSidecars && $1.contains(.controlPlaneDown)
        })
    }
  }

  /// A broker that goes down between a batch and its answer, or crashes that come by chance.
  private static func goesWrong(_ knobs: Knobs, _ faults: LabKit.Faults<Shop>) -> Bool {
    faults.contains(.brokerDown) || knobs.crashesPerMinute >= 5
  }

  /// Whether nothing is under way any more.
  var isDrained: Bool {
    requests.count == 0 && mesh.isWhole && outbox.pending == 0 && log.lag == 0 && audit.isSettled(regions)
  }
}

extension Shop.Knobs {
  /// Whether at least 20 orders a second come, and some of them are confirmed.
  fileprivate var publishes: Bool {
    traffic * shareP0 >= 2000 && Service.allCases.allSatisfy { errorPercent[$0] <= 70 }
  }

  /// Whether the regions come to agree.
  var gossips: Bool { gossipMilliseconds > 0 && hasGCounter }
}

/// What the books need to be checked by, and when they were last: a check walks the backlog, so it waits until as many
/// events have happened.
struct Audit: Sendable {
  fileprivate var nextAt = 0
  /// What the lag may not pass by more than a batch: the high-water mark, or where the lag stood when the mark was set
  /// below it; nil without backpressure.
  var lagCeiling: Int?
  /// The most relays that were ever switched on.
  var mostRelays = 0
  /// Whether outbox and inbox were ever off: some claims are about runs in which they were not.
  fileprivate(set) var hadNoOutbox = false, hadNoInbox = false
  /// Whether gossip brings the regions together.
  fileprivate var gossips = true

  /// Whether the regions agree, if they ever will.
  func isSettled(_ regions: Regions) -> Bool { !gossips || regions.agree(isNaive: false) }
}

extension Shop {
  mutating func noteSwitches(_ knobs: Knobs) {
    if !knobs.hasOutbox { audit.hadNoOutbox = true }
    if !knobs.hasInbox { audit.hadNoInbox = true }
    audit.gossips = knobs.gossips
  }

  /// The high-water mark was moved, or backpressure switched.
  mutating func moveLagCeiling(_ knobs: Knobs) {
    audit.lagCeiling = knobs.hasBackpressure ? max(Int(knobs.highWater), log.lag) : nil
  }

  /// Counts everything anew from where it lies, and compares it with the meters.
  mutating func audit(_ context: inout Context<Shop>) {
    if audit.lagCeiling != nil, log.lag < Int(context.knobs.highWater) {
      audit.lagCeiling = Int(context.knobs.highWater)
    }
    guard context.processed >= audit.nextAt else { return }
    audit.nextAt = context.processed + max(1000, 4 * (outbox.pending + log.lag + requests.slots))
    auditSagas(&context)
    auditOrders(&context)
  }

  private mutating func auditSagas(_ context: inout Context<Shop>) {
    var running = 0, compensating = 0
    for slot in requests.alive {
      switch requests[slot].saga.state {
      case .running: running += 1
      case .compensating, .waiting: compensating += 1
      default: break
      }
    }
    let ended =
      context.total(.ordersConfirmed) + context.total(.ordersCompensated) + context.total(.ordersStranded)
    let started = context.total(.ordersStarted)
    context.check(
      .sagaState,
      running == orders.running && compensating == orders.compensating
        && started == running + compensating + ended,
      "\(started) started, \(running) running, \(compensating) compensating, \(ended) ended")
  }

  /// Every confirmed order is counted, or still in outbox, log or hands; the hands are part of the log until committed.
  private mutating func auditOrders(_ context: inout Context<Shop>) {
    var open: [UInt32] = []
    for (row, _) in outbox.table.rows { open.append(row.payload.order) }
    for partition in log.partitions {
      for offset in partition.committed..<partition.records.endIndex {
        if let serial = partition.records[offset].order { open.append(serial) }
      }
    }
    open.sort()
    let distinct = open.indices.count {
      ($0 == 0 || open[$0 - 1] != open[$0]) && !regions.hasCounted(open[$0])
    }
    let (confirmed, lost) = (context.total(.ordersConfirmed), context.total(.eventsLost))
    context.check(
      .conservation, confirmed == regions.countedOrders + distinct + lost,
      "\(confirmed) confirmed, \(regions.countedOrders) counted, \(distinct) open, \(lost) lost")
  }
}
