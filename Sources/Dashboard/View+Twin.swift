import Grid
import LabKit

extension DashboardView {
  /// Says above each of two runs which it is, and how its promises stand.
  func drawCaptions(_ twin: Twin, _ places: TwinPlan, on canvas: inout Canvas) {
    let words = TwinCaption(state)
    let left = Self.verdict(state.laws, state.promises)
    let right = Self.verdict(twin.snapshot.laws, twin.snapshot.promises)
    canvas.inside(places.leftCaption) { draw("A", words.left, .series1, left, on: &$0) }
    canvas.inside(places.rightCaption) { draw("B", words.right, .series2, right, on: &$0) }
  }

  private func draw(_ name: String, _ words: String, _ role: Role, _ verdict: Span, on canvas: inout Canvas) {
    let column = canvas.write(" \(name) ", column: 0, row: 0, role: role, emphasis: [.bold, .reversed]) + 1
    canvas.write(Span(words, .text, .bold), column: column, row: 0, width: canvas.width - column - verdict.columns - 1)
    canvas.write(verdict, column: canvas.width - verdict.columns, row: 0, width: verdict.columns)
  }

  /// A law that is violated first: then nothing else counts.
  private static func verdict(_ laws: [LawLine], _ promises: [PromiseLine]) -> Span {
    let violated = laws.count { $0.verdict == .violated }
    if violated > 0 { return Span(" ✗\(violated) VIOLATED ", .bad, [.bold, .reversed]) }
    let broken = promises.filter { $0.verdict == .broken }
    if let worst = broken.first {
      return Span(broken.count == 1 ? "✗ \(worst.words)" : "✗ \(broken.count) broken", .bad, .bold)
    }
    return promises.isEmpty ? Span("") : Span("✓ kept", .good)
  }

  /// One meter of both runs as two curves, beside it what differs most, in words.
  func drawComparison(_ twin: Twin, on canvas: inout Canvas) {
    guard let snapshot = state.snapshot, let readings = state.twinReadings, canvas.height > 0 else { return }
    let parts = Layout.columns(
      [Share(weight: 2, minimum: 24), Share(weight: 3, minimum: 44, priority: 1)],
      in: Rectangle(width: canvas.width, height: canvas.height), gap: 2)
    canvas.inside(parts[0]) { drawCurves(twin, snapshot, on: &$0) }
    canvas.inside(parts[1]) { canvas in
      canvas.write(parting, column: 0, row: 0, width: canvas.width)
      for (row, line) in readings.ranked.prefix(max(0, canvas.height - 1)).enumerated() {
        let isShown = line.meter == state.comparedMeter
        canvas.put(Cell(isShown ? "►" : " ", .focus, .bold), column: 0, row: row + 1)
        canvas.write(readings.words(line), column: 2, row: row + 1)
      }
    }
  }

  /// When the two first did different things.
  private var parting: Span {
    guard let twin = state.map?.twin else { return "" }
    guard let difference = twin.difference else { return Span("so far both do the same", .muted) }
    return Span("≠ first difference at \(Clock.text(difference.at))", .warning)
  }

  private func drawCurves(_ twin: Twin, _ snapshot: any LabSnapshot, on canvas: inout Canvas) {
    let shown = state.comparedMeter ?? 0
    guard state.entry.meters.indices.contains(shown) else { return }
    let meter = state.entry.meters[shown]
    let level = GlyphLevel.block
    let most = max(1, canvas.width)
    let courses = [snapshot, twin.snapshot].map {
      $0.course(ofMeter: shown, most: most, every: Self.samplesPerColumn)
    }
    let chart = AreaChart(
      [.init("A", courses[0], role: .series1), .init("B", courses[1], role: .series2)], level: level,
      format: { TwinReadings.text(meter, $0) })
    canvas.write(Span(meter.name, .title, .bold), column: 0, row: 0, width: canvas.width)
    canvas.inside(Rectangle(column: 0, row: 1, width: canvas.width, height: canvas.height - 1)) {
      chart.draw(on: &$0)
    }
  }

  /// Half a second a column: a minute fits beside the words at 80 columns.
  private static let samplesPerColumn = 5
}
