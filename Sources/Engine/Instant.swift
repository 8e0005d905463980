/// A point in virtual time, in whole nanoseconds since the start of the run.
///
/// An integer, because sums of floating-point times depend on their order and a run must be exactly
/// repeatable. 64 bits reach 584 years.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the start.
  public var nanoseconds: UInt64

  /// The instant this many nanoseconds after the start.
  @inlinable
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The start of the run.
  @inlinable public static var start: Instant { Instant(nanoseconds: 0) }
  /// Later than every event.
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// Seconds since the start, for display and statistics only. By division, which rounds once: 0.3 s shows as 0.3.
  @inlinable
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The time since the start as the standard library's duration, which the patterns take.
  @inlinable
  public var duration: Duration { .nanoseconds(Int64(truncatingIfNeeded: nanoseconds)) }

  /// Whether the left one is the earlier.
  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The instant that much later; the far end of time when it would lie beyond.
  @inlinable
  public static func + (left: Instant, right: Interval) -> Instant {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Instant(nanoseconds: overflow ? .max : sum)
  }

  /// The time from `right` to `left`, zero when `left` is the earlier one.
  @inlinable
  public static func - (left: Instant, right: Instant) -> Interval {
    Interval(nanoseconds: left.nanoseconds > right.nanoseconds ? left.nanoseconds &- right.nanoseconds : 0)
  }
}

/// A length of virtual time, in whole nanoseconds; never negative.
public struct Interval: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The length.
  public var nanoseconds: UInt64

  /// An interval of that many nanoseconds.
  @inlinable
  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// The nearest representable interval; zero for negative and undefined numbers.
  @inlinable
  public init(nanosecondsRounded value: Double) {
    // Through the signed conversion, which is one instruction; 292 years are enough.
    nanoseconds = value > 0 ? UInt64(bitPattern: Int64(min(value, 9.2e18))) : 0
  }

  /// The interval of a standard duration; zero for negative ones.
  @inlinable
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    nanoseconds =
      seconds < 0 || attoseconds < 0
      ? 0 : UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
  }

  /// No time at all.
  @inlinable public static var zero: Interval { Interval(nanoseconds: 0) }

  /// An interval in seconds.
  @inlinable
  public static func seconds(_ value: Double) -> Interval { Interval(nanosecondsRounded: value * 1e9) }
  /// An interval in milliseconds.
  @inlinable
  public static func milliseconds(_ value: Double) -> Interval { Interval(nanosecondsRounded: value * 1e6) }
  /// An interval in microseconds.
  @inlinable
  public static func microseconds(_ value: Double) -> Interval { Interval(nanosecondsRounded: value * 1e3) }

  /// The length in seconds, for display and statistics only.
  @inlinable
  public var seconds: Double { Double(nanoseconds) / 1e9 }
  /// The length in milliseconds, for display and statistics only.
  @inlinable
  public var milliseconds: Double { Double(nanoseconds) / 1e6 }
  /// The length as the standard library's duration, which the patterns take.
  @inlinable
  public var duration: Duration { .nanoseconds(Int64(truncatingIfNeeded: nanoseconds)) }

  /// Whether the left one is the shorter.
  @inlinable
  public static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }
  /// The sum; the longest interval there is when it would be longer.
  @inlinable
  public static func + (left: Interval, right: Interval) -> Interval {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return Interval(nanoseconds: overflow ? .max : sum)
  }
  /// The interval scaled by a factor of at least zero.
  @inlinable
  public static func * (left: Interval, right: Double) -> Interval {
    Interval(nanosecondsRounded: Double(left.nanoseconds) * right)
  }
}
