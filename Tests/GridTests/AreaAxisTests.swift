import Grid
import Testing

/// What stands at the axes of an area chart.
struct AreaAxisTests {
  private func chart(_ values: [Double], width: Int = 60, height: Int = 12) -> [String] {
    var canvas = Canvas(width: width, height: height)
    AreaChart([AreaChart.Series("", values, role: .good)], samplePeriod: 0.5, isSteady: true).draw(on: &canvas)
    return canvas.grid.text
  }

  @Test func `a scale that has just changed is marked, and only for a while`() {
    let calm = Array(repeating: 80.0, count: 60)
    #expect(chart(calm)[0].contains("100┤"))
    let higher = calm + [150, 150]
    #expect(chart(higher)[0].contains("200▲"))
    #expect(chart(higher + Array(repeating: 150, count: 10))[0].contains("200┤"))
    let lower = calm + [150] + Array(repeating: 30.0, count: 120)
    let scales = (62...181).map { chart(Array(lower.prefix($0)))[0] }
    #expect(scales.contains { $0.contains("▼") } && scales.last!.contains("50┤"))
  }

  @Test func `the middle of a high axis is labelled`() {
    let text = chart(Array(repeating: 80.0, count: 60))
    #expect(text.contains { $0.hasPrefix("     50┤") }, "\(text)")
    #expect(!chart(Array(repeating: 80.0, count: 60), height: 6).contains { $0.contains("50┤") })
  }

  @Test func `time is labelled at both ends`() {
    // 60 columns less 8 for the axis, two samples a second.
    let axis = chart(Array(repeating: 1.0, count: 100)).last!
    #expect(axis.hasPrefix("        26 s ago ┈") && axis.contains("┈ 10 s ┈") && axis.hasSuffix("┈ now"), "\(axis)")
    #expect(chart([1, 1, 1], width: 26).last!.hasSuffix("now"))
  }

  @Test(arguments: GlyphLevel.allCases) func `a chart is drawn by the glyphs of its canvas`(_ level: GlyphLevel) {
    var canvas = Canvas(width: 40, height: 6, glyphs: level)
    AreaChart([AreaChart.Series("", Array(repeating: 1, count: 100), role: .good)]).draw(on: &canvas)
    let full: Character = level == .braille ? "⣿" : level == .block ? "█" : "#"
    #expect(canvas.grid.text[3].contains(full))
  }

  @Test func `wasted work stands on good work, and neither hides the other`() {
    var canvas = Canvas(width: 40, height: 10)
    AreaChart(
      [
        .init("", Array(repeating: 30, count: 60), role: .good), .init("", Array(repeating: 60, count: 60), role: .bad),
      ],
      arrangement: .stacked, range: 0...100
    ).draw(on: &canvas)
    let roles = canvas.grid.roles.map { $0.last ?? " " }
    #expect(roles == ["m", "b", "b", "b", "b", "b", "b", "g", "g", "g"])
  }

  /// A collapse must not look half good.
  @Test(arguments: GlyphLevel.allCases)
  func `in a stack a part that is nothing has no cell of its own`(level: GlyphLevel) {
    let chart = AreaChart(
      [
        .init("good", Array(repeating: 0, count: 40), role: .good),
        .init("wasted", Array(repeating: 300, count: 40), role: .bad),
      ], arrangement: .stacked, level: level)
    var canvas = Canvas(width: 40, height: 8)
    chart.draw(on: &canvas)
    // Below the legend, right of the axis.
    let roles = (1..<8).flatMap { row in (10..<40).compactMap { canvas.cell(column: $0, row: row) } }.map(\.role)
    #expect(roles.contains(.bad) && !roles.contains(.good))
  }
}
