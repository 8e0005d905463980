/// What panels draw on: a grid seen through a clipping rectangle, with positions relative to it.
///
/// Nothing drawn outside the rectangle has an effect and no call can fail, so a panel needs no
/// case for a small terminal.
public struct Canvas: Sendable {
  /// The cells; the hot methods below are inlined into other modules, so they must see it.
  @usableFromInline var storage: CellGrid
  /// Where positions count from, in cells of the grid.
  @usableFromInline var origin: Rectangle
  /// What may be written, in cells of the grid.
  @usableFromInline var clip: Rectangle
  /// How fine the glyphs of charts are.
  public let glyphs: GlyphLevel

  /// A blank canvas.
  public init(width: Int, height: Int, glyphs: GlyphLevel = .block) {
    self.glyphs = glyphs
    storage = CellGrid(width: width, height: height)
    origin = storage.bounds
    clip = storage.bounds
  }

  /// The grid so far.
  public var grid: CellGrid { storage }

  /// The extent of the current rectangle.
  public var width: Int { origin.width }
  /// The extent of the current rectangle.
  public var height: Int { origin.height }
  /// The current rectangle, with its own origin at 0, 0.
  public var bounds: Rectangle { Rectangle(width: origin.width, height: origin.height) }

  /// Draws with positions relative to `area`, clipped to it.
  public mutating func inside(_ area: Rectangle, _ draw: (inout Canvas) -> Void) {
    let outer = (origin, clip)
    origin = Rectangle(
      column: origin.column + area.column, row: origin.row + area.row, width: area.width, height: area.height)
    clip = clip.intersection(origin)
    draw(&self)
    (origin, clip) = outer
  }

  /// Puts one cell.
  @inlinable
  public mutating func put(_ cell: Cell, column: Int, row: Int) {
    let column = origin.column + column, row = origin.row + row
    guard clip.contains(column: column, row: row) else { return }
    storage[column, row] = cell
  }

  /// The cell at a position, nil outside.
  @inlinable
  public func cell(column: Int, row: Int) -> Cell? {
    let column = origin.column + column, row = origin.row + row
    guard clip.contains(column: column, row: row) else { return nil }
    return storage[column, row]
  }

  /// Writes text from a position to the right and says at which column it ended.
  ///
  /// A scalar that is not exactly one column wide, a control character above all, shows as U+FFFD.
  @inlinable @discardableResult
  public mutating func write(
    _ text: some StringProtocol, column: Int, row: Int, role: Role = .text, emphasis: Emphasis = []
  ) -> Int {
    var column = column
    for scalar in text.unicodeScalars {
      put(Cell(scalar.isOneColumnWide ? scalar : "\u{FFFD}", role, emphasis), column: column, row: row)
      column += 1
    }
    return column
  }

  /// Copies the cells here from another grid of the same extent.
  public mutating func copy(_ grid: CellGrid) {
    guard !clip.isEmpty else { return }
    for row in clip.row..<clip.endRow {
      let cells = row * grid.width + clip.column..<row * grid.width + clip.endColumn
      storage.cells.replaceSubrange(cells, with: grid.cells[cells])
    }
  }

  /// Fills an area with one cell.
  @inlinable
  public mutating func fill(_ area: Rectangle, with cell: Cell) {
    let visible = Rectangle(
      column: origin.column + area.column, row: origin.row + area.row, width: area.width, height: area.height
    ).intersection(clip)
    for row in visible.row..<visible.endRow {
      for column in visible.column..<visible.endColumn { storage[column, row] = cell }
    }
  }
}

extension Unicode.Scalar {
  /// Whether terminals draw this scalar in exactly one column.
  ///
  /// Conservative on purpose: combining marks, wide East Asian characters, emoji and everything
  /// outside the basic plane are no.
  @inlinable
  public var isOneColumnWide: Bool {
    switch value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x370...0x482, 0x48A...0x52F: true
    case 0x2010...0x2027, 0x2030...0x205E, 0x2070...0x20BF, 0x2100...0x218F: true
    case 0x2190...0x2319, 0x231C...0x2328, 0x232B...0x23E8, 0x2400...0x25FC, 0x25FF...0x2613: true
    case 0x2616...0x2647, 0x2654...0x267E, 0x2680...0x2692, 0x2694...0x26A0: true
    case 0x2701...0x2704, 0x2706...0x2709, 0x270C...0x2727, 0x2729...0x274B: true
    case 0x27C0...0x2B1A, 0xFFFD: true
    default: false
    }
  }
}

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

  /// Writes spans one after the other up to a column, the last one of the canvas if none is given; what does not fit ends
  /// with `…`.
  public mutating func write(_ spans: [Span], column start: Int = 0, row: Int = 0, upTo end: Int? = nil) {
    var column = start
    let end = end ?? width
    for span in spans where column < end {
      write(span, column: column, row: row, width: end - column)
      column += span.columns
    }
  }
}
