import Engine

/// When the books were last checked: a check walks the backlog, so it waits until as many events have happened.
struct Audit: Sendable {
  var nextAt = 0
  /// What the lag may not pass by more than a batch: the high-water mark, or where the lag stood when the mark was set below
  /// it; nil without backpressure.
  var lagCeiling: Int?
}

extension Shop {
  /// Counts everything anew from where it lies, and compares it with what was counted as it moved.
  mutating func auditState(_ context: inout Context<Shop>) {
    for region in 0..<Regions.count {
      let own = regions.counters[region][region]
      context.check(
        .regionValue, own == regions.consumed[region] + regions.byHand[region],
        "region \(Regions.names[region]): \(own)")
    }
    if audit.lagCeiling != nil && log.lag < Int(knobs.highWater) { audit.lagCeiling = Int(knobs.highWater) }
    guard context.processed >= audit.nextAt else { return }
    let backlog = outbox.rows.count + log.lag + requests.slots
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
    for row in outbox.rows.startIndex..<outbox.rows.endIndex { open.append(outbox.rows[row]) }
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

  /// The high-water mark was moved, or backpressure switched.
  mutating func moveLagCeiling() {
    audit.lagCeiling = knobs.hasBackpressure ? max(Int(knobs.highWater), log.lag) : nil
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool {
    requests.count == 0 && outbox.rows.isEmpty && log.lag == 0
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
    default: nil
    }
  }

  /// Whether a run with these knobs and faults can reach a sometimes-law at all.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    switch law {
    case .breakerRecloses: return knobs.hasBreakers
    case .sagaCompensates: return knobs.hasSaga
    case .p1Shed: return knobs.hasShedding
    case .lagAlert:
      // The lag has to grow fast enough to get there within two minutes, and nothing may hold it below.
      let inflow = min(knobs.traffic, knobs.capacity) * (knobs.shareP0 + knobs.shareP2) / 100
      let outflow = Double(knobs.consumers) * 1000 / (knobs.recordMilliseconds * 20)
      let isHeldBack = knobs.hasBackpressure && knobs.highWater <= Double(lagAlert)
      return faults.contains(.consumersSlow) && (inflow - outflow) * 100 > Double(lagAlert) && !isHeldBack
    default: return true
    }
  }
}
