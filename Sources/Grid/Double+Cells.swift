extension Double {
  /// The number of whole cells nearest to this, in 0...limit; 0 when it is not a number.
  ///
  /// `Int(_:)` traps on NaN, infinity and what does not fit, and a chart meets all three.
  func cells(upTo limit: Int) -> Int {
    guard self > 0 else { return 0 }
    return self < Double(limit) ? Int(rounded()) : max(0, limit)
  }

  /// This within 0...1; 0 when it is not a number.
  var clampedFraction: Double { self > 0 ? Swift.min(self, 1) : 0 }
}
