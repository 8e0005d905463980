#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How values are laid out along a track.
public enum Scale: Hashable, Sendable {
  /// Equal distances are equal differences.
  case linear
  /// Equal distances are equal ratios.
  ///
  /// A range that begins at 0 or below has no ratios: there the scale is log(1 + 1000 x), x being the
  /// fraction of the range, so that 0 requests a second still has its place at the left end.
  case logarithmic

  /// Where a value lies in the range, in 0...1; a value outside lies at the nearer end.
  public func position(of value: Double, in range: ClosedRange<Double>) -> Double {
    let low = range.lowerBound, high = range.upperBound
    guard high > low else { return 0 }
    switch self {
    case .linear: return ((value - low) / (high - low)).clampedFraction
    case .logarithmic where low > 0: return (log(value / low) / log(high / low)).clampedFraction
    case .logarithmic: return (log1p(1000 * (value - low) / (high - low)) / log1p(1000)).clampedFraction
    }
  }

  /// The value at a position in 0...1, the inverse of `position(of:in:)`.
  public func value(at position: Double, in range: ClosedRange<Double>) -> Double {
    let low = range.lowerBound, high = range.upperBound, position = position.clampedFraction
    guard position < 1 else { return high }
    switch self {
    case .linear: return low + position * (high - low)
    case .logarithmic where low > 0: return low * exp(position * log(high / low))
    case .logarithmic: return low + (high - low) * expm1(position * log1p(1000)) / 1000
    }
  }

  /// The smallest of the steps times a power of ten that is not below `value`; 1 for 0 or less.
  ///
  /// The end of an axis, so that it stays put while the largest value wanders: every change of it
  /// redraws a whole chart.
  public static func roundedUp(_ value: Double, steps: [Double] = [1, 1.5, 2, 3, 4, 5, 6, 8]) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let exponent = floor(log10(value))
    guard abs(exponent) < 300 else { return value }
    let power = pow(10, abs(exponent))
    // A hair of slack, since 0.3 / 0.1 is slightly more than 3.
    let lead = exponent < 0 ? value * power : value / power
    let step = steps.first { $0 >= lead - 1e-9 } ?? 10
    // Dividing, since 3 * 0.1 is not 0.3.
    return exponent < 0 ? step / power : step * power
  }

  /// The end of an axis that changes rarely: 1, 2 or 5 times a power of ten, the one before as long as it will do.
  ///
  /// It grows as soon as a value passes it, and shrinks when the value stays below four fifths of the next smaller one.
  public static func ceiling(above value: Double, after previous: Double? = nil) -> Double {
    let least = roundedUp(value, steps: [1, 2, 5])
    guard let previous, previous > 0, previous.isFinite, value <= previous else { return least }
    return min(previous, roundedUp(value / 0.8, steps: [1, 2, 5]))
  }

  /// The same over a history: the end of an axis that shows the newest `shown` of these values, of which earlier ones
  /// decide whether it could have stayed.
  ///
  /// Complexity: O(values).
  public static func ceiling(over values: [Double], shown: Int) -> Double {
    // The greatest of the last `shown` values at each point, by a queue that falls.
    var queue: [Int] = [], first = 0, ceiling: Double?
    for (index, value) in values.enumerated() {
      if value.isFinite {
        while queue.count > first, values[queue[queue.count - 1]] <= value { queue.removeLast() }
        queue.append(index)
      }
      while first < queue.count, queue[first] <= index - max(1, shown) { first += 1 }
      ceiling = Self.ceiling(above: first < queue.count ? values[queue[first]] : 0, after: ceiling)
    }
    return ceiling ?? 1
  }
}
