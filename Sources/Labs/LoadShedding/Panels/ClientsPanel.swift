import Engine
import FirstEdition
import Grid

extension LoadShedding {
  /// What clients make of the traffic: first attempts and retries against what the servers can do.
  static let clientsPanel = Panel<LoadShedding>(
    "Clients", topics: [Topic.clients],
    knobs: ["retries", "retry.wait", "retry.refused", "client.timeout", "throttle.k"], actions: [.burst],
    minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let new = Meter.offers.reduce(0) { $0 + view.rate($1) }
      let attempts = new + view.rate(.retries)
      return new > 0 ? "x\(Figure.fixed(attempts / new, decimals: 2)) by retries" : "no traffic"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          .fixed(canvas.height >= 6 ? 3 : canvas.height >= 4 ? 2 : 1, priority: 5), .fixed(1, priority: 4),
          .fixed(view.knobs.policy == .adaptive ? 1 : 0, priority: 3), Share(minimum: 2, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { attemptsGauge(view, on: &$0) }
      canvas.inside(rows[1]) { endings(view, on: &$0) }
      if !rows[2].isEmpty { canvas.inside(rows[2]) { throttleGauge(view, on: &$0) } }
      if rows[3].height >= 3 { canvas.inside(rows[3]) { sentChart(view, on: &$0) } }
    })

  private static func attemptsGauge(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let retries = view.rate(.retries)
    let first = Meter.offers.reduce(0) { $0 + view.rate($1) }
    let rate = view.model.serverRate
    Gauge(
      "asked", segments: [.init(first, "new", role: .series1), .init(retries, "retries", role: .warning)],
      of: max(2 * rate, first + retries), reading: Span(Figure.rate((first + retries).rounded())),
      marks: [Mark(rate, "can do")], labelWidth: 6, readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func endings(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let isWide = canvas.width >= 60
    var column = 0
    let endings: [(name: String, meter: Meter)] = [
      (isWide ? "timeouts " : "late ", .timeouts), ("refused ", .refusedForGood),
      (isWide ? "failed " : "fail ", .failed),
    ]
    for (name, meter) in endings {
      let rate = view.rate(meter).rounded()
      column = canvas.write(name, column: column, row: 0, role: .muted)
      // Without the unit where it would cost the third figure.
      let figure = isWide ? Figure.rate(rate) : Figure.count(rate)
      column =
        canvas.write(figure, column: column, row: 0, role: rate > 0 ? .warning : .muted) + (isWide ? 2 : 1)
    }
    if !isWide { canvas.write("/s", column: column, row: 0, role: .muted) }
  }

  private static func throttleGauge(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let probability = view.model.throttle.rejectionProbability
    Gauge(
      "held", value: probability, of: 1, role: .warning, reading: Span(Figure.percent(probability)),
      labelWidth: 6, readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func sentChart(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [
        .init(
          canvas.width >= 60 ? "sent to the servers" : "sent", view.rates(.sent, most: most, every: 5),
          role: .series1)
      ],
      rule: .init(view.model.serverRate, "max"), sampleCount: view.context.history.count / 5,
      format: { Figure.rate($0.rounded()) }
    ).draw(on: &canvas)
  }
}
