import Engine
import FirstEdition
import Grid

extension CircuitBreakerLab {
  /// What the callers' clients get, and how long it takes.
  static let answersPanel = Panel<CircuitBreakerLab>(
    "Answers", topics: [Topic.callers], knobs: ["traffic", "latency", "errors", "rejects", "timeout"],
    actions: [.down, .slow, .flaky], minimumWidth: 30, minimumHeight: 4,
    status: { view in "served \(Int(view.rate(.served).rounded()))/s of \(Int(view.rate(.offered).rounded()))"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [.fixed(2, priority: 3), .fixed(1, priority: 2), Share(minimum: 1, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { figures(view, on: &$0) }
      canvas.inside(rows[1]) { latency(view, on: &$0) }
      canvas.inside(rows[2]) { chart(view, on: &$0) }
    })

  private static let kinds: [(meter: Meter, word: String, role: Role)] = [
    (.served, "served", .good), (.degraded, "fallback", .warning), (.failed, "failed", .bad),
    (.refused, "turned away", .series4),
  ]

  private static func figures(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    for (index, kind) in kinds.enumerated() {
      let column = index % 2 * (canvas.width / 2), row = index / 2
      let rate = Int(view.rate(kind.meter).rounded())
      let end = canvas.write(
        "\(rate)".padded(4), column: column, row: row, role: rate > 0 ? kind.role : .muted, emphasis: .bold)
      canvas.write("/s \(kind.word)", column: end, row: row, role: .muted)
    }
  }

  private static func latency(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let recent = view.levels(.latency, most: 5).filter { $0 > 0 }
    let mean = recent.isEmpty ? 0 : recent.reduce(0, +) / Double(recent.count)
    let p99 = view.meters[latency: .latency].percentile(99).seconds
    canvas.write(
      Span("answer \(Figure.seconds(mean)), p99 so far \(Figure.seconds(p99))", mean > 1 ? .bad : .text),
      column: 0, row: 0, width: canvas.width)
  }

  private static func chart(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let series = kinds.map { kind in
      AreaChart.Series(
        canvas.width >= 60 ? kind.word : "", view.rates(kind.meter, most: most, every: 5), role: kind.role)
    }
    AreaChart(
      series, arrangement: .stacked, sampleCount: view.context.history.count / 5, format: { Figure.rate($0) }
    ).draw(on: &canvas)
  }
}

extension String {
  /// With blanks before it up to a width, so that figures line up.
  fileprivate func padded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns)) + self
  }
}
