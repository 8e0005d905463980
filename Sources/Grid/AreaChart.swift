/// The course of one or several values as filled areas, the newest at the right.
///
///     █ p50 12.3 ms  ▓ p95 48 ms  ╌ alert
///     80 ms┤            ▂▓▓
///     50 ms┤╌╌╌╌╌╌╌╌╌╌╌▓▓▓▓▓╌╌╌╌
///          │▂▂▂▃▃▄▄▅▅▅▓█████▓▓▄▃
///      0 ms┤████████████████████
///
/// Made to cost few bytes while it scrolls: the inside of an area is the same glyph everywhere, so only
/// its edge is redrawn; the axis ends at a round number, so it stays put; heights are whole eighths or
/// quarters of a row; and two braille samples that share a cell stay together, so that the picture moves
/// at every second sample only. Fills differ from series to series: █ ▓ ▒ ░, in braille full,
/// striped and outlined.
public struct AreaChart: Sendable {
  /// One value over time.
  public struct Series: Hashable, Sendable {
    /// What it is; an empty label is not in the legend.
    public var label: String
    /// The samples, the newest last; what is not a finite number leaves a gap.
    public var values: [Double]
    /// What it means.
    public var role: Role
    /// What stands beside its label; the newest sample if nil.
    public var reading: Double?

    /// A series of samples.
    public init(_ label: String, _ values: [Double], role: Role, reading: Double? = nil) {
      self.label = label
      self.values = values
      self.role = role
      self.reading = reading
    }

    /// What it is now.
    var newest: Double { reading ?? values.last ?? .nan }
  }

  /// A value worth a line across the chart, such as an alert.
  public struct Rule: Hashable, Sendable {
    /// Where the line lies.
    public var value: Double
    /// What it is, for the legend.
    public var label: String
    /// What it means.
    public var role: Role

    /// A line at a value.
    public init(_ value: Double, _ label: String, role: Role = .warning) {
      self.value = value
      self.label = label
      self.role = role
    }
  }

  /// How several series share the chart.
  public enum Arrangement: Hashable, Sendable {
    /// All from the lower end; where they overlap, the smaller one is seen. For percentiles.
    case overlaid
    /// Each on top of the one before. For parts of a whole.
    case stacked
  }

  /// Where the series are named.
  public enum Labels: Hashable, Sendable {
    /// In a row above the chart.
    case legend
    /// Right of the chart, each beside its newest value; above it where there is little room.
    case ends
  }

  /// The values over time; the first six are drawn.
  public var series: [Series]
  /// How the series share the chart.
  public var arrangement: Arrangement
  /// The ends of the axis; nil takes 0 and a round number above all that is shown, the rule included.
  public var range: ClosedRange<Double>?
  /// A line across the chart.
  public var rule: Rule?
  /// How fine the glyphs are; nil is what the canvas has.
  public var level: GlyphLevel?
  /// How many samples there have been since the beginning; nil is as many as the first series holds.
  ///
  /// Pass it when `values` is a window on a longer history, or braille pairs will not stay together.
  public var sampleCount: Int?
  /// The time from one sample to the next, in seconds, for the axis below the chart; nil for none.
  public var samplePeriod: Double?
  /// Whether the upper end of an automatic axis is 1, 2 or 5 times a power of ten and stays as long as it will do.
  ///
  /// Pass more samples than are shown, for they decide whether it could have stayed.
  public var isSteady: Bool
  /// Where the series are named.
  public var labels: Labels
  /// How values are written at the axis and in the legend.
  public var format: @Sendable (Double) -> String

  /// A chart.
  public init(
    _ series: [Series], arrangement: Arrangement = .overlaid, range: ClosedRange<Double>? = nil,
    rule: Rule? = nil, level: GlyphLevel? = nil, sampleCount: Int? = nil,
    samplePeriod: Double? = nil, isSteady: Bool = false, labels: Labels = .legend,
    format: @escaping @Sendable (Double) -> String = { Figure.count($0) }
  ) {
    self.series = Array(series.prefix(6))
    self.arrangement = arrangement
    self.range = range
    self.rule = rule
    self.level = level
    self.sampleCount = sampleCount
    self.samplePeriod = samplePeriod
    self.isSteady = isSteady
    self.labels = labels
    self.format = format
  }

  /// The most samples that a chart of this width can show; a longer history is a waste.
  public static func samples(forWidth width: Int, level: GlyphLevel) -> Int {
    max(0, width) * (level == .braille ? 2 : 1)
  }

  /// The narrowest chart with an axis.
  private static let axisWidth = 20

  /// Draws the legend in the first row, when there are three, the chart below it, and the time below that.
  public func draw(on canvas: inout Canvas) {
    guard let level else {
      var chart = self
      chart.level = canvas.glyphs
      return chart.draw(on: &canvas)
    }
    let ends = AreaEnds(self, width: canvas.width)
    let isNamed = rule != nil || series.contains { !$0.label.isEmpty }
    let hasLegend = canvas.height >= 3 && isNamed && ends.width == 0
    let top = hasLegend ? 1 : 0
    let hasTime = samplePeriod != nil && canvas.height - top >= 3
    let rows = canvas.height - top - (hasTime ? 1 : 0), width = canvas.width - ends.width
    guard rows > 0 else { return }
    let hasAxis = width >= Self.axisWidth && rows >= 2
    // Two passes: the labels need the range, the range needs to know what is shown.
    let widest = AreaPlot(self, columns: width, rows: rows)
    let labels = hasAxis ? axisLabels(widest) : []
    // Seven columns hold every figure, so that the chart does not shift when a label grows.
    let gutter = hasAxis ? max(7, labels.map(\.text.columns).max() ?? 0) + 1 : 0
    let plot = hasAxis ? AreaPlot(self, columns: width - gutter, rows: rows, range: widest.range) : widest
    if hasLegend { drawLegend(level, on: &canvas, column: gutter) }
    drawAxis(labels, on: &canvas, top: top, rows: rows, gutter: gutter)
    canvas.inside(Rectangle(column: gutter, row: top, width: width - gutter, height: rows)) {
      plot.draw(on: &$0)
    }
    canvas.inside(Rectangle(column: width, row: top, width: ends.width, height: rows)) {
      ends.draw(on: &$0, plot)
    }
    guard hasTime, let samplePeriod else { return }
    let seconds = samplePeriod * Double(Self.samples(forWidth: width - gutter, level: level))
    canvas.inside(Rectangle(column: gutter, row: top + rows, width: width - gutter, height: 1)) {
      TimeAxis(seconds: seconds).draw(on: &$0)
    }
  }

  private struct AxisLabel {
    let row: Int, text: String, role: Role
    var tick: Unicode.Scalar = "┤"
  }

  /// The ends of the axis, the middle where there is room for it, and the rule. A scale that has just changed is marked
  /// by an arrow, since the whole picture changed with it.
  private func axisLabels(_ plot: AreaPlot) -> [AxisLabel] {
    let bottom = plot.rows - 1, range = plot.range
    let isNew = plot.scaleChange != 0
    var labels = [
      AxisLabel(
        row: 0, text: format(range.upperBound), role: isNew ? .focus : .muted,
        tick: isNew ? plot.scaleChange > 0 ? "▲" : "▼" : "┤")
    ]
    if bottom > 0 { labels.append(AxisLabel(row: bottom, text: format(range.lowerBound), role: .muted)) }
    if plot.rows >= Self.rowsWithMiddle {
      let middle = (range.lowerBound + range.upperBound) / 2
      labels.append(AxisLabel(row: plot.row(of: middle), text: format(middle), role: .muted))
    }
    if let rule, let row = plot.ruleRow {
      labels.removeAll { $0.row == row }
      labels.append(AxisLabel(row: row, text: format(rule.value), role: rule.role))
    }
    return labels
  }

  /// The rows from which on the middle of the axis is labelled, too.
  private static let rowsWithMiddle = 8

  private func drawAxis(_ labels: [AxisLabel], on canvas: inout Canvas, top: Int, rows: Int, gutter: Int) {
    guard gutter > 0 else { return }
    let line = Rectangle(column: gutter - 1, row: top, width: 1, height: rows)
    canvas.fill(line, with: Cell("│", .muted))
    for label in labels {
      let text = Span(label.text, label.role)
      canvas.write(text, column: 0, row: top + label.row, width: gutter - 1, alignment: .trailing)
      canvas.put(Cell(label.tick, label.role), column: gutter - 1, row: top + label.row)
    }
  }

  /// The fill, the label and the newest value of each series, and the rule.
  private func drawLegend(_ level: GlyphLevel, on canvas: inout Canvas, column: Int) {
    var entries = series.enumerated().filter { !$1.label.isEmpty }.map { index, one in
      Legend.Entry(
        sample: Cell(AreaPlot.sample(index, level), one.role), label: one.label,
        value: format(one.newest))
    }
    if let rule { entries.append(Legend.Entry(sample: Cell("╌", rule.role), label: rule.label)) }
    // Seven columns hold every figure with its unit.
    Legend(entries: entries, room: 7).draw(on: &canvas, column: column, row: 0)
  }
}
