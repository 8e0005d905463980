import Engine
import LabKit
import Patterns

/// Orders that five services must carry out together, many at once: as a saga, orchestrated or choreographed, by
/// two-phase commit, or without any of them.
///
/// A message is an event: its slot is that of the order, its tag the step whose service it is for or from. An order keeps
/// its slot until the last message about it has arrived.
struct SagaLab: Lab {
  enum Topic: Int { case order, rows, orders, messages }
  enum Stream: Int, StreamKind { case arrivals, rows, work, failures, setbacks, wire, backoff }
  enum Event: UInt8, EventKind {
    case arrival, workDone, timeout, retry, patience, secondOrder
    /// Messages to a service, and to the coordinator.
    case execute, compensate, prepare, commit, abort
    case yes, no, acknowledged, executed, refused, compensated, failed

    var isForCoordinator: Bool { rawValue >= Event.yes.rawValue }
    /// Whether it belongs to two-phase commit itself, and not to the work before it.
    var isProtocol: Bool { rawValue >= Event.prepare.rawValue && rawValue <= Event.acknowledged.rawValue }
  }

  /// Who decides for orders, unless services do.
  struct Coordinator: Sendable {
    /// The note is that of the newest crash; a wait that belongs to an earlier one is void.
    var isUp = true, crashes: UInt32 = 0, note = NoteID.chance
    /// What the orchestrator writes down before it sends a command: enough to know after a crash where each saga is.
    var log = SegmentedLog<LogEntry>()
  }

  /// Where the saga of an order is.
  struct LogEntry: Sendable { let order: Slot, serial: UInt32, saga: Saga }

  /// Five services, as in the reckoning of 5 x 100 ms. More orders than so many at once are refused: what waits has a bound.
  static let steps = 5, mostRows = 64, mostOrders = 400
  /// How long a participant that has not voted waits for a silent coordinator before it aborts by itself.
  static let patience = Interval.seconds(3)
  /// What the five steps do, what undoes them, and whose they are.
  static let stepNames = ["reserve stock", "charge card", "book carrier", "add points", "confirm order"]
  static let undoNames = [
    "release stock", "refund card", "cancel carrier", "take points back", "withdraw confirmation",
  ]
  static let shortNames = ["stock", "payment", "carrier", "loyalty", "orders"]

  var arrivals = Arrivals<SagaLab>(.arrival, stream: Stream.arrivals)
  var orders = Slab<Order>(), coordinator = Coordinator()
  /// One for each row at each service, and what the first service's rows hold.
  var locks = [Lock](repeating: Lock(), count: mostRows * steps)
  var rows = [Row](repeating: Row(), count: mostRows)
  /// The newest row on which an update was lost, and the newest order that stays half done.
  var lostUpdate = Pinned(), halfDone = Pinned()
  var trace = Trace(), census = Census(), stuck = Hysteresis(), comparison = Comparison()
  /// How many orders keys have begun, and the number of the newest timer: one that its order no longer has is void.
  var ordersByHand: UInt64 = 0, lastTimer: UInt32 = 0
  /// The keys that wait for the next message, chance for none, and the one behind the second order of the anomaly.
  var losesNext = NoteID.chance, doublesNext = NoteID.chance, anomaly = NoteID.chance

  init(_ context: inout Context<Self>) { reconfigure(&context) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    switch event {
    case .arrival: if let number = arrivals.next(tag, &context) { begin(number, &context) }
    case .workDone: finishWork(Int(slot), &context)
    case .timeout: if orders[slot].timer == tag { timeOut(slot, &context) }
    case .retry: if orders[slot].timer == tag { retry(slot, &context) }
    case .patience: if !coordinator.isUp, coordinator.crashes == tag { losePatience(&context) }
    case .secondOrder: begin(key: anomaly, isTraced: false, &context)
    default: deliver(event, Int(tag), slot, &context)
    }
  }

  var isDrained: Bool { orders.count == 0 }

  /// Orders that have begun keep their mode.
  mutating func reconfigure(_ context: inout Context<Self>) {
    arrivals.turn(to: context.knobs.rate, &context)
    if context.hasToggled(.compensationFails), context.isOn(.compensationFails), counted.backward == 0 {
      context.note(.nothingToUndo, cause: context.input)
    }
    // Only two-phase commit has a moment of doubt; whoever else coordinates crashes at once.
    let isInDoubt = context.isOn(.crashInDoubt), isDown = context.isOn(.coordinatorCrash)
    if isDown || isInDoubt && context.hasToggled(.crashInDoubt) && context.knobs.mode != .twoPhase {
      crash(cause: context.input, &context)
    } else if !isInDoubt {
      recover(&context)
    }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Self>) {
    switch action {
    case .failStep1, .failStep2, .failStep3, .failStep4, .failStep5:
      begin(refusing: action.rawValue + 1, key: context.input, &context)
    case .order: begin(key: context.input, &context)
    case .anomaly:
      begin(refusing: 4, key: context.input, &context)
      anomaly = context.input
      // After the first has written the row, and long before it turns back.
      context.schedule(.secondOrder, after: .milliseconds(1.5 * context.knobs.stepTime))
    case .messageLost: losesNext = context.input
    case .messageDoubled: doublesNext = context.input
    case .compensationFails, .coordinatorCrash, .crashInDoubt: break
    }
  }

  static func declaration(of _: NoBlueprint) -> Declaration<SagaLab> {
    let card = Card<SagaLab>(
      id: "saga", title: "Saga", group: "The eight",
      summary:
        "One order is five local transactions at five services. Fail any step and watch who undoes what, and what that costs.",
      alsoCalled: [
        "2PC", "two-phase commit", "compensation", "orchestration", "choreography", "distributed transaction",
      ],
      whenToUse: [
        "A business transaction spans services with a database each, and every step can be undone by another step.",
        "Choreography: few steps, loosely coupled by events, and no coordinator that could fail.",
        "Orchestration: many steps or branches, and somebody must be able to say where an order is.",
      ],
      whenNot: [
        "All data lies in one database: an ordinary transaction is simpler and isolated as well.",
        "Steps that cannot be undone, or intermediate states that nobody may see: sagas give up isolation.",
        "Two-phase commit is for few participants, close together, that must agree at once: its locks wait for the coordinator.",
        "Nothing at all is enough where every step is idempotent and can simply be repeated.",
      ],
      simplifies: [
        "Every order touches the same row number at each service; only the first service's row has a value.",
        "All orders visit the services in one order, so locks cannot deadlock.",
        "A choreography's events wait at a broker that keeps them until the next service takes them.",
        "Two-phase commit works on the steps one after another, and times a missing vote out as a no.",
        "Nobody repeats a request that the service still has in its queue; it would be told so.",
        "A restarted coordinator reads its log in no time; participants that have not voted give up after 3 s.",
        "A message that comes after its order has ended everywhere is not modelled beyond what is on its way then.",
      ],
      panels: [orderPanel, rowsPanel, ordersPanel, messagesPanel], verifications: verifications,
      drainsWithin: .seconds(14_400), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
