/// Rows under a header, in columns that give way when there is little room.
///
/// A column that finds no room drops out, the one of the lowest priority first. What is cut ends in `…`.
/// The selected row begins with `►`, and when rows are left over the last line says how many.
public struct Table: Hashable, Sendable {
  /// What is common to the cells below each other.
  public struct Column: Hashable, Sendable {
    /// The header.
    public var title: String
    /// Where its cells stand.
    public var alignment: Alignment
    /// The width without which it is no use, at least 1.
    public var minimum: Int
    /// The width beyond which it does not grow.
    public var maximum: Int
    /// The higher, the later it drops out; among equals the last drops out first.
    public var priority: Int

    /// A column.
    public init(
      _ title: String, alignment: Alignment = .leading, minimum: Int = 4, maximum: Int = .max,
      priority: Int = 0
    ) {
      self.title = title
      self.alignment = alignment
      self.minimum = max(1, minimum)
      self.maximum = max(self.minimum, maximum)
      self.priority = priority
    }
  }

  /// The columns from the left.
  public var columns: [Column]
  /// The cells, row by row; a missing cell is blank.
  public var rows: [[Span]]
  /// The index of the row that the keys act on; nil keeps no room for the marker.
  public var selectedRow: Int?
  /// How many rows are scrolled away above, at least 0.
  public var firstRow: Int

  /// A table.
  public init(_ columns: [Column], rows: [[Span]], selectedRow: Int? = nil, firstRow: Int = 0) {
    self.columns = columns
    self.rows = rows
    self.selectedRow = selectedRow
    self.firstRow = max(0, firstRow)
  }

  /// Draws the header in the first row and as many rows as fit below it.
  public func draw(on canvas: inout Canvas) {
    guard canvas.height > 0, canvas.width > 0 else { return }
    let margin = selectedRow == nil ? 0 : 2
    let room = canvas.height - 1
    let left = max(0, rows.count - firstRow)
    let shown = left <= room ? left : max(0, room - 1)
    let places = places(width: canvas.width - margin, rows: firstRow..<firstRow + shown)
    for (column, place) in zip(columns, places) where !place.isEmpty {
      let header = Span(column.title, .title, .bold)
      canvas.write(header, column: margin + place.column, row: 0, width: place.width, alignment: column.alignment)
    }
    for row in 0..<shown { draw(row: firstRow + row, at: row + 1, places, margin, on: &canvas) }
    if left > shown {
      let more = Span("↓ \(left - shown) more", .muted)
      canvas.write(more, column: margin, row: room, width: canvas.width - margin)
    }
  }

  private func draw(row index: Int, at row: Int, _ places: [Rectangle], _ margin: Int, on canvas: inout Canvas) {
    let isSelected = index == selectedRow
    if isSelected { canvas.put(Cell("►", .focus, .bold), column: 0, row: row) }
    for (column, cell) in rows[index].enumerated() where column < columns.count && !places[column].isEmpty {
      var cell = cell
      if isSelected { cell.emphasis.insert(.bold) }
      canvas.write(
        cell, column: margin + places[column].column, row: row, width: places[column].width,
        alignment: columns[column].alignment)
    }
  }

  /// The columns as places one row high: each as wide as its widest shown cell, when there is room.
  private func places(width: Int, rows shown: Range<Int>) -> [Rectangle] {
    let slots = columns.enumerated().map { index, column in
      var natural = max(column.minimum, column.title.columns)
      for row in shown where index < rows[row].count { natural = max(natural, rows[row][index].columns) }
      return Share(
        weight: natural, minimum: column.minimum, maximum: min(natural, column.maximum),
        priority: column.priority)
    }
    return Layout.columns(slots, in: Rectangle(width: width, height: 1), gap: 2)
  }
}
