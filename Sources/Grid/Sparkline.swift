/// The newest values in one row of ▁▂▃▄▅▆▇█, the newest at the right.
///
/// A missing value (not a number) stays blank, while the least one shows as ▁.
public struct Sparkline: Hashable, Sendable {
  /// The values, the newest last.
  public var values: [Double]
  /// What the least and the greatest glyph stand for; nil is 0 or the least shown to the greatest shown.
  public var range: ClosedRange<Double>?
  /// What the values mean.
  public var role: Role

  /// A row of values.
  public init(_ values: [Double], range: ClosedRange<Double>? = nil, role: Role = .series1) {
    self.values = values
    self.range = range
    self.role = role
  }

  static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Draws as many of the newest values as there are columns, in the first row.
  public func draw(on canvas: inout Canvas) {
    let shown = values.suffix(max(0, canvas.width))
    let range = range ?? Self.automaticRange(shown)
    var column = canvas.width - shown.count
    for value in shown {
      if value.isFinite {
        let eighth = (Scale.linear.position(of: value, in: range) * 7).cells(upTo: 7)
        canvas.put(Cell(Self.eighths[eighth], role), column: column, row: 0)
      }
      column += 1
    }
  }

  private static func automaticRange(_ values: ArraySlice<Double>) -> ClosedRange<Double> {
    var low = 0.0, high = 0.0
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low...high
  }
}
