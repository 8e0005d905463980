import Engine
import FirstEdition
import Patterns

/// A service that must change its database and tell others about it: by two writes, by an outbox table that relays
/// read, or by capturing the changes from the database's log.
public struct OutboxLab: Lab {
  var knobs: Knobs
  var traffic: Source
  var crashes: Source
  var service = Service()
  /// The fate of every order, by its number, as far back as anything about it is under way.
  var ledger = SegmentedLog<Fate>()
  var table = OutboxTable<UInt32>()
  /// Committed events in the database's own log, from the last one whose publication was noted.
  var changes = SegmentedLog<UInt32>()
  /// The relays, and as the last one the connector that reads the database's log.
  var relays = [Relay](repeating: Relay(), count: OutboxLab.mostRelays + 1)
  /// Relays that wait for rows that others have locked, first come first served.
  var waiting: [Int] = []
  var broker = SegmentedLog<UInt32>()
  var consumer = Consumer()
  /// The events that the consumer has acted on, by number: rows of a table in its own database.
  var inbox = SegmentedLog<Bool>()
  var faults = Faults()
  var books = Books()

  /// The world before its first order.
  public init(_ knobs: Knobs, _ context: inout Context<OutboxLab>) {
    self.knobs = knobs
    traffic = Source(.poisson, rate: knobs.rate, stream: Stream.arrivals)
    crashes = Source(.poisson, rate: knobs.crashesPerMinute / 60, stream: Stream.crashes)
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
    if let due = crashes.begin(context) { context.schedule(.crash(crashes.generation), at: due) }
    startRelays(&context)
    context.schedule(.consumerPolls(0), after: OutboxLab.consumerInterval)
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<OutboxLab>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .crash(let generation): crashByChance(generation, &context)
    case .commit(let slot, let epoch): commit(slot, epoch, &context)
    case .publish(let slot, let epoch): publish(slot, epoch, &context)
    case .serviceStarts(let epoch): startService(epoch, &context)
    case .relayPolls(let relay, let epoch): poll(Int(relay), epoch, &context)
    case .relayAppends(let relay, let epoch): append(Int(relay), epoch, &context)
    case .relayMarks(let relay, let epoch): mark(Int(relay), epoch, &context)
    case .consumerPolls(let epoch): pollBroker(epoch, &context)
    case .consumerDone(let epoch): finishRecords(epoch, &context)
    }
  }
}

extension OutboxLab {
  static let mostRelays = 8
  /// Where the connector stands among the relays.
  static let connector = mostRelays
  /// With more rows waiting than this the service takes no orders: a disk is finite.
  static let mostRows = 20_000
  static let consumerInterval = Interval.milliseconds(20)
  /// How closely the connector follows the database's log.
  static let followInterval = Interval.milliseconds(10)
  static let consumerBatch = 50
  /// How long the service takes to publish one event itself.
  static let publishTime = Interval.milliseconds(5)
  /// How soon a relay tries again after the broker did not answer.
  static let brokerPause = Interval.milliseconds(200)
  /// How many orders stay in the ledger for the panels when nothing about them is under way.
  static let shownOrders = 400

  enum Stream {
    static let arrivals = DrawStream(1), crashes = DrawStream(2), rollbacks = DrawStream(3)
    static let commits = DrawStream(4), customers = DrawStream(5), points = DrawStream(6)
    static let publishing = DrawStream(7)
  }
}
