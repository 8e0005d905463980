extension CircuitBreaker {
  /// When a breaker trips, how long it waits and how it probes; the defaults are resilience4j's.
  public struct Settings: Hashable, Sendable {
    /// Which calls are remembered while closed.
    public var window = OutcomeWindow.Span.count(100)
    /// Calls that must be in the window before a rate is known, 1 or less for the first; for a count window at
    /// most its size.
    public var minimumCalls = 100
    /// The share of failures in percent at which the breaker trips (reached is enough).
    public var failureRateThreshold = 50.0
    /// The share of slow calls in percent at which the breaker trips (reached is enough).
    public var slowCallRateThreshold = 100.0
    /// A call that takes longer than this is slow; one that takes exactly this long is not.
    public var slowCallDuration = Duration.seconds(60)
    /// How long the breaker stays open.
    public var waitInOpen = WaitPolicy.fixed(.seconds(60))
    /// Probes that half-open lets through, and the size of its count window.
    ///
    /// - Precondition: at least 1, or nothing could ever close the breaker.
    public var permittedCallsInHalfOpen = 10 {
      didSet { precondition(permittedCallsInHalfOpen >= 1, "half-open needs at least one permit") }
    }
    /// Whether open becomes half-open by itself when the wait is over, instead of at the first request after
    /// it.
    public var automaticTransition = false
    /// How long half-open waits for its probes before it gives them up; zero or less waits for ever.
    ///
    /// Where it gives up before it has let a probe through, it opens again without that counting as an opening:
    /// a time without traffic makes no wait longer.
    public var maxWaitInHalfOpen = Duration.zero
    /// Whether half-open closes when its probes are overdue, instead of opening again.
    public var closesAfterMaxWait = false
    /// What happens to results of calls that began before the last change of state.
    public var staleResults = StaleResults.recorded

    /// resilience4j's defaults.
    public init() {}
  }

  /// How long a breaker stays open, by the number of its openings since it was last closed.
  public enum WaitPolicy: Hashable, Sendable {
    /// Always the same.
    case fixed(Duration)
    /// `initial` for the first opening, `multiplier` times longer for each further one, never above `max`.
    /// resilience4j's `IntervalFunction.ofExponentialBackoff` has 1.5 as its multiplier.
    case exponential(initial: Duration, multiplier: Double, max: Duration)

    /// The wait of the nth opening, n from 1.
    public func wait(opening: Int) -> Duration {
      switch self {
      case .fixed(let wait): wait
      case .exponential(let initial, let multiplier, let max):
        Swift.min(max, initial.scaled(by: power(multiplier, opening > 1 ? opening - 1 : 0)))
      }
    }
  }

  /// What happens to results of calls that began before the last change of state.
  public enum StaleResults: Hashable, Sendable, CaseIterable {
    /// They count in the state of today, whichever it is (resilience4j). Even a permit of before that an ignored
    /// call gives back to half-open counts, once, so half-open can hand out one more than it has.
    case recorded
    /// They are thrown away (gobreaker), which makes half-open judge its own probes only.
    case discarded
  }
}
