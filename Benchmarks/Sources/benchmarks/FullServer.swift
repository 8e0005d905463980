import Engine
import LabKit

/// The same M/M/1 with everything that a lab says about itself: two counters, a latency, a gauge and a history through
/// sampling ten times a second, a law put to the test at every departure, notes, the digest.
struct FullServer: Lab {
  typealias Knobs = Int
  typealias Event = BareServer.Event
  typealias Stream = BareServer.Stream
  typealias Customer = BareServer.Customer
  enum Topic: Int { case customers }

  enum Meter: Int, MeterKind {
    case arrivals, departures, timeInSystem, inSystem

    var declaration: MeterFamily {
      switch self {
      case .arrivals: .counter("arrivals", "customers", "Customers that came.")
      case .departures: .counter("departures", "customers", "Customers that left.")
      case .timeInSystem: .latency("time", "From arrival to departure.")
      case .inSystem: .gauge("customers", "customers", "Customers there at a moment.")
      }
    }
  }

  enum Law: Int, LawKind { case nobodyOvertakes }

  enum Note: NoteKind {
    case waitedLong(customer: UInt64, Interval)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .waitedLong(let customer, let time):
        writer.detail(Topic.customers, "Customer \(customer) left after \(time.milliseconds) ms.")
      }
    }
  }

  /// The knobs are the number of customers.
  static func declaration(of _: NoBlueprint) -> Declaration<FullServer> {
    Declaration(
      .benchmark("full-server"), start: 100_000, knobs: [], actions: [],
      meters: Meter.allCases.map(\.declaration),
      rules: [.always("fifo", "Customers leave in the order of their arrival.")], promises: [])
  }

  let service = Distribution.exponential(mean: .milliseconds(1))
  var arrivals = Arrivals<FullServer>(.arrival, stream: Stream.arrivals)
  var station = Station<Customer>(servers: 1)
  var inService = Customer(number: 0, arrived: .start)
  var served = 0

  init(_ context: inout Context<Self>) { arrivals.turn(to: BareServer.arrivalsPerSecond, &context) }

  var isDrained: Bool { station.count == 0 }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    switch event {
    case .arrival: arrive(tag, &context)
    case .departure: depart(&context)
    }
  }

  private mutating func arrive(_ tag: UInt32, _ context: inout Context<Self>) {
    guard let number = arrivals.next(tag, &context) else { return }
    if number + 1 == UInt64(context.knobs) { arrivals.turn(to: 0, &context) }
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
    var draw = context.draw(Stream.services, customer.number)
    context.schedule(.departure, after: service.sample(&draw))
  }

  mutating func sample(_ context: inout Context<Self>) {
    context.set(.inSystem, Double(station.count))
  }
}
