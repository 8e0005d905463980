/// How long to wait after a failure.
///
/// With v = min(cap, first x coefficient^(n - 1)) after the nth failure: exponential waits v, equal jitter
/// v/2 + U(0, v/2), full jitter U(0, v). Decorrelated waits min(cap, U(base, 3 x the wait before)), the first
/// time as if it had waited `base` before. These are the formulae of aws-samples/aws-arch-backoff-simulator,
/// whose 5 x 2^n with n from 1 has 10 ms as its `first` here.
public enum Backoff: Hashable, Sendable {
  /// No wait.
  case none
  /// Always the same wait.
  case constant(Duration)
  /// A wait that grows by a coefficient, at most `cap` where there is one.
  case exponential(first: Duration, coefficient: Double, cap: Duration?)
  /// Half of the exponential wait for sure, the other half by chance.
  case equalJitter(first: Duration, coefficient: Double, cap: Duration?)
  /// Anything up to the exponential wait.
  case fullJitter(first: Duration, coefficient: Double, cap: Duration?)
  /// Anything from `base` up to three times the wait before.
  case decorrelated(base: Duration, cap: Duration)

  /// The wait after the nth failure in a row (n from 1); `uniform` in 0..<1. Rounded to nanoseconds, and
  /// at most 292 years where it grows.
  public func delay(afterFailure n: Int, uniform: Double = 0, previous: Duration = .zero) -> Duration {
    switch self {
    case .none: return .zero
    case .constant(let wait): return wait
    case .exponential(let first, let coefficient, let cap): return Self.grown(first, coefficient, n, cap)
    case .equalJitter(let first, let coefficient, let cap):
      return Self.grown(first, coefficient, n, cap).scaled(by: 0.5 + 0.5 * uniform)
    case .fullJitter(let first, let coefficient, let cap):
      return Self.grown(first, coefficient, n, cap).scaled(by: uniform)
    case .decorrelated(let base, let cap):
      // A wait is never below the base, so only the first one needs to be lifted.
      let upper = max(base, previous).scaled(by: 3)
      return min(cap, base.adding(upper.subtracting(base).scaled(by: uniform)))
    }
  }

  static func grown(_ first: Duration, _ coefficient: Double, _ n: Int, _ cap: Duration?) -> Duration {
    let wait = first.scaled(by: power(coefficient, n > 1 ? n - 1 : 0))
    return cap.map { min($0, wait) } ?? wait
  }
}

extension Backoff {
  /// The kinds of the backoff simulator.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Try again at once.
    case none
    /// Wait exponentially longer.
    case exponential
    /// Half fixed, half random.
    case equal
    /// Random up to the exponential wait.
    case full
    /// Random from the base to three times the wait before.
    case decorrelated
  }

  /// The backoff of aws-samples/aws-arch-backoff-simulator: base 5 ms, cap 2 s.
  public static func simulator(_ kind: Kind) -> Backoff {
    let first = Duration.milliseconds(10)
    let cap = Duration.seconds(2)
    return switch kind {
    case .none: .none
    case .exponential: .exponential(first: first, coefficient: 2, cap: cap)
    case .equal: .equalJitter(first: first, coefficient: 2, cap: cap)
    case .full: .fullJitter(first: first, coefficient: 2, cap: cap)
    case .decorrelated: .decorrelated(base: .milliseconds(5), cap: cap)
    }
  }
}
