/// What the fills of a chart mean, in one row: `█ p50 12.3 ms  ▓ p95 48 ms  ╌ alert`.
///
/// A figure that is cut is a wrong figure. So a legend that may grow too wide begins at the left edge instead of over its
/// chart, then does without the lines that the axis names anyway, then without its values; what still finds no room is
/// left out whole.
struct Legend {
  /// A sample of the fill, its meaning, and the newest value; empty when there is none to tell.
  struct Entry {
    var sample: Cell
    var label: String
    var value = ""

    /// Its columns; `room` is what its value may come to take.
    func columns(room: Int = 0) -> Int {
      2 + label.columns + (value.isEmpty ? 0 : 1 + max(room, value.columns))
    }
  }

  /// The entries from the left.
  var entries: [Entry]
  /// The columns that a value may come to take.
  var room: Int

  /// Draws it, from the column of its chart on if all that can come finds room there.
  func draw(on canvas: inout Canvas, column: Int, row: Int) {
    // By what the values may come to take: so it stays where it is when one of them grows.
    let start = column + columns(of: entries, room: room) <= canvas.width ? column : 0
    let free = canvas.width - start
    var shown = entries
    if columns(of: shown) > free { shown.removeAll { $0.value.isEmpty } }
    if columns(of: shown) > free {
      shown = entries.map { Entry(sample: $0.sample, label: $0.label) }
    }
    var column = start
    for entry in shown where column + entry.columns() <= canvas.width {
      canvas.put(entry.sample, column: column, row: row)
      column = canvas.write(entry.label, column: column + 2, row: row, role: entry.sample.role)
      if !entry.value.isEmpty { column = canvas.write(entry.value, column: column + 1, row: row) }
      column += 2
    }
  }

  private func columns(of entries: [Entry], room: Int = 0) -> Int {
    entries.reduce(2 * max(0, entries.count - 1)) { $0 + $1.columns(room: room) }
  }
}
