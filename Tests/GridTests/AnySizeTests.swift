import Grid
import Testing

/// Every widget at every small size with arbitrary content: nothing traps and nothing leaks out.
@Suite struct AnySizeTests {
  typealias Widget = (inout Dice) -> (inout Canvas) -> Void

  private func check(_ widget: Widget, location: SourceLocation = #_sourceLocation) {
    var dice = Dice(state: 7)
    var sizes = (0...6).flatMap { height in (0...12).map { (width: $0, height: height) } }
    // Axes, captions and legends appear in wider places only.
    sizes += [(20, 2), (21, 3), (33, 5), (60, 8), (100, 4)]
    for (width, height) in sizes {
      for _ in 0..<20 {
        check(widget(&dice), Rectangle(column: 3, row: 2, width: width, height: height), location)
      }
    }
  }

  private func check(_ draw: (inout Canvas) -> Void, _ place: Rectangle, _ location: SourceLocation) {
    let sentinel = Cell("@", .p2)
    let grid = drawing(place.endColumn + 3, place.endRow + 2) { canvas in
      canvas.fill(canvas.bounds, with: sentinel)
      canvas.inside(place) { draw(&$0) }
    }
    var leaks = 0
    for row in 0..<grid.height {
      for column in 0..<grid.width where !place.contains(column: column, row: row) {
        if grid[column, row] != sentinel { leaks += 1 }
      }
    }
    #expect(leaks == 0, "\(place)", sourceLocation: location)
    #expect(grid.cells.allSatisfy { $0.glyph.isOneColumnWide }, "\(place)", sourceLocation: location)
  }

  private func marks(_ dice: inout Dice) -> [Mark] {
    (0..<dice.small(0...3)).map { _ in Mark(dice.number(), dice.word()) }
  }

  @Test func `a frame at any size`() {
    check { dice in
      let frame = Frame(dice.word(), status: Span(dice.word()), isFocused: dice.small() > 2)
      return { frame.draw(on: &$0) { $0.fill($0.bounds, with: Cell("x")) } }
    }
  }

  @Test func `a gauge at any size`() {
    check { dice in
      let segments = (0..<dice.small()).map { _ in Gauge.Segment(dice.number(), dice.word(), role: .p0) }
      let gauge = Gauge(
        dice.word(), segments: segments, of: dice.number(), reading: Span(dice.word()), marks: marks(&dice),
        labelWidth: dice.small() > 2 ? nil : dice.small(-2...9))
      return { gauge.draw(on: &$0) }
    }
  }

  @Test func `a slider at any size`() {
    check { dice in
      let slider = Slider(
        dice.word(), value: dice.number(), in: dice.range(), scale: dice.small() > 2 ? .linear : .logarithmic,
        reading: dice.word(), marks: marks(&dice), isFocused: dice.small() > 2,
        readingWidth: dice.small(-2...9))
      return {
        for column in -2...14 { _ = slider.value(atColumn: column, width: $0.width) }
        slider.draw(on: &$0)
      }
    }
  }

  @Test func `a sparkline at any size`() {
    check { dice in
      let sparkline = Sparkline(dice.numbers(), range: dice.small() > 2 ? nil : dice.range())
      return { sparkline.draw(on: &$0) }
    }
  }

  @Test func `an area chart at any size`() {
    check { dice in
      let series = (0..<dice.small(0...8)).map {
        AreaChart.Series(dice.word(), dice.numbers(), role: .series($0))
      }
      let chart = AreaChart(
        series, arrangement: dice.small() > 2 ? .overlaid : .stacked,
        range: dice.small() > 2 ? nil : dice.range(),
        rule: dice.small() > 2 ? nil : AreaChart.Rule(dice.number(), dice.word()),
        level: GlyphLevel.allCases[dice.small(0...2)],
        sampleCount: dice.small() > 2 ? nil : dice.small(-3...100),
        samplePeriod: dice.small() > 2 ? nil : dice.number(), isSteady: dice.small() > 2,
        labels: dice.small() > 2 ? .legend : .ends)
      return { [chart] in chart.draw(on: &$0) }
    }
  }

  @Test func `a table at any size`() {
    check { dice in
      let columns = (0..<dice.small()).map { _ in
        Table.Column(
          dice.word(), alignment: dice.small() > 2 ? .leading : .trailing, minimum: dice.small(-1...9),
          maximum: dice.small(-1...12), priority: dice.small())
      }
      let rows = (0..<dice.small(0...9)).map { _ in (0..<dice.small()).map { _ in Span(dice.word()) } }
      let table = Table(
        columns, rows: rows, selectedRow: dice.small() > 2 ? nil : dice.small(-1...9),
        firstRow: dice.small(-1...12))
      return { table.draw(on: &$0) }
    }
  }

  @Test func `a timeline at any size`() {
    check { dice in
      let lanes = (0..<dice.small()).map { _ in
        LaneChart.Lane(
          dice.word(),
          (0..<dice.small()).map { _ in
            LaneChart.Block(
              dice.word(), from: dice.number(), to: dice.small() > 2 ? nil : dice.number(),
              style: .compensation,
              outcome: dice.small() > 2 ? .failure : .success)
          })
      }
      let timeline = LaneChart(lanes, range: dice.range(), now: dice.small() > 2 ? nil : dice.number())
      return { timeline.draw(on: &$0) }
    }
  }

  @Test func `lanes with messages at any size`() {
    let lines: [LaneChart.Line] = [.light, .dashed, .heavy, .dotted]
    check { dice in
      let lanes = (0..<dice.small(0...9)).map { _ in
        LaneChart.Lane(
          dice.word(),
          (0..<dice.small()).map { _ in
            LaneChart.Block(
              dice.word(), from: dice.number(), to: dice.small() > 2 ? nil : dice.number(),
              style: .state(lines[dice.small(0...3)]))
          },
          points: (0..<dice.small()).map { _ in .init(dice.glyph(), at: dice.number()) },
          state: Span(dice.word()))
      }
      let messages = (0..<dice.small(0...30)).map { _ in
        LaneChart.Message(
          dice.word(), from: dice.small(-1...9), to: dice.small(-1...9), sent: dice.number(),
          arrives: dice.number(), lost: dice.small() > 2 ? nil : dice.number(), isImportant: dice.small() > 3)
      }
      var chart =
        dice.small() > 2
        ? LaneChart(lanes, range: dice.range(), messages: messages, axis: dice.small() > 2 ? .ago : .clock)
        : LaneChart(lanes, messages: messages, last: dice.number(), now: dice.number())
      chart.level = GlyphLevel.allCases[dice.small(0...2)]
      return { [chart] in chart.draw(on: &$0) }
    }
  }

  @Test func `a topology at any size`() {
    check { dice in
      let topology = TopologyTests.random(&dice)
      return { topology.draw(on: &$0) }
    }
  }

  @Test func `a state diagram at any size`() {
    check { dice in
      let count = dice.small(0...6)
      let diagram = StateDiagram(
        (0..<count).map { _ in .init(dice.word()) },
        transitions: (0..<dice.small(0...8)).map { _ in
          .init(from: dice.small(-1...count), to: dice.small(-1...count), dice.word())
        }, current: dice.small() > 3 ? nil : dice.small(-1...count),
        last: dice.small() > 3 ? nil : dice.small(-1...8))
      return { diagram.draw(on: &$0) }
    }
  }

  @Test func `rows of cells at any size`() {
    check { dice in
      let rows = (0..<dice.small()).map { _ in
        CellRows.Row(
          Span(dice.word()), reading: Span(dice.word()),
          cells: (0..<dice.small(0...60)).map { _ in Cell(dice.glyph()) })
      }
      let cells = CellRows(rows, readingWidth: dice.small(-2...9))
      return { cells.draw(on: &$0) }
    }
  }

  @Test func `rows of logs at any size`() {
    check { dice in
      let rows = (0..<dice.small()).map { _ in
        LogRows.Row(
          Span(dice.word()),
          (0..<dice.small(0...20)).map { _ in
            .init(dice.word(), LogRows.Standing.allCases[dice.small(0...2)])
          })
      }
      let logs = LogRows(rows, firstIndex: dice.small() > 3 ? .max : dice.small(-9...9999))
      return { logs.draw(on: &$0) }
    }
  }

  @Test func `key hints at any size`() {
    check { dice in
      let hints = (0..<dice.small()).map { _ in
        KeyHint(
          dice.word(), dice.word(), isEnabled: dice.small() > 2, isActive: dice.small() > 2,
          priority: dice.small())
      }
      return { KeyHints(hints).draw(on: &$0) }
    }
  }

  @Test func `a paragraph at any size`() {
    check { dice in
      let spans = (0..<dice.small()).map { _ in Span(dice.word(), .title) }
      let paragraph = Paragraph(spans, firstLine: dice.small(-1...4))
      return { canvas in
        let width = canvas.width
        #expect(paragraph.lines(width: width).allSatisfy { $0.count <= width })
        paragraph.draw(on: &canvas)
      }
    }
  }

  @Test func `a layout at any size`() {
    check { dice in
      let slots = (0..<dice.small()).map { _ in
        Share(
          weight: dice.small(-1...3), minimum: dice.small(-1...6), maximum: dice.small(0...12),
          priority: dice.small())
      }
      let gap = dice.small(0...2)
      return { canvas in
        let bounds = canvas.bounds
        let places = Layout.columns(slots, in: bounds, gap: gap)
        #expect(places.count == slots.count)
        for place in places where !place.isEmpty { #expect(bounds.intersection(place) == place) }
        for (left, right) in zip(places, places.dropFirst()) where !left.isEmpty && !right.isEmpty {
          #expect(right.column == left.endColumn + gap)
        }
        for place in places { canvas.fill(place, with: Cell("x")) }
      }
    }
  }

  @Test func `figures of any value`() {
    var dice = Dice(state: 3)
    for _ in 0..<20_000 {
      let value = dice.number() * Double.random(in: 0...1, using: &dice)
      let figures = [
        Figure.count(value), Figure.rate(value), Figure.bytes(value), Figure.seconds(value),
        Figure.milliseconds(value), Figure.percent(value),
      ]
      for figure in figures {
        #expect(figure.columns <= (value < 0 ? 8 : 7), "\(figure)")
        #expect(value.isFinite || figure == Figure.none)
      }
    }
  }
}
