/// The names and newest values of the series of an area chart, right of it and beside where they end.
struct AreaEnds {
  private let chart: AreaChart
  /// The columns that they take; 0 when the legend must do.
  let width: Int

  /// What the narrowest chart beside them needs.
  private static let least = 30

  init(_ chart: AreaChart, width: Int) {
    self.chart = chart
    let names = (chart.series.map(\.label) + [chart.rule?.label ?? ""]).map(\.columns).max() ?? 0
    // A blank, a sample, the name, and seven columns, which hold every figure.
    let needed = 3 + names + 1 + 7
    self.width = chart.labels == .ends && names > 0 && width >= needed + Self.least ? needed : 0
  }

  /// Each at the height of its newest value, a row apart, the sample of its fill first.
  func draw(on canvas: inout Canvas, _ plot: AreaPlot) {
    guard width > 0, canvas.height > 0 else { return }
    var entries: [(row: Int, sample: Cell, name: String, value: String)] = []
    for (index, series) in chart.series.enumerated() where !series.label.isEmpty {
      let sample = Cell(AreaPlot.sample(index, chart.level ?? .block), series.role)
      entries.append(
        (plot.endRow(index, chart.arrangement), sample, series.label, chart.format(series.newest)))
    }
    if let rule = chart.rule, let row = plot.ruleRow {
      entries.append((row, Cell("╌", rule.role), rule.label, ""))
    }
    // From the top: later series lie above earlier ones, in a stack as among percentiles.
    let order = entries.indices.sorted { (entries[$0].row, -$0) < (entries[$1].row, -$1) }
    var rows = order.map { entries[$0].row }, limit = canvas.height
    for at in rows.indices.dropFirst() { rows[at] = max(rows[at], rows[at - 1] + 1) }
    for at in rows.indices.reversed() {
      rows[at] = min(rows[at], limit - 1)
      limit = rows[at]
    }
    for (row, index) in zip(rows, order) where row >= 0 {
      let entry = entries[index]
      canvas.put(entry.sample, column: 1, row: row)
      let column = canvas.write(entry.name, column: 3, row: row, role: entry.sample.role)
      canvas.write(entry.value, column: column + 1, row: row, emphasis: .bold)
    }
  }
}
