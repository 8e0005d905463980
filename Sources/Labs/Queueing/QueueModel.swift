import Engine
import FirstEdition

/// A station with a line and nothing else, for the textbook's numbers: G/G/c/K on the engine's own parts.
///
/// Arrivals come from an engine's source, servers and line are its station, and every customer's service is drawn by its
/// number. It stops after a number of customers and drains, so that Little's law can be checked to the nanosecond.
public struct QueueModel: Model {
  /// The station and how long it is watched.
  public struct Knobs: Sendable {
    /// Arrivals a second.
    public var rate = 0.8
    /// How the gaps between arrivals are spread.
    public var spacing = Source.Spacing.poisson
    /// How long a service takes.
    public var service = Distribution.exponential(mean: .seconds(1))
    /// Customers that are served at once.
    public var servers = 1
    /// Customers in service and waiting; more are turned away.
    public var places = Int.max
    /// Separate stations of that kind; every customer is sent to one of them by chance.
    public var lines = 1
    /// Customers in all.
    public var customers = 50_000
    /// How many of the first are not counted.
    public var warmUp = 5_000

    /// M/M/1 at a load of 0.8.
    public init() {}
  }

  /// What happens.
  public enum Event: EventCode {
    /// The next customer comes.
    case arrival(UInt32)
    /// The customer in this slot is served.
    case departure(UInt32)

    /// What the digest knows an event by.
    @inlinable
    public var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .departure(let slot): 2 | UInt64(slot) << 8
      }
    }
  }

  private struct Customer: Sendable {
    let number: UInt64
    let line: Int
    let arrived: Instant
  }

  private let knobs: Knobs
  private var source: Source
  private var stations: [Station<UInt32>]
  private var customers = Slab<Customer>()
  /// What was counted so far.
  public private(set) var tally = QueueTally()
  private var inSystem = 0
  private var changed: Instant = .start

  /// No samples: nobody draws a chart of it.
  public static var samplePeriod: Interval { .zero }

  /// An empty station; the first customer is on the way.
  public init(_ knobs: Knobs, _ context: inout Context<QueueModel>) {
    self.knobs = knobs
    source = Source(knobs.spacing, rate: knobs.rate, stream: DrawStream(1))
    stations = Array(repeating: Station(servers: knobs.servers, places: knobs.places), count: knobs.lines)
    if let due = source.begin(context) { context.schedule(.arrival(source.generation), at: due) }
  }

  /// Lets an event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<QueueModel>) {
    integrate(to: context.now)
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .departure(let slot): depart(slot, &context)
    }
  }

  /// Nothing can be turned.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<QueueModel>) {}
  /// Nothing can be done.
  public mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<QueueModel>) {}

  private mutating func arrive(_ generation: UInt32, _ context: inout Context<QueueModel>) {
    guard let arrival = source.arrive(generation, context) else { return }
    let isLast = arrival.number + 1 >= knobs.customers
    if !isLast, let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    if arrival.number == knobs.warmUp { tally.countFrom(context.now) }
    if isLast { tally.countUntil(context.now) }
    let line = line(of: arrival.number, context)
    let slot = customers.insert(Customer(number: arrival.number, line: line, arrived: context.now))
    let isCounted = arrival.number >= knobs.warmUp
    if isCounted { tally.offered += 1 }
    switch stations[line].arrive(slot) {
    case .starts: begin(slot, &context)
    case .waits: if isCounted { tally.waited += 1 }
    case .refused:
      if isCounted { tally.lost += 1 }
      customers.remove(slot)
      return
    }
    inSystem += 1
  }

  private func line(of number: UInt64, _ context: Context<QueueModel>) -> Int {
    guard knobs.lines > 1 else { return 0 }
    var draw = context.draw(DrawStream(3), number)
    return min(knobs.lines - 1, Int(draw.uniform() * Double(knobs.lines)))
  }

  private mutating func begin(_ slot: UInt32, _ context: inout Context<QueueModel>) {
    var draw = context.draw(DrawStream(2), customers[slot].number)
    if customers[slot].number >= knobs.warmUp {
      tally.addWait(context.now - customers[slot].arrived)
    }
    context.schedule(.departure(slot), after: knobs.service.sample(&draw))
  }

  private mutating func depart(_ slot: UInt32, _ context: inout Context<QueueModel>) {
    let sojourn = context.now - customers[slot].arrived
    tally.sojourns += sojourn.nanoseconds
    if customers[slot].number >= knobs.warmUp { tally.addSojourn(sojourn) }
    inSystem -= 1
    let line = customers[slot].line
    customers.remove(slot)
    if let next = stations[line].finish() { begin(next, &context) }
  }

  private mutating func integrate(to now: Instant) {
    tally.addLevel(inSystem, for: now - changed)
    changed = now
  }
}
