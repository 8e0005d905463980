/// Where the label, the track and the reading of a gauge or a slider stand in one row.
struct Track {
  /// The columns of the track itself.
  let columns: Range<Int>
  /// The width of the label before it.
  let labelWidth: Int
  /// The width of the reading after it.
  let readingWidth: Int

  /// Gives the track at least 4 columns: the label gives way first, then the reading.
  init(width: Int, label: Int, reading: Int) {
    let width = max(0, width)
    var label = label > 0 ? label + 1 : 0
    var reading = reading > 0 ? reading + 1 : 0
    if label + reading + 4 > width { label = max(0, min(label, width - reading - 4)) }
    if label == 1 { label = 0 }
    if label + reading + 4 > width { reading = 0 }
    labelWidth = max(0, label - 1)
    readingWidth = max(0, reading - 1)
    columns = label..<max(label, width - reading)
  }
}

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
