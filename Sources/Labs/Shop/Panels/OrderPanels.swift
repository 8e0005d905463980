import Engine
import Grid
import LabKit

extension Shop {
  /// The traffic against threshold and capacity, and what becomes of each class.
  static let sheddingPanel = Panel<Shop>(
    "Load shedding",
    reading: """
      What is asked for, beside the threshold and what the servers can do. Above the threshold analytics (P2) go \
      first, then core reads (P1), payments (P0) never. Served, in time, is what counts; the areas are that over \
      time.
      """, topics: [Topic.shedding],
    knobs: ["traffic", "capacity", "threshold", "mix.p0", "mix.p2", "shedding"],
    actions: [.burst, .capacityHalves],
    labs: ["load-shedding": [.burst: "traffic.burst", .capacityHalves: "capacity.halves"]],
    minimumWidth: 34, minimumHeight: 5,
    [
      .drawn(rows: 1, most: 2, trafficSlider).priority(2),
      .table("/s", rows: classNames, classColumns).least(rows: 4).priority(3),
      .gauges(labelWidth: 8, readingWidth: 10) { view in
        let gateway = view.lab.gateway, isBad = gateway.waiting > 50
        return [
          GaugeRow(
            "servers", Double(gateway.busy), of: Double(max(1, gateway.servers)),
            reading: "\(Figure.count(gateway.waiting)) wait", isBad: isBad)
        ]
      },
      .chart(
        Class.allCases.map { Curve("\($0.name.uppercased()) served", .of(.served, $0), roles[$0.rawValue]) },
        rule: { ($0.lab.shedder.capacity, "capacity") }
      ).least(rows: 5).priority(0),
    ],
    status: { view in
      guard view.knobs.hasShedding else { return "off" }
      let shedding = view.lab.symptoms.shedding
      return shedding[.p1].isOn ? "sheds P1, P2" : shedding[.p2].isOn ? "sheds P2" : "sheds nothing"
    })

  private static let roles: [Role] = [.p0, .p1, .p2]

  private static let trafficSlider: @Sendable (View<Shop>, inout Canvas) -> Void = { view, canvas in
    let capacity = view.lab.shedder.capacity
    let offered = view.lab.shedder.quotas(at: view.now.duration).demand.total
    Slider(
      "", value: offered, in: 0...3000, reading: Figure.rate((offered / 10).rounded() * 10),
      marks: [
        Mark(capacity * view.lab.shedder.threshold, "threshold"),
        Mark(capacity, "capacity", role: .bad, glyph: "◆"),
      ], readingWidth: 8
    ).draw(on: &canvas)
  }

  private static let classNames: @Sendable (View<Shop>) -> [Span] = { _ in
    zip(["P0 payments", "P1 core reads", "P2 analytics"], roles).map { Span($0, $1, .bold) }
  }

  private static let classColumns: [Column<Shop>] = [
    .rate("offered", .offered, priority: 4), .rate("admitted", .admitted, priority: 4),
    .text("shed", minimum: 5, priority: 4, alignment: .trailing) { view, member in
      guard let rate = view.rate(.of(.shed, at: member)) else { return Span(Figure.none, .muted) }
      return Span(String(Int(rate.rounded())), rate >= 0.5 ? .warning : .muted)
    },
    .good("served", .served, of: .offered, priority: 4), .percentile("p99 in all", 99, .latency),
  ]

  /// The traced order step by step, and the counts of the others.
  static let sagaPanel = Panel<Shop>(
    "Saga timeline",
    reading: """
      One order at its services, left to right: what it does and, when a step fails, what undoes the steps before \
      it, the latest first. It is the newest order that failed, or the one that a key ran; F lets go of that.
      """, topics: [Topic.saga], knobs: ["saga", "retries"],
    actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4, .followFailures], labs: ["saga": [:]],
    minimumWidth: 34,
    [
      .lanes(
        Service.allCases.map { $0.words() }, short: ["invent.", "payment", "shipm.", "confirm"], least: 5, of: attempts
      )
      .most(rows: 6).priority(3),
      .totals { view in
        [
          ("ok", view.counted(.ordersConfirmed, .good)), ("failed", view.counted(.ordersCompensated, none: .text)),
          ("half-done", view.counted(.ordersStranded, .bad)),
        ]
      }.priority(2).showing(.ordersStranded, as: .bad).showing(.ordersConfirmed, as: .good),
      .figures { view in
        let (running, undone) = (view.lab.orders.running, view.lab.orders.compensating)
        return [
          ("now:", ""), ("run", Span(Figure.count(running))),
          ("undo", Span(Figure.count(undone), undone > 0 ? .warning : .text)),
        ]
      },
      .drawn(rows: 2, most: 2) { eventRow($0, on: &$1) }.priority(0), .list("call", least: 3, of: attempts),
      .chart([
        Curve("ok", .all(.ordersConfirmed), .good), Curve("undone", .all(.ordersCompensated), .warning),
      ]).least(rows: 5).priority(0),
    ],
    status: { view in
      guard let serial = view.lab.trace.serial else {
        return view.lab.trace.request == nil ? "no order yet" : view.lab.trace.outcome.rawValue
      }
      return "#\(serial) \(view.lab.trace.outcome.rawValue)\(view.lab.trace.isChosen ? ", F lets go" : "")"
    })

  @Sendable private static func attempts(_ view: View<Shop>) -> Traced {
    let trace = view.lab.trace
    return Traced(
      from: trace.began, to: trace.ended,
      trace.attempts.all.map { attempt in
        let call = attempt.call
        let words = "\(call.undoes ? "◄" : "►") \(call.service.words(undoes: call.undoes))"
        return Traced.Stretch(
          call.service.rawValue, call.undoes ? "undo" : "do", Span(words, attempt.role),
          detail: call.attempt > 1 ? "attempt \(call.attempt)" : "", result: attempt.look.word,
          style: call.undoes ? .compensation : .forward, outcome: attempt.look.outcome, from: call.began,
          to: attempt.ended)
      })
  }

  /// The row that the traced order has in the outbox, with Debezium's columns, and what became of its event.
  private static func eventRow(_ view: View<Shop>, on canvas: inout Canvas) {
    guard let event = view.lab.trace.event, let order = view.lab.trace.serial else {
      canvas.write(Span("no event: the order is not confirmed", .muted), column: 0, row: 0, width: canvas.width)
      return
    }
    guard let row = event.row else {
      let text = "order \(order) has no outbox row, its event: "
      let column = canvas.write(text, column: 0, row: 0, role: .muted)
      canvas.write(event.look, column: column, row: 0, width: canvas.width - column)
      return
    }
    Table(
      [
        .init("id", alignment: .trailing, minimum: 4, maximum: 8, priority: 5),
        .init("aggregatetype", minimum: 13, maximum: 13, priority: 1),
        .init("aggregateid", alignment: .trailing, minimum: 11, maximum: 11, priority: 2),
        .init("type", minimum: 14, maximum: 14, priority: 3),
        .init("payload", minimum: 14, maximum: 18, priority: 0), .init("event", minimum: 14, priority: 4),
      ],
      rows: [
        [
          Span("\(row.id)"), Span(row.aggregateType, .muted), Span("\(row.aggregateID)"), Span(row.type),
          Span("{order: \(row.payload)}", .muted), event.look,
        ]
      ]
    ).draw(on: &canvas)
  }
}

extension Shop.Trace.Attempt {
  fileprivate var role: Role { hasFailed ? .bad : call.undoes ? .warning : .good }

  fileprivate var look: (word: String, outcome: LaneChart.Outcome) {
    if hasFailed { return ("✗ failed", .failure) }
    return ended == nil ? ("… running", .neutral) : ("✓ done", .success)
  }
}

extension Shop.Trace.Event {
  fileprivate var look: Span {
    if isLost { return Span("✗ LOST", .bad, .bold) }
    if counted > 1 { return Span("✗ counted ×\(counted)", .bad, .bold) }
    let times = published > 1 ? " ×\(published)" : ""
    if counted == 1 { return Span("✓ counted\(times.isEmpty ? "" : ", out\(times)")", .good) }
    if let relay { return Span("■ locked by r\(relay + 1)\(times)", .series2) }
    if published > 0 { return Span("► in the log\(times)", published > 1 ? .warning : .good) }
    return Span("· new", .text)
  }
}
