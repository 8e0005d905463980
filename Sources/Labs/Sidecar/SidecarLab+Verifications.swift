import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// Retries: what they do to the bottom, when they come, and how backoff spreads them; and what a hop costs.
  static let sidecarVerifications: [Verification] =
    amplification + delays + backoffVerifications + simulator + hops

  private static let book = "SRE book ch. 22"

  private static let amplification: [Verification] = [
    Verification("work amplification", source: book, "4 attempts in 3 layers", expected: 64) {
      Double(WorkAmplification(through: layers(attempts: 4, count: 3)).calls)
    },
    Verification("work amplification", source: book, "3 tries in 5 layers", expected: 243) {
      Double(WorkAmplification(through: layers(attempts: 3, count: 5)).calls)
    },
    Verification(
      "work amplification", source: book, "the same down this chain: 4 attempts, 3 hops", expected: 64
    ) {
      chainCalls(retries: 3, hops: 3)
    },
    Verification(
      "work amplification", source: book, "the same down this chain: 3 attempts, 5 hops", expected: 243
    ) {
      chainCalls(retries: 2, hops: 5)
    },
  ]

  private static func layers(attempts: Int, count: Int) -> [RetryPolicy] {
    Array(repeating: RetryPolicy(.none, maxAttempts: attempts), count: count)
  }

  /// The calls at the bottom, which is down, after one request.
  private static func chainCalls(retries: Int, hops: Int) -> Double {
    var knobs = quietKnobs()
    knobs.retries = retries
    knobs.hops = hops
    knobs.hasBreaker = false
    knobs.timeoutMilliseconds = 0
    var run = Simulation<SidecarLab>(seed: 1, knobs: knobs)
    run.apply(.act(.bottomDown, isOn: true), "")
    run.apply(.act(.request, isOn: true), "")
    run.advance(until: .start + .seconds(600))
    return Double(run.context.meters[count: .bottomCalls])
  }

  private static func quietKnobs() -> Knobs {
    var knobs = Knobs()
    knobs.traffic = 0
    knobs.churn = 0
    knobs.errorPercent = 0
    return knobs
  }

  private static let delays: [Verification] =
    [1.0, 2, 4, 8, 16, 32, 64, 100, 100].enumerated().map { index, expected in
      Verification(
        "retry delays", source: "Temporal", "default, after failure \(index + 1), s", expected: expected
      ) {
        seconds(.temporal, index + 1)
      }
    }
    + [1.0, 2, 4].enumerated().map { index, expected in
      Verification(
        "retry delays", source: "AWS Step Functions", "default, after failure \(index + 1), s",
        expected: expected
      ) { seconds(.stepFunctions, index + 1) }
    } + [
      Verification("retry delays", source: "AWS Step Functions", "default, retries in all", expected: 3) {
        Double((1...10).filter { RetryPolicy.stepFunctions.delay(afterFailure: $0) != nil }.count)
      }
    ]

  private static func seconds(_ policy: RetryPolicy, _ failures: Int) -> Double {
    policy.delay(afterFailure: failures).map { Interval($0).seconds } ?? -1
  }

  private static let simulatorSource = "ours, a port of aws-arch-backoff-simulator 66cb169"

  /// Medians over 400 runs, each with the standard error of such a median.
  private struct Published {
    let clients: Int
    let kind: Backoff.Kind
    let calls: (median: Double, error: Double)
    let milliseconds: (median: Double, error: Double)

    init(
      _ clients: Int, _ kind: Backoff.Kind, _ calls: (median: Double, error: Double),
      _ milliseconds: (median: Double, error: Double)
    ) {
      self.clients = clients
      self.kind = kind
      self.calls = calls
      self.milliseconds = milliseconds
    }
  }

  /// The standard errors are from a second port, in another language and with another generator: 25 to 60 batches of 400.
  private static let published = [
    Published(10, .none, (51, 0.48), (380, 1.6)), Published(10, .exponential, (51, 0.52), (2926, 1.6)),
    Published(10, .equal, (43, 0), (760, 5.6)), Published(10, .full, (39, 0), (445, 4.0)),
    Published(10, .decorrelated, (38, 0.18), (416, 5.0)), Published(100, .none, (2421, 1.9), (2026, 3.0)),
    Published(100, .exponential, (1854, 3.3), (64117, 760)), Published(100, .equal, (811, 0.6), (6534, 66)),
    Published(100, .full, (796, 0.4), (4849, 41)), Published(100, .decorrelated, (1001, 1.3), (4481, 32)),
  ]

  /// Four standard errors of the difference of two such medians; a median of whole numbers moves by one at least.
  private static func tolerance(_ error: Double) -> Verification.Tolerance {
    .absolute(max(1, 4 * 2.0.squareRoot() * error))
  }

  /// Run once and asked twice: for calls and for time.
  private static let medians: [(calls: Double, milliseconds: Double)] = published.map {
    BackoffSimulator.medians($0.clients, $0.kind)
  }

  private static let simulator: [Verification] = published.enumerated().flatMap { index, row in
    [
      Verification(
        "backoff simulator", source: simulatorSource, "\(row.clients) clients, \(row.kind.rawValue), calls",
        expected: row.calls.median, tolerance(row.calls.error)
      ) { medians[index].calls },
      Verification(
        "backoff simulator", source: simulatorSource, "\(row.clients) clients, \(row.kind.rawValue), ms",
        expected: row.milliseconds.median, tolerance(row.milliseconds.error)
      ) { medians[index].milliseconds },
    ]
  }

  private static let hops: [Verification] = [
    Verification(
      "sidecar", source: "ours", "added to a request by 3 hops of two proxies of 0.5 ms, ms", expected: 3,
      .relative(0.03)
    ) { meanLatency(.sidecars) - meanLatency(.none) },
    Verification(
      "sidecar", source: "ours", "added by libraries of 0.05 ms at either end, ms", expected: 0.3,
      .relative(0.03)
    ) { meanLatency(.libraries) - meanLatency(.none) },
  ]

  /// The mean latency of a request in ms when nothing goes wrong; the same draws in every mode.
  private static func meanLatency(_ mode: Mode) -> Double {
    var knobs = quietKnobs()
    knobs.traffic = 100
    knobs.mode = mode
    var run = Simulation<SidecarLab>(seed: 1, knobs: knobs)
    run.advance(until: .start + .seconds(60))
    return run.context.meters[latency: .requestLatency].mean.milliseconds
  }
}
