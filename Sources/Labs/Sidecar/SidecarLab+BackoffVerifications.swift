import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// The waits that the backoff simulator's formulae give, at the ends of what chance may choose.
  static let backoffVerifications: [Verification] = growing + jitter + attempts

  private static let source = "aws-arch-backoff-simulator 66cb169"

  private static func row(
    _ name: String, _ expected: Double, _ kind: Backoff.Kind, failures: Int, uniform: Double = 0,
    previous: Double = 0
  ) -> Verification {
    Verification("backoff", source: source, name, expected: expected) {
      let wait = Backoff.simulator(kind).delay(
        afterFailure: failures, uniform: uniform, previous: .milliseconds(Int64(previous)))
      return Interval(wait).milliseconds
    }
  }

  private static let growing: [Verification] =
    [10.0, 20, 40, 80, 160, 320, 640, 1280, 2000, 2000].enumerated().map { index, expected in
      row("exponential, after failure \(index + 1), ms", expected, .exponential, failures: index + 1)
    } + [
      row("none, after failure 5, ms", 0, .none, failures: 5),
      row("exponential, after failure 1000, ms", 2000, .exponential, failures: 1000),
    ]

  private static let jitter: [Verification] = [
    row("equal, after failure 3, least, ms", 20, .equal, failures: 3),
    row("equal, after failure 3, middle, ms", 30, .equal, failures: 3, uniform: 0.5),
    row("equal, after failure 12, least, ms", 1000, .equal, failures: 12),
    row("full, after failure 3, least, ms", 0, .full, failures: 3),
    row("full, after failure 3, middle, ms", 20, .full, failures: 3, uniform: 0.5),
    row("full, after failure 12, middle, ms", 1000, .full, failures: 12, uniform: 0.5),
    row("decorrelated, first, least, ms", 5, .decorrelated, failures: 1),
    row("decorrelated, first, middle, ms", 10, .decorrelated, failures: 1, uniform: 0.5),
    row(
      "decorrelated, after a wait of 5 ms, middle, ms", 10, .decorrelated, failures: 2, uniform: 0.5,
      previous: 5),
    row(
      "decorrelated, after a wait of 101 ms, middle, ms", 154, .decorrelated, failures: 7, uniform: 0.5,
      previous: 101),
    row(
      "decorrelated, after a wait of 2 s, middle, ms", 2000, .decorrelated, failures: 9, uniform: 0.5,
      previous: 2000),
  ]

  private static let attempts: [Verification] = [
    Verification(
      "work amplification", source: "ours", "3 layers of 4 attempts, the 2nd call succeeds", expected: 2
    ) {
      Double(WorkAmplification(through: three) { $0 == 2 }.calls)
    },
    Verification(
      "work amplification", source: "ours", "3 layers of 4 attempts, the 64th call succeeds", expected: 1
    ) {
      WorkAmplification(through: three) { $0 == 64 }.succeeded ? 1 : 0
    },
    Verification("work amplification", source: "ours", "3 layers that try once", expected: 1) {
      Double(WorkAmplification(through: Array(repeating: .never, count: 3)).calls)
    },
    Verification(
      "retry delays", source: "Temporal", "default, gives up within a million failures", expected: 0
    ) {
      RetryPolicy.temporal.delay(afterFailure: 1_000_000) == nil ? 1 : 0
    },
  ]

  private static var three: [RetryPolicy] { Array(repeating: RetryPolicy(.none, maxAttempts: 4), count: 3) }
}
