import Engine
import FirstEdition

/// G/G/c/K with all its figures kept exactly, in whole nanoseconds: what the textbook's formulae are compared
/// with.
struct QueueModel: Model {
  struct Knobs: Sendable {
    var spacing = Source.Spacing.poisson
    var rate: Double
    var service: Distribution
    var servers = 1
    var places = Int.max
    /// How many customers come, and how many of them are not counted.
    var customers: UInt64 = .max
    var warmUp: UInt64 = 0
  }

  enum Event: EventCode {
    case arrival(UInt32)
    case departure(UInt32)

    var code: UInt64 {
      switch self {
      case .arrival(let generation): UInt64(generation) << 8
      case .departure(let slot): UInt64(slot) << 8 | 1
      }
    }
  }

  struct Customer: Sendable {
    let number: UInt64
    let arrived: UInt64
    var isHere = true
  }

  static var samplePeriod: Interval { .zero }

  var knobs: Knobs
  var source: Source
  var station: Station<UInt32>
  var customers = Slab<Customer>()
  /// Since the start, with nothing left out, for Little's law.
  var whole = Figures()
  /// Since the warm-up.
  var steady = Figures()
  var times: [UInt64] = []
  var mostBusy = 0

  init(_ knobs: Knobs, _ context: inout Context<Self>) {
    self.knobs = knobs
    source = Source(knobs.spacing, rate: knobs.rate, stream: DrawStream(1))
    station = Station(servers: knobs.servers, places: knobs.places)
    scheduleArrival(source.begin(context), &context)
  }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {
    whole.pass(context.now, inSystem: station.count, waiting: station.waiting)
    steady.pass(context.now, inSystem: station.count, waiting: station.waiting)
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .departure(let slot): depart(slot, &context)
    }
    mostBusy = max(mostBusy, station.busy)
  }

  private mutating func arrive(_ generation: UInt32, _ context: inout Context<Self>) {
    guard let (number, next) = source.arrive(generation, context) else { return }
    if number + 1 < knobs.customers { scheduleArrival(next, &context) }
    if number == knobs.warmUp { steady = Figures(since: context.now) }
    whole.arrived += 1
    steady.arrived += 1
    let slot = customers.insert(Customer(number: number, arrived: context.now.nanoseconds))
    switch station.arrive(slot) {
    case .starts: begin(slot, &context)
    case .waits: break
    case .refused:
      customers[slot].isHere = false
      customers.remove(slot)
      whole.refused += 1
      steady.refused += 1
    }
  }

  private mutating func depart(_ slot: UInt32, _ context: inout Context<Self>) {
    let customer = customers[slot]
    let time = context.now.nanoseconds - customer.arrived
    whole.leave(after: time)
    if customer.number >= knobs.warmUp {
      steady.leave(after: time)
      times.append(time)
    }
    customers[slot].isHere = false
    customers.remove(slot)
    if let next = station.finish() { begin(next, &context) }
  }

  private mutating func begin(_ slot: UInt32, _ context: inout Context<Self>) {
    var draw = context.draw(DrawStream(2), customers[slot].number)
    context.schedule(.departure(slot), after: knobs.service.sample(&draw))
  }

  private mutating func scheduleArrival(_ due: Instant?, _ context: inout Context<Self>) {
    if let due { context.schedule(.arrival(source.generation), at: due) }
  }

  mutating func turn(_ knobs: Knobs, _ context: inout Context<Self>) {
    self.knobs = knobs
    station.servers = knobs.servers
    while let next = station.startWaiting() { begin(next, &context) }
    scheduleArrival(source.turn(rate: knobs.rate, context), &context)
  }

  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
}

/// Sums over a stretch of a run.
struct Figures: Sendable {
  var since: Instant = .start
  var last: Instant = .start
  var arrived: UInt64 = 0, refused: UInt64 = 0, left: UInt64 = 0
  /// Nanoseconds that those who left had spent here.
  var timeOfThoseWhoLeft: UInt64 = 0
  /// Customers times nanoseconds.
  var areaInSystem: UInt64 = 0, areaWaiting: UInt64 = 0

  init(since: Instant = .start) {
    self.since = since
    last = since
  }

  mutating func pass(_ now: Instant, inSystem: Int, waiting: Int) {
    let step = (now - last).nanoseconds
    areaInSystem += step * UInt64(inSystem)
    areaWaiting += step * UInt64(waiting)
    last = now
  }

  mutating func leave(after time: UInt64) {
    left += 1
    timeOfThoseWhoLeft += time
  }

  var seconds: Double { (last - since).seconds }
  var meanInSystem: Double { Double(areaInSystem) * 1e-9 / seconds }
  var meanTime: Double { Double(timeOfThoseWhoLeft) * 1e-9 / Double(left) }
  var meanWait: Double { Double(areaWaiting) * 1e-9 / Double(arrived - refused) }
  var loss: Double { Double(refused) / Double(arrived) }
  var throughput: Double { Double(left) / seconds }
}
