import Engine
import LabKit

/// A station with a line and nothing else, for the textbook's numbers: G/G/c/K on the engine's own parts.
///
/// Arrivals come from an engine's source, servers and line are its station, and every customer's service is drawn by its
/// number. It stops after a number of customers and drains, so that Little's law can be checked to the nanosecond.
public struct QueueModel: Sendable {
  /// The station and how long it is watched.
  public struct Settings: Sendable {
    /// Arrivals a second, and how the gaps between them are spread.
    public var rate = 0.8, spacing = Source.Spacing.poisson
    /// How long a service takes.
    public var service = Distribution.exponential(mean: .seconds(1))
    /// Customers that are served at once; and in service or waiting, more are turned away.
    public var servers = 1, places = Int.max
    /// Separate stations of that kind; every customer is sent to one of them by chance.
    public var lines = 1
    /// Customers in all, and how many of the first are not counted.
    public var customers = 50_000, warmUp = 5_000

    /// M/M/1 at a load of 0.8.
    public init() {}
  }

  private enum Event { case arrival, departure(Slot) }
  private struct Customer: Sendable { let number: UInt64, line: Int, arrived: Instant }

  private let settings: Settings, seed: UInt64
  private var agenda = Agenda<Event>(), now = Instant.start
  private var source: Source, stations: [Station<Slot>], customers = Slab<Customer>()
  private var tally = QueueResult()

  /// What is counted in one run.
  static func run(_ settings: Settings, seed: UInt64) -> QueueResult {
    var model = QueueModel(settings, seed: seed)
    if let due = model.source.begin(now: .start, seed: seed) { model.agenda.schedule(.arrival, at: due) }
    while let (due, event) = model.agenda.next(before: .distantFuture) {
      model.now = due
      switch event {
      case .arrival: model.arrive()
      case .departure(let slot): model.depart(slot)
      }
    }
    return model.tally
  }

  private init(_ settings: Settings, seed: UInt64) {
    (self.settings, self.seed) = (settings, seed)
    source = Source(settings.spacing, rate: settings.rate, stream: DrawStream(1))
    stations = Array(repeating: Station(servers: settings.servers, places: settings.places), count: settings.lines)
  }

  private mutating func arrive() {
    guard let (number, next) = source.arrive(source.generation, now: now, seed: seed) else { return }
    let isLast = number + 1 >= settings.customers
    if !isLast, let next { agenda.schedule(.arrival, at: next) }
    if number == settings.warmUp { tally.countFrom(now) }
    if isLast { tally.countUntil(now) }
    let line = settings.lines == 1 ? 0 : draw(3, number) { $0.below(settings.lines) }
    let slot = customers.insert(Customer(number: number, line: line, arrived: now))
    let isCounted = number >= settings.warmUp
    if isCounted { tally.offered += 1 }
    switch stations[line].arrive(slot) {
    case .starts: begin(slot)
    case .waits: if isCounted { tally.waited += 1 }
    case .refused:
      if isCounted { tally.lost += 1 }
      return customers.remove(slot)
    }
    tally.stays.enter(at: now)
  }

  private mutating func begin(_ slot: Slot) {
    let number = customers[slot].number
    if number >= settings.warmUp { tally.addWait(now - customers[slot].arrived) }
    agenda.schedule(.departure(slot), at: now + draw(2, number) { settings.service.sample(&$0) })
  }

  private mutating func depart(_ slot: Slot) {
    let arrived = customers[slot].arrived, line = customers[slot].line
    tally.stays.leave(since: arrived, at: now)
    if customers[slot].number >= settings.warmUp { tally.addSojourn(now - arrived) }
    customers.remove(slot)
    if let next = stations[line].finish() { begin(next) }
  }

  private func draw<Value>(_ stream: UInt64, _ number: UInt64, _ value: (inout Draw) -> Value) -> Value {
    var draw = Draw(seed: seed, stream: DrawStream(stream), entity: number)
    return value(&draw)
  }
}
