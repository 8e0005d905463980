/// Text that wraps at words, with a role for each of its spans.
///
/// A line break in a span begins a new line. A word longer than a line is broken. When the canvas is too
/// low for all lines, `…` stands at the end of the last one.
public struct Paragraph: Hashable, Sendable {
  /// The text.
  public var spans: [Span]
  /// How many lines are scrolled away above, at least 0.
  public var firstLine: Int

  /// A paragraph of spans.
  public init(_ spans: [Span], firstLine: Int = 0) {
    self.spans = spans
    self.firstLine = max(0, firstLine)
  }

  /// A paragraph of one text.
  public init(_ text: String, role: Role = .text) { self.init([Span(text, role)]) }

  /// How many rows the text takes at this width; 0 when there is no width.
  public func rows(forWidth width: Int) -> Int { lines(width: width).count }

  /// The lines at this width, without the blanks at which they were broken.
  public func lines(width: Int) -> [[Cell]] {
    guard width > 0 else { return [] }
    var lines: [[Cell]] = []
    var line: [Cell] = [], word: [Cell] = [], blanks: [Cell] = []
    /// Puts the word read so far onto the line, or onto the next one when it does not fit.
    func place() {
      guard !word.isEmpty else { return }
      if !line.isEmpty || !blanks.isEmpty, line.count + blanks.count + word.count > width {
        if !line.isEmpty { lines.append(line) }
        (line, blanks) = ([], [])
      }
      line += blanks + word
      (word, blanks) = ([], [])
      while line.count > width {
        lines.append(Array(line.prefix(width)))
        line.removeFirst(width)
      }
    }
    for span in spans {
      for scalar in span.text.unicodeScalars {
        switch scalar {
        case "\n":
          place()
          lines.append(line)
          (line, blanks) = ([], [])
        case " ":
          place()
          blanks.append(Cell(" ", span.role, span.emphasis))
        default: word.append(Cell(scalar.isOneColumnWide ? scalar : "\u{FFFD}", span.role, span.emphasis))
        }
      }
    }
    place()
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// Draws the lines from the first one on.
  public func draw(on canvas: inout Canvas) {
    guard canvas.height > 0 else { return }
    let shown = lines(width: canvas.width).dropFirst(firstLine)
    for (row, line) in shown.prefix(canvas.height).enumerated() {
      for (column, cell) in line.enumerated() { canvas.put(cell, column: column, row: row) }
      if row == canvas.height - 1, shown.count > canvas.height {
        canvas.put(Cell("…", .muted), column: min(line.count, canvas.width - 1), row: row)
      }
    }
  }
}
