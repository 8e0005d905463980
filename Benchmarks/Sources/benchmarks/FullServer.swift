import Engine
import FirstEdition

/// The same M/M/1 with everything that a lab says about itself: two counters, a latency, a gauge and a
/// history through sampling ten times a second, a law put to the test at every departure, notes, the digest.
struct FullServer: Model {
  enum Event: EventCode {
    case arrival(generation: UInt32)
    case departure

    var code: UInt64 {
      switch self {
      case .arrival(let generation): UInt64(generation) << 8
      case .departure: 1
      }
    }
  }

  enum Meter: Int, MeterSet {
    case arrivals, departures, timeInSystem, inSystem

    var declaration: MeterDeclaration {
      switch self {
      case .arrivals: MeterDeclaration("arrivals", .counter, "Customers that came.")
      case .departures: MeterDeclaration("departures", .counter, "Customers that left.")
      case .timeInSystem: MeterDeclaration("time", .latency, "From arrival to departure.")
      case .inSystem: MeterDeclaration("customers", .gauge, "Customers there at a moment.")
      }
    }
  }

  enum Law: Int, LawSet {
    case nobodyOvertakes

    var declaration: LawDeclaration {
      LawDeclaration("fifo", .always, "Customers leave in the order of their arrival.")
    }
  }

  enum Note: NoteSet {
    case waitedLong(customer: UInt64, Interval)

    var level: NoteLevel { .detail }
    var topic: Int { 0 }
    var text: String {
      switch self {
      case .waitedLong(let customer, let time): "Customer \(customer) left after \(time.milliseconds) ms."
      }
    }
  }

  struct Customer: Sendable {
    let number: UInt64
    let arrived: Instant
  }

  static let arrivalsPerSecond = 900.0

  let customers: Int
  let service = Distribution.exponential(mean: .milliseconds(1))
  var source = Source(.poisson, rate: arrivalsPerSecond, stream: DrawStream(1))
  var station = Station<Customer>(servers: 1)
  var inService = Customer(number: 0, arrived: .start)
  var served = 0

  init(_ customers: Int, _ context: inout Context<Self>) {
    self.customers = customers
    if let first = source.begin(context) { context.schedule(.arrival(generation: 0), at: first) }
  }

  mutating func handle(_ event: Event, _ context: inout Context<Self>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .departure: depart(&context)
    }
  }

  private mutating func arrive(_ generation: UInt32, _ context: inout Context<Self>) {
    guard let (number, next) = source.arrive(generation, context) else { return }
    if let next, number + 1 < customers { context.schedule(.arrival(generation: generation), at: next) }
    context.count(.arrivals)
    let customer = Customer(number: number, arrived: context.now)
    if station.arrive(customer) == .starts { begin(customer, &context) }
  }

  private mutating func depart(_ context: inout Context<Self>) {
    let time = context.now - inService.arrived
    context.count(.departures)
    context.record(.timeInSystem, time)
    context.check(.nobodyOvertakes, inService.number == served)
    if time > .milliseconds(40) { context.note(.waitedLong(customer: inService.number, time)) }
    served += 1
    if let next = station.finish() { begin(next, &context) }
  }

  private mutating func begin(_ customer: Customer, _ context: inout Context<Self>) {
    inService = customer
    var draw = context.draw(DrawStream(2), customer.number)
    context.schedule(.departure, after: service.sample(&draw))
  }

  mutating func observe(_ context: inout Context<Self>) {
    context.set(.inSystem, Double(station.count))
  }

  mutating func turn(_ customers: Int, _ context: inout Context<Self>) {}
  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
}
