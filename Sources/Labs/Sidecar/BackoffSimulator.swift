import Engine
import FirstEdition
import Patterns

/// The world of Amazon's backoff simulator (aws-samples/aws-arch-backoff-simulator, 66cb169): clients that each want one
/// successful write of the same versioned row.
///
/// A client reads the version, writes if it is still the same, and waits by its backoff when it was not. Each of the
/// four messages takes |Normal(10, 2)| ms.
struct BackoffSimulator: Model {
  /// How many contend, and how they wait.
  struct Knobs: Sendable {
    let clients: Int
    let kind: Backoff.Kind
  }

  /// A message of a client arrives: at the row, or back.
  enum Event: EventCode {
    case readArrives(UInt32)
    case readReturns(UInt32)
    case writeArrives(UInt32)
    case writeReturns(UInt32)

    var code: UInt64 {
      switch self {
      case .readArrives(let client): 1 | UInt64(client) << 8
      case .readReturns(let client): 2 | UInt64(client) << 8
      case .writeArrives(let client): 3 | UInt64(client) << 8
      case .writeReturns(let client): 4 | UInt64(client) << 8
      }
    }
  }

  typealias Action = Never

  /// What a client remembers between its messages.
  private struct Client {
    var version = 0
    var hasWritten = false
    var failures = 0
    var wait = Duration.zero
    var messages: UInt64 = 0
  }

  private static let hop = Distribution.normal(mean: .milliseconds(10), deviation: .milliseconds(2))
  private static let hops = DrawStream(1), waits = DrawStream(2)

  private let backoff: Backoff
  private var clients: ContiguousArray<Client>
  private var version = 0
  /// How many writes arrived, successful or not: what the simulator counts as calls.
  private(set) var writes = 0
  /// When the last answer came.
  private(set) var completed: Instant = .start

  init(_ knobs: Knobs, _ context: inout Context<BackoffSimulator>) {
    backoff = .simulator(knobs.kind)
    clients = ContiguousArray(repeating: Client(), count: knobs.clients)
    for client in 0..<UInt32(knobs.clients) { send(.readArrives(client), client, &context) }
  }

  static var samplePeriod: Interval { .zero }

  mutating func handle(_ event: Event, _ context: inout Context<BackoffSimulator>) {
    switch event {
    case .readArrives(let client):
      clients[Int(client)].version = version
      send(.readReturns(client), client, &context)
    case .readReturns(let client):
      send(.writeArrives(client), client, &context)
    case .writeArrives(let client):
      writes += 1
      clients[Int(client)].hasWritten = clients[Int(client)].version == version
      if clients[Int(client)].hasWritten { version += 1 }
      send(.writeReturns(client), client, &context)
    case .writeReturns(let client):
      completed = context.now
      if !clients[Int(client)].hasWritten { tryAgain(client, &context) }
    }
  }

  mutating func turn(_ knobs: Knobs, _ context: inout Context<BackoffSimulator>) {}
  mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<BackoffSimulator>) {}

  private mutating func tryAgain(_ client: UInt32, _ context: inout Context<BackoffSimulator>) {
    let index = Int(client)
    clients[index].failures += 1
    var draw = context.draw(BackoffSimulator.waits, client, attempt: clients[index].failures)
    clients[index].wait = backoff.delay(
      afterFailure: clients[index].failures, uniform: draw.uniform(), previous: clients[index].wait)
    send(.readArrives(client), client, after: Interval(clients[index].wait), &context)
  }

  private mutating func send(
    _ event: Event, _ client: UInt32, after wait: Interval = .zero, _ context: inout Context<BackoffSimulator>
  ) {
    var draw = context.draw(BackoffSimulator.hops, client, attempt: clients[Int(client)].messages)
    clients[Int(client)].messages += 1
    context.schedule(event, after: wait + BackoffSimulator.hop.sample(&draw))
  }
}

extension BackoffSimulator {
  /// The medians of calls and completion time in ms, over so many runs from the seed of the first.
  static func medians(_ clients: Int, _ kind: Backoff.Kind, runs: Int = 400, firstSeed: UInt64 = 1) -> (
    calls: Double, milliseconds: Double
  ) {
    var calls: [Double] = [], times: [Double] = []
    for run in 0..<runs {
      var simulation = Simulation<BackoffSimulator>(
        seed: firstSeed &+ UInt64(run), knobs: Knobs(clients: clients, kind: kind))
      simulation.advance(until: .distantFuture)
      calls.append(Double(simulation.model.writes))
      times.append((simulation.model.completed - .start).milliseconds)
    }
    return (median(calls), median(times))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
