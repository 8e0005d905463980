import Engine
import FirstEdition
import Grid

extension LoadShedding {
  /// The queue before the servers: how old its head is beside how long clients wait.
  static let waitingPanel = Panel<LoadShedding>(
    "Queue", topics: [Topic.queue],
    knobs: ["queue.places", "client.timeout", "policy", "codel.target", "codel.interval", "headroom"],
    actions: [.outage, .capacityHalves], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let wait = view.model.oldestWait(view.now)
      let isLate = wait > view.knobs.timeoutMilliseconds / 1000
      return isLate ? "too late: \(Figure.seconds(wait)) old" : "wait \(Figure.seconds(wait))"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          .fixed(1, priority: 4), .fixed(canvas.height >= 5 ? 2 : 1, priority: 5), .fixed(1, priority: 3),
          Share(minimum: 2, priority: 0),
        ], in: canvas.bounds)
      canvas.inside(rows[0]) { serversGauge(view, on: &$0) }
      canvas.inside(rows[1]) { waitGauge(view, on: &$0) }
      canvas.inside(rows[2]) { fates(view, on: &$0) }
      canvas.inside(rows[3]) { queueChart(view, on: &$0) }
    })

  private static func serversGauge(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let isDown = view.model.faults.isOn(.outage)
    let busy = view.model.inService.count, servers = view.model.servers
    Gauge(
      "servers", value: Double(busy), of: Double(serverCount), role: isDown ? .bad : .series1,
      reading: isDown ? Span("down", .bad) : Span("\(busy) of \(servers)"), labelWidth: 7, readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func waitGauge(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let wait = view.model.oldestWait(view.now), patience = view.knobs.timeoutMilliseconds / 1000
    let isOver = wait > patience
    Gauge(
      "wait", value: wait, of: patience * 2, role: isOver ? .bad : .series2,
      reading: Span(Figure.seconds(wait), isOver ? .bad : .text), marks: [Mark(patience, "client hangs up")],
      labelWidth: 7, readingWidth: 8
    ).draw(on: &canvas)
  }

  private static func fates(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    var column = 0
    for (name, meter) in [("vain ", Meter.inVain), ("full ", .refusedFull), ("drop ", .dropped)] {
      let rate = view.rate(meter).rounded()
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column =
        canvas.write(Figure.rate(rate), column: column, row: 0, role: rate > 0 ? .warning : .muted) + 2
    }
  }

  private static func queueChart(_ view: LabView<LoadShedding>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    AreaChart(
      [.init("queue", view.levels(.waiting, most: most, every: 5), role: .series2)],
      sampleCount: view.context.history.count / 5
    ).draw(on: &canvas)
  }
}
