import Engine
import LabKit

extension SidecarLab {
  /// What retries do to the bottom of the chain, and what a hop costs.
  static let verifications = amplification + hops

  private static let amplification = [(4, 3, 64.0), (3, 5, 243)].map { (attempts: Int, hops: Int, calls: Double) in
    row(
      "work amplification", "SRE book ch. 22", "the same down this chain: \(attempts) attempts, \(hops) hops", calls
    ) { chainCalls(attempts: attempts, hops: hops) }
  }

  private static let hops = [
    row("sidecar", "ours", "added to a request by 3 hops of two proxies of 0.5 ms, ms", 3, .relative(0.03)) {
      meanLatency(.sidecars) - meanLatency(.none)
    },
    row("sidecar", "ours", "added by libraries of 0.05 ms at either end, all written, ms", 0.3, .relative(0.03)) {
      meanLatency(.libraries) - meanLatency(.none)
    },
  ]

  private static func row(
    _ family: String, _ source: String, _ name: String, _ expected: Double,
    _ tolerance: Verification.Tolerance = .exact, measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification(family, source: source, name, expected: expected, tolerance, measure: measure) }

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
    var bench = Bench<Self> {
      ($0.mode, $0.traffic, $0.churn, $0.errors, $0.libraryWork) = (mode, 100, 0, 0, 25)
    }
    bench.go(60)
    return View(bench.run).mean(.all(.requestLatency))?.milliseconds ?? .nan
  }
}
