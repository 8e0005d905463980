import Engine
import Grid
import LabKit

extension Shop {
  /// What waits between the commit of an order and its being counted: outbox rows and consumer lag.
  static let queuePanel = Panel<Shop>(
    "Queue depth", topics: [Topic.queue],
    knobs: ["relays", "consumers", "poll.size", "record.time", "high.water", "outbox", "inbox", "backpressure"],
    actions: [.consumersSlow, .brokerDown, .crashBeforePublish, .crashBeforeMark], minimumWidth: 30, minimumHeight: 3,
    [
      .drawn(rows: 1, most: 1) { view, canvas in
        let lag = view.lab.log.lag
        gauge(
          "lag", lag, of: 12_000, isBad: lag > lagAlert, .series2, marks: [Mark(Double(lagAlert), "alert")], on: &canvas
        )
      }.priority(4),
      .drawn(rows: 1, most: 1) { outboxGauge($0, on: &$1) }.priority(3),
      .drawn(rows: 1) { view, canvas in
        let words = canvas.height >= 7 ? 2 : 0
        if words > 0 { canvas.write(figures: flow(view)) }
        canvas.inside(Rectangle(column: 0, row: 1, width: canvas.width, height: words / 2)) { relayLine(view, on: &$0) }
        canvas.inside(Rectangle(column: 0, row: words, width: canvas.width, height: canvas.height - words)) {
          lagChart(view, on: &$0)
        }
      }.priority(2).showing(.eventsLost, .counterDoubled, as: .bad).showing(.queueLag, as: .series2),
    ],
    status: { view in
      let lag = view.lab.log.lag, crashes = view.lab.outbox.crashes
      if let down = view.lab.outbox.relays.firstIndex(where: { $0.state == .down }) {
        return "✗ relay \(down + 1) CRASHED"
      }
      if crashes[.crashBeforePublish] != nil { return "crash before publish armed" }
      if crashes[.crashBeforeMark] != nil { return "crash before mark armed" }
      if view.lab.symptoms.heldBack.isOn { return "held back at \(Figure.count(lag))" }
      return lag > lagAlert ? "ALERT lag \(Figure.count(lag))" : "lag \(Figure.count(lag))"
    })

  private static func gauge(
    _ name: String, _ value: Int, of scale: Int, isBad: Bool, _ role: Role, marks: [Mark] = [], on canvas: inout Canvas
  ) {
    Gauge(
      name, value: Double(value), of: Double(max(value, scale)), role: isBad ? .bad : role,
      reading: Span(Figure.count(value), isBad ? .bad : .text), marks: marks, labelWidth: 7, readingWidth: 7
    ).draw(on: &canvas)
  }

  /// The outbox, and beside it every relay as a glyph with the rows that it has locked.
  private static func outboxGauge(_ view: View<Shop>, on canvas: inout Canvas) {
    let outbox = view.lab.outbox, relays = shownRelays(view)
    let columns = canvas.width >= 30 + 8 * relays.count ? 8 * relays.count : 0
    canvas.inside(Rectangle(column: 0, row: 0, width: canvas.width - columns, height: 1)) {
      gauge("outbox", outbox.table.count, of: 1000, isBad: outbox.isWaitingForBroker, .series1, on: &$0)
    }
    guard columns > 0 else { return }
    for (place, relay) in relays.enumerated() {
      let (glyph, _, role) = look(outbox.relays[relay])
      let locked = outbox.relays[relay].batch.count
      canvas.write(
        Span("r\(relay + 1) \(glyph)\(locked > 0 ? "\(locked)" : "")", role),
        column: canvas.width - columns + 8 * place + 1, row: 0, width: 7)
    }
  }

  private static func flow(_ view: View<Shop>) -> [(name: String, figure: Span)] {
    func rate(_ meter: Meter) -> Span { Span(view.rate(.all(meter)).map { Figure.rate($0.rounded()) } ?? Figure.none) }
    // Nothing is counted twice but without an inbox.
    let twice = view.total(.all(.counterDoubled)) > 0 ? [("counted twice", view.counted(.counterDoubled))] : []
    return [
      ("in", rate(.queueAppended)), ("out", rate(.queueConsumed)), ("twice", view.counted(.queueDuplicates)),
      ("lost", view.counted(.eventsLost)),
    ] + twice + [("dropped", view.counted(.eventsDropped))]
  }

  private static func lagChart(_ view: View<Shop>, on canvas: inout Canvas) {
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let lags = view.course(.all(.queueLag), most: most, every: 5)
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

  private static func relayLine(_ view: View<Shop>, on canvas: inout Canvas) {
    let relays = shownRelays(view), width = canvas.width / max(1, relays.count)
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

  /// The vectors of the three regions, row by row, and what each of them shows.
  static let counterPanel = Panel<Shop>(
    "G-Counter", topics: [Topic.counter], knobs: ["gossip", "g-counter"],
    actions: [.increment, .mergeNow, .partition], minimumWidth: 30,
    [
      .drawn(rows: 4, most: 4) { vectors($0, on: &$1) }.priority(3).showing(.counterValue, as: .good),
      .figures { view in
        let regions = view.lab.regions, hands = view.total(.all(.counterByHand))
        // Nothing is counted twice but without an inbox: until then there is no need to say so.
        let doubled = view.total(.all(.counterDoubled)), twice = ("twice", Span("\(doubled)", .bad))
        return [("truth", Span("\(view.lab.orders.counted + hands)", .good))] + (doubled > 0 ? [twice] : []) + [
          ("a plain number", Span("\(regions.highestNaive)", .bad)), ("by hand", Span("\(hands)")),
        ]
      },
      .chart([Curve("regions apart, orders", .all(.counterSpread), .series4)], format: { Figure.count($0) })
        .priority(0),
    ],
    status: { view in
      guard view.knobs.hasGCounter else { return "plain number" }
      let regions = view.lab.regions
      return regions.agree(isNaive: false) ? "agree \(regions.total)" : "apart \(regions.spread(isNaive: false))"
    })

  private static func vectors(_ view: View<Shop>, on canvas: inout Canvas) {
    let regions = view.lab.regions
    let width = canvas.width >= 56 ? 10 : 7
    let value = 3 + Region.allCases.count * width
    for region in Region.allCases {
      canvas.write(
        Span(region.name, .muted), column: 3 + region.rawValue * width, row: 0, width: width - 1, alignment: .trailing)
    }
    canvas.write(Span("value", .muted), column: value, row: 0, width: width, alignment: .trailing)
    for region in Region.allCases {
      let row = region.rawValue + 1, role = Role.series(region.rawValue)
      let isCut = view.context.isOn(.partition, region)
      canvas.write(isCut ? "✂" : "●", column: 0, row: row, role: isCut ? .bad : role)
      canvas.write(region.name, column: 1, row: row, role: role, emphasis: .bold)
      for other in Region.allCases {
        // What a region counted itself stands out from what it heard.
        let isOwn = other == region, heard = regions.counts[region].counter[other.rawValue]
        let look = heard < regions.own(other) ? Role.warning : isOwn ? role : .text
        canvas.write(
          Span(String(heard), look, isOwn ? .bold : []), column: 3 + other.rawValue * width, row: row,
          width: width - 1, alignment: .trailing)
      }
      let shown = String(regions.counts[region].value(isNaive: !view.knobs.hasGCounter))
      canvas.write(Span(shown, .text, .bold), column: value, row: row, width: width, alignment: .trailing)
      guard isCut else { continue }
      let column = value + width + 1
      canvas.write(canvas.width - column >= 7 ? "cut off" : "cut", column: column, row: row, role: .bad)
    }
  }
}
