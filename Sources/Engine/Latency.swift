/// How long things took: a histogram with two significant digits, exact count, mean and maximum.
///
/// The buckets are those of an HDR histogram (Tene): linear up to 256 units of 512 ns, then 128 to every
/// doubling. Our own, because recording is what labs do most often: this takes a quarter of the time
/// that the general library takes. 32-bit counts make 13 kB, which is what a snapshot copies.
public struct Latency: Sendable {
  /// The longest.
  @inlinable public var maximum: Interval { longest }
  /// How many were recorded.
  @inlinable public var count: UInt64 { recorded }
  @usableFromInline var recorded: UInt64 = 0
  @usableFromInline var longest: Interval = .zero
  @usableFromInline var total: Double = 0
  @usableFromInline var buckets: ContiguousArray<UInt32>
  private var totalBefore: Double = 0
  private var countBefore: UInt64 = 0

  /// Longer times are counted with those of two hours; the maximum and the mean stay exact.
  @usableFromInline static var mostNanoseconds: UInt64 { 7_200_000_000_000 }

  /// An empty one. Times are told apart from half a microsecond up to two hours.
  public init() {
    self.init(buckets: ContiguousArray(repeating: 0, count: Latency.bucket(Latency.mostNanoseconds) + 1))
  }

  /// Where nothing is ever recorded.
  @usableFromInline static var unused: Latency { Latency(buckets: []) }

  private init(buckets: ContiguousArray<UInt32>) { self.buckets = buckets }

  /// Records one. Complexity: O(1).
  @inlinable @inline(__always)
  public mutating func record(_ interval: Interval) {
    let bucket = Latency.bucket(min(interval.nanoseconds, Latency.mostNanoseconds))
    guard bucket < buckets.count else { return }
    buckets[bucket] &+= 1
    recorded &+= 1
    total += Double(interval.nanoseconds)
    if interval > longest { longest = interval }
  }

  /// The bucket of a time: which doubling it lies in, and where there.
  @inlinable
  static func bucket(_ nanoseconds: UInt64) -> Int {
    let units = nanoseconds >> 9
    let doubling = 56 &- (units | 0xFF).leadingZeroBitCount
    return Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: doubling &<< 7) &+ (units &>> doubling))
  }

  /// The longest time of a bucket.
  static func longest(_ bucket: Int) -> Interval {
    let doubling = max(0, (bucket >> 7) - 1)
    return Interval(nanoseconds: UInt64(bucket - doubling << 7 + 1) << (doubling + 9) - 1)
  }

  /// The mean of what was recorded since this was last asked; zero when nothing was.
  @usableFromInline
  mutating func takeRecentMean() -> Interval {
    guard count > countBefore else { return .zero }
    let mean = Interval(nanosecondsRounded: (total - totalBefore) / Double(count - countBefore))
    totalBefore = total
    countBefore = count
    return mean
  }

  /// The mean; zero when nothing was recorded.
  public var mean: Interval { count == 0 ? .zero : Interval(nanosecondsRounded: total / Double(count)) }

  /// The time that `percent` of 100 did not exceed, within 1 % or half a microsecond; zero when nothing was recorded.
  public func percentile(_ percent: Double) -> Interval {
    var missing = max(1, (min(max(percent, 0), 100) * Double(count) / 100).rounded(.up))
    for (bucket, count) in buckets.enumerated() where count > 0 {
      missing -= Double(count)
      if missing <= 0 { return min(Latency.longest(bucket), longest) }
    }
    return longest
  }
}
