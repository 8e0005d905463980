/// Where a text shorter than its place stands.
public enum Alignment: Hashable, Sendable {
  /// At the left, as words are.
  case leading
  /// In the middle.
  case center
  /// At the right, as numbers are, so that their digits line up.
  case trailing
}

extension StringProtocol {
  /// How many columns a canvas needs for this text: one for each scalar.
  @inlinable public var columns: Int { unicodeScalars.count }
}

extension Canvas {
  /// Writes text into a place of `width` columns and ends it with `…` when it does not fit.
  public mutating func write(_ span: Span, column: Int, row: Int, width: Int, alignment: Alignment = .leading) {
    let length = span.columns
    guard width > 0 else { return }
    guard length > width else {
      let room = width - length
      let shift = alignment == .leading ? 0 : alignment == .trailing ? room : room / 2
      write(span.text, column: column + shift, row: row, role: span.role, emphasis: span.emphasis)
      return
    }
    let kept = Substring(span.text.unicodeScalars.prefix(width - 1))
    let end = write(kept, column: column, row: row, role: span.role, emphasis: span.emphasis)
    put(Cell("…", span.role, span.emphasis), column: end, row: row)
  }
}
