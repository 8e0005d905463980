// Arithmetic that stops at the ends: whatever time, wait or interval somebody passes in, nothing overflows.
extension Duration {
  /// The latest time that there is; a deadline there never comes.
  @usableFromInline static var endOfTime: Duration { Duration(attoseconds: .max) }

  /// The sum, which stops at either end.
  @inlinable
  func adding(_ other: Duration) -> Duration {
    let (sum, isTooLong) = attoseconds.addingReportingOverflow(other.attoseconds)
    return Duration(attoseconds: isTooLong ? (other.attoseconds < 0 ? .min : .max) : sum)
  }

  /// The difference, which stops at either end.
  @inlinable
  func subtracting(_ other: Duration) -> Duration {
    let (difference, isTooLong) = attoseconds.subtractingReportingOverflow(other.attoseconds)
    return Duration(attoseconds: isTooLong ? (other.attoseconds < 0 ? .max : .min) : difference)
  }

  /// The multiple, which stops at either end.
  @inlinable
  func multiplied(by factor: Int) -> Duration {
    let (product, isTooLong) = attoseconds.multipliedReportingOverflow(by: Int128(factor))
    return Duration(attoseconds: isTooLong ? ((attoseconds < 0) == (factor < 0) ? .max : .min) : product)
  }

  /// Moves a clock on to a later time and leaves it at an earlier one; returns where it stands.
  ///
  /// This is how every pattern that is told the time keeps one that never runs backwards.
  @inlinable @discardableResult
  mutating func advance(to now: Duration) -> Duration {
    if now > self { self = now }
    return self
  }
}

extension Int {
  /// The sum, which stops at either end.
  @inlinable
  func adding(_ other: Int) -> Int {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? (other < 0 ? .min : .max) : sum
  }
}

extension UInt64 {
  /// The sum, at most `max`.
  @inlinable
  func adding(_ other: UInt64) -> UInt64 {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }
}

extension Int128 {
  /// The quotient by a positive number, cut off.
  ///
  /// Times below nine seconds, which are what limiters compute with, take 64-bit arithmetic: the 128-bit
  /// division costs ten times as much.
  @inlinable
  func quotient(by divisor: Int128) -> Int128 {
    if let small = Int64(exactly: self), let by = Int64(exactly: divisor) { return Int128(small / by) }
    return self / divisor
  }
}
