/// A rectangle of cells; its width and height are never negative.
public struct Rectangle: Hashable, Sendable {
  /// The left column and the top row.
  public var column: Int, row: Int
  /// The extent in cells, at least 0.
  public let width: Int, height: Int

  /// A rectangle; a negative extent becomes 0, so that no range below can trap on a tiny terminal.
  @inlinable
  public init(column: Int = 0, row: Int = 0, width: Int, height: Int) {
    self.column = column
    self.row = row
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// Whether there is nothing to draw in.
  @inlinable public var isEmpty: Bool { width == 0 || height == 0 }
  /// The first column to the right.
  @inlinable public var endColumn: Int { column + width }
  /// The first row below.
  @inlinable public var endRow: Int { row + height }

  /// The part that both rectangles share.
  @inlinable
  public func intersection(_ other: Rectangle) -> Rectangle {
    let left = max(column, other.column), top = max(row, other.row)
    return Rectangle(
      column: left, row: top,
      width: min(endColumn, other.endColumn) - left, height: min(endRow, other.endRow) - top)
  }

  /// The rectangle without a margin on every side.
  @inlinable
  public func inset(columns: Int = 1, rows: Int = 1) -> Rectangle {
    Rectangle(column: column + columns, row: row + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  /// Whether the cell at this position lies inside.
  @inlinable
  public func contains(column: Int, row: Int) -> Bool {
    column >= self.column && column < endColumn && row >= self.row && row < endRow
  }
}
