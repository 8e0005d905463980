/// Whether to try again after a failure, and after how long.
public struct RetryPolicy: Hashable, Sendable {
  /// How long to wait between attempts.
  public var backoff: Backoff
  /// Attempts in all, the first included; nil means that there is no limit, 1 or less that there is no retry.
  public var maxAttempts: Int?

  /// A policy; without a limit it tries for ever.
  @inlinable
  public init(_ backoff: Backoff, maxAttempts: Int? = nil) {
    self.backoff = backoff
    self.maxAttempts = maxAttempts
  }

  /// The wait after the nth failure in a row (n from 1), or nil to give up.
  ///
  /// `uniform` is in 0..<1 and is used only by a backoff with jitter; `previous` is the wait before, zero
  /// after the first failure, and is used only by the decorrelated one.
  @inlinable
  public func delay(afterFailure n: Int, uniform: Double = 0, previous: Duration = .zero) -> Duration? {
    if let maxAttempts, n >= maxAttempts { return nil }
    return backoff.delay(afterFailure: n, uniform: uniform, previous: previous)
  }

  /// One attempt only.
  public static let never = RetryPolicy(.none, maxAttempts: 1)

  /// Temporal's default: 1 s, then twice as long each time, at most 100 times the first, without a limit.
  public static let temporal = RetryPolicy(.exponential(first: .seconds(1), coefficient: 2, cap: .seconds(100)))

  /// The default of AWS Step Functions: 1 s, then twice as long each time, 3 retries after the first attempt.
  public static let stepFunctions = RetryPolicy(
    .exponential(first: .seconds(1), coefficient: 2, cap: nil), maxAttempts: 4)
}
