import Engine
import LabKit
import Patterns

/// Retries: what they do to the bottom and when they come; and the waits by the formulae of backoff, at the least and in
/// the middle of what chance may choose.
extension Evidence {
  static let retries =
    [(4, 3, "4 attempts in 3 layers", 64), (3, 5, "3 tries in 5 layers", 243)].map {
      (attempts: Int, layers: Int, name: String, calls: Double) in
      Source("SRE book ch. 22", family: "work amplification")(name, calls) {
        let policy = RetryPolicy(.none, maxAttempts: attempts)
        return Double(WorkAmplification(through: Array(repeating: policy, count: layers)).calls)
      }
    }
    + delays(of: .temporal, temporal, [1, 2, 4, 8, 16, 32, 64, 100, 100])
    + delays(of: .stepFunctions, stepFunctions, [1, 2, 4]) + [
      stepFunctions("default, retries in all", 3) {
        Double((1...10).count { RetryPolicy.stepFunctions.delay(afterFailure: $0) != nil })
      },
      temporal("default, gives up within a million failures", 0) {
        RetryPolicy.temporal.delay(afterFailure: 1_000_000) == nil ? 1 : 0
      },
    ]

  private static let temporal = Source("Temporal", family: "retry delays")
  private static let stepFunctions = Source("AWS Step Functions", family: "retry delays")

  private static func delays(of policy: RetryPolicy, _ source: Source, _ expected: [Double]) -> [Verification] {
    expected.enumerated().map { index, seconds in
      source("default, after failure \(index + 1), s", seconds) {
        policy.delay(afterFailure: index + 1).map { Interval($0).seconds } ?? -1
      }
    }
  }

  static let backoffs =
    [10, 20, 40, 80, 160, 320, 640, 1280, 2000, 2000].enumerated().map { index, wait in
      backoff("exponential, after failure \(index + 1), ms", wait, .exponential, failures: index + 1)
    } + [
      backoff("none, after failure 5, ms", 0, .none, failures: 5),
      backoff("exponential, after failure 1000, ms", 2000, .exponential, failures: 1000),
      backoff("equal, after failure 3, least, ms", 20, .equal, failures: 3),
      backoff("equal, after failure 3, middle, ms", 30, .equal, failures: 3, uniform: 0.5),
      backoff("equal, after failure 12, least, ms", 1000, .equal, failures: 12),
      backoff("full, after failure 3, least, ms", 0, .full, failures: 3),
      backoff("full, after failure 3, middle, ms", 20, .full, failures: 3, uniform: 0.5),
      backoff("full, after failure 12, middle, ms", 1000, .full, failures: 12, uniform: 0.5),
      backoff("decorrelated, first, least, ms", 5, .decorrelated, failures: 1),
      backoff("decorrelated, first, middle, ms", 10, .decorrelated, failures: 1, uniform: 0.5),
    ]
    + [("5 ms", 5, 2, 10), ("101 ms", 101, 7, 154), ("2 s", 2000, 9, 2000)].map {
      (words: String, previous: Int, failures: Int, wait: Double) in
      backoff(
        "decorrelated, after a wait of \(words), middle, ms", wait, .decorrelated, failures: failures, uniform: 0.5,
        previous: .milliseconds(previous))
    }

  private static func backoff(
    _ name: String, _ wait: Double, _ kind: Backoff.Kind, failures: Int, uniform: Double = 0, previous: Duration = .zero
  ) -> Verification {
    Source("aws-arch-backoff-simulator 66cb169", family: "backoff")(name, wait) {
      Interval(Backoff.simulator(kind).delay(afterFailure: failures, uniform: uniform, previous: previous)).milliseconds
    }
  }
}
