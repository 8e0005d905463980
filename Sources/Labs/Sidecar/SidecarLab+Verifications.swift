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
