import Engine
import LabKit
import Patterns

extension Shop {
  /// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
  struct Symptoms: Sendable {
    /// The newest notes about sidecars, certificates, and how long those live.
    var sidecar = NoteID.chance, certificate = NoteID.chance, lifetime = NoteID.chance
    /// The newest input that changed how much is offered or can be done, how fast the queue fills or drains, and how
    /// the regions hear each other: what came of it is put down to that one, and not to whatever was pressed last.
    var load = NoteID.chance, lag = NoteID.chance, regions = NoteID.chance
    /// The notes that explain why a service fails or is slow.
    var services = Each<Service, NoteID>(repeating: .chance)
    /// The proxies whose certificates are known to have run out.
    var expired: [Int] = []
    /// The notes of the breakers' last openings.
    var opened = Each<Service, NoteID>(repeating: .chance)
    /// The newest note of trouble with publishing: what repeats are put down to.
    var trouble = NoteID.chance
    var hasToldLoss = false, hasToldTwice = false
    var shedding = Each<Shop.Class, Hysteresis>(repeating: Hysteresis())
    var alert = Hysteresis(), heldBack = Hysteresis(), longQueue = Hysteresis()
    var isApart = false

    /// Remembers what the newest input changed.
    mutating func remember(_ context: borrowing Context<Shop>) {
      let input = context.input
      let isOffered = context.hasTurned("traffic", "mix.p0", "mix.p2") || context.hasToggled(.burst)
      if isOffered || context.hasTurned("capacity", "threshold", "shedding", "bulkheads")
        || context.hasToggled(.capacityHalves)
      {
        load = input
      }
      if isOffered || context.hasTurned("consumers", "poll.size", "record.time", "high.water", "backpressure")
        || context.hasToggled(.consumersSlow) || context.hasToggled(.brokerDown)
      {
        lag = input
      }
      if context.hasTurned("gossip") || context.hasToggled(.partition) { regions = input }
      if context.hasTurned("cert.ttl") { lifetime = input }
      if context.hasToggled(.brokerDown) { hasToldLoss = false }
    }
  }

  /// Sets the gauges, and tells what has changed on the whole.
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
    let mark = context.knobs.hasBackpressure ? context.knobs.highWater : .infinity
    if let turn = symptoms.heldBack.follow(lag, high: mark, low: mark * 0.9) {
      context.note(.backpressure(turn == .rose), cause: symptoms.lag)
    }
  }

  private mutating func tellRegions(_ context: inout Context<Shop>) {
    let isNaive = !context.knobs.hasGCounter, isCut = context.isOn(.partition)
    let spread = regions.spread(isNaive: isNaive)
    if spread > 0 { context.reach(.regionsDisagree) }
    // Between two rounds of gossip they always differ a little; apart is when that cannot mend.
    if isCut && spread > 100 && !symptoms.isApart {
      symptoms.isApart = true
      context.note(.regionsApart(spread), cause: context.cause(.partition))
    } else if symptoms.isApart, regions.agree(isNaive: isNaive) || (!isCut && spread < 100) {
      symptoms.isApart = false
      context.note(.regionsTogether, cause: symptoms.regions)
    }
  }
}
