import Engine
import Grid

extension Part {
  /// Labelled rows of cells, one for each thing, such as the seats of a pool.
  public static func cells(readingWidth: Int = 0, _ rows: @escaping @Sendable (View<L>) -> [CellRows.Row]) -> Part {
    let most = { @Sendable (view: View<L>, width: Int) in
      CellRows(rows(view), readingWidth: readingWidth).height(forWidth: width)
    }
    return Part(least: 1, most: most) { view, canvas in
      CellRows(rows(view), readingWidth: readingWidth).draw(on: &canvas)
    }
  }

  /// Logs side by side: a row a node, a cell an entry.
  public static func logs(_ logs: @escaping @Sendable (View<L>) -> LogRows) -> Part {
    Part(least: 2, most: { view, _ in logs(view).rows.count + 2 }) { view, canvas in logs(view).draw(on: &canvas) }
  }

  /// Time from left to right: a lane a node or step, with messages as arrows between them.
  public static func lanes(least rows: Int = 4, _ lanes: @escaping @Sendable (View<L>) -> LaneChart) -> Part {
    Part(least: rows, most: nil) { view, canvas in lanes(view).draw(on: &canvas) }.with(\.share, 3).priority(2)
  }

  /// States and the ways between them.
  public static func states(_ diagram: @escaping @Sendable (View<L>) -> StateDiagram) -> Part {
    Part(least: 1, most: { _, _ in 5 }) { view, canvas in diagram(view).draw(on: &canvas) }
  }

  /// Boxes in layers, and wires with numbers between them.
  public static func topology(_ topology: @escaping @Sendable (View<L>) -> Topology) -> Part {
    Part(least: 4, most: nil) { view, canvas in topology(view).draw(on: &canvas) }.with(\.share, 3).priority(2)
  }

  /// One line of words.
  public static func line(_ line: @escaping @Sendable (View<L>) -> [Span]) -> Part {
    Part(least: 1, most: { _, _ in 1 }) { view, canvas in canvas.write(line(view), column: 0, row: 0) }
  }

  /// Figures in one line, each after its name; those that find no room are left out whole.
  public static func figures(_ figures: @escaping @Sendable (View<L>) -> [(name: String, figure: Span)]) -> Part {
    Part(least: 1, most: { _, _ in 1 }) { view, canvas in canvas.write(figures: figures(view)) }
  }

  /// What some counters counted since the start, which is said, each after its name, and a warning where it is not 0.
  public static func totals(_ counters: (name: String, meter: L.Meter)...) -> Part {
    .totals { view in counters.map { ($0.name, view.counted($0.meter)) } }
      .with(\.shownMeters, counters.map { ShownMeter(.all($0.meter), .bad) })
  }

  /// Figures of all that was since the start, which is said before them.
  public static func totals(_ figures: @escaping @Sendable (View<L>) -> [(name: String, figure: Span)]) -> Part {
    .figures { [("in all:", "")] + figures($0) }
  }

  /// Figures after their names, in as many columns as fit.
  public static func grid(
    columnWidth: Int = 19, figureWidth: Int = 6,
    _ figures: @escaping @Sendable (View<L>) -> [(name: String, figure: Span)]
  ) -> Part {
    let columns = { @Sendable (width: Int) in max(1, width / columnWidth) }
    let most = { @Sendable (view: View<L>, width: Int) in (figures(view).count + columns(width) - 1) / columns(width) }
    return Part(least: 1, most: most) { view, canvas in
      for (index, (name, figure)) in figures(view).enumerated() {
        let (row, place) = index.quotientAndRemainder(dividingBy: columns(canvas.width))
        let column = place * columnWidth, start = columnWidth - 1 - figureWidth
        canvas.write(Span(name, .muted), column: column, row: row, width: start - 1)
        canvas.write(figure, column: column + start, row: row, width: figureWidth)
      }
    }
  }

  /// What the glyphs of the panel mean.
  public static func legend(_ entries: (glyph: Unicode.Scalar, role: Role, meaning: String)...) -> Part {
    let legend = GlyphLegend(entries.map { (glyph: String($0.glyph), role: $0.role, word: $0.meaning) })
    return Part(least: 1, most: { _, width in legend.rows(forWidth: width) }) { _, canvas in
      legend.draw(on: &canvas)
    }.priority(0)
  }
}

extension View {
  /// A rate of what should be most of an offered one: good then, a warning below four fifths of it, and bad with a mark
  /// below a twentieth. What was not measured is a dash.
  public func share(_ rate: Double?, of offered: Double?, format: (Double) -> String = { String(Int($0)) }) -> Span {
    guard let rate, let offered else { return Span(Figure.none, .muted) }
    let text = format(rate.rounded())
    if offered < 0.5, rate < 0.5 { return Span(text, .muted) }
    if rate < 0.05 * offered { return Span("✗" + text, .bad, .bold) }
    return Span(text, rate < 0.8 * offered ? .warning : .good)
  }

  /// What a counter counted since the start: in one role when it is 0, and in another when it is not.
  public func counted(_ meter: L.Meter, _ role: Role = .warning, none: Role = .muted) -> Span {
    let total = total(.all(meter))
    return Span(Figure.count(total), total > 0 ? role : none)
  }
}

extension Canvas {
  /// Writes figures into the first row, each after its name, and leaves out whole from the first that finds no room.
  public mutating func write(figures: [(name: String, figure: Span)], gap: Int = 2) {
    var column = 0
    for (name, figure) in figures {
      guard column + name.columns + 1 + figure.columns <= width else { return }
      column = write("\(name) ", column: column, row: 0, role: .muted)
      write(figure, column: column, row: 0, width: figure.columns)
      // What has no figure leads in those that follow.
      if figure.columns > 0 { column += figure.columns + gap }
    }
  }
}
