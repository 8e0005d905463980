/// A client that sends less by itself when the backend refuses much.
///
/// It rejects locally with the probability max(0, (requests - K x accepts) / (requests + 1)) over a sliding
/// window, where requests are all that the client wanted to send, those it rejected itself included (Site
/// Reliability Engineering, chapter 21). In the steady state it sends min(offered, K x capacity).
public struct AdaptiveThrottle: Hashable, Sendable {
  /// How many requests are sent for each one that the backend accepts; 2 is the book's, and below 1 it rejects
  /// even while everything is accepted.
  public var multiplier: Double

  @usableFromInline
  struct Bucket: Hashable, Sendable {
    @usableFromInline var requests: UInt32 = 0
    @usableFromInline var accepts: UInt32 = 0

    @inlinable init() {}
  }

  @usableFromInline var buckets: [Bucket]
  @usableFromInline var clock: BucketClock
  @usableFromInline var head = 0
  @usableFromInline var wanted = 0
  @usableFromInline var accepted = 0

  /// A throttle that has seen nothing; it forgets in 120 steps over the window, whole attoseconds each.
  ///
  /// - Precondition: `window` is above zero.
  public init(multiplier: Double = 2, window: Duration = .seconds(120), at now: Duration = .zero) {
    precondition(window > .zero, "a throttle needs a window above zero, not \(window)")
    self.multiplier = multiplier
    buckets = [Bucket](repeating: Bucket(), count: 120)
    let width = Duration(attoseconds: (window.attoseconds - 1) / 120 + 1)
    clock = BucketClock(width: width, end: now.adding(width))
  }

  /// Requests of the window, sent or not.
  @inlinable public var requests: Int { wanted }
  /// Requests of the window that the backend accepted.
  @inlinable public var accepts: Int { accepted }

  /// The probability with which the next request is rejected here, 0...1. O(1).
  @inlinable public var rejectionProbability: Double {
    min(1, max(0, (Double(wanted) - multiplier * Double(accepted)) / Double(wanted + 1)))
  }

  /// Counts a request and says whether to send it; `uniform` is in 0..<1. O(1), amortized.
  @inlinable
  public mutating func offer(at now: Duration, uniform: Double) -> Bool {
    if now >= clock.end { turn(to: now) }
    let isSent = uniform >= rejectionProbability
    wanted += 1
    buckets[head].requests &+= 1
    return isSent
  }

  /// Counts a request that the backend accepted, whether it then succeeded or not. O(1), amortized.
  @inlinable
  public mutating func accept(at now: Duration) {
    if now >= clock.end { turn(to: now) }
    accepted += 1
    buckets[head].accepts &+= 1
  }

  // O(buckets passed), at most O(120).
  @usableFromInline
  mutating func turn(to now: Duration) {
    for _ in 0..<min(clock.turn(to: now), buckets.count) {
      head = head + 1 == buckets.count ? 0 : head + 1
      wanted -= Int(buckets[head].requests)
      accepted -= Int(buckets[head].accepts)
      buckets[head] = Bucket()
    }
  }
}
