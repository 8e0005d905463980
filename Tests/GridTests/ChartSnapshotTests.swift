import Grid
import Testing

/// What the charts look like.
@Suite struct ChartSnapshotTests {
  /// A load that climbs, bursts and falls, without a library of functions.
  private func wave(_ count: Int, peak: Double) -> [Double] {
    (0..<count).map { index in
      let x = Double(index) / Double(max(1, count - 1))
      let hill = 4 * x * (1 - x)
      let burst = x > 0.6 && x < 0.75 ? 0.5 : 0
      return peak * (0.15 + 0.5 * hill + burst + 0.04 * Double((index * 7) % 5)) / 1.3
    }
  }

  private var latencies: [AreaChart.Series] {
    [
      AreaChart.Series("p50", wave(200, peak: 0.120), role: .series1),
      AreaChart.Series("p95", wave(200, peak: 0.420), role: .series2),
      AreaChart.Series("p99", wave(200, peak: 0.740), role: .series3),
    ]
  }

  @Test(arguments: GlyphLevel.allCases)
  func `one series looks as recorded`(_ level: GlyphLevel) {
    let chart = AreaChart(
      [AreaChart.Series("traffic", wave(level == .braille ? 104 : 52, peak: 900), role: .series1)],
      rule: AreaChart.Rule(600, "alert"), level: level, format: Figure.rate)
    expectSnapshot("area-\(level.rawValue)", 60, 8) { chart.draw(on: &$0) }
  }

  @Test(arguments: GlyphLevel.allCases)
  func `several series look as recorded`(_ level: GlyphLevel) {
    let chart = AreaChart(latencies, rule: AreaChart.Rule(0.5, "alert 500 ms"), level: level, format: Figure.seconds)
    expectSnapshot("percentiles-\(level.rawValue)", 72, 10) { chart.draw(on: &$0) }
  }

  @Test func `a stacked chart looks as recorded`() {
    let series = [
      AreaChart.Series("P0", wave(40, peak: 300), role: .p0),
      AreaChart.Series("P1", wave(40, peak: 300), role: .p1),
      AreaChart.Series("P2", wave(30, peak: 200), role: .p2),
    ]
    let chart = AreaChart(series, arrangement: .stacked, format: Figure.rate)
    expectSnapshot("area-stacked", 60, 9) { chart.draw(on: &$0) }
  }

  @Test func `a chart of nothing looks as recorded`() {
    let chart = AreaChart([AreaChart.Series("traffic", [], role: .series1)], format: Figure.rate)
    expectSnapshot("area-empty", 40, 5) { chart.draw(on: &$0) }
  }

  /// A sample more changes the edge of the picture and nothing else.
  @Test(arguments: [GlyphLevel.braille, .block])
  func `scrolling redraws the edge only`(_ level: GlyphLevel) {
    let values = wave(400, peak: 900)
    func grid(_ count: Int) -> CellGrid {
      let window = Array(values.prefix(count).suffix(200))
      let series = AreaChart.Series("", window, role: .series1)
      let chart = AreaChart([series], range: 0...1000, level: level, sampleCount: count)
      return drawing(80, 12) { chart.draw(on: &$0) }
    }
    var changed = 0
    for count in 300..<320 {
      changed += zip(grid(count).cells, grid(count + 1).cells).count { $0 != $1 }
    }
    // Two cells a column at most, of the 9 that the area is high.
    #expect(changed / 20 <= 2 * 80)
  }

  @Test func `a timeline looks as recorded`() {
    let lanes = [
      LaneChart.Lane("order", [LaneChart.Block("saga 41", from: 0, to: nil, role: .series1)]),
      LaneChart.Lane(
        "inventory",
        [
          LaneChart.Block("reserve", from: 0.2, to: 0.9, role: .series2, outcome: .success),
          LaneChart.Block("release", from: 3.4, to: 4.2, role: .warning, style: .compensation, outcome: .success),
        ]),
      LaneChart.Lane(
        "payment",
        [
          LaneChart.Block("charge", from: 0.9, to: 1.7, role: .series3, outcome: .success),
          LaneChart.Block("refund", from: 2.8, to: 3.4, role: .warning, style: .compensation, outcome: .success),
        ]),
      LaneChart.Lane(
        "shipping",
        [
          LaneChart.Block("ship", from: 1.7, to: 2.1, role: .series4, outcome: .failure),
          LaneChart.Block("back-off", from: 2.1, to: 2.5, role: .muted, style: .waiting),
          LaneChart.Block("ship", from: 2.5, to: 2.8, role: .series4, outcome: .failure),
        ]),
    ]
    let timeline = LaneChart(lanes, range: 0...5, now: 4.4)
    expectSnapshot("timeline", 76, 5) { timeline.draw(on: &$0) }
    expectSnapshot("timeline-narrow", 38, 4) { timeline.draw(on: &$0) }
    expectSnapshot("timeline-minutes", 60, 2) {
      LaneChart([LaneChart.Lane("lease", [LaneChart.Block("node A", from: 65, to: 200)])], range: 60...300).draw(
        on: &$0)
    }
  }

  @Test func `a dashboard in ASCII looks as recorded`() {
    expectASCIISnapshot("ascii", 64, 9) { canvas in
      Frame("Latency", status: Span("● payment down", .bad), isFocused: true).draw(on: &canvas) { canvas in
        let places = Layout.rows([Share(weight: 1, minimum: 4), .fixed(1), .fixed(1)], in: canvas.bounds)
        canvas.inside(places[0]) {
          AreaChart(self.latencies, level: .ascii, format: Figure.seconds).draw(on: &$0)
        }
        canvas.inside(places[1]) { Gauge("pool", value: 17, of: 25, reading: "17 of 25").draw(on: &$0) }
        canvas.inside(places[2]) { Slider("traffic", value: 3, in: 0...10, reading: "3/s").draw(on: &$0) }
      }
    }
  }

  /// What is answered in time, and the work for those who had gone, around an outage of ten seconds.
  private func goodput(_ count: Int, recovers: Bool) -> [AreaChart.Series] {
    let values = (0..<count).map { index -> (good: Double, wasted: Double) in
      let x = Double(index) / Double(count)
      if x < 0.25 { return (262 + Double(index * 7 % 11), 4) }
      if x < 0.4 { return (0, 40 + 500 * (x - 0.25)) }
      if recovers, x > 0.55 { return (270 + Double(index * 5 % 9), 2) }
      return (max(0, 60 - 900 * (x - 0.4)), 230 + Double(index * 3 % 13))
    }
    return [
      AreaChart.Series("good", values.map(\.good), role: .good),
      AreaChart.Series("wasted", values.map(\.wasted), role: .bad),
    ]
  }

  @Test(arguments: GlyphLevel.allCases)
  func `good against wasted in every level of glyphs`(_ level: GlyphLevel) {
    let chart = AreaChart(
      goodput(level == .braille ? 106 : 53, recovers: true), arrangement: .stacked, level: level,
      samplePeriod: level == .braille ? 0.6 : 1.2, isSteady: true,
      labels: .ends, format: Figure.rate)
    expectSnapshot("goodput-\(level.rawValue)", 78, 10) { chart.draw(on: &$0) }
  }

  @Test(arguments: [(38, 8), (24, 5), (120, 16)])
  func `good against wasted at every size`(_ width: Int, _ height: Int) {
    let chart = AreaChart(
      goodput(max(20, width - 25), recovers: false), arrangement: .stacked,
      rule: AreaChart.Rule(280, "offered"), samplePeriod: 60 / Double(width - 8), isSteady: true,
      labels: .ends, format: Figure.rate)
    expectSnapshot("goodput-\(width)x\(height)", width, height) { chart.draw(on: &$0) }
  }

  @Test func `percentiles named where they end`() {
    let chart = AreaChart(latencies, samplePeriod: 1, labels: .ends, format: Figure.seconds)
    expectSnapshot("percentiles-ends", 78, 9) { chart.draw(on: &$0) }
  }
}
