import Engine
import FirstEdition
import Grid
import Patterns

extension CircuitBreakerLab {
  /// The window cell by cell, and both rates against their thresholds.
  static let windowPanel = Panel<CircuitBreakerLab>(
    "Window", topics: [Topic.breaker],
    knobs: ["window", "window.calls", "window.seconds", "minimum", "failure", "slow", "slow.after"],
    actions: [.flaky, .slow, .down], minimumWidth: 30, minimumHeight: 4,
    status: { view in
      let window = view.model.breaker.window
      return switch window.span {
      case .count(let size): "last \(size) calls"
      case .time: "last \(window.size) s"
      }
    },
    draw: { view, canvas in
      let window = view.model.breaker.window
      let needed = canvas.width == 0 ? 1 : (window.size * 2 + canvas.width - 1) / canvas.width
      let rows = Layout.rows(
        [
          Share(weight: 0, minimum: max(1, min(needed, canvas.height - 4, 6)), priority: 5),
          .fixed(1, priority: 4),
          .fixed(1, priority: 3), .fixed(1, priority: 2), .fixed(1, priority: 1),
          Share(minimum: 1, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { cells(window, view.knobs, on: &$0) }
      let tally = window.tally
      canvas.inside(rows[1]) {
        rate("failed", view.model.breaker.failureRate, tally.failures, view.knobs.failurePercent, on: &$0)
      }
      canvas.inside(rows[2]) {
        rate("slow", view.model.breaker.slowCallRate, tally.slow, view.knobs.slowPercent, on: &$0)
      }
      canvas.inside(rows[3]) { minimum(view, on: &$0) }
      canvas.inside(rows[4]) { legend(window, on: &$0) }
      canvas.inside(rows[5]) { chart(view, on: &$0) }
    })

  /// Oldest first, newest last; what the window does not hold yet is dotted.
  private static func cells(_ window: OutcomeWindow, _ knobs: Knobs, on canvas: inout Canvas) {
    guard canvas.width > 0 else { return }
    var isTime = false
    if case .time = window.span { isTime = true }
    // A blank after every cell where there is room for it: single calls can be told apart from the last row.
    let pitch = window.size * 2 <= canvas.width * canvas.height ? 2 : 1
    let perRow = max(1, canvas.width / pitch), room = perRow * canvas.height
    let shown = window.cells.suffix(room)
    for (index, cell) in shown.enumerated() {
      canvas.put(
        isTime ? second(cell, knobs) : call(cell), column: index % perRow * pitch, row: index / perRow)
    }
    for index in shown.count..<max(shown.count, min(room, window.size)) {
      canvas.put(Cell("┄", .muted), column: index % perRow * pitch, row: index / perRow)
    }
  }

  private static func call(_ cell: OutcomeWindow.Tally) -> Cell {
    switch (cell.failures > 0, cell.slow > 0) {
    case (true, true): Cell("●", .bad, .bold)
    case (true, false): Cell("×", .bad, .bold)
    case (false, true): Cell("○", .warning, .bold)
    case (false, false): Cell("·", .good)
    }
  }

  /// A second of a time window: how many tenths of its calls were bad.
  private static func second(_ cell: OutcomeWindow.Tally, _ knobs: Knobs) -> Cell {
    guard cell.calls > 0 else { return Cell("┄", .muted) }
    let bad = cell.failures + cell.slow - cell.slowFailures
    guard bad > 0 else { return Cell("·", .good) }
    let tenths = min(9, bad * 10 / cell.calls)
    let isOver = cell.failureRate >= knobs.failurePercent || cell.slowCallRate >= knobs.slowPercent
    let glyph = bad == cell.calls ? "×" : Unicode.Scalar(UInt8(48 + tenths))
    return Cell(glyph, isOver ? .bad : .warning, .bold)
  }

  private static func rate(
    _ name: String, _ rate: Double?, _ bad: UInt32, _ threshold: Double, on canvas: inout Canvas
  ) {
    let isOver = (rate ?? 0) >= threshold
    Gauge(
      name, value: rate ?? 0, of: 100, role: isOver ? .bad : .series1,
      reading: rate.map { Span("\(Int($0.rounded()))% of \(Int(threshold))%", isOver ? .bad : .text) }
        ?? Span("\(bad), not judged", .muted),
      marks: [Mark(threshold, "")], labelWidth: 6, readingWidth: 13
    ).draw(on: &canvas)
  }

  private static func minimum(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let breaker = view.model.breaker
    guard breaker.state != .disabled else {
      return canvas.write(Span("off: nothing is recorded", .warning), column: 0, row: 0, width: canvas.width)
    }
    var minimum = view.knobs.minimum
    if case .count(let size) = breaker.window.span { minimum = min(minimum, size) }
    let isKnown = breaker.bufferedCalls >= minimum
    canvas.write(
      Span(
        isKnown
          ? "\(breaker.bufferedCalls) calls in it, judged from \(minimum) on"
          : "\(breaker.bufferedCalls) calls in it, \(minimum) needed to judge", isKnown ? .muted : .text),
      column: 0, row: 0, width: canvas.width)
  }

  private static func legend(_ window: OutcomeWindow, on canvas: inout Canvas) {
    if case .time = window.span {
      canvas.write(
        Span("a second each: · good, 3 = 30% bad, × all", .muted), column: 0, row: 0, width: canvas.width)
      return
    }
    GlyphLegend(
      [("·", .good, "good"), ("×", .bad, "failed"), ("○", .warning, "slow"), ("●", .bad, "both")]
    ).draw(on: &canvas)
  }

  private static func chart(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    guard canvas.height >= 4 else { return }
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [
        .init("failed", view.levels(.failureRate, most: most, every: 5), role: .bad),
        .init("slow", view.levels(.slowRate, most: most, every: 5), role: .warning),
      ], range: 0...100, rule: .init(view.knobs.failurePercent, "opens", role: .text),
      sampleCount: view.context.history.count / 5, format: { Figure.percent($0 / 100) }
    ).draw(on: &canvas)
  }
}
