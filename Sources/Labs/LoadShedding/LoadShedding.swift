import Engine
import FirstEdition
import Patterns

/// Clients with timeouts and retries before servers with a queue, and five ways to keep overload out.
public struct LoadShedding: Lab {
  var knobs: Knobs
  var faults = FaultNotes()

  var traffic: Source
  /// The requests that clients wait for or will try again.
  var calls = Slab<Call>()
  /// What waits for a server, in the order of arrival; whether anybody still wants it the servers do not know.
  var queue = SegmentedLog<Ticket>()
  /// What the servers work on.
  var inService = Slab<Ticket>()

  var shedder: LoadShedder
  var codel: CoDel
  var throttle: AdaptiveThrottle

  var books = Books()
  var signs = Signs()

  /// Nobody has asked for anything yet.
  public init(_ knobs: Knobs, _ context: inout Context<LoadShedding>) {
    self.knobs = knobs
    traffic = Source(.poisson, rate: knobs.traffic, stream: Stream.requests)
    shedder = LoadShedder(capacity: knobs.capacity, threshold: knobs.threshold / 100)
    codel = CoDel()
    throttle = AdaptiveThrottle(multiplier: knobs.throttleK)
    books.mostRetries = knobs.retries
    books.queueCeiling = knobs.places
    setCoDel()
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<LoadShedding>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .done(let slot): finish(slot, &context)
    case .timeout(let slot, let stamp): giveUp(slot, stamp, &context)
    case .again(let slot): send(slot, &context)
    }
  }
}

extension LoadShedding {
  /// Half of them are gone when the capacity halves.
  static let serverCount = 8
  /// With adaptive throttling the servers refuse what would have to wait longer than this: without refusals the
  /// clients would have nothing to go by.
  static let acceptedWait = 0.1

  /// How many servers there are now.
  var servers: Int { faults.isOn(.capacityHalves) ? Self.serverCount / 2 : Self.serverCount }

  /// What the servers can do now, in requests a second; an outage apart.
  var serverRate: Double { Self.serverRate(knobs, isHalved: faults.isOn(.capacityHalves)) }

  static func serverRate(_ knobs: Knobs, isHalved: Bool) -> Double {
    knobs.capacity * (1 + knobs.headroom / 100) * (isHalved ? 0.5 : 1)
  }

  mutating func setCoDel() {
    codel.target = Interval.milliseconds(knobs.codelTargetMilliseconds).duration
    codel.interval = Interval.milliseconds(knobs.codelIntervalMilliseconds).duration
  }
}
