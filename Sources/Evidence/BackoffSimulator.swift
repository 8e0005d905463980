import Engine
import LabKit
import Patterns

/// The world of Amazon's backoff simulator (aws-samples/aws-arch-backoff-simulator, 66cb169): clients that each want one
/// successful write of the same versioned row.
///
/// A client reads the version, writes if it is still the same, and waits by its backoff when it was not. Each of the
/// four messages takes |Normal(10, 2)| ms.
private struct BackoffSimulator {
  /// What arrives at the row.
  private enum Request { case read, write }
  private struct Client { var version = 0, failures = 0, wait = Duration.zero, messages: UInt64 = 0 }

  private static let hop = Distribution.normal(mean: .milliseconds(10), deviation: .milliseconds(2))

  private let seed: UInt64
  private var clients: ContiguousArray<Client>, version = 0, agenda = Agenda<(client: Int, request: Request)>()
  /// How many writes arrived, successful or not: what the simulator counts as calls. And when the last answer came.
  private var writes = 0, completed = Instant.start

  /// Runs until all have written.
  private init(_ count: Int, _ kind: Backoff.Kind, seed: UInt64) {
    self.seed = seed
    clients = ContiguousArray(repeating: Client(), count: count)
    for client in 0..<count { agenda.schedule((client, .read), at: .start + hop(client)) }
    while let (now, (client, request)) = agenda.next(before: .distantFuture) {
      guard request == .write else {
        clients[client].version = version
        agenda.schedule((client, .write), at: now + hop(client) + hop(client))
        continue
      }
      writes += 1
      let answered = now + hop(client)
      completed = max(completed, answered)
      if clients[client].version == version {
        version += 1
        continue
      }
      clients[client].failures += 1
      let failures = clients[client].failures
      var draw = draw(2, client, attempt: UInt64(failures))
      clients[client].wait = Backoff.simulator(kind).delay(
        afterFailure: failures, uniform: draw.uniform(), previous: clients[client].wait)
      agenda.schedule((client, .read), at: answered + Interval(clients[client].wait) + hop(client))
    }
  }

  /// How long the next message of a client takes.
  private mutating func hop(_ client: Int) -> Interval {
    var draw = draw(1, client, attempt: clients[client].messages)
    clients[client].messages += 1
    return Self.hop.sample(&draw)
  }

  private func draw(_ stream: UInt64, _ client: Int, attempt: UInt64) -> Draw {
    Draw(seed: seed, stream: DrawStream(stream), entity: UInt64(client), attempt: attempt)
  }
}

extension BackoffSimulator {
  /// The medians of calls and completion time in ms, over 400 runs.
  private static func medians(_ clients: Int, _ kind: Backoff.Kind) -> (calls: Double, milliseconds: Double) {
    var calls: [Double] = [], times: [Double] = []
    for seed in 1...400 as ClosedRange<UInt64> {
      let run = BackoffSimulator(clients, kind, seed: seed)
      calls.append(Double(run.writes))
      times.append((run.completed - .start).milliseconds)
    }
    return (median(calls), median(times))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted(), middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private typealias Published = (median: Double, error: Double)

  /// The standard errors are from a second port, in another language and with another generator: 25 to 60 batches of 400.
  private static let published: [(clients: Int, kind: Backoff.Kind, calls: Published, time: Published)] = [
    (10, .none, (51, 0.48), (380, 1.6)), (10, .exponential, (51, 0.52), (2926, 1.6)),
    (10, .equal, (43, 0), (760, 5.6)), (10, .full, (39, 0), (445, 4.0)),
    (10, .decorrelated, (38, 0.18), (416, 5.0)), (100, .none, (2421, 1.9), (2026, 3.0)),
    (100, .exponential, (1854, 3.3), (64117, 760)), (100, .equal, (811, 0.6), (6534, 66)),
    (100, .full, (796, 0.4), (4849, 41)), (100, .decorrelated, (1001, 1.3), (4481, 32)),
  ]

  /// Run once and asked twice: for calls and for time.
  private static let measured = published.map { medians($0.clients, $0.kind) }

  fileprivate static let rows = published.enumerated().flatMap { index, row in
    let name = "\(row.clients) clients, \(row.kind.rawValue)"
    return [
      source(name + ", calls", row.calls.median, tolerance(row.calls)) { measured[index].calls },
      source(name + ", ms", row.time.median, tolerance(row.time)) { measured[index].milliseconds },
    ]
  }

  private static let source = Evidence.Source(
    "ours, a port of aws-arch-backoff-simulator 66cb169", family: "backoff simulator")

  /// Four standard errors of the difference of two such medians; a median of whole numbers moves by one at least.
  private static func tolerance(_ published: Published) -> Verification.Tolerance {
    .absolute(max(1, 4 * 2.0.squareRoot() * published.error))
  }
}

extension Evidence {
  /// How backoff spreads clients that want the same row.
  static var simulatedBackoffs: [Verification] { BackoffSimulator.rows }
}
