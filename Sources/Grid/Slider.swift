/// A value on a track that keys and the mouse move.
///
///     ►traffic ┣━━━━━━━━━━●──────┤   850/s
///                    ▲ alert
///
/// The focused one begins with `►` and fills its knob, so that it is found without colour. A second row
/// points at the marks.
public struct Slider: Hashable, Sendable {
  /// What is set.
  public var label: String
  /// The value now; outside the range the knob stands at the nearer end.
  public var value: Double
  /// What can be set.
  public var range: ClosedRange<Double>
  /// How values are laid out along the track.
  public var scale: Scale
  /// What stands after the track, such as `850/s`.
  public var reading: String
  /// Values worth pointing at.
  public var marks: [Mark]
  /// Whether the keys move this slider.
  public var isFocused: Bool
  /// The columns kept for the label, so that sliders below each other line up; nil is the label's own width.
  public var labelWidth: Int?
  /// The columns kept for the reading, so that the track does not change its length with the value.
  public var readingWidth: Int

  /// A slider.
  public init(
    _ label: String = "", value: Double, in range: ClosedRange<Double>, scale: Scale = .linear,
    reading: String = "", marks: [Mark] = [], isFocused: Bool = false, labelWidth: Int? = nil,
    readingWidth: Int = 7
  ) {
    self.label = label
    self.value = value
    self.range = range
    self.scale = scale
    self.reading = reading
    self.marks = marks
    self.isFocused = isFocused
    self.labelWidth = labelWidth
    self.readingWidth = readingWidth
  }

  /// The value under a column of a canvas `width` columns wide; nil on the label and on the reading.
  ///
  /// While a drag goes on, clamp the column to `trackColumns(width:)` first.
  public func value(atColumn column: Int, width: Int) -> Double? {
    let columns = trackColumns(width: width)
    guard columns.contains(column) else { return nil }
    guard columns.count > 1 else { return range.lowerBound }
    return scale.value(at: Double(column - columns.lowerBound) / Double(columns.count - 1), in: range)
  }

  /// The columns of the track on a canvas `width` columns wide.
  public func trackColumns(width: Int) -> Range<Int> { track(width: width).columns }

  /// The column of a value on a canvas `width` columns wide.
  public func column(of value: Double, width: Int) -> Int {
    let columns = trackColumns(width: width), last = max(0, columns.count - 1)
    return columns.lowerBound + (scale.position(of: value, in: range) * Double(last)).cells(upTo: last)
  }

  /// Draws the track in the first row and the marks in the second.
  public func draw(on canvas: inout Canvas) {
    let width = canvas.width, track = track(width: width)
    let role: Role = isFocused ? .focus : .text
    let name = Span((isFocused ? "►" : " ") + label, role, isFocused ? .bold : [])
    canvas.write(name, column: 0, row: 0, width: track.labelWidth)
    canvas.write(
      Span(reading, role), column: track.columns.upperBound + 1, row: 0, width: track.readingWidth,
      alignment: .trailing)
    drawTrack(on: &canvas, track.columns)
    let placed = marks.filter { range.contains($0.value) }.map {
      (mark: $0, column: column(of: $0.value, width: width))
    }
    for (mark, column) in placed { canvas.put(Cell("┼", mark.role), column: column, row: 0) }
    canvas.write(marks: placed, row: 1, columns: track.columns.lowerBound..<max(track.columns.lowerBound, width))
    if !track.columns.isEmpty {
      canvas.put(Cell(isFocused ? "●" : "○", role, .bold), column: column(of: value, width: width), row: 0)
    }
  }

  private func track(width: Int) -> Track {
    let label = labelWidth ?? label.columns
    return Track(
      width: width, label: label > 0 ? label + 1 : 0,
      reading: reading.isEmpty ? 0 : max(readingWidth, reading.columns))
  }

  /// Heavy up to the knob, light after it.
  private func drawTrack(on canvas: inout Canvas, _ columns: Range<Int>) {
    let knob = column(of: value, width: canvas.width)
    let before = Rectangle(column: columns.lowerBound, row: 0, width: knob - columns.lowerBound, height: 1)
    let after = Rectangle(column: knob, row: 0, width: columns.upperBound - knob, height: 1)
    canvas.fill(before, with: Cell("━", isFocused ? .focus : .text))
    canvas.fill(after, with: Cell("─", .muted))
    if knob > columns.lowerBound {
      canvas.put(Cell("┣", isFocused ? .focus : .text), column: columns.lowerBound, row: 0)
    }
    if knob < columns.upperBound - 1 { canvas.put(Cell("┤", .muted), column: columns.upperBound - 1, row: 0) }
  }
}
