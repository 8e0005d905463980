import Engine
import FirstEdition
import Grid

extension Shop {
  /// What waits between the commit of an order and its being counted: outbox rows and consumer lag.
  static let queuePanel = Panel<Shop>(
    "Queue depth", topics: [Topic.queue],
    knobs: [
      "relays", "consumers", "poll.size", "record.time", "high.water", "outbox", "inbox", "backpressure",
    ],
    actions: [.consumersSlow, .brokerDown, .crashBeforePublish, .crashBeforeMark], minimumWidth: 30,
    minimumHeight: 3,
    status: { view in
      let lag = view.model.log.lag
      if let status = publisherStatus(view.model) { return status }
      if view.model.signs.isHeldBack { return "held back at \(Figure.count(lag))" }
      return lag > lagAlert ? "ALERT lag \(Figure.count(lag))" : "lag \(Figure.count(lag))"
    },
    draw: { view, canvas in
      let isTall = canvas.height >= 9
      let rows = Layout.rows(
        [
          .fixed(1, priority: 3), .fixed(1, priority: 2), .fixed(isTall ? 2 : 0, priority: 0),
          Share(minimum: 1, priority: 1),
        ],
        in: canvas.bounds)
      canvas.inside(rows[0]) { lagGauge(view, on: &$0) }
      canvas.inside(rows[1]) { outboxGauge(view, on: &$0) }
      canvas.inside(rows[2]) { canvas in
        flow(view, on: &canvas)
        canvas.inside(Rectangle(column: 0, row: 1, width: canvas.width, height: canvas.height - 1)) {
          relayLine(view, on: &$0)
        }
      }
      canvas.inside(rows[3]) { lagChart(view, on: &$0) }
    })

  private static func lagGauge(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let lag = view.model.log.lag
    let scale = Double(max(lag, 12_000))
    Gauge(
      "lag", value: Double(lag), of: scale, role: lag > lagAlert ? .bad : .series2,
      reading: Span(Figure.count(lag), lag > lagAlert ? .bad : .text),
      marks: [Mark(Double(lagAlert), "alert")],
      labelWidth: 7, readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func outboxGauge(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let pending = view.model.outbox.pending
    let isStuck = view.model.outbox.isWaitingForBroker
    let relays = canvas.width >= 30 + relayColumns(view) ? relayColumns(view) : 0
    let room = canvas.width - relays
    canvas.inside(Rectangle(column: 0, row: 0, width: room, height: 1)) {
      Gauge(
        "outbox", value: Double(pending), of: Double(max(pending, 1000)), role: isStuck ? .bad : .series1,
        reading: Span(Figure.count(pending), isStuck ? .bad : .text), labelWidth: 7, readingWidth: 7
      ).draw(on: &$0)
    }
    canvas.inside(Rectangle(column: room, row: 0, width: relays, height: 1)) { relayGlyphs(view, on: &$0) }
  }

  private static func flow(_ view: LabView<Shop>, on canvas: inout Canvas) {
    var column = 0
    for (name, meter) in [("in ", Meter.queueAppended), ("out ", .queueConsumed)] {
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(Figure.rate(view.rate(meter).rounded()), column: column, row: 0) + 2
    }
    for (name, meter) in [
      ("twice ", Meter.queueDuplicates), ("lost ", .eventsLost), ("counted twice ", .counterDoubled),
      ("dropped ", .eventsDropped),
    ] {
      let count = view.meters[count: meter]
      // Nothing is counted twice but without an inbox.
      guard count > 0 || meter != .counterDoubled else { continue }
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column =
        canvas.write(Figure.count(Double(count)), column: column, row: 0, role: count > 0 ? .warning : .muted)
        + 2
    }
  }

  private static func lagChart(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let lags = view.levels(.queueLag, most: most, every: 5)
    if canvas.height < 2 {
      Sparkline(lags, role: .series2).draw(on: &canvas)
    } else {
      let highest = lags.max() ?? 0
      AreaChart(
        [.init("lag", lags, role: .series2)],
        rule: highest > Double(lagAlert) / 4 ? .init(Double(lagAlert), "alert") : nil,
        sampleCount: view.context.history.count / 5
      ).draw(on: &canvas)
    }
  }
}
