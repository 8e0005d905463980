import Engine
import FirstEdition
import Grid

extension Backpressure {
  /// From the producer to the consumers: where records wait.
  static let flowPanel = Panel<Backpressure>(
    "Flow", topics: [Topic.flow],
    knobs: ["traffic", "strategy", "bound", "high.water", "limit.rate", "limit.burst", "limiter"],
    actions: [.slow, .surge, .dead, .stuck], minimumWidth: 34, minimumHeight: 5,
    status: { view in
      if view.model.hasCrashed { return "OUT OF MEMORY" }
      if view.model.signs.rejecting != nil { return "rejecting" }
      if view.model.signs.waiting != nil { return "producer waits" }
      return view.knobs.strategy.rawValue
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          .fixed(1, priority: 6), .fixed(1, priority: 4),
          .fixed(canvas.height >= 6 ? 2 : 1, priority: 5), .fixed(1, priority: 3), .fixed(1, priority: 2),
          Share(minimum: 3, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { rates(view, on: &$0) }
      canvas.inside(rows[1]) { upstreamGauge(view, on: &$0) }
      canvas.inside(rows[2]) { queueGauge(view, on: &$0) }
      canvas.inside(rows[3]) { memoryGauge(view, on: &$0) }
      canvas.inside(rows[4]) { losses(view, on: &$0) }
      canvas.inside(rows[5]) { ratesChart(view, on: &$0) }
    })

  private static func rates(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    var column = 0
    for (name, meter) in [("made ", Meter.produced), ("→ queued ", .queued), ("→ done ", .consumed)] {
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(Figure.rate(view.rate(meter).rounded()), column: column, row: 0) + 1
    }
  }

  private static func upstreamGauge(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let held = view.model.upstream.count
    Gauge(
      "held", value: Double(held), of: Double(max(1000, held)), role: .warning,
      reading: Span(Figure.count(held), held > 0 ? .warning : .muted), labelWidth: 6, readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func queueGauge(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let isLog = view.knobs.strategy == .pull
    let waiting = isLog ? view.model.log.lag : view.model.memory.count
    let most = isLog ? view.knobs.highWater : view.knobs.bound
    let isBounded = isLog || view.knobs.strategy == .reject || view.knobs.strategy == .block
    let scale =
      isBounded
      ? Double(most) * 1.25
      : max(Double(waiting), view.model.memoryLimit / (view.knobs.recordKilobytes * 1000))
    let marks = isBounded ? [Mark(Double(most), isLog ? "high water" : "bound")] : []
    let isFull = isBounded && waiting >= most
    Gauge(
      isLog ? "lag" : "queue", value: Double(waiting), of: scale, role: isFull ? .bad : .series2,
      reading: Span(Figure.count(waiting), isFull ? .bad : .text), marks: marks, labelWidth: 6,
      readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func memoryGauge(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let used = view.model.memoryUsed, limit = view.model.memoryLimit
    let isHigh = used > 0.8 * limit || view.model.hasCrashed
    Gauge(
      "memory", value: used, of: limit, role: isHigh ? .bad : .series1,
      reading: view.model.hasCrashed
        ? Span("killed", .bad)
        : Span(Figure.percent((used / limit * 1000).rounded() / 1000), isHigh ? .bad : .muted),
      labelWidth: 6, readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func losses(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    var column = 0
    for (name, meter) in [("rejected ", Meter.rejected), ("lost ", .lost), ("twice ", .duplicates)] {
      let count = view.meters[count: meter]
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column =
        canvas.write(Figure.count(Double(count)), column: column, row: 0, role: count > 0 ? .warning : .muted)
        + 2
    }
  }

  private static func ratesChart(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [
        .init("made", view.rates(.produced, most: most, every: 10), role: .series1),
        .init("done", view.rates(.consumed, most: most, every: 10), role: .good),
      ], sampleCount: view.context.history.count / 10, format: { Figure.rate($0.rounded()) }
    ).draw(on: &canvas)
  }
}
