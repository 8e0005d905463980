/// The sides of a cell that a thin line joins.
struct Strokes: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let up = Strokes(rawValue: 1)
  static let right = Strokes(rawValue: 2)
  static let down = Strokes(rawValue: 4)
  static let left = Strokes(rawValue: 8)
  static let upright: Strokes = [.up, .down]
  static let level: Strokes = [.left, .right]

  /// The line that joins them, with round corners or square ones.
  func glyph(isRound: Bool = false) -> Unicode.Scalar {
    isRound && Self.round[Int(rawValue & 15)] != " " ? Self.round[Int(rawValue & 15)] : Self.square[Int(rawValue & 15)]
  }

  private static let square: [Unicode.Scalar] = [
    " ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼",
  ]
  private static let round: [Unicode.Scalar] = [
    " ", " ", " ", "╰", " ", " ", "╭", " ", " ", "╯", " ", " ", "╮", " ", " ", " ",
  ]
}
