/// A horizontal bar: how much of a capacity is in use, by one value or by several stacked ones.
///
///     pool     ████████████▌······│······│ 12 of 25
///                                 ▲ alert
///
/// The first row is the bar. A second one points at the marks or, without marks, names the segments; with
/// three rows there are both. One value ends in eighths of a cell; stacked segments end at whole cells, and
/// their fills differ: █ ▓ ▒ ░. A bar beyond the capacity ends in `►`.
public struct Gauge: Hashable, Sendable {
  /// One of the stacked values.
  public struct Segment: Hashable, Sendable {
    /// How much, in the units of the capacity; what is not above 0 takes no room.
    public var value: Double
    /// What it is.
    public var label: String
    /// What it means.
    public var role: Role

    /// A segment of the bar.
    public init(_ value: Double, _ label: String, role: Role) {
      self.value = value
      self.label = label
      self.role = role
    }
  }

  /// What stands before the bar.
  public var label: String
  /// The values, from the left; the fifth and later ones begin the fills again.
  public var segments: [Segment]
  /// What fills the whole bar.
  public var capacity: Double
  /// What stands after the bar, such as `12 of 25`.
  public var reading: Span
  /// Values worth pointing at.
  public var marks: [Mark]
  /// The columns kept for the label, so that gauges below each other line up; nil is the label's own width.
  public var labelWidth: Int?
  /// The columns kept for the reading, so that the bar does not change its length with the value.
  public var readingWidth: Int

  /// A bar of one value.
  public init(
    _ label: String = "", value: Double, of capacity: Double = 1, role: Role = .series1, reading: Span = "",
    marks: [Mark] = [], labelWidth: Int? = nil, readingWidth: Int = 0
  ) {
    self.init(
      label, segments: [Segment(value, "", role: role)], of: capacity, reading: reading, marks: marks,
      labelWidth: labelWidth, readingWidth: readingWidth)
  }

  /// A bar of several values, stacked from the left.
  public init(
    _ label: String = "", segments: [Segment], of capacity: Double = 1, reading: Span = "",
    marks: [Mark] = [], labelWidth: Int? = nil, readingWidth: Int = 0
  ) {
    self.label = label
    self.segments = segments
    self.capacity = capacity
    self.reading = reading
    self.marks = marks
    self.labelWidth = labelWidth
    self.readingWidth = readingWidth
  }

  /// The fills of the stacked segments, darkest first.
  static let fills: [Unicode.Scalar] = ["█", "▓", "▒", "░"]
  /// A cell filled by one to seven eighths from the left.
  private static let eighths: [Unicode.Scalar] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// Draws the bar in the first row and its captions in the second and third.
  public func draw(on canvas: inout Canvas) {
    let readingColumns = max(readingWidth, reading.columns)
    let track = Track(width: canvas.width, label: labelWidth ?? label.columns, reading: readingColumns)
    canvas.write(Span(label), column: 0, row: 0, width: track.labelWidth)
    canvas.write(reading, column: track.columns.upperBound + 1, row: 0, width: track.readingWidth, alignment: .trailing)
    drawBar(on: &canvas, track.columns)
    let placed = marks.filter { $0.value >= 0 && $0.value <= capacity && capacity > 0 }.map {
      (mark: $0, column: column(of: $0.value, track.columns))
    }
    for (mark, column) in placed { canvas.put(Cell("│", mark.role, .bold), column: column, row: 0) }
    let captions = track.columns.lowerBound..<max(track.columns.lowerBound, canvas.width)
    canvas.write(marks: placed, row: 1, columns: captions)
    drawLegend(on: &canvas, column: track.columns.lowerBound, row: placed.isEmpty ? 1 : 2)
  }

  /// The cell in which a value ends; the capacity itself lies in the last one.
  private func column(of value: Double, _ columns: Range<Int>) -> Int {
    let last = max(0, columns.count - 1)
    return columns.lowerBound + (value / capacity * Double(columns.count) - 0.5).cells(upTo: last)
  }

  private func drawBar(on canvas: inout Canvas, _ columns: Range<Int>) {
    let width = columns.count
    let area = Rectangle(column: columns.lowerBound, row: 0, width: width, height: 1)
    canvas.fill(area, with: Cell("·", .muted))
    guard capacity > 0, width > 0 else { return }
    if segments.count == 1, let only = segments.first {
      drawSolid(only, on: &canvas, columns)
    } else {
      drawStack(on: &canvas, columns)
    }
    let total = segments.reduce(0) { $0 + max(0, $1.value) }
    if total > capacity * 1.0001 {
      canvas.put(Cell("►", .bad, .bold), column: columns.upperBound - 1, row: 0)
    }
  }

  private func drawSolid(_ segment: Segment, on canvas: inout Canvas, _ columns: Range<Int>) {
    var filled = (segment.value / capacity * Double(columns.count) * 8).cells(upTo: columns.count * 8)
    // The least amount still shows: nothing and almost nothing are different stories.
    if segment.value > 0, filled == 0 { filled = 1 }
    let whole = Rectangle(column: columns.lowerBound, row: 0, width: filled / 8, height: 1)
    canvas.fill(whole, with: Cell("█", segment.role))
    if filled % 8 > 0 {
      canvas.put(Cell(Self.eighths[filled % 8 - 1], segment.role), column: whole.endColumn, row: 0)
    }
  }

  private func drawStack(on canvas: inout Canvas, _ columns: Range<Int>) {
    let width = columns.count
    var start = 0, sum = 0.0
    for (index, segment) in segments.enumerated() where segment.value > 0 {
      sum += segment.value
      let end = max((sum / capacity * Double(width)).cells(upTo: width), min(start + 1, width))
      let area = Rectangle(column: columns.lowerBound + start, row: 0, width: end - start, height: 1)
      canvas.fill(area, with: Cell(Self.fills[index % 4], segment.role))
      start = end
    }
  }

  private func drawLegend(on canvas: inout Canvas, column: Int, row: Int) {
    let entries = segments.enumerated().filter { !$1.label.isEmpty }.map { index, segment in
      Legend.Entry(
        sample: Cell(Self.fills[index % 4], segment.role), label: segment.label,
        value: Figure.count(segment.value))
    }
    Legend(entries: entries, room: 5).draw(on: &canvas, column: column, row: row)
  }
}
