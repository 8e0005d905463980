/// Rows of cells with a label each: a glyph for every seat of a pool, every slot of a queue.
///
///     payment    20/20 ██████████████████
///                      ██
///     catalogue   3/50 ccc···············
///                      ············ +20
///
/// Rows wrap. What finds no room is counted at the end, so that no cell is overlooked.
public struct CellRows: Hashable, Sendable {
  /// A label and its cells.
  public struct Row: Hashable, Sendable {
    /// What they are.
    public var label: Span
    /// A figure about them, such as `3/50`.
    public var reading: Span
    /// One for each thing.
    public var cells: [Cell]

    /// A row.
    public init(_ label: Span, reading: Span = "", cells: [Cell]) {
      self.label = label
      self.reading = reading
      self.cells = cells
    }
  }

  /// The rows from the top.
  public var rows: [Row]
  /// The columns kept for readings, so that the cells stay where they are.
  public var readingWidth: Int

  /// Rows of cells.
  public init(_ rows: [Row], readingWidth: Int = 0) {
    self.rows = rows
    self.readingWidth = readingWidth
  }

  /// Draws the rows below each other, a blank one between them where all of them find room.
  public func draw(on canvas: inout Canvas) {
    let (track, readings) = track(width: canvas.width)
    let width = track.columns.count
    guard width > 0, canvas.height > 0 else { return }
    let shown = rows.count <= canvas.height ? rows.count : max(1, canvas.height - 1)
    let lines = lines(width: width, shown: shown, height: shown < rows.count ? shown : canvas.height)
    let hasGap = lines.reduce(0, +) + shown - 1 <= canvas.height && lines.contains { $0 > 1 }
    var top = 0
    for (row, height) in zip(rows, lines) {
      drawLabel(row, on: &canvas, row: top, width: track.labelWidth, readings)
      canvas.inside(Rectangle(column: track.columns.lowerBound, row: top, width: width, height: height)) {
        Self.draw(row.cells, on: &$0)
      }
      top += height + (hasGap ? 1 : 0)
    }
    if shown < rows.count, shown < canvas.height {
      let more = Span("↓ \(rows.count - shown) more", .muted)
      canvas.write(more, column: 0, row: canvas.height - 1, width: canvas.width)
    }
  }

  /// How many rows show all of it, those between included.
  public func height(forWidth width: Int) -> Int {
    let columns = max(1, track(width: width).track.columns.count)
    let lines = rows.map { max(1, ($0.cells.count + columns - 1) / columns) }
    return lines.reduce(0, +) + (lines.contains { $0 > 1 } ? rows.count - 1 : 0)
  }

  /// Where the cells are, and how wide readings are.
  private func track(width: Int) -> (track: Track, readings: Int) {
    let names = rows.map(\.label.columns).max() ?? 0
    var readings = max(readingWidth, rows.map(\.reading.columns).max() ?? 0)
    // Readings give way before cells do, and then the labels.
    if names + readings + 2 + Self.least > width { readings = 0 }
    let label = min(names + (readings > 0 ? readings + 1 : 0), max(0, width - 1 - Self.least))
    return (Track(width: width, label: label, reading: 0), readings)
  }

  /// The least columns of cells.
  private static let least = 8

  /// How many lines each row gets: what it needs, and where that is too much the longest gives way.
  private func lines(width: Int, shown: Int, height: Int) -> [Int] {
    var lines = rows.prefix(shown).map { min(max(1, ($0.cells.count + width - 1) / width), height) }
    var rest = height - lines.reduce(0, +)
    while rest < 0, let most = lines.max(), most > 1, let at = lines.firstIndex(of: most) {
      lines[at] -= 1
      rest += 1
    }
    return lines
  }

  private func drawLabel(_ row: Row, on canvas: inout Canvas, row top: Int, width: Int, _ readings: Int) {
    guard readings > 0, width > readings + 1 else {
      canvas.write(row.label, column: 0, row: top, width: width)
      return
    }
    canvas.write(row.label, column: 0, row: top, width: width - readings - 1)
    canvas.write(row.reading, column: width - readings, row: top, width: readings, alignment: .trailing)
  }

  private static func draw(_ cells: [Cell], on canvas: inout Canvas) {
    let room = canvas.width * canvas.height
    var shown = min(cells.count, room), more = ""
    // The number takes cells itself, which then count as not shown.
    while shown < cells.count, shown > 0, room - shown < more.columns || more.isEmpty {
      shown -= 1
      more = " +\(cells.count - shown)"
    }
    for (index, cell) in cells.prefix(shown).enumerated() {
      let glyph = cell.glyph.isOneColumnWide ? cell.glyph : "\u{FFFD}"
      canvas.put(Cell(glyph, cell.role, cell.emphasis), column: index % canvas.width, row: index / canvas.width)
    }
    guard shown < cells.count else { return }
    canvas.write(
      Span(more, .muted), column: max(0, canvas.width - more.columns), row: canvas.height - 1,
      width: canvas.width)
  }
}
