/// A stream of arrivals whose rate can be turned while it runs.
///
/// What is drawn for an arrival is how far away it is in units of the mean gap, keyed by its number.
/// Turning the rate stretches only the rest of the way, so the numbers of later arrivals stay what they
/// were; for a Poisson source this is exactly a Poisson process of changing rate (time change theorem).
public struct Source: Sendable {
  /// How the gaps are spread.
  public enum Spacing: Sendable {
    /// Exponential gaps.
    case poisson
    /// Equal gaps.
    case constant
  }

  /// How the gaps are spread.
  public let spacing: Spacing
  /// Arrivals a second, at least 0.
  @inlinable public var rate: Double { perSecond }
  /// How many arrivals there were.
  @inlinable public var count: UInt64 { arrived }
  /// Which of the scheduled arrivals is the valid one; others were overtaken by a turn of the rate.
  @inlinable public var generation: UInt32 { valid }
  @usableFromInline let stream: DrawStream
  @usableFromInline var perSecond: Double
  /// The mean gap, kept because a multiplication is much quicker than a division.
  @usableFromInline var nanosecondsPerUnit: Double
  @usableFromInline var arrived: UInt64 = 0
  @usableFromInline var valid: UInt32 = 0
  @usableFromInline var unitsLeft: Double = 0
  @usableFromInline var since: Instant

  /// A source that has not begun; its numbers come from `stream`.
  @inlinable
  public init(_ spacing: Spacing, rate: Double, stream: DrawStream) {
    self.spacing = spacing
    self.stream = stream
    perSecond = max(0, rate)
    nanosecondsPerUnit = 1e9 / perSecond
    since = .start
  }

  /// Draws the first arrival and says when it is due; nil while the rate is 0.
  @inlinable
  public mutating func begin(now: Instant, seed: UInt64) -> Instant? {
    since = now
    unitsLeft = units(seed)
    return due
  }

  /// The scheduled arrival of this generation happens: its number, and when the next one is due. Nil when
  /// it was overtaken.
  @inlinable
  public mutating func arrive(_ generation: UInt32, now: Instant, seed: UInt64) -> (
    number: UInt64, next: Instant?
  )? {
    guard generation == valid else { return nil }
    arrived &+= 1
    return (arrived &- 1, begin(now: now, seed: seed))
  }

  /// Turns the rate, and says when the next arrival is due now; what was scheduled before is void.
  @inlinable
  public mutating func turn(rate: Double, now: Instant) -> Instant? {
    unitsLeft = max(0, unitsLeft - (now - since).seconds * perSecond)
    since = now
    perSecond = max(0, rate)
    nanosecondsPerUnit = 1e9 / perSecond
    valid &+= 1
    return due
  }

  @inlinable
  var due: Instant? {
    perSecond > 0 ? since + Interval(nanosecondsRounded: unitsLeft * nanosecondsPerUnit) : nil
  }

  @inlinable
  func units(_ seed: UInt64) -> Double {
    switch spacing {
    case .constant: return 1
    case .poisson:
      var draw = Draw(seed: seed, stream: stream, entity: arrived)
      return draw.exponential()
    }
  }
}
