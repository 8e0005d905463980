import Engine
import FirstEdition

/// M/M/1 through the Engine's public interface and nothing else: no meters, no laws, no notes, no digest.
///
/// The load is 0.9 and the mean service 1 ms, until a given number of customers are gone.
struct BareServer: Model {
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

  struct Customer: Sendable {
    let number: UInt64
    let arrived: Instant
  }

  static let arrivalsPerSecond = 900.0
  static var samplePeriod: Interval { .zero }
  static var recordsDigest: Bool { false }

  let customers: Int
  let service = Distribution.exponential(mean: .milliseconds(1))
  var source = Source(.poisson, rate: arrivalsPerSecond, stream: DrawStream(1))
  var station = Station<Customer>(servers: 1)
  var inService = Customer(number: 0, arrived: .start)
  var served = 0
  var timeInSystem = 0.0

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
    var draw = context.draw(DrawStream(2), customer.number)
    context.schedule(.departure, after: service.sample(&draw))
  }

  mutating func turn(_ customers: Int, _ context: inout Context<Self>) {}
  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
}
