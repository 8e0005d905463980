/// Logs side by side: a row a node, a cell an entry, the same index in the same column.
///
///                41  42  43  44  45
///     n1 LEADER [3] [3] [4] (5) (5)
///     n2        [3] [3] [4] (5)
///     n3        [3] [3] ╳3╳ ╳3╳
///     [3] committed  (3) not yet  ╳3╳ overwritten
///
/// How an entry stands is told by its brackets. The newest entries are shown, whatever the length of the logs.
public struct LogRows: Hashable, Sendable {
  /// How an entry stands.
  public enum Standing: Hashable, Sendable, CaseIterable {
    /// It stays for ever.
    case committed
    /// It is stored, and may still be overwritten.
    case pending
    /// It has been taken back.
    case overwritten
  }

  /// An entry of a log.
  public struct Entry: Hashable, Sendable {
    /// What is known of it, such as its term.
    public var text: String
    /// How it stands.
    public var standing: Standing
    /// What it means; one that is overwritten is muted in any case.
    public var role: Role

    /// An entry.
    public init(_ text: String, _ standing: Standing, role: Role = .text) {
      self.text = text
      self.standing = standing
      self.role = role
    }
  }

  /// A log.
  public struct Row: Hashable, Sendable {
    /// Whose it is.
    public var label: Span
    /// The entries from the first index of all rows.
    public var entries: [Entry]

    /// A log.
    public init(_ label: Span, _ entries: [Entry]) {
      self.label = label
      self.entries = entries
    }
  }

  /// The logs from the top.
  public var rows: [Row]
  /// The index of the first entry of each row.
  public var firstIndex: Int

  /// Logs whose first entries have the same index.
  public init(_ rows: [Row], firstIndex: Int = 1) {
    self.rows = rows
    self.firstIndex = firstIndex
  }

  /// Draws the logs, the indices above them and what the brackets mean below them, where there is room.
  public func draw(on canvas: inout Canvas) {
    let labels = Track(width: canvas.width, label: rows.map(\.label.columns).max() ?? 0, reading: 0)
    let area = labels.columns, cell = 2 + max(1, rows.flatMap(\.entries).map(\.text.columns).max() ?? 0)
    let hasIndices = canvas.height > rows.count, top = hasIndices ? 1 : 0
    // Without a blank between them where that shows more.
    let longest = rows.map(\.entries.count).max() ?? 0
    let step = (longest * (cell + 1) <= area.count + 1 ? cell + 1 : cell)
    let fitting = max(0, (area.count + step - cell) / step)
    let first = max(0, longest - fitting)
    let shown = rows.count <= canvas.height ? rows.count : max(0, canvas.height - 1)
    for (row, log) in rows.prefix(shown).enumerated() {
      canvas.write(log.label, column: 0, row: top + row, width: labels.labelWidth)
      for (place, entry) in log.entries.dropFirst(first).prefix(fitting).enumerated() {
        draw(entry, on: &canvas, column: area.lowerBound + place * step, row: top + row, width: cell)
      }
    }
    if shown < rows.count {
      let more = Span("↓ \(rows.count - shown) more", .muted)
      canvas.write(more, column: 0, row: shown, width: canvas.width)
    }
    let indices = first..<min(longest, first + fitting)
    if hasIndices { drawIndices(indices, on: &canvas, area, step: step, width: cell) }
    if canvas.height > top + rows.count { drawLegend(on: &canvas, row: canvas.height - 1) }
  }

  private func draw(_ entry: Entry, on canvas: inout Canvas, column: Int, row: Int, width: Int) {
    let role = entry.standing == .overwritten ? Role.muted : entry.role
    let emphasis: Emphasis = entry.standing == .committed ? .bold : []
    let (open, close) = entry.standing.brackets
    canvas.put(Cell(open, role, emphasis), column: column, row: row)
    canvas.write(Span(entry.text, role, emphasis), column: column + 1, row: row, width: width - 2, alignment: .center)
    canvas.put(Cell(close, role, emphasis), column: column + width - 1, row: row)
  }

  /// The index of every entry, or of as many as do not touch.
  private func drawIndices(_ shown: Range<Int>, on canvas: inout Canvas, _ area: Range<Int>, step: Int, width: Int) {
    if shown.lowerBound > 0 { canvas.put(Cell("…", .muted), column: area.lowerBound - 1, row: 0) }
    var free = Int.min
    for index in shown.reversed() {
      let text = String(firstIndex &+ index)
      let end = area.lowerBound + (index - shown.lowerBound) * step + width - (width > text.columns ? 1 : 0)
      let start = end - text.columns
      guard start >= area.lowerBound, free == Int.min || end < free, end <= area.upperBound else { continue }
      canvas.write(text, column: start, row: 0, role: .muted)
      free = start
    }
  }

  private func drawLegend(on canvas: inout Canvas, row: Int) {
    var column = 0
    for standing in Standing.allCases {
      guard column + standing.word.columns + 4 <= canvas.width else { return }
      let (open, close) = standing.brackets
      let role: Role = standing == .overwritten ? .muted : .text
      column = canvas.write("\(open)n\(close)", column: column, row: row, role: role)
      column = canvas.write(" \(standing.word)", column: column, row: row, role: .muted) + 2
    }
  }
}

extension LogRows.Standing {
  /// What an entry stands in.
  fileprivate var brackets: (Unicode.Scalar, Unicode.Scalar) {
    switch self {
    case .committed: ("[", "]")
    case .pending: ("(", ")")
    case .overwritten: ("╳", "╳")
    }
  }

  fileprivate var word: String {
    switch self {
    case .committed: "committed"
    case .pending: "not yet"
    case .overwritten: "overwritten"
    }
  }
}
