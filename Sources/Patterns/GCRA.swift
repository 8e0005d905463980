/// The generic cell rate algorithm: a limiter that remembers one time only.
///
/// Semantics of throttled/throttled (`GCRARateLimiter`): `burst` requests may come at once, then one each
/// `interval`. The theoretical arrival time is when the requests so far would have been spread out evenly.
/// Exact, in integers.
public struct GCRA: Hashable, Sendable {
  /// The time between evenly spaced requests.
  public let interval: Duration
  /// Requests that may come at once, at least 1.
  public let burst: Int

  @usableFromInline let tolerance: Duration
  @usableFromInline let nanosecondsPerRequest: Int64
  @usableFromInline var theoreticalArrival: Duration?

  /// A limiter that nobody has used; an interval below 1 ns becomes 1 ns, a burst below 1 becomes 1.
  public init(interval: Duration, burst: Int) {
    self.interval = max(interval, .nanoseconds(1))
    self.burst = max(1, burst)
    tolerance = self.interval * self.burst
    nanosecondsPerRequest = self.interval.wholeNanoseconds
  }

  /// A limiter of so many requests a second, with an interval in whole nanoseconds.
  public init(perSecond rate: Int, burst: Int) {
    self.init(interval: .nanoseconds(1_000_000_000 / Int64(max(1, rate))), burst: burst)
  }

  /// The answer to one request, as HTTP headers want it.
  public struct Verdict: Hashable, Sendable {
    /// Whether the request may pass.
    public let isAllowed: Bool
    /// Requests that could pass at once after it.
    public let remaining: Int
    /// How long until `remaining` is the whole burst again.
    public let resetAfter: Duration
    /// How long until the same request would pass; nil if it passes now, or is greater than the burst and
    /// never will.
    public let retryAfter: Duration?

    @inlinable
    init(isAllowed: Bool, remaining: Int, resetAfter: Duration, retryAfter: Duration?) {
      self.isAllowed = isAllowed
      self.remaining = remaining
      self.resetAfter = resetAfter
      self.retryAfter = retryAfter
    }
  }

  /// Lets a request of this quantity pass or refuses it; a quantity of 0 only looks. O(1).
  @inlinable
  public mutating func request(_ quantity: Int = 1, at now: Duration) -> Verdict {
    let arrival = max(now, theoreticalArrival ?? now)
    let increment = quantity == 1 ? interval : interval * max(0, quantity)
    let next = arrival + increment
    let early = next - tolerance - now
    if early > .zero {
      let canEverPass = increment <= tolerance
      let resetAfter = canEverPass ? arrival - now : .zero
      return Verdict(
        isAllowed: false, remaining: remaining(resetAfter), resetAfter: resetAfter,
        retryAfter: canEverPass ? early : nil)
    }
    theoreticalArrival = next
    return Verdict(
      isAllowed: true, remaining: remaining(next - now), resetAfter: next - now, retryAfter: nil)
  }

  @inlinable
  func remaining(_ resetAfter: Duration) -> Int {
    let left = tolerance - resetAfter
    return left > .zero ? Int(left.wholeNanoseconds / nanosecondsPerRequest) : 0
  }
}
