import LabKit

extension LoadSheddingLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case p0Admitted, p2First, inTime, attemptsBounded, queueLedger, queueBounded, callLedger
    case everybodyEnds
    case collapse, metastable, p1Shed, p0Suffers, codelDrops, clientsThrottle
  }

  static func rule(_ law: Law) -> Rule<LoadSheddingLab> {
    switch law {
    case .p0Admitted: .always("p0-admitted", "With priorities no P0 request is shed.")
    case .p2First: .always("p2-first", "P1 is shed only while P2 may send nothing at all.")
    case .inTime: .always("in-time", "What counts as goodput was answered within the timeout.")
    case .attemptsBounded: .always("attempts-bounded", "No request makes more attempts than its retries allow.")
    case .queueLedger:
      .always("queue-ledger", "What entered the queue waits, is in service, was done or was dropped.") { lab, context in
        let entered = context.total(.sent) - context.total(.shed) - context.total(.refusedFull)
        let done = context.total(.throughput) + context.total(.dropped)
        let here = lab.queue.count + lab.inService.count
        return entered == done + here ? nil : "\(entered) entered, \(done) are done, \(here) are here"
      }
    case .queueBounded: .always("queue-bounded", "The queue never holds more than its places.")
    case .callLedger:
      .always("call-ledger", "Every request has ended once, or its client waits or backs off.") { lab, context in
        let (began, ended, open) = (context.total(.offered), ended(context), lab.calls.count)
        return began == ended + open ? nil : "\(began) began, \(ended) ended, \(open) open"
      }
    case .everybodyEnds:
      .eventually("everybody-ends", "Every request was answered, refused or given up.") { _, context in
        ended(context) == context.total(.offered)
      }
    default: reached(law)
    }
  }

  /// What can come about, and in which runs.
  private static func reached(_ law: Law) -> Rule<LoadSheddingLab> {
    switch law {
    case .metastable:
      .sometimes("metastable", "Retries keep the collapse up after the fault that caused it is gone.") {
        let rate = serverRate($0, isHalved: false), amplified = $0.traffic * Double(1 + $0.retries)
        return $0.policy == .none && $0.retryWait == 0 && Action.allCases.contains(where: $1.contains)
          && Double($0.places) > 3 * $0.timeout / 1000 * rate && $0.traffic < 0.95 * rate && amplified > 1.05 * rate
      }
    case .p1Shed:
      .sometimes("p1-shed", "A P1 request is shed for the sake of P0.") {
        $0.policy == .priority && (1 - $0.shareP2 / 100) * load($0, $1) > 1.1 * $0.capacity
          && $0.shareP0 + $0.shareP2 < 95
      }
    case .p0Suffers:
      .sometimes("p0-suffers", "Shedding at random hits P0.") {
        $0.policy == .random && load($0, $1) > 1.1 * $0.capacity && $0.shareP0 > 0
      }
    case .codelDrops:
      .sometimes("codel-drops", "CoDel drops from the head of the queue.") {
        $0.policy == .codel && load($0, $1) > 1.1 * rate($0, $1)
      }
    case .clientsThrottle:
      .sometimes("clients-throttle", "Adaptive clients keep requests back by themselves.") {
        $0.policy == .adaptive && load($0, $1) > $0.throttleK * 1.1 * rate($0, $1)
      }
    default:
      .sometimes("collapse", "With no policy goodput collapses while throughput stays.") {
        $0.policy == .none && Double($0.places) > 1.5 * $0.timeout / 1000 * rate($0, $1)
          && load($0, $1) > 1.3 * rate($0, $1)
      }
    }
  }

  private static func load(_ knobs: Knobs, _ faults: Faults<LoadSheddingLab>) -> Double {
    knobs.traffic * (faults.contains(.burst) ? 3 : 1)
  }

  private static func rate(_ knobs: Knobs, _ faults: Faults<LoadSheddingLab>) -> Double {
    serverRate(knobs, isHalved: faults.contains(.capacityHalves))
  }

  /// How many requests have ended, well or not.
  private static func ended(_ context: Context<LoadSheddingLab>) -> Int {
    context.total(.goodput) + context.total(.failed) + context.total(.refused)
  }

  /// With priorities all are kept under a burst and with half of the capacity; nobody tells the shedder of an outage.
  static let promises: [Promise<LoadSheddingLab>] = [
    .share(
      "p0-served", "Nine of ten payments are answered in time, whatever else is asked for.",
      of: .of(.goodput, Class.p0), among: .of(.offered, Class.p0), least: 0.9, except: [.outage],
      breaks: .when(off: ["policy": "none"], under: .burst)),
    .holds(
      "p0-not-shed", "No payment is turned away to save the servers.",
      breaks: .when(off: ["policy": "random"], under: .burst)
    ) { _, context in
      let shed = context.recent(.shed, member: Class.p0.rawValue, overSeconds: 1)
      return shed > 0 ? "\(Int(shed)) in the last second" : nil
    },
    .share(
      "work-wanted", "What the servers work on is wanted: four of five answers come in time.",
      of: .all(.goodput), among: .all(.throughput), least: 0.8, except: [.outage],
      breaks: .when(off: ["policy": "none"], under: .burst)),
    .holds(
      "queue-young", "Nobody waits in the queue for longer than clients do.", except: [.outage], grace: .seconds(20),
      breaks: .when(off: ["policy": "none"], under: .capacityHalves)
    ) { lab, context in
      let wait = lab.oldestWait(context.now)
      return wait > context.knobs.timeout / 1000 ? "\(Int(wait * 1000)) ms" : nil
    },
  ]
}
