/// How long things took: a histogram with two significant digits, exact count, mean and maximum.
///
/// The buckets are those of an HDR histogram (Tene): linear up to 256 units of 512 ns, then 128 to every
/// doubling. Our own, because recording is what labs do most often: this takes half the time that the
/// general library takes. 32-bit counts make 13 kB, which is what a snapshot copies.
public struct Latency: Sendable {
  /// How many were recorded.
  public let count: UInt64
  /// The longest.
  public let maximum: Interval
  /// The mean; zero when nothing was recorded.
  public let mean: Interval
  /// All of them together, in seconds.
  public var total: Double { sum / 1e9 }
  private let sum: Double
  private let cells: ContiguousArray<UInt64>.SubSequence

  /// Longer times share the last bucket; the maximum and the mean stay exact.
  @usableFromInline static var mostNanoseconds: UInt64 { 7_200_000_000_000 }
  @usableFromInline static var bucketCount: Int { bucket(mostNanoseconds) + 1 }

  /// An empty one, as of a meter that is no latency.
  public init() { self.init(cells: []) }

  init(cells: ContiguousArray<UInt64>.SubSequence) {
    let head = Array(cells.prefix(3)) + [0, 0, 0]
    count = head[0]
    sum = Double(bitPattern: head[1])
    mean = count == 0 ? .zero : Interval(nanosecondsRounded: sum / Double(count))
    maximum = Interval(nanoseconds: head[2])
    self.cells = cells.dropFirst(LatencyCells.head)
  }

  /// What was recorded since an earlier state of the same histogram; the maximum is that of all.
  public func since(_ earlier: Latency) -> Latency { since(earlier, maximum: maximum) }

  /// The same with a maximum that is known to be its own.
  func since(_ earlier: Latency, maximum: Interval) -> Latency {
    guard earlier.count > 0, earlier.count <= count, earlier.cells.count == cells.count else { return self }
    return Latency(self, without: earlier, maximum: maximum)
  }

  private init(_ all: Latency, without earlier: Latency, maximum: Interval) {
    count = all.count - earlier.count
    self.maximum = maximum
    sum = count == 0 ? 0 : all.sum - earlier.sum
    mean = count == 0 ? .zero : Interval(nanosecondsRounded: sum / Double(count))
    // Two counts in each cell, and neither of them shrinks.
    cells = ContiguousArray(zip(all.cells, earlier.cells).map { $0 &- $1 })[...]
  }

  /// The bucket of a time: which doubling it lies in, and where there.
  @inlinable
  static func bucket(_ nanoseconds: UInt64) -> Int {
    let units = nanoseconds >> 9
    let doubling = 56 &- (units | 0xFF).leadingZeroBitCount
    return Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: doubling &<< 7) &+ (units &>> doubling))
  }

  /// The longest time of a bucket. The last one holds everything from two hours on.
  static func longest(_ bucket: Int) -> Interval {
    guard bucket < bucketCount - 1 else { return Interval(nanoseconds: .max) }
    let doubling = max(0, (bucket >> 7) - 1)
    return Interval(nanoseconds: UInt64(bucket - doubling << 7 + 1) << (doubling + 9) - 1)
  }

  /// The time that `percent` of 100 did not exceed, within 1 % or half a microsecond; zero when nothing was
  /// recorded.
  public func percentile(_ percent: Double) -> Interval {
    var missing = max(1, (min(max(percent, 0), 100) * Double(count) / 100).rounded(.up))
    for (index, pair) in cells.enumerated() where pair > 0 {
      missing -= Double(pair & 0xFFFF_FFFF)
      if missing <= 0 { return min(Latency.longest(2 * index), maximum) }
      missing -= Double(pair >> 32)
      if missing <= 0 { return min(Latency.longest(2 * index + 1), maximum) }
    }
    return maximum
  }
}
