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
      // `components` holds 64-bit seconds and traps beyond them.
      if self >= .seconds(Int64.max) || self <= .seconds(Int64.min) { return Double(attoseconds) / 1e18 }
      let (seconds, attoseconds) = components
      return Double(seconds) + Double(attoseconds) / 1e18
    }
  }

  /// The whole nanoseconds, cut off; at most `Int64.max` of them.
  @inlinable var wholeNanoseconds: Int64 { Int64(clamping: attoseconds.quotient(by: 1_000_000_000)) }

  /// About 292 years, the longest wait that is computed (`Int64.max` nanoseconds).
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
