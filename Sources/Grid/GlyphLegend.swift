/// What single glyphs mean, in one row: `█ hang  c call  · idle`; what finds no room is cut off.
public struct GlyphLegend {
  private let entries: [(glyph: String, role: Role, word: String)]
  private let gap: Int

  /// A legend of glyphs in their roles, and what each of them means; `gap` columns between them.
  public init(_ entries: [(glyph: String, role: Role, word: String)], gap: Int = 2) {
    (self.entries, self.gap) = (entries, gap)
  }

  /// Draws it in the first row.
  public func draw(on canvas: inout Canvas) {
    var column = 0
    for entry in entries {
      column = canvas.write(entry.glyph, column: column, row: 0, role: entry.role, emphasis: .bold)
      column = canvas.write(" \(entry.word)", column: column, row: 0, role: .muted) + gap
    }
  }
}
