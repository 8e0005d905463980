import Engine
import LabKit
import Patterns

extension SidecarLab {
  /// Retries: what they do to the bottom, when they come, and how backoff spreads them; and what a hop costs.
  static let verifications = amplification + delays + BackoffSimulator.verifications + hops

  private static let amplification = [(4, 3, 64.0), (3, 5, 243)].flatMap {
    (attempts: Int, layers: Int, calls: Double) in
    [
      row("work amplification", "SRE book ch. 22", "\(attempts) attempts in \(layers) layers", calls) {
        let policy = RetryPolicy(.none, maxAttempts: attempts)
        return Double(WorkAmplification(through: Array(repeating: policy, count: layers)).calls)
      },
      row("work amplification", "SRE book ch. 22", "down this chain: \(attempts) attempts, \(layers) hops", calls) {
        chainCalls(attempts: attempts, hops: layers)
      },
    ]
  }

  private static let delays =
    delays(of: .temporal, "Temporal", [1, 2, 4, 8, 16, 32, 64, 100, 100])
    + delays(of: .stepFunctions, "AWS Step Functions", [1, 2, 4]) + [
      row("retry delays", "AWS Step Functions", "default, retries in all", 3) {
        Double((1...10).count { RetryPolicy.stepFunctions.delay(afterFailure: $0) != nil })
      }
    ]

  private static let hops = [
    row("sidecar", "ours", "added to a request by 3 hops of two proxies of 0.5 ms, ms", 3, .relative(0.03)) {
      meanLatency(.sidecars) - meanLatency(.none)
    },
    row("sidecar", "ours", "added by libraries of 0.05 ms at either end, ms", 0.3, .relative(0.03)) {
      meanLatency(.libraries) - meanLatency(.none)
    },
  ]

  private static func row(
    _ family: String, _ source: String, _ name: String, _ expected: Double,
    _ tolerance: Verification.Tolerance = .exact, measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification(family, source: source, name, expected: expected, tolerance, measure: measure) }

  private static func delays(of policy: RetryPolicy, _ source: String, _ expected: [Double]) -> [Verification] {
    expected.enumerated().map { index, seconds in
      row("retry delays", source, "default, after failure \(index + 1), s", seconds) {
        policy.delay(afterFailure: index + 1).map { Interval($0).seconds } ?? -1
      }
    }
  }

  /// The calls at the bottom, which is down, after one request.
  private static func chainCalls(attempts: Int, hops: Int) -> Double {
    var bench = Bench<Self> {
      ($0.traffic, $0.churn, $0.retries, $0.hops, $0.hasBreaker, $0.timeout) = (0, 0, attempts - 1, hops, false, 0)
    }
    bench.act(.bottomDown)
    bench.act(.request)
    bench.go(600)
    return bench.total(.bottomCalls)
  }

  /// The mean latency of a request in ms when nothing goes wrong; the same draws in every mode.
  private static func meanLatency(_ mode: Mode) -> Double {
    var bench = Bench<Self> { ($0.mode, $0.traffic, $0.churn, $0.errors) = (mode, 100, 0, 0) }
    bench.go(60)
    return View(bench.run).mean(.all(.requestLatency))?.milliseconds ?? .nan
  }
}

/// The world of Amazon's backoff simulator (aws-samples/aws-arch-backoff-simulator, 66cb169): clients that each want one
/// successful write of the same versioned row.
///
/// A client reads the version, writes if it is still the same, and waits by its backoff when it was not. Each of the
/// four messages takes |Normal(10, 2)| ms.
struct BackoffSimulator {
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

  static let verifications: [Verification] = published.enumerated().flatMap { index, row in
    let name = "\(row.clients) clients, \(row.kind.rawValue)"
    return [
      verification(name + ", calls", row.calls) { measured[index].calls },
      verification(name + ", ms", row.time) { measured[index].milliseconds },
    ]
  }

  /// Four standard errors of the difference of two such medians; a median of whole numbers moves by one at least.
  private static func verification(
    _ name: String, _ published: Published, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(
      "backoff simulator", source: "ours, a port of aws-arch-backoff-simulator 66cb169", name,
      expected: published.median, .absolute(max(1, 4 * 2.0.squareRoot() * published.error)), measure: measure)
  }
}
