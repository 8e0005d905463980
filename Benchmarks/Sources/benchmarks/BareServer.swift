import Engine
import LabKit

/// M/M/1 and nothing else: no meters, no laws, no notes, no digest.
///
/// The load is 0.9 and the mean service 1 ms, until a given number of customers are gone.
struct BareServer: Lab {
  typealias Knobs = Int
  enum Event: UInt8, EventKind { case arrival, departure }
  enum Stream: Int, StreamKind { case arrivals, services }

  struct Customer: Sendable {
    let number: UInt64
    let arrived: Instant
  }

  static let arrivalsPerSecond = 900.0
  static var samplePeriod: Interval { .zero }
  static var recordsDigest: Bool { false }

  /// The knobs are the number of customers.
  static func declaration(of _: NoBlueprint) -> Declaration<BareServer> {
    Declaration(.benchmark("bare-server"), start: 100_000, knobs: [], actions: [], meters: [], rules: [], promises: [])
  }

  let service = Distribution.exponential(mean: .milliseconds(1))
  var arrivals = Arrivals<BareServer>(.arrival, stream: Stream.arrivals)
  var station = Station<Customer>(servers: 1)
  var inService = Customer(number: 0, arrived: .start)
  var served = 0
  var timeInSystem = 0.0

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
    let customer = Customer(number: number, arrived: context.now)
    if station.arrive(customer) == .starts { begin(customer, &context) }
  }

  private mutating func depart(_ context: inout Context<Self>) {
    timeInSystem += (context.now - inService.arrived).milliseconds
    served += 1
    if let next = station.finish() { begin(next, &context) }
  }

  private mutating func begin(_ customer: Customer, _ context: inout Context<Self>) {
    inService = customer
    var draw = context.draw(Stream.services, customer.number)
    context.schedule(.departure, after: service.sample(&draw))
  }
}

extension Card {
  /// What a model that is only measured says about itself.
  static func benchmark(_ id: String) -> Card {
    Card(
      id: id, title: id, group: "benchmarks", summary: "Measured, never shown.", whenToUse: [], whenNot: [],
      simplifies: [], panels: [], drainsWithin: .seconds(60))
  }
}
