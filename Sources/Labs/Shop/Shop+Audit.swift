import Engine
import FirstEdition

/// When the books were last checked: a check walks the backlog, so it waits until as many events have happened.
struct Audit: Sendable {
  var nextAt = 0
  /// What the lag may not pass by more than a batch: the high-water mark, or where the lag stood when the mark was set below
  /// it; nil without backpressure.
  var lagCeiling: Int?
  /// The most relays that were ever switched on.
  var mostRelays = 0
  /// Whether outbox and inbox were ever off.
  var hadNoOutbox = false
  var hadNoInbox = false
}

extension Shop {
  /// Counts everything anew from where it lies, and compares it with what was counted as it moved.
  mutating func auditState(_ context: inout Context<Shop>) {
    for region in 0..<Regions.count {
      let own = regions.counters[region][region]
      context.check(
        .regionValue, own == regions.consumed[region] + regions.doubled[region] + regions.byHand[region],
        "region \(Regions.names[region]): \(own)")
    }
    let held = outbox.relays.reduce(0) { $0 + $1.batch.count }
    context.check(
      .lockedOnce, held == outbox.table.lockedCount, "\(held) rows held, \(outbox.table.lockedCount) locked")
    context.check(
      .configFrozen, mesh.frozen.map { $0 == mesh.version } ?? true,
      "\(mesh.version) after \(mesh.frozen ?? 0) without a control plane")
    if audit.lagCeiling != nil && log.lag < Int(knobs.highWater) { audit.lagCeiling = Int(knobs.highWater) }
    guard context.processed >= audit.nextAt else { return }
    let backlog = outbox.pending + log.lag + requests.slots
    audit.nextAt = context.processed + max(1000, 4 * backlog)
    auditSagas(&context)
    auditOrders(&context)
  }

  private func auditSagas(_ context: inout Context<Shop>) {
    var running = 0
    var compensating = 0
    for slot in 0..<UInt32(requests.slots) where requests[slot].isAlive {
      switch requests[slot].saga.state {
      case .running: running += 1
      case .compensating, .waiting: compensating += 1
      default: break
      }
    }
    let ended = orders.confirmed + orders.compensated + orders.stranded
    context.check(
      .sagaState,
      running == orders.running && compensating == orders.compensating
        && Int(orders.started) == running + compensating + ended,
      "\(orders.started) started, \(running) running, \(compensating) compensating, \(ended) ended")
  }

  /// Every confirmed order is counted, or still in outbox, log or hands; the hands are part of the log until committed.
  private func auditOrders(_ context: inout Context<Shop>) {
    var open: [UInt32] = []
    for (row, _) in outbox.table.rows { open.append(row.payload.order) }
    for partition in log.partitions {
      for offset in partition.committed..<partition.records.endIndex {
        if let serial = partition.records[offset].order { open.append(serial) }
      }
    }
    open.sort()
    var distinct = 0
    for (index, serial) in open.enumerated()
    where (index == 0 || open[index - 1] != serial) && !regions.hasCounted(serial) {
      distinct += 1
    }
    context.check(
      .conservation, orders.confirmed == regions.countedOrders + distinct + orders.lost,
      "\(orders.confirmed) confirmed, \(regions.countedOrders) counted, \(distinct) open, \(orders.lost) lost"
    )
  }

  /// Remembers what was ever off: some claims are about runs in which it was not.
  mutating func noteSwitches() {
    if !knobs.hasOutbox { audit.hadNoOutbox = true }
    if !knobs.hasInbox { audit.hadNoInbox = true }
  }

  /// The high-water mark was moved, or backpressure switched.
  mutating func moveLagCeiling() {
    audit.lagCeiling = knobs.hasBackpressure ? max(Int(knobs.highWater), log.lag) : nil
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool {
    requests.count == 0 && isMeshWhole && outbox.pending == 0 && log.lag == 0
      && (knobs.gossipMilliseconds == 0 || !knobs.hasGCounter || regions.agree(isNaive: false))
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<Shop>) -> Bool? {
    switch law {
    // Orders that failed while the saga was off are stranded by design.
    case .ordersEnd:
      orders.running == 0 && orders.compensating == 0 && (orders.stranded == 0 || orders.hadNoSaga)
    case .regionsAgree:
      // Without gossip nothing brings them together, and plain numbers never agree but by luck.
      knobs.gossipMilliseconds > 0 && knobs.hasGCounter ? regions.agree(isNaive: false) : nil
    case .meshWhole: isMeshWhole
    case .outboxDelivers:
      orders.confirmed - orders.lost == regions.countedOrders && (orders.lost == 0 || audit.hadNoOutbox)
    case .trueTotal:
      audit.hadNoInbox
        ? nil : regions.total == UInt64(orders.confirmed - orders.lost) + regions.byHand.reduce(0, +)
    default: nil
    }
  }

  /// Whether a run with these knobs and faults can reach a sometimes-law at all.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    // A broker that goes down between a batch and its answer, or crashes that come by chance.
    let goesWrong = faults.contains(.brokerDown) || knobs.crashesPerMinute >= 5
    switch law {
    case .breakerRecloses: return knobs.hasBreakers && knobs.hasSidecars
    case .sagaCompensates: return knobs.hasSaga
    case .p1Shed: return knobs.hasShedding
    case .lagAlert:
      // The lag has to grow fast enough to get there within two minutes, and nothing may hold it below.
      let inflow = min(knobs.traffic, knobs.capacity) * (knobs.shareP0 + knobs.shareP2) / 100
      let outflow = Double(knobs.consumers) * 1000 / (knobs.recordMilliseconds * 20)
      let isHeldBack = knobs.hasBackpressure && knobs.highWater <= Double(lagAlert)
      return faults.contains(.consumersSlow) && (inflow - outflow) * 100 > Double(lagAlert) && !isHeldBack
    case .eventLost: return publishes(knobs) && !knobs.hasOutbox && goesWrong
    case .publishedTwice: return publishes(knobs) && knobs.hasOutbox && goesWrong
    case .doubledEffect: return publishes(knobs) && knobs.hasOutbox && !knobs.hasInbox && goesWrong
    case .healthyUnreachable:
      return publishes(knobs) && knobs.hasSidecars && faults.contains(.sidecarDies)
    case .handshakeRefused:
      return publishes(knobs) && knobs.hasSidecars && knobs.hasMTLS && faults.contains(.certificateExpires)
    case .dataPlaneGoesOn:
      return publishes(knobs) && knobs.hasSidecars && faults.contains(.controlPlaneDown)
    case .skipsLocked: return publishes(knobs) && knobs.hasOutbox && knobs.relays > 1
    default: return true
    }
  }
}

extension Shop {
  /// Whether at least 20 orders a second come, and some of them are confirmed.
  fileprivate static func publishes(_ knobs: Knobs) -> Bool {
    knobs.traffic * knobs.shareP0 >= 2000 && Service.allCases.allSatisfy { knobs.errorPercent[$0] <= 70 }
  }
}
