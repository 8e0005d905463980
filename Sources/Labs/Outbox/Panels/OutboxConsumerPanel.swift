import Engine
import FirstEdition
import Grid

extension OutboxLab {
  /// The broker's backlog, the consumer, and the books at the end: committed against effects.
  static let consumerPanel = Panel<OutboxLab>(
    "Consumer and books", topics: [Topic.consumer], knobs: ["inbox", "record.time"],
    actions: [.consumerCrash],
    minimumWidth: 34, minimumHeight: 4,
    status: { view in
      if !view.model.consumer.isUp { return "✗ consumer DOWN" }
      if view.model.faults.brokerDown != nil { return "✗ broker DOWN" }
      return "inbox \(view.knobs.hasInbox ? "on" : "OFF")"
    },
    draw: { view, canvas in
      let meters = view.meters
      let figures: [(String, Meter, Role)] = [
        ("committed", .ordersCommitted, .good), ("effects", .effects, .good),
        ("events lost", .eventsLost, .bad), ("invented", .eventsInvented, .bad),
        ("out twice", .duplicates, .warning), ("skipped", .repeatsSkipped, .good),
        ("done twice", .effectsTwice, .bad), ("rolled back", .ordersRolledBack, .text),
        ("crashes", .crashes, .text), ("refused", .ordersRefused, .text),
      ]
      let columns = max(1, canvas.width / 19)
      for (index, figure) in figures.enumerated() {
        let count = meters[count: figure.1]
        let column = index % columns * 19, row = index / columns
        canvas.write(Span(figure.0, .muted), column: column, row: row, width: 11)
        canvas.write(
          Span(Figure.count(Double(count)), count == 0 ? .muted : figure.2), column: column + 12, row: row,
          width: 6)
      }
      let below = (figures.count + columns - 1) / columns
      canvas.inside(Rectangle(column: 0, row: below, width: canvas.width, height: canvas.height - below)) {
        lag(view, on: &$0)
      }
    })

  private static func lag(_ view: LabView<OutboxLab>, on canvas: inout Canvas) {
    let lag = view.model.broker.count
    let delay = view.meters[latency: .effectDelay]
    Gauge(
      "lag", value: Double(lag), of: Double(max(lag, 500)), role: .series2, reading: Span(Figure.count(lag)),
      labelWidth: 7, readingWidth: 7
    ).draw(on: &canvas)
    guard delay.count > 0 else { return }
    canvas.write(
      Span(
        "to effect p50 \(Figure.seconds(delay.percentile(50).seconds)), p99 "
          + Figure.seconds(delay.percentile(99).seconds), .muted), column: 0, row: 1, width: canvas.width)
  }
}
