import Engine
import FirstEdition
import Grid

extension CircuitBreakerLab {
  /// The caller's threads, a glyph each by what it is doing, and who waits for one.
  static let callersPanel = Panel<CircuitBreakerLab>(
    "Caller's threads", topics: [Topic.callers], knobs: ["traffic", "threads", "line", "timeout", "calls"],
    actions: [.down, .slow], minimumWidth: 30, minimumHeight: 4,
    status: { view in
      let hanging = Int(view.meters[gauge: .hanging].last)
      return hanging > 0 ? "\(hanging) HANG" : "\(view.model.threads.busy) busy"
    },
    draw: { view, canvas in
      let count = max(view.knobs.threads, view.model.threads.count)
      let needed = canvas.width == 0 ? 1 : (count + canvas.width - 1) / canvas.width
      let rows = Layout.rows(
        [
          .fixed(max(1, min(needed, canvas.height - 2)), priority: 5), .fixed(1, priority: 4),
          .fixed(1, priority: 2), .fixed(1, priority: 3), Share(minimum: 1, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { threads(view, count, on: &$0) }
      canvas.inside(rows[1]) { line(view, on: &$0) }
      canvas.inside(rows[2]) { local(view, on: &$0) }
      canvas.inside(rows[3]) { legend(on: &$0) }
      canvas.inside(rows[4]) { chart(view, on: &$0) }
    })

  private static func threads(_ view: LabView<CircuitBreakerLab>, _ count: Int, on canvas: inout Canvas) {
    guard canvas.width > 0 else { return }
    for thread in 0..<min(count, canvas.width * canvas.height) {
      canvas.put(glyph(view, thread), column: thread % canvas.width, row: thread / canvas.width)
    }
  }

  private static func glyph(_ view: LabView<CircuitBreakerLab>, _ thread: Int) -> Cell {
    guard let slot = view.model.threads[thread] else { return Cell("·", .muted) }
    switch view.model.requests[slot].phase {
    case .waiting, .local: return Cell("w", .good)
    case .fallback: return Cell("f", .warning)
    case .calling:
      return view.model.isHanging(slot, at: view.now) ? Cell("█", .bad, .bold) : Cell("c", .series1)
    }
  }

  private static func line(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let waiting = view.model.pool.waiting, isFull = waiting > 0 && waiting >= view.knobs.line
    Gauge(
      "line", value: Double(waiting), of: Double(max(1, view.knobs.line)), role: isFull ? .bad : .series2,
      reading: Span(isFull ? "\(waiting) FULL" : "\(waiting) wait", waiting > 0 ? .warning : .muted),
      labelWidth: 5, readingWidth: 9
    ).draw(on: &canvas)
  }

  /// The requests that have nothing to do with the dependency are those that show the damage.
  private static func local(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    let recent = view.levels(.localLatency, most: 5).filter { $0 > 0 }
    let mean = recent.isEmpty ? 0 : recent.reduce(0, +) / Double(recent.count)
    let turnedAway = Figure.count(Double(view.meters[count: .localRefused]))
    canvas.write(
      Span("own work \(Figure.seconds(mean)), turned away \(turnedAway)", mean > 0.2 ? .bad : .muted),
      column: 0, row: 0, width: canvas.width)
  }

  private static func legend(on canvas: inout Canvas) {
    GlyphLegend(
      [
        ("█", .bad, "hang"), ("c", .series1, "call"), ("w", .good, "work"), ("f", .warning, "fallback"),
        ("·", .muted, "idle"),
      ], gap: 1
    ).draw(on: &canvas)
  }

  private static func chart(_ view: LabView<CircuitBreakerLab>, on canvas: inout Canvas) {
    guard canvas.height >= 4 else { return }
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [
        .init("busy", view.levels(.busy, most: most, every: 5), role: .series1),
        .init("hang", view.levels(.hanging, most: most, every: 5), role: .bad),
      ], rule: .init(Double(view.knobs.threads), "threads", role: .text),
      sampleCount: view.context.history.count / 5
    ).draw(on: &canvas)
  }
}
