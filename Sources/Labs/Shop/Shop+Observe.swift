import Engine
import FirstEdition
import Patterns

/// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
struct Signs: Sendable {
  /// The configuration that the knobs ask for.
  var config: Mesh.Config
  /// The newest notes about sidecars, certificates, and how long those live.
  var sidecar: NoteID = .chance
  var certificate: NoteID = .chance
  var lifetime: NoteID = .chance
  /// The newest input that changed how much is offered or can be done, how fast the queue fills or drains, and how
  /// the regions hear each other: what came of it is put down to that one, and not to whatever was pressed last.
  var load: NoteID = .chance
  var lag: NoteID = .chance
  var regions: NoteID = .chance
  /// The proxies whose certificates are known to have run out.
  var expired: [Int] = []
  /// The note of a breaker's last opening, by service.
  var opened = [NoteID](repeating: .chance, count: Service.allCases.count)
  var hasOpened = [Bool](repeating: false, count: Service.allCases.count)
  /// The newest note of trouble with publishing: what repeats are put down to.
  var trouble: NoteID = .chance
  var hasToldLoss = false
  var hasToldTwice = false
  var isShedding = [false, false, false]
  var isAlerting = false
  var isHeldBack = false
  var isQueueLong = false
  var isApart = false

  init(_ config: Mesh.Config) { self.config = config }

  static func percent(_ cause: CircuitBreaker.Cause) -> Int {
    switch cause {
    case .failureRate(let rate), .slowCallRate(let rate): Int(rate.rounded())
    default: 100
    }
  }
}

extension Shop {
  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<Shop>) {
    setGauges(&context)
    tellShedding(&context)
    tellQueue(&context)
    tellRegions(&context)
    auditState(&context)
  }

  private func setGauges(_ context: inout Context<Shop>) {
    context.set(.ordersRunning, Double(orders.running))
    context.set(.ordersCompensating, Double(orders.compensating))
    context.set(.poolPayment, Double(pools.payment.inUse))
    context.set(.poolOrders, Double(knobs.hasBulkheads ? pools[.orders].inUse : pools[.shared].inUse))
    context.set(.poolAnalytics, Double(pools[.analytics].inUse))
    let firstEnd = mesh.proxies.reduce(mesh.proxies[0].certificateEnds) { min($0, $1.certificateEnds) }
    context.set(.certificateLeft, firstEnd > context.now ? (firstEnd - context.now).seconds : 0)
    context.set(.configBehind, Double(mesh.newest - mesh.version))
    context.set(.outboxPending, Double(outbox.pending))
    context.set(.outboxLocked, Double(outbox.table.lockedCount))
    context.set(.queueLag, Double(log.lag))
    context.set(.counterValue, Double(knobs.hasGCounter ? regions.total : regions.naive.max() ?? 0))
    let values = (0..<Regions.count).map { regions.value($0, isNaive: !knobs.hasGCounter) }
    context.set(.counterSpread, Double(values.max()! - values.min()!))
  }

  private mutating func tellShedding(_ context: inout Context<Shop>) {
    let quotas = shedder.quotas(at: context.now.duration)
    for priority in [LoadShedder.Priority.p1, .p2] {
      let index = Int(priority.rawValue)
      let share = knobs.hasShedding ? quotas.share(of: priority) : 1
      // Two different marks, so that a class right at its limit does not fill the log.
      let isShedding = signs.isShedding[index] ? share < 0.99 : share < 0.9
      guard isShedding != signs.isShedding[index] else { continue }
      signs.isShedding[index] = isShedding
      context.note(
        .shedding(priority, isShedding), cause: signs.load)
    }
    let isLong = gateway.waiting > (signs.isQueueLong ? 50 : 500)
    if isLong && !signs.isQueueLong {
      context.note(
        .queueGrows(gateway.waiting), cause: signs.load)
    }
    signs.isQueueLong = isLong
  }

  private mutating func tellQueue(_ context: inout Context<Shop>) {
    let isAlerting = log.lag > (signs.isAlerting ? Shop.lagAlert * 9 / 10 : Shop.lagAlert)
    if isAlerting { context.reach(.lagAlert) }
    if isAlerting != signs.isAlerting {
      context.note(
        isAlerting ? .lagAlert(log.lag) : .lagOver(log.lag), cause: signs.lag)
    }
    signs.isAlerting = isAlerting
    let isHeldBack = knobs.hasBackpressure && log.lag >= Int(knobs.highWater * (signs.isHeldBack ? 0.9 : 1))
    if isHeldBack != signs.isHeldBack {
      context.note(.backpressure(isHeldBack), cause: signs.lag)
    }
    signs.isHeldBack = isHeldBack
  }

  private mutating func tellRegions(_ context: inout Context<Shop>) {
    let isNaive = !knobs.hasGCounter
    let values = (0..<Regions.count).map { regions.value($0, isNaive: isNaive) }
    let spread = Int(values.max()! - values.min()!)
    if spread > 0 { context.reach(.regionsDisagree) }
    let isCut = faults.isOn(.partitionA) || faults.isOn(.partitionB) || faults.isOn(.partitionC)
    // Between two rounds of gossip they always differ a little; apart is when that cannot mend.
    if isCut && spread > 100 && !signs.isApart {
      signs.isApart = true
      context.note(
        .regionsApart(spread),
        cause: faults[.partitionA] ?? faults[.partitionB] ?? faults[.partitionC] ?? .chance)
    } else if signs.isApart, regions.agree(isNaive: isNaive) || (!isCut && spread < 100) {
      signs.isApart = false
      context.note(.regionsTogether, cause: signs.regions)
    }
  }
}
