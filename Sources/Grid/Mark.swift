/// A value worth pointing at on a track: a threshold, a capacity.
public struct Mark: Hashable, Sendable {
  /// Where it lies, in the units of the track.
  public var value: Double
  /// What it is, in a word or two.
  public var caption: String
  /// What it means.
  public var role: Role
  /// What points at it from the line below.
  public var glyph: Unicode.Scalar

  /// A mark at a value.
  public init(_ value: Double, _ caption: String, role: Role = .warning, glyph: Unicode.Scalar = "▲") {
    self.value = value
    self.caption = caption
    self.role = role
    self.glyph = glyph
  }
}

extension Canvas {
  /// Writes pointers with their captions into one row, the first marks first, where they find room.
  ///
  /// A caption stands right of its pointer, else left of it, else it is left out; the pointer stays.
  mutating func write(marks: [(mark: Mark, column: Int)], row: Int, columns: Range<Int>) {
    var taken = marks.map { $0.column..<$0.column + 1 }
    for (mark, column) in marks {
      put(Cell(mark.glyph, mark.role, .bold), column: column, row: row)
      let length = mark.caption.columns
      guard length > 0 else { continue }
      let right = column + 2..<column + 2 + length, left = column - 1 - length..<column - 1
      for place in [right, left] {
        guard columns.lowerBound <= place.lowerBound, place.upperBound <= columns.upperBound else { continue }
        // One blank on either side, or two captions would read as one.
        let around = place.lowerBound - 1..<place.upperBound + 1
        guard !taken.contains(where: { $0.overlaps(around) && $0 != column..<column + 1 }) else { continue }
        write(mark.caption, column: place.lowerBound, row: row, role: mark.role)
        taken.append(place)
        break
      }
    }
  }
}
