/// One character position of the screen: a glyph one column wide, its meaning, and its emphasis.
public struct Cell: Hashable, Sendable {
  /// A printable scalar of width one; `Canvas` lets nothing else in.
  public var glyph: Unicode.Scalar
  /// What the cell means.
  public var role: Role
  /// How strongly it is said.
  public var emphasis: Emphasis

  /// A cell with the given glyph, role and emphasis.
  @inlinable
  public init(_ glyph: Unicode.Scalar, _ role: Role = .text, _ emphasis: Emphasis = []) {
    self.glyph = glyph
    self.role = role
    self.emphasis = emphasis
  }

  /// An empty cell.
  public static let blank = Cell(" ")
}

/// How strongly a cell is said, apart from its role.
public struct Emphasis: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// An emphasis from its bits.
  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier strokes.
  public static let bold = Emphasis(rawValue: 1)
  /// Foreground and background exchanged: a selection, a cursor.
  public static let reversed = Emphasis(rawValue: 2)
}
