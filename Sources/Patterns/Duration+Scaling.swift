#if canImport(Glibc)
  // For the linker: rounding and square roots may be calls into libm.
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// Arithmetic that rounds to whole nanoseconds and saturates: waits that grow exponentially must neither trap
// nor end in digits that no clock has.
extension Duration {
  /// The length in seconds as a floating-point number.
  @usableFromInline var inSeconds: Double {
    @inline(__always) get {
      let (seconds, attoseconds) = components
      return Double(seconds) + Double(attoseconds) / 1e18
    }
  }

  /// The whole nanoseconds, cut off.
  ///
  /// Times below nine seconds, which are what limiters compute with, take 64-bit arithmetic: the 128-bit
  /// division costs ten times as much.
  @inlinable var wholeNanoseconds: Int64 {
    let (high, low) = (Int64(truncatingIfNeeded: attoseconds >> 64), Int64(truncatingIfNeeded: attoseconds))
    if high == 0 && low >= 0 { return low / 1_000_000_000 }
    return Int64(truncatingIfNeeded: attoseconds / 1_000_000_000)
  }

  /// About 292 years, the longest time that this room computes with (`Int64.max` nanoseconds).
  @usableFromInline static var longest: Duration { .nanoseconds(Int64.max) }

  /// This time multiplied, rounded to a nanosecond; at least 0 and at most `longest`.
  @usableFromInline
  func scaled(by factor: Double) -> Duration {
    let nanoseconds = inSeconds * 1e9 * factor
    // Also catches NaN, which fails every comparison.
    guard nanoseconds > 0 else { return .zero }
    return nanoseconds < 9.2e18 ? .nanoseconds(Int64(nanoseconds.rounded())) : .longest
  }
}

/// `base` to a whole power by squaring: exact for small whole bases, so that documented delays come out
/// exactly.
@usableFromInline
func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
