import Engine
import Grid
import LabKit

extension Shop {
  /// The traced order step by step, and the counts of the others.
  static let sagaPanel = Panel<Shop>(
    "Saga timeline", topics: [Topic.saga], knobs: ["saga", "retries"],
    actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4], minimumWidth: 34,
    [
      .drawn(rows: 5, most: 6) { lanes($0, on: &$1) }.priority(3),
      .line(counts).priority(2),
      .drawn(rows: 2, most: 2) { eventRow($0, on: &$1) },
      .drawn(rows: 3) { attempts($0, on: &$1) }.priority(0),
    ],
    status: { view in
      guard let serial = view.lab.trace.serial else { return "no order yet" }
      return "#\(serial) \(view.lab.trace.outcome.rawValue)"
    })

  private static func lanes(_ view: View<Shop>, on canvas: inout Canvas) {
    let trace = view.lab.trace
    let began = trace.began.seconds
    let lanes = Service.allCases.map { service in
      LaneChart.Lane(
        laneName(service, isWide: canvas.width >= 50),
        trace.attempts.filter { $0.service == service }.map { attempt in
          LaneChart.Block(
            attempt.undoes ? "undo" : "do", from: attempt.began.seconds - began,
            to: attempt.ended.map { $0.seconds - began },
            role: attempt.result == .failed ? .bad : attempt.undoes ? .warning : .good,
            style: attempt.undoes ? .compensation : .forward,
            outcome: attempt.result == .failed ? .failure : attempt.result == .succeeded ? .success : .neutral
          )
        })
    }
    let end = trace.ended ?? view.now
    LaneChart(
      lanes, range: 0...max(0.05, roundedUp((end - trace.began).seconds)),
      now: trace.ended == nil ? (view.now - trace.began).seconds : nil
    )
    .draw(on: &canvas)
  }

  /// The axis grows by tenths, so that it does not move with every frame.
  private static func roundedUp(_ seconds: Double) -> Double {
    var unit = 0.01
    while seconds > 10 * unit { unit *= 10 }
    return ((seconds / unit).rounded(.down) + 1) * unit
  }

  private static func laneName(_ service: Service, isWide: Bool) -> String {
    if isWide { return "\(service.rawValue + 1) \(service.step)" }
    return ["1 invent.", "2 payment", "3 shipm.", "4 confirm"][service.rawValue]
  }

  private static let counts: @Sendable (View<Shop>) -> [Span] = { view in
    let context = view.context, orders = view.lab.orders
    let (failed, halfDone) = (context.total(.ordersCompensated), context.total(.ordersStranded))
    let figures: [(String, Int, Role)] = [
      ("run ", orders.running, .text),
      ("undo ", orders.compensating, orders.compensating > 0 ? .warning : .text),
      ("ok ", context.total(.ordersConfirmed), .good),
      ("failed ", failed, failed > 0 ? .warning : .text),
      ("half-done ", halfDone, halfDone > 0 ? .bad : .muted),
    ]
    return figures.flatMap { [Span($0, .muted), Span(Figure.count($1) + "  ", $2)] }
  }

  private static func attempts(_ view: View<Shop>, on canvas: inout Canvas) {
    let trace = view.lab.trace
    let rows = trace.attempts.suffix(max(0, canvas.height - 1)).map { attempt -> [Span] in
      let role: Role = attempt.result == .failed ? .bad : attempt.undoes ? .warning : .good
      let result =
        attempt.result == .failed ? "✗ failed" : attempt.result == .succeeded ? "✓ done" : "… running"
      return [
        Span(Figure.milliseconds((attempt.began - trace.began).milliseconds), .muted),
        Span(attempt.undoes ? "◄ \(attempt.service.compensation)" : "► \(attempt.service.step)", role),
        Span(attempt.number > 1 ? "attempt \(attempt.number)" : "", .muted), Span(result, role),
        Span(attempt.ended.map { Figure.milliseconds(($0 - attempt.began).milliseconds) } ?? "", .muted),
      ]
    }
    Table(
      [
        .init("after", alignment: .trailing, minimum: 7, priority: 2),
        .init("call", minimum: 20, priority: 4),
        .init("", minimum: 9, priority: 1), .init("result", minimum: 9, priority: 3),
        .init("took", alignment: .trailing, minimum: 7, priority: 2),
      ], rows: Array(rows)
    ).draw(on: &canvas)
  }

  /// The row that the traced order has in the outbox, with Debezium's columns, and what became of its event.
  private static func eventRow(_ view: View<Shop>, on canvas: inout Canvas) {
    guard let event = view.lab.trace.event, let order = view.lab.trace.serial else {
      canvas.write(
        Span("no event: the order is not confirmed", .muted), column: 0, row: 0, width: canvas.width)
      return
    }
    let status = look(event)
    guard let row = event.row else {
      let text = "order \(order) has no outbox row, its event: "
      let column = canvas.write(text, column: 0, row: 0, role: .muted)
      canvas.write(status, column: column, row: 0, width: canvas.width - column)
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
          Span("{order: \(row.payload.order)}", .muted), status,
        ]
      ]
    ).draw(on: &canvas)
  }

  private static func look(_ event: Trace.Event) -> Span {
    if event.isLost { return Span("✗ LOST", .bad, .bold) }
    if event.counted > 1 { return Span("✗ counted ×\(event.counted)", .bad, .bold) }
    let times = event.published > 1 ? " ×\(event.published)" : ""
    if event.counted == 1 { return Span("✓ counted\(times.isEmpty ? "" : ", out\(times)")", .good) }
    if let relay = event.relay { return Span("■ locked by r\(relay + 1)\(times)", .series2) }
    if event.published > 0 { return Span("► in the log\(times)", event.published > 1 ? .warning : .good) }
    return Span("· new", .text)
  }
}
