import Engine
import FirstEdition
import Patterns

/// Orders that five services must carry out together, many at once: as a saga, orchestrated or choreographed, by
/// two-phase commit, or without any of them.
public struct SagaLab: Lab {
  var knobs: Knobs
  var traffic: Source
  var orders = Slab<Order>()
  /// Messages under way, and requests that a service works on or keeps waiting for a row.
  var parcels = Slab<Parcel>()
  var rows: RowLocks
  var coordinator = Coordinator()
  var tally = Tally()
  var faults = Faults()
  var trace = Trace()
  var audit = Audit()
  /// The number that the next timer gets; a timer whose number its order no longer has is void.
  private var lastTimer: UInt32 = 0

  /// The world before its first order.
  public init(_ knobs: Knobs, _ context: inout Context<SagaLab>) {
    self.knobs = knobs
    rows = RowLocks(rows: SagaLab.mostRows, steps: SagaLab.steps)
    traffic = Source(.poisson, rate: knobs.rate, stream: Stream.arrivals)
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<SagaLab>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .delivery(let parcel): deliver(parcel, &context)
    case .workDone(let parcel): finishWork(parcel, &context)
    case .timeout(let slot, let timer): timeOut(slot, timer, &context)
    case .retry(let slot, let timer): retryCompensation(slot, timer, &context)
    case .patience(let crash): losePatience(crash, &context)
    case .secondOrder: beginByHand(refusedStep: 0, cause: faults.anomaly, isTraced: false, &context)
    }
  }

  mutating func nextTimer() -> UInt32 {
    lastTimer &+= 1
    return lastTimer
  }
}

extension SagaLab {
  /// Five services, as in the reckoning of 5 x 100 ms.
  static let steps = 5
  static let mostRows = 64
  /// More orders than this at once are refused: what waits has a bound.
  static let mostOrders = 400
  /// How long a participant that has not voted waits for a silent coordinator before it aborts by itself.
  static let patience = Interval.seconds(3)

  /// What the five steps do, and what undoes them.
  static let stepNames = ["reserve stock", "charge card", "book carrier", "add points", "confirm order"]
  static let undoNames = [
    "release stock", "refund card", "cancel carrier", "take points back", "withdraw confirmation",
  ]
  static let shortNames = ["stock", "payment", "carrier", "loyalty", "orders"]

  enum Stream {
    static let arrivals = DrawStream(1), rows = DrawStream(2), work = DrawStream(3), failures = DrawStream(4)
    static let setbacks = DrawStream(5), wire = DrawStream(6), backoff = DrawStream(7)
  }
}
