/// The cells of some latency histograms in one array: for each the count, the sum, the maximum and the
/// buckets.
///
/// One array for all of a model's latencies, because each array on the way costs a question whether it is
/// shared.
public struct LatencyCells: Sendable {
  /// What lies before the buckets: count, sum as a bit pattern, maximum, the count and sum at the last sample, and the
  /// maximum since measuring began.
  @usableFromInline static var head: Int { 6 }
  /// Two buckets of 32 bits in a cell.
  @usableFromInline static var stride: Int { head + (Latency.bucketCount + 1) / 2 }

  @usableFromInline var cells: ContiguousArray<UInt64>

  /// That many empty histograms.
  public init(count: Int) { cells = ContiguousArray(repeating: 0, count: count * LatencyCells.stride) }

  /// Records how long something took. Complexity: O(1).
  @inlinable @inline(__always)
  public mutating func record(_ interval: Interval, at index: Int) {
    let first = index &* LatencyCells.stride
    let bucket = Latency.bucket(min(interval.nanoseconds, Latency.mostNanoseconds))
    cells.withUnsafeMutableBufferPointer { all in
      let cells = all.baseAddress! + first
      cells[0] &+= 1
      cells[1] = (Double(bitPattern: cells[1]) + Double(interval.nanoseconds)).bitPattern
      if interval.nanoseconds > cells[5] {
        cells[5] = interval.nanoseconds
        if interval.nanoseconds > cells[2] { cells[2] = interval.nanoseconds }
      }
      cells[LatencyCells.head &+ (bucket >> 1)] &+= 1 &<< UInt64(truncatingIfNeeded: (bucket & 1) &<< 5)
    }
  }

  /// The histogram by itself.
  public subscript(index: Int) -> Latency {
    let first = index * LatencyCells.stride
    return Latency(cells: cells[first..<first + LatencyCells.stride])
  }

  /// Lets `recent` find the maxima of what is recorded from now on.
  mutating func restartMaxima() {
    for first in Swift.stride(from: 0, to: cells.count, by: LatencyCells.stride) { cells[first + 5] = 0 }
  }

  /// The histogram of what was recorded since an earlier state, in which the maxima were restarted.
  func recent(_ index: Int, since earlier: LatencyCells) -> Latency {
    let maximum = Interval(nanoseconds: cells[index * LatencyCells.stride + 5])
    return self[index].since(earlier[index], maximum: maximum)
  }

  /// The mean in seconds of what was recorded since this was last asked; zero when nothing was.
  public mutating func takeRecentMean(_ index: Int) -> Double {
    let first = index * LatencyCells.stride
    let count = cells[first]
    guard count > cells[first + 3] else { return 0 }
    let sum = Double(bitPattern: cells[first + 1]) - Double(bitPattern: cells[first + 4])
    let mean = sum / Double(count - cells[first + 3])
    cells[first + 3] = count
    cells[first + 4] = cells[first + 1]
    return mean * 1e-9
  }
}
