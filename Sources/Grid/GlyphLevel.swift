/// How fine the glyphs of charts are.
public enum GlyphLevel: String, CaseIterable, Hashable, Sendable {
  /// Two by four dots a cell; the finest, but faint in some fonts.
  case braille
  /// Eighths of a cell; strong on a projector.
  case block
  /// Letters and signs of ASCII only.
  case ascii
}
