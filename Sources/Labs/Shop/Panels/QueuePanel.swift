import Engine
import Grid
import LabKit

extension Shop {
  /// What waits between the commit of an order and its being counted: outbox rows and consumer lag.
  static let queuePanel = Panel<Shop>(
    "Queue depth", topics: [Topic.queue],
    knobs: [
      "relays", "consumers", "poll.size", "record.time", "high.water", "outbox", "inbox", "backpressure",
    ],
    actions: [.consumersSlow, .brokerDown, .crashBeforePublish, .crashBeforeMark], minimumWidth: 30,
    [
      .drawn(rows: 1, most: 1) { lagGauge($0, on: &$1) }.priority(4),
      .drawn(rows: 1, most: 1) { outboxGauge($0, on: &$1) }.priority(3),
      .line(flow).priority(2),
      .drawn(rows: 1, most: 1) { relayLine($0, on: &$1) }.priority(0),
      .drawn(rows: 1) { lagChart($0, on: &$1) },
    ],
    status: { view in
      if let status = publisherStatus(view.lab) { return status }
      let lag = view.lab.log.lag
      if view.lab.signs.heldBack.isOn { return "held back at \(Figure.count(lag))" }
      return lag > lagAlert ? "ALERT lag \(Figure.count(lag))" : "lag \(Figure.count(lag))"
    })

  private static func lagGauge(_ view: View<Shop>, on canvas: inout Canvas) {
    let lag = view.lab.log.lag, isBad = lag > lagAlert
    Gauge(
      "lag", value: Double(lag), of: Double(max(lag, 12_000)), role: isBad ? .bad : .series2,
      reading: Span(Figure.count(lag), isBad ? .bad : .text), marks: [Mark(Double(lagAlert), "alert")],
      labelWidth: 7, readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func outboxGauge(_ view: View<Shop>, on canvas: inout Canvas) {
    let pending = view.lab.outbox.pending, isStuck = view.lab.outbox.isWaitingForBroker
    let relays = shownRelays(view), columns = canvas.width >= 30 + 8 * relays.count ? 8 * relays.count : 0
    canvas.inside(Rectangle(column: 0, row: 0, width: canvas.width - columns, height: 1)) {
      Gauge(
        "outbox", value: Double(pending), of: Double(max(pending, 1000)), role: isStuck ? .bad : .series1,
        reading: Span(Figure.count(pending), isStuck ? .bad : .text), labelWidth: 7, readingWidth: 7
      ).draw(on: &$0)
    }
    guard columns > 0 else { return }
    for (place, relay) in relays.enumerated() {
      let (glyph, _, role) = look(view.lab.outbox.relays[relay])
      let locked = view.lab.outbox.relays[relay].batch.count
      canvas.write(
        Span("r\(relay + 1) \(glyph)\(locked > 0 ? "\(locked)" : "")", role),
        column: canvas.width - columns + 8 * place + 1, row: 0, width: 7)
    }
  }

  private static let flow: @Sendable (View<Shop>) -> [Span] = { view in
    let rates = [("in ", Meter.queueAppended), ("out ", .queueConsumed)].flatMap { name, meter in
      [
        Span(name, .muted),
        Span((view.rate(.all(meter)).map { Figure.rate($0.rounded()) } ?? Figure.none) + "  "),
      ]
    }
    let totals: [(String, Meter)] = [
      ("twice ", .queueDuplicates), ("lost ", .eventsLost), ("counted twice ", .counterDoubled),
      ("dropped ", .eventsDropped),
    ]
    return rates
      + totals.flatMap { name, meter -> [Span] in
        let count = view.total(.all(meter))
        // Nothing is counted twice but without an inbox.
        guard count > 0 || meter != .counterDoubled else { return [] }
        return [Span(name, .muted), Span(Figure.count(count) + "  ", count > 0 ? .warning : .muted)]
      }
  }

  private static func lagChart(_ view: View<Shop>, on canvas: inout Canvas) {
    let lags = view.course(
      .all(.queueLag), most: AreaChart.samples(forWidth: canvas.width, level: .block), every: 5)
    guard canvas.height >= 2 else { return Sparkline(lags, role: .series2).draw(on: &canvas) }
    let isHigh = (lags.max() ?? 0) > Double(lagAlert) / 4
    AreaChart(
      [.init("lag", lags, role: .series2)], rule: isHigh ? .init(Double(lagAlert), "alert") : nil,
      sampleCount: view.context.history.count / 5
    ).draw(on: &canvas)
  }

  private static func shownRelays(_ view: View<Shop>) -> [Int] {
    (0..<mostRelays).filter { view.lab.outbox.relays[$0].state != .off }
  }

  /// Every relay in words: what it does, how many rows it has locked, how many it has published.
  private static func relayLine(_ view: View<Shop>, on canvas: inout Canvas) {
    let relays = shownRelays(view)
    let width = canvas.width / max(1, relays.count)
    for (place, relay) in relays.enumerated() {
      let state = view.lab.outbox.relays[relay]
      let (glyph, word, role) = look(state)
      let rows = state.batch.isEmpty ? "" : " \(state.batch.count)"
      canvas.inside(Rectangle(column: place * width, row: 0, width: width - 1, height: 1)) { canvas in
        let column = canvas.write("r\(relay + 1) \(glyph) \(word)\(rows)", column: 0, row: 0, role: role)
        canvas.write(" out \(Figure.count(state.published))", column: column, row: 0, role: .muted)
      }
    }
  }

  private static func look(_ relay: Outbox.Relay) -> (glyph: String, word: String, role: Role) {
    switch relay.state {
    case .off: ("–", "off", .muted)
    case .idle: ("·", "waits", .muted)
    case .publishing: ("►", "publishes", .series2)
    case .marking: ("✓", "marks", .good)
    case .down: ("✗", "CRASHED", .bad)
    }
  }

  /// What the relays and consumers are about to do wrong, or did.
  private static func publisherStatus(_ shop: Shop) -> String? {
    if let down = shop.outbox.relays.firstIndex(where: { $0.state == .down }) {
      return "✗ relay \(down + 1) CRASHED"
    }
    if shop.outbox.beforePublish != nil { return "crash before publish armed" }
    return shop.outbox.beforeMark != nil ? "crash before mark armed" : nil
  }
}
