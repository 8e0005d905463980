import Engine

/// A station with a line and nothing else, for the textbook's numbers: G/G/c/K on the engine's own parts.
///
/// Arrivals come from an engine's source, servers and line are its station, and every customer's service is drawn by its
/// number. It stops after a number of customers and drains, so that Little's law can be checked to the nanosecond.
struct QueueModel: Model {
  /// The station and how long it is watched.
  struct Knobs: Sendable {
    /// Arrivals a second.
    var rate = 0.8
    var spacing = Source.Spacing.poisson
    var service = Distribution.exponential(mean: .seconds(1))
    var servers = 1
    /// In service and waiting.
    var places = Int.max
    /// Customers in all, and how many of the first are not counted.
    var customers = 50_000
    var warmUp = 5_000
  }

  enum Event: EventCode {
    case arrival(UInt32)
    case departure(UInt32)

    @inlinable
    var code: UInt64 {
      switch self {
      case .arrival(let generation): 1 | UInt64(generation) << 8
      case .departure(let slot): 2 | UInt64(slot) << 8
      }
    }
  }

  struct Customer: Sendable {
    let number: UInt64
    let arrived: Instant
  }

  private let knobs: Knobs
  private var source: Source
  private var station: Station<UInt32>
  private var customers = Slab<Customer>()
  private(set) var tally = QueueTally()
  private var inSystem = 0
  private var changed: Instant = .start

  static var samplePeriod: Interval { .zero }

  init(_ knobs: Knobs, _ context: inout Context<QueueModel>) {
    self.knobs = knobs
    source = Source(knobs.spacing, rate: knobs.rate, stream: DrawStream(1))
    station = Station(servers: knobs.servers, places: knobs.places)
    if let due = source.begin(context) { context.schedule(.arrival(source.generation), at: due) }
  }

  mutating func handle(_ event: Event, _ context: inout Context<QueueModel>) {
    integrate(to: context.now)
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .departure(let slot): depart(slot, &context)
    }
  }

  mutating func turn(_ knobs: Knobs, _ context: inout Context<QueueModel>) {}
  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<QueueModel>) {}

  private mutating func arrive(_ generation: UInt32, _ context: inout Context<QueueModel>) {
    guard let arrival = source.arrive(generation, context) else { return }
    let isLast = arrival.number + 1 >= knobs.customers
    if !isLast, let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    if arrival.number == knobs.warmUp { tally.countFrom(context.now) }
    if isLast { tally.countUntil(context.now) }
    let slot = customers.insert(Customer(number: arrival.number, arrived: context.now))
    let isCounted = arrival.number >= knobs.warmUp
    if isCounted { tally.offered += 1 }
    switch station.arrive(slot) {
    case .starts: begin(slot, &context)
    case .waits: if isCounted { tally.waited += 1 }
    case .refused:
      if isCounted { tally.lost += 1 }
      customers.remove(slot)
      return
    }
    inSystem += 1
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
    customers.remove(slot)
    if let next = station.finish() { begin(next, &context) }
  }

  private mutating func integrate(to now: Instant) {
    tally.addLevel(inSystem, for: now - changed)
    changed = now
  }
}

/// What was counted at a station.
struct QueueTally: Sendable {
  var offered = 0
  var lost = 0
  var waited = 0
  /// The sum of all times in the system and the area under the number in it, warm-up and drain included: equal by Little's law.
  var sojourns: UInt64 = 0
  private(set) var area: UInt64 = 0

  private var from: Instant?
  private var until: Instant?
  private var levels = 0.0
  private var served = 0
  private var sojourn = 0.0
  private var wait = 0.0
  /// Times in the system by hundredths of a second.
  private var histogram = ContiguousArray<UInt32>(repeating: 0, count: 20_000)

  mutating func countFrom(_ now: Instant) { from = now }
  mutating func countUntil(_ now: Instant) { until = now }

  mutating func addLevel(_ level: Int, for time: Interval) {
    area &+= UInt64(level) &* time.nanoseconds
    if from != nil, until == nil { levels += Double(level) * time.seconds }
  }

  mutating func addWait(_ time: Interval) { wait += time.seconds }

  mutating func addSojourn(_ time: Interval) {
    served += 1
    sojourn += time.seconds
    histogram[min(histogram.count - 1, Int(time.seconds * 100))] += 1
  }

  /// The mean time in the system of those served, and the mean time that they waited; seconds.
  var meanSojourn: Double { sojourn / Double(max(1, served)) }
  var meanWait: Double { wait / Double(max(1, served)) }
  /// The mean number in the system over the counted time.
  var meanLevel: Double { levels / span }
  /// The shares of those who arrived that were turned away, and that had to wait.
  var lossShare: Double { Double(lost) / Double(max(1, offered)) }
  var waitShare: Double { Double(waited) / Double(max(1, offered)) }
  /// Those served a second.
  var throughput: Double { Double(offered - lost) / span }

  private var span: Double {
    guard let from, let until else { return .nan }
    return (until - from).seconds
  }

  /// The time in the system that a share of those served did not exceed, interpolated within a hundredth of a second.
  func quantile(_ share: Double) -> Double {
    let target = share * Double(served)
    var below = 0.0
    for (bin, count) in histogram.enumerated() where count > 0 {
      if below + Double(count) >= target { return (Double(bin) + (target - below) / Double(count)) / 100 }
      below += Double(count)
    }
    return .infinity
  }
}
