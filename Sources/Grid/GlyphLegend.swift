/// What single glyphs mean: `█ hang  c call  · idle`; what finds no room in a row goes into the next one, as a whole.
public struct GlyphLegend: Sendable {
  private let entries: [(glyph: String, role: Role, word: String)]

  /// A legend of glyphs in their roles, and what each of them means.
  public init(_ entries: [(glyph: String, role: Role, word: String)]) { self.entries = entries }

  /// How many rows it takes.
  public func rows(forWidth width: Int) -> Int { (places(width).last?.row ?? 0) + 1 }

  /// Draws it; entries below the canvas are left out.
  public func draw(on canvas: inout Canvas) {
    for (entry, place) in zip(entries, places(canvas.width)) {
      let column = canvas.write(entry.glyph, column: place.column, row: place.row, role: entry.role, emphasis: .bold)
      canvas.write(" \(entry.word)", column: column, row: place.row, role: .muted)
    }
  }

  private func places(_ width: Int) -> [(column: Int, row: Int)] {
    let widths = entries.map { $0.glyph.columns + 1 + $0.word.columns }
    // A blank less between them where that saves a row.
    let gap = widths.reduce(0, +) + 2 * (widths.count - 1) <= width ? 2 : 1
    var column = 0, row = 0
    return widths.map { needed in
      if column > 0, column + needed > width { (column, row) = (0, row + 1) }
      defer { column += needed + gap }
      return (column, row)
    }
  }
}
