import Engine
import Grid
import LabKit

extension Shop {
  /// What waits between the commit of an order and its being counted: outbox rows and consumer lag.
  static let queuePanel = Panel<Shop>(
    "Queue depth",
    reading: """
      What waits between an order's commit and its being counted: rows in the outbox, then records in the log. A lag \
      that only grows: consumers are too slow. Lost and counted again must stay 0; the newest such order stands \
      here.
      """, topics: [Topic.queue],
    knobs: ["relays", "consumers", "poll.size", "record.time", "high.water", "outbox", "inbox", "backpressure"],
    actions: [.consumersSlow, .brokerDown, .crashBeforePublish, .crashBeforeMark],
    labs: [
      "backpressure": [.consumersSlow: "consumers.slow", .burst: "producer.burst"],
      "outbox": [.brokerDown: "broker.down"],
    ], minimumWidth: 30, minimumHeight: 3,
    [
      .drawn(rows: 1, most: 1) { view, canvas in
        let lag = view.lab.log.lag
        gauge(
          "lag", lag, of: 12_000, isBad: lag > lagAlert, .series2, marks: [Mark(Double(lagAlert), "alert")], on: &canvas
        )
      }.priority(4),
      .drawn(rows: 1, most: 1) { outboxGauge($0, on: &$1) }.priority(3),
      .pinned("order") { $0.lab.lost }, .pinned("order") { $0.lab.countedAgain },
      .chart([Curve("lag", .all(.queueLag), .series2)]) { view in
        (view.level(.all(.queueLag)) ?? 0) > Double(lagAlert) / 4 ? (Double(lagAlert), "alert") : nil
      } format: {
        Figure.count($0)
      }.least(rows: 1).priority(3), .figures { flow($0) }.priority(2),
      .totals { losses($0) }.priority(2).showing(.eventsLost, .counterDoubled, as: .bad),
      .drawn(rows: 1, most: 1) { relayLine($0, on: &$1) }.priority(1),
    ],
    status: { view in
      let lag = view.lab.log.lag, crashes = view.lab.outbox.crashes
      if let down = view.lab.outbox.relays.firstIndex(where: { $0.state == .down }) {
        return "✗ relay \(down + 1) CRASHED"
      }
      if crashes[.crashBeforePublish] != nil { return "next: crash unpublished" }
      if crashes[.crashBeforeMark] != nil { return "next: crash unmarked" }
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
    [("in", Meter.queueAppended), ("out", .queueConsumed)].map { name, meter in
      (name, Span(view.rate(.all(meter)).map { Figure.rate($0.rounded()) } ?? Figure.none))
    }
  }

  private static func losses(_ view: View<Shop>) -> [(name: String, figure: Span)] {
    [
      ("lost", view.counted(.eventsLost, .bad)), ("counted again", view.counted(.counterDoubled, .bad)),
      ("repeats", view.counted(.queueDuplicates)), ("dropped", view.counted(.eventsDropped)),
    ]
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
    "G-Counter",
    reading: """
      A row a region: how much it knows that each region has counted. Only a region itself raises its own position; \
      a merge takes the larger number of each (▲), so messages may be lost, doubled and late. ↓ is behind.
      """, topics: [Topic.counter], knobs: ["gossip", "g-counter"],
    actions: [.increment, .mergeNow, .partition], labs: ["g-counter": [.partition: "partition"]], minimumWidth: 30,
    [
      .drawn(rows: 4, most: 4) { vectors($0, on: &$1) }.priority(3).showing(.counterValue, as: .good),
      .line { _ in [Span("▲ a merge took the larger number", .muted)] }.priority(0),
      .figures { view in
        let regions = view.lab.regions, hands = view.total(.all(.counterByHand))
        // Nothing is counted twice but without an inbox: until then there is no need to say so.
        let doubled = view.total(.all(.counterDoubled)), twice = ("twice", Span("\(doubled)", .bad))
        let truth = view.lab.orders.counted + hands, plain = regions.highestNaive
        return [("truth", Span("\(truth)", .good))] + (doubled > 0 ? [twice] : []) + [
          (
            "a plain number",
            Span("\(plain == UInt64(truth) ? "" : "✗")\(plain)", plain == UInt64(truth) ? .text : .bad)
          ),
          ("by hand", Span("\(hands)")),
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
        Span(region.name + " ", .muted), column: 3 + region.rawValue * width, row: 0, width: width - 1,
        alignment: .trailing)
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
        let isBehind = heard < regions.own(other), isRaised = regions.hasRaised(other, of: region, at: view.now)
        let look = isRaised ? Role.good : isBehind ? .warning : isOwn ? role : .text
        let mark = isRaised ? "▲" : isBehind ? "↓" : " "
        canvas.write(
          Span("\(heard)\(mark)", look, isOwn || isRaised ? .bold : []), column: 3 + other.rawValue * width, row: row,
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
