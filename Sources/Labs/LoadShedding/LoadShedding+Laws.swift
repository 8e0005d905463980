import Engine
import FirstEdition

extension LoadShedding {
  /// What is claimed.
  public enum Law: Int, LawSet {
    case p0Admitted, p2First, inTime, attemptsBounded, queueLedger, queueBounded, callLedger
    case everybodyEnds
    case collapse, metastable, p1Shed, p0Suffers, codelDrops, clientsThrottle

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .p0Admitted: .init("p0-admitted", .always, "With priorities no P0 request is shed.")
      case .p2First: .init("p2-first", .always, "P1 is shed only while P2 may send nothing at all.")
      case .inTime: .init("in-time", .always, "What counts as goodput was answered within the timeout.")
      case .attemptsBounded:
        .init("attempts-bounded", .always, "No request makes more attempts than its retries allow.")
      case .queueLedger:
        .init(
          "queue-ledger", .always, "What entered the queue waits, is in service, was done or was dropped.")
      case .queueBounded: .init("queue-bounded", .always, "The queue never holds more than its places.")
      case .callLedger:
        .init("call-ledger", .always, "Every request has ended once, or its client waits or backs off.")
      case .everybodyEnds:
        .init("everybody-ends", .eventually, "Every request was answered, refused or given up.")
      case .collapse:
        .init("collapse", .sometimes, "With no policy goodput collapses while throughput stays.")
      case .metastable:
        .init(
          "metastable", .sometimes, "Retries keep the collapse up after the fault that caused it is gone.")
      case .p1Shed: .init("p1-shed", .sometimes, "A P1 request is shed for the sake of P0.")
      case .p0Suffers: .init("p0-suffers", .sometimes, "Shedding at random hits P0.")
      case .codelDrops: .init("codel-drops", .sometimes, "CoDel drops from the head of the queue.")
      case .clientsThrottle:
        .init("clients-throttle", .sometimes, "Adaptive clients keep requests back by themselves.")
      }
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool {
    traffic.rate == 0 && calls.count == 0 && queue.isEmpty && inService.count == 0
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<LoadShedding>) -> Bool? {
    guard law == .everybodyEnds else { return nil }
    let meters = context.meters
    let answered = Meter.goodputs.reduce(0) { $0 + meters[count: $1] }
    let ended = answered + meters[count: .failed] + meters[count: .refusedForGood]
    return ended == Meter.offers.reduce(0) { $0 + meters[count: $1] }
  }

  /// Counts from where things lie, and compares with what was counted as they moved.
  mutating func checkLedgers(_ context: inout Context<LoadShedding>) {
    let open = books.worked + books.dropped + queue.count + inService.count
    context.check(.queueLedger, books.queued == open, "\(books.queued) queued, \(open) accounted for")
    context.check(
      .queueBounded, queue.count <= books.queueCeiling, "\(queue.count) of \(books.queueCeiling)")
    if queue.count <= knobs.places { books.queueCeiling = knobs.places }
    context.check(
      .callLedger, books.began == books.ended + calls.count,
      "\(books.began) began, \(books.ended) ended, \(calls.count) open")
  }

  /// Which runs can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let rate = serverRate(knobs, isHalved: faults.contains(.capacityHalves))
    let load = knobs.traffic * (faults.contains(.burst) ? 3 : 1)
    let patience = knobs.timeoutMilliseconds / 1000
    let hasRoom = Double(knobs.places) > 1.5 * patience * rate
    switch law {
    case .collapse: return knobs.policy == .none && hasRoom && load > 1.3 * rate
    case .metastable:
      let healthy = serverRate(knobs, isHalved: false)
      let amplified = knobs.traffic * Double(1 + knobs.retries)
      return knobs.policy == .none && knobs.retryWaitMilliseconds == 0 && !faults.isEmpty
        && Double(knobs.places) > 3 * patience * healthy
        && knobs.traffic < 0.95 * healthy && amplified > 1.05 * healthy
    case .p1Shed:
      return knobs.policy == .priority && (1 - knobs.shareP2 / 100) * load > 1.1 * knobs.capacity
        && knobs.shareP0 + knobs.shareP2 < 95
    case .p0Suffers: return knobs.policy == .random && load > 1.1 * knobs.capacity && knobs.shareP0 > 0
    case .codelDrops: return knobs.policy == .codel && load > 1.1 * rate
    case .clientsThrottle: return knobs.policy == .adaptive && load > knobs.throttleK * 1.1 * rate
    default: return true
    }
  }
}
