import Engine

/// G/G/c/K of the engine's own parts and nothing else, counted in whole nanoseconds.
///
/// What the textbook says about it are rows of `verify`; what holds in every single run is tested here.
struct QueueWorld {
  private enum Event {
    case arrival(UInt32)
    case departure(Slot)
  }

  private struct Customer {
    let number: UInt64, arrived: Instant
  }

  private let seed: UInt64, service: Distribution, most: UInt64
  private var agenda = Agenda<Event>()
  private var source: Source
  private(set) var station: Station<Slot>
  private var customers = Slab<Customer>()
  private(set) var now: Instant = .start
  private(set) var arrived = 0, refused = 0, left = 0
  /// The area under the number in the system, and the sum of the times of those who left, in nanoseconds.
  private(set) var area: UInt64 = 0
  private var timeOfThoseWhoLeft: UInt64 = 0

  /// An empty station; so many customers come in all.
  init(
    _ spacing: Source.Spacing = .poisson, rate: Double, service: Distribution, servers: Int = 1,
    places: Int = .max, customers: UInt64 = .max, seed: UInt64
  ) {
    (self.seed, self.service, most) = (seed, service, customers)
    source = Source(spacing, rate: rate, stream: DrawStream(1))
    station = Station(servers: servers, places: places)
    if let due = source.begin(now: now, seed: seed) { agenda.schedule(.arrival(source.generation), at: due) }
  }

  /// The times of all who came, those who are still here included, in nanoseconds.
  var time: UInt64 {
    customers.alive.reduce(timeOfThoseWhoLeft) { $0 + (now - customers[$1].arrived).nanoseconds }
  }

  mutating func advance(until end: Instant) {
    while let (due, event) = agenda.next(before: end) {
      pass(to: due)
      switch event {
      case .arrival(let generation): arrive(generation)
      case .departure(let slot): depart(slot)
      }
    }
    if end < .distantFuture { pass(to: end) }
  }

  mutating func turn(servers: Int) {
    station.servers = servers
    while let slot = station.startWaiting() { begin(slot) }
  }

  private mutating func pass(to then: Instant) {
    area += (then - now).nanoseconds * UInt64(station.count)
    now = then
  }

  private mutating func arrive(_ generation: UInt32) {
    guard let (number, next) = source.arrive(generation, now: now, seed: seed) else { return }
    if number + 1 < most, let next { agenda.schedule(.arrival(generation), at: next) }
    arrived += 1
    let slot = customers.insert(Customer(number: number, arrived: now))
    switch station.arrive(slot) {
    case .starts: begin(slot)
    case .waits: break
    case .refused:
      refused += 1
      customers.remove(slot)
    }
  }

  private mutating func begin(_ slot: Slot) {
    var draw = Draw(seed: seed, stream: DrawStream(2), entity: customers[slot].number)
    agenda.schedule(.departure(slot), at: now + service.sample(&draw))
  }

  private mutating func depart(_ slot: Slot) {
    left += 1
    timeOfThoseWhoLeft += (now - customers[slot].arrived).nanoseconds
    customers.remove(slot)
    if let next = station.finish() { begin(next) }
  }
}
