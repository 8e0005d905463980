/// A screenful of cells, row by row.
public struct CellGrid: Equatable, Sendable {
  /// The extent in cells, at least 0.
  public let width: Int, height: Int
  /// All cells, `width` a row.
  public var cells: ContiguousArray<Cell>

  /// A blank grid; a negative extent becomes 0.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = ContiguousArray(repeating: .blank, count: self.width * self.height)
  }

  /// The whole grid as a rectangle.
  public var bounds: Rectangle { Rectangle(width: width, height: height) }

  /// The cell at a position inside the grid.
  @inlinable
  public subscript(column: Int, row: Int) -> Cell {
    get { cells[row * width + column] }
    set { cells[row * width + column] = newValue }
  }

  /// The rows as text, without trailing blanks.
  public var text: [String] { rows { Character($0.glyph) } }

  /// The rows as role letters, a blank cell of ordinary text as a blank.
  public var roles: [String] { rows { $0 == .blank ? " " : $0.role.letter } }

  /// The same with a stand-in of ASCII for every glyph.
  public var ascii: CellGrid {
    var grid = self
    for index in grid.cells.indices { grid.cells[index].glyph = asciiGlyph(for: grid.cells[index].glyph) }
    return grid
  }

  private func rows(_ character: (Cell) -> Character) -> [String] {
    (0..<height).map { row in
      var line = String((0..<width).map { character(self[$0, row]) })
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
