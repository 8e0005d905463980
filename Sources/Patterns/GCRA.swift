/// The generic cell rate algorithm: a limiter that remembers one time only.
///
/// Semantics of throttled/throttled (`GCRARateLimiter`): `burst` requests may come at once, then one each
/// `interval`. The theoretical arrival time is when the requests so far would have been spread out evenly.
/// Exact, in integers.
public struct GCRA: Hashable, Sendable {
  /// The time between evenly spaced requests, above zero.
  public let interval: Duration
  /// Requests that may come at once; 0 or less lets nothing pass.
  public let burst: Int

  // How far ahead of the clock the theoretical arrival may be for one more request to pass.
  @usableFromInline let slackForOne: Duration
  @usableFromInline var spreadOut: Duration?
  /// When the requests so far would have been spread out evenly; nil before the first.
  @inlinable public var theoreticalArrival: Duration? { spreadOut }

  /// A limiter that nobody has used.
  ///
  /// - Precondition: `interval` is above zero.
  public init(interval: Duration, burst: Int) {
    precondition(interval > .zero, "GCRA needs an interval above zero, not \(interval)")
    self.interval = interval
    self.burst = burst
    slackForOne = interval.multiplied(by: burst.adding(-1))
  }

  /// A limiter of so many requests a second, with an interval of whole nanoseconds, cut off.
  ///
  /// - Precondition: `rate` is in 1...1,000,000,000.
  public init(perSecond rate: Int, burst: Int) {
    precondition((1...1_000_000_000).contains(rate), "GCRA takes 1...1,000,000,000 a second, not \(rate)")
    self.init(interval: .nanoseconds(1_000_000_000 / Int64(rate)), burst: burst)
  }

  /// The answer to one request, as HTTP headers want it.
  public struct Verdict: Hashable, Sendable {
    /// Whether the request may pass.
    public let isAllowed: Bool
    /// Requests that could pass at once after it, 0...burst.
    public let remaining: Int
    /// How long until `remaining` is the whole burst again.
    public let resetAfter: Duration
    /// How long until the same request would pass; nil if it passes now or never will: negative, more than the
    /// burst, or further on than time goes.
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
    let arrival = max(now, spreadOut ?? now)
    let ahead = arrival.subtracting(now)
    if quantity == 0 { return verdict(true, resetAfter: ahead) }
    guard quantity > 0, quantity <= burst else { return verdict(false, resetAfter: ahead) }
    let slack = quantity == 1 ? slackForOne : interval.multiplied(by: burst - quantity)
    if ahead > slack { return verdict(false, resetAfter: ahead, retryAfter: ahead.subtracting(slack)) }
    let next = arrival.adding(quantity == 1 ? interval : interval.multiplied(by: quantity))
    // What its one time cannot hold any more could not be counted.
    if next == .endOfTime { return verdict(false, resetAfter: ahead) }
    spreadOut = next
    return verdict(true, resetAfter: next.subtracting(now))
  }

  @inlinable
  func verdict(_ isAllowed: Bool, resetAfter: Duration, retryAfter: Duration? = nil) -> Verdict {
    // The intervals that are begun are taken.
    let (ahead, width) = (resetAfter.attoseconds, interval.attoseconds)
    let taken = ahead > 0 ? (ahead - 1).quotient(by: width) + 1 : 0
    return Verdict(
      isAllowed: isAllowed, remaining: max(0, Int(clamping: Int128(burst) - taken)), resetAfter: resetAfter,
      retryAfter: retryAfter)
  }
}

extension GCRA: Codable {
  /// A limiter of these parts, as it gives them; throws if the interval is not above zero.
  public init(interval: Duration, burst: Int, theoreticalArrival: Duration?) throws(InvalidState) {
    try InvalidState.unless(interval > .zero, "GCRA needs an interval above zero, not \(interval)")
    self.init(interval: interval, burst: burst)
    spreadOut = theoreticalArrival
  }

  private enum Key: CodingKey { case interval, burst, theoreticalArrival }

  /// Decodes a limiter, as in `{"interval": "0.1s", "burst": 5, "theoreticalArrival": "12.3s"}`, the last one only where
  /// it was used.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(
        interval: parts[.interval], burst: parts[.burst],
        theoreticalArrival: parts[ifPresent: .theoreticalArrival])
    }
  }

  /// Encodes a limiter, as in `{"interval": "0.1s", "burst": 5, "theoreticalArrival": "12.3s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.interval, interval)
    try parts.set(.burst, burst)
    try parts.set(.theoreticalArrival, ifPresent: theoreticalArrival)
  }
}
