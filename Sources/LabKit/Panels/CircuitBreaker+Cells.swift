import Grid
import Patterns

extension CircuitBreaker {
  /// Its window, the oldest first: a cell for each call, or for each second of a time window; what it does not hold yet
  /// is dotted.
  public var windowCells: [Cell] {
    var isCounted = false
    if case .count = window.span { isCounted = true }
    let held = window.cells.map { isCounted ? Self.call($0) : second($0) }
    return held + Array(repeating: Self.empty, count: max(0, window.size - held.count))
  }

  /// The probes of half-open as slots that fill: those whose results are in, those under way, those that may still go.
  public func probeCells(of permits: Int) -> [Cell] {
    let results = Array(windowCells.prefix(window.cells.count))
    let left = min(permitsLeft, permits), underWay = max(0, permits - left - results.count)
    return results + Array(repeating: Cell("►", .warning, .bold), count: underWay)
      + Array(repeating: Cell("□", .muted), count: left)
  }

  private static var empty: Cell { Cell("┄", .muted) }

  private static func call(_ cell: OutcomeWindow.Counts) -> Cell {
    switch (cell.failures > 0, cell.slow > 0) {
    case (true, true): Cell("●", .bad, .bold)
    case (true, false): Cell("×", .bad, .bold)
    case (false, true): Cell("○", .warning, .bold)
    case (false, false): Cell("·", .good)
    }
  }

  /// How many tenths of its calls were bad.
  private func second(_ cell: OutcomeWindow.Counts) -> Cell {
    guard cell.calls > 0 else { return Self.empty }
    let bad = cell.failures + cell.slow - cell.slowFailures
    guard bad > 0 else { return Cell("·", .good) }
    let isOver =
      cell.failureRate >= settings.failureRateThreshold || cell.slowCallRate >= settings.slowCallRateThreshold
    let glyph = bad == cell.calls ? "×" : Unicode.Scalar(UInt8(48 + min(9, bad * 10 / cell.calls)))
    return Cell(glyph, isOver ? .bad : .warning, .bold)
  }
}
