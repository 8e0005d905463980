import Engine
import LabKit
import Patterns

/// A service that must change its database and tell others about it: by two writes, by an outbox table that relays
/// read, or by capturing the changes from the database's log.
struct OutboxLab: Lab {
  enum Topic: Int { case orders, table, relays, consumer }
  enum Stream: Int, StreamKind { case arrivals, crashes, rollbacks, commits, customers, points }
  enum Event: UInt8, EventKind {
    case arrival, crash, commit, publish, serviceStarts, relayPolls, relayAppends, relayMarks, consumerPolls,
      consumerDone
  }

  /// What became of one order and its event: what truly happened, apart from what the tables say.
  struct Fate: Sendable {
    enum Stage: UInt8, Sendable { case open, committed, rolledBack }

    let mode: Mode, customer: UInt16
    var stage = Stage.open, committedAt = Instant.start
    /// Whether nobody will ever publish its event.
    var isLost = false
    /// How often its event was appended at the broker, and how often the consumer acted on it, with an inbox or not.
    var appended: UInt16 = 0, effects: UInt16 = 0, hadInbox = false
    /// Whether it is a row of the consumer's table of events that it has acted on.
    var isInInbox = false
    /// How many rows were committed before its own, and the relay that has it locked, from 1; 0 for none.
    var place: UInt32 = 0, holder: UInt8 = 0
    /// Rows and records about it that are not done with, and the transaction in which it began.
    var copies: UInt16 = 1

    var isSettled: Bool { stage != .open && copies == 0 }
  }

  var traffic = Arrivals<OutboxLab>(.arrival, stream: Stream.arrivals), byHand: UInt64 = 0
  var crashes = Arrivals<OutboxLab>(.crash, stream: Stream.crashes)
  /// Whether the service runs, and the orders of its transactions that are under way.
  var isServiceUp = true, transactions = Slab<UInt32>()
  /// The fate of every order, by its number, as far back as anything about it is under way.
  var ledger = SegmentedLog<Fate>()
  var table = OutboxTable<UInt32>()
  /// Committed events in the database's own log, from the last one whose publication was noted.
  var changes = SegmentedLog<UInt32>()
  /// The relays, and as the last one the connector that reads the database's log.
  var relays = [Relay](repeating: Relay(), count: mostRelays + 1)
  /// Relays that wait for rows that others have locked, first come first served.
  var waiting: [Int] = []
  var broker = SegmentedLog<UInt32>(), consumer = Consumer()
  /// What a key, or chance, has armed, by its action: it happens to whoever comes to that point next.
  var armed = [NoteID?](repeating: nil, count: Action.allCases.count)
  /// The newest note of trouble: what duplicates are put down to; and the one whose duplicates were told.
  var trouble = NoteID.chance, toldRepeatsOf = NoteID.chance
  var truth = Truth()
  /// The newest order whose event was lost or invented, and the newest that was done twice.
  var lost = Pinned(), doneTwice = Pinned()

  /// Counts that no meter keeps, and what was told.
  struct Truth: Sendable {
    /// Committed with their event in the database too, and those of them that the consumer acted on.
    var promised = 0, kept = 0
    /// How many duplicates crashes and lost answers allow.
    var allowed = 0
    /// Of each customer, by the way that events go, the youngest row that is out, and whether its claim kept the order.
    var youngest = [(place: UInt32, keepsOrder: Bool)](repeating: (0, false), count: 2 * customers)
    /// The order that is traced, and the newest note about it.
    var traced: (order: UInt32, note: NoteID)?
    var nextCheck = 0, isStuck = false, hasToldLoss = false, hasToldTwice = false, hasToldOvertaking = false
  }

  init(_ context: inout Context<OutboxLab>) {
    reconfigure(&context)
    context.schedule(.consumerPolls, after: Self.consumerInterval)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<OutboxLab>) {
    let relay = Int(slot)
    switch event {
    case .arrival: if let number = traffic.next(tag, &context) { begin(number, cause: nil, &context) }
    case .crash: if let number = crashes.next(tag, &context) { crashByChance(number, &context) }
    case .commit: if transactions.holds(slot, tag) { commit(slot, &context) }
    case .publish: if transactions.holds(slot, tag) { publish(slot, &context) }
    case .serviceStarts:
      isServiceUp = true
      context.note(.restarted(Self.connector + 1), cause: trouble)
    case .relayPolls: if relays[relay].epoch == tag { poll(relay, &context) }
    case .relayAppends: if relays[relay].epoch == tag { append(relay, &context) }
    case .relayMarks: if relays[relay].epoch == tag { mark(relay, &context) }
    case .consumerPolls: if consumer.epoch == tag { pollBroker(&context) }
    case .consumerDone: if consumer.epoch == tag { finishRecords(&context) }
    }
  }

  /// Orders that have begun keep their mode.
  mutating func reconfigure(_ context: inout Context<OutboxLab>) {
    traffic.turn(to: context.knobs.rate, &context)
    crashes.turn(to: context.knobs.crashes / 60, &context)
    startRelays(&context)
    guard context.hasToggled(.brokerDown) else { return }
    truth.hasToldLoss = false
    if context.isOn(.brokerDown) { trouble = context.input }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<OutboxLab>) {
    guard action == .order else {
      armed[action.rawValue] = context.input
      return
    }
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    begin(1 << 40 + byHand, cause: context.input, &context)
    byHand += 1
  }

  /// Whether something is due at this point, and by which note; it happens once.
  mutating func take(_ action: Action) -> NoteID? {
    defer { armed[action.rawValue] = nil }
    return armed[action.rawValue]
  }

  /// A process crashes: tells it, and says how long it is away. What repeats by that is worth a headline again.
  mutating func crash(_ note: Note, cause: NoteID, _ context: inout Context<OutboxLab>) -> Interval {
    context.count(.crashes)
    trouble = context.note(note, cause: cause)
    (truth.hasToldTwice, truth.hasToldOvertaking) = (false, false)
    return .seconds(context.knobs.restart)
  }

  /// Chance arms a crash at one of the two points.
  private mutating func crashByChance(_ number: UInt64, _ context: inout Context<OutboxLab>) {
    var draw = context.draw(Stream.points, number)
    let point = draw.chance(0.5) ? Action.crashBeforePublish : .crashBeforeMark
    armed[point.rawValue] = armed[point.rawValue] ?? .chance
  }

  var isDrained: Bool {
    transactions.count == 0 && table.count == 0 && changes.isEmpty && broker.isEmpty && isServiceUp
  }
}

extension OutboxLab {
  /// How many relays there may be; after them stands the connector.
  static let mostRelays = 8, connector = mostRelays
  /// With more rows waiting than this the service takes no orders: a disk is finite.
  static let mostRows = 20_000
  static let customers = 100, consumerBatch = 50
  static let consumerInterval = Interval.milliseconds(20)
  /// How closely the connector follows the database's log.
  static let followInterval = Interval.milliseconds(10)
  /// How long the service takes to publish one event itself.
  static let publishTime = Interval.milliseconds(5)
  /// How soon a relay tries again after the broker did not answer.
  static let brokerPause = Interval.milliseconds(200)
  /// How many orders stay in the ledger for the panels when nothing about them is under way.
  static let shownOrders = 400

  static func declaration(of _: NoBlueprint) -> Declaration<OutboxLab> {
    let card = Card<OutboxLab>(
      id: "outbox", title: "Outbox", group: "The eight",
      summary:
        "A service must commit an order and tell the world about it. Crash it at every point and see who knows what afterwards.",
      alsoCalled: ["dual write", "change data capture", "CDC", "Debezium", "Kafka", "inbox", "exactly once"],
      whenToUse: [
        "An event must go out if and only if the database has changed.",
        "Database and broker share no transaction, as is the rule between services.",
        "Consumers can recognise repeats, by an inbox or because their work is idempotent.",
      ],
      whenNot: [
        "Above some 100,000 events a second polling a table does not keep up: capture the database's log instead.",
        "The event is only a hint that may get lost: publish it and be done.",
        "The broker is the source of truth itself: write there first and build the tables from it.",
      ],
      simplifies: [
        "The database never fails, and a crashed relay's transaction is rolled back at once.",
        "One broker of one partition that loses nothing it has acknowledged, and one consumer.",
        "A consumer acts on a batch of up to 50 records and commits its offset afterwards.",
        "Marking a row published deletes it; the panel remembers it for a while.",
        "A service that publishes itself does not try again: the process that knew about it is gone or moves on.",
        "The connector notes its position after every batch.",
        "The aggregate of an event is the customer, one of a hundred.",
      ],
      panels: [
        ordersPanel.slowed(while: isAboutToCrash), tablePanel, relaysPanel.slowed(while: isAboutToCrash), consumerPanel,
      ], verifications: verifications,
      drainsWithin: .seconds(86_400), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }

  /// A crash waits for whoever comes to its point: the moments before it.
  @Sendable private static func isAboutToCrash(_ lab: OutboxLab, _: Context<OutboxLab>) -> Bool {
    lab.armed.contains { $0 != nil }
  }
}
