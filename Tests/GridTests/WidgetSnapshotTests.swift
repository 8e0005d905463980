import Grid
import Testing

/// What the small widgets look like.
@Suite struct WidgetSnapshotTests {
  @Test func `a frame looks as recorded`() {
    expectSnapshot("frame", 44, 9) { canvas in
      canvas.inside(Rectangle(width: 44, height: 3)) {
        Frame("Payment breaker", status: Span("OPEN 4.20 s", .bad), isFocused: true).draw(on: &$0) {
          $0.write("half-open after 5 s", column: 0, row: 0)
        }
      }
      canvas.inside(Rectangle(row: 3, width: 44, height: 3)) {
        Frame("Pool", status: Span("ok", .good)).draw(on: &$0) { $0.write("12 of 25", column: 0, row: 0) }
      }
      canvas.inside(Rectangle(row: 6, width: 20, height: 3)) {
        Frame("A long title in a narrow place", status: Span("OPEN", .bad)).draw(on: &$0)
      }
      canvas.inside(Rectangle(column: 22, row: 6, width: 20, height: 2)) {
        Frame("Two rows only").draw(on: &$0) { $0.write("the content", column: 0, row: 0) }
      }
    }
  }

  @Test func `gauges look as recorded`() {
    let marks = [Mark(80, "alert"), Mark(100, "capacity", role: .muted, glyph: "◆")]
    expectSnapshot("gauge", 60, 12) { canvas in
      let gauges = [
        Gauge(
          "pool", value: 62, of: 120, role: .good, reading: "62 of 120", marks: marks, labelWidth: 8,
          readingWidth: 9),
        Gauge("queue", value: 150, of: 120, role: .bad, reading: Span("150", .bad), labelWidth: 8, readingWidth: 9),
        Gauge("empty", value: 0, of: 120, reading: "0", labelWidth: 8, readingWidth: 9),
        Gauge("a little", value: 0.01, of: 120, reading: "0.01", labelWidth: 8, readingWidth: 9),
        Gauge("unknown", value: .nan, of: 120, reading: Span(Figure.none, .muted), labelWidth: 8, readingWidth: 9),
      ]
      for (index, gauge) in gauges.enumerated() {
        canvas.inside(Rectangle(row: index == 0 ? 0 : index + 1, width: 60, height: index == 0 ? 2 : 1)) {
          gauge.draw(on: &$0)
        }
      }
      let stacked = Gauge(
        "load",
        segments: [
          Gauge.Segment(300, "P0", role: .p0), Gauge.Segment(250, "P1", role: .p1),
          Gauge.Segment(120, "P2", role: .p2), Gauge.Segment(40, "shed", role: .bad),
        ], of: 1000, reading: "710/s", marks: [Mark(800, "shedding")], labelWidth: 8, readingWidth: 9)
      canvas.inside(Rectangle(row: 7, width: 60, height: 3)) { stacked.draw(on: &$0) }
      canvas.inside(Rectangle(row: 11, width: 20, height: 1)) { stacked.draw(on: &$0) }
    }
  }

  @Test func `sliders look as recorded`() {
    let marks = [Mark(200, "threshold"), Mark(1000, "capacity", role: .bad)]
    expectSnapshot("slider", 60, 7) { canvas in
      let sliders = [
        Slider(
          "traffic", value: 850, in: 0...5000, scale: .logarithmic, reading: "850/s", marks: marks,
          isFocused: true,
          labelWidth: 9),
        Slider("pool size", value: 25, in: 0...100, reading: "25", labelWidth: 9),
        Slider("timeout", value: 0, in: 0...100, reading: "0 s", labelWidth: 9),
        Slider("retries", value: 10, in: 0...10, reading: "10", labelWidth: 9),
      ]
      var row = 0
      for slider in sliders {
        let height = slider.marks.isEmpty ? 1 : 2
        canvas.inside(Rectangle(row: row, width: 60, height: height)) { slider.draw(on: &$0) }
        row += height
      }
      canvas.inside(Rectangle(row: 6, width: 18, height: 1)) { sliders[0].draw(on: &$0) }
    }
  }

  @Test func `a sparkline looks as recorded`() {
    expectSnapshot("sparkline", 24, 3) { canvas in
      let wave = (0..<40).map { Double(($0 * 7) % 24) }
      canvas.inside(Rectangle(width: 24, height: 1)) { Sparkline(wave).draw(on: &$0) }
      canvas.inside(Rectangle(row: 1, width: 24, height: 1)) {
        Sparkline([0, 0, .nan, 1, 5, 10, 20], range: 0...20, role: .bad).draw(on: &$0)
      }
      canvas.inside(Rectangle(row: 2, width: 24, height: 1)) { Sparkline([0, 0, 0]).draw(on: &$0) }
    }
  }

  @Test func `a table looks as recorded`() {
    let table = Table(
      [
        Table.Column("breaker", minimum: 8, priority: 3), Table.Column("state", minimum: 6, priority: 2),
        Table.Column("errors", alignment: .trailing, minimum: 6, priority: 1),
        Table.Column("last reason", minimum: 8, priority: 0),
      ],
      rows: [
        ["payment", Span("✗ open", .bad), "52.0%", "timed out after 800 ms"],
        ["inventory", Span("✓ closed", .good), "0.42%", "–"],
        ["shipping", Span("◆ half-open", .warning), "12.3%", "connection refused"],
        ["recommendations", Span("✓ closed", .good), "0%", "–"],
        ["search", Span("✓ closed", .good), "0%", "–"],
      ], selectedRow: 2)
    expectSnapshot("table", 66, 14) { canvas in
      canvas.inside(Rectangle(width: 66, height: 6)) { table.draw(on: &$0) }
      canvas.inside(Rectangle(row: 7, width: 30, height: 6)) { table.draw(on: &$0) }
      canvas.inside(Rectangle(column: 34, row: 7, width: 20, height: 4)) { table.draw(on: &$0) }
    }
  }

  @Test func `key hints look as recorded`() {
    let hints = KeyHints([
      KeyHint("Space", "pause", priority: 5), KeyHint("p", "payment down", isActive: true, priority: 4),
      KeyHint("i", "inventory slow", priority: 4), KeyHint("u", "step back", isEnabled: false, priority: 1),
      KeyHint("t", "twin"), KeyHint("?", "help", priority: 5), KeyHint("q", "quit", priority: 5),
    ])
    #expect(hints.rows(forWidth: 60) == 2)
    expectSnapshot("key-hints", 60, 5) { canvas in
      canvas.inside(Rectangle(width: 60, height: 2)) { hints.draw(on: &$0) }
      canvas.inside(Rectangle(row: 3, width: 60, height: 1)) { hints.draw(on: &$0) }
      canvas.inside(Rectangle(row: 4, width: 30, height: 1)) { hints.draw(on: &$0) }
    }
  }

  @Test func `a paragraph looks as recorded`() {
    let paragraph = Paragraph([
      "A breaker that is ", Span("open", .bad, .bold), " refuses at once, so that callers fail fast ",
      "and the failing service gets time to recover.\n\nAfter a while it lets ", Span("one", .title),
      " call through.",
    ])
    expectSnapshot("paragraph", 70, 9) { canvas in
      canvas.inside(Rectangle(width: 36, height: 9)) { paragraph.draw(on: &$0) }
      canvas.inside(Rectangle(column: 40, row: 0, width: 24, height: 4)) { paragraph.draw(on: &$0) }
      canvas.inside(Rectangle(column: 40, row: 5, width: 8, height: 3)) {
        Paragraph("incomprehensibilities").draw(on: &$0)
      }
    }
  }
}
