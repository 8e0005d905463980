import Histogram

/// How long things took: a histogram with two significant digits, exact count, sum and maximum.
///
/// Two digits and 32-bit counts take 16 kB where three digits and 64-bit counts take 226 kB, and a snapshot copies it.
public struct Latency: Sendable {
  /// How many were recorded.
  public private(set) var count: UInt64 = 0
  /// The longest.
  public private(set) var maximum: Interval = .zero
  private var total: Double = 0
  private var recentCount: UInt64 = 0
  private var recentTotal: Double = 0
  @usableFromInline var histogram: Histogram<UInt32>

  /// An empty one. Times are told apart from one microsecond up to two hours.
  public init() {
    histogram = Histogram(
      lowestDiscernibleValue: 1, highestTrackableValue: Latency.longestMicroseconds,
      numberOfSignificantValueDigits: .two)
  }

  @usableFromInline static let longestMicroseconds: UInt64 = 7_200_000_000

  /// Records one. Complexity: O(1).
  public mutating func record(_ interval: Interval) {
    count &+= 1
    recentCount &+= 1
    recentTotal += Double(Int64(bitPattern: interval.nanoseconds))
    if interval > maximum { maximum = interval }
    histogram.record(min(interval.nanoseconds / 1000, Latency.longestMicroseconds))
  }

  /// The mean of what was recorded since this was last asked; zero when nothing was.
  mutating func takeRecentMean() -> Interval {
    let mean = recentCount == 0 ? .zero : Interval(nanosecondsRounded: recentTotal / Double(recentCount))
    total += recentTotal
    recentCount = 0
    recentTotal = 0
    return mean
  }

  /// The mean; zero when nothing was recorded.
  public var mean: Interval {
    count == 0 ? .zero : Interval(nanosecondsRounded: (total + recentTotal) / Double(count))
  }

  /// The time that `percent` of 100 did not exceed, within 1 %; zero when nothing was recorded.
  public func percentile(_ percent: Double) -> Interval {
    guard count > 0 else { return .zero }
    return Interval(nanoseconds: min(histogram.valueAtPercentile(percent) &* 1000, maximum.nanoseconds))
  }
}
