import Engine
import Grid
import LabKit

extension Shop {
  /// The traced order step by step, and the counts of the others.
  static let sagaPanel = Panel<Shop>(
    "Saga timeline", topics: [Topic.saga], knobs: ["saga", "retries"],
    actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4], minimumWidth: 34,
    [
      .lanes(Service.allCases.map(\.step), short: ["invent.", "payment", "shipm.", "confirm"], least: 5, of: attempts)
        .most(rows: 6).priority(3),
      .figures { view in
        let failed = view.total(.all(.ordersCompensated))
        let halfDone = view.total(.all(.ordersStranded))
        let (running, undone) = (view.lab.orders.running, view.lab.orders.compensating)
        return [
          ("run", Span(Figure.count(running))),
          ("undo", Span(Figure.count(undone), undone > 0 ? .warning : .text)),
          ("ok", Span(Figure.count(view.total(.all(.ordersConfirmed))), .good)),
          ("failed", Span(Figure.count(failed), failed > 0 ? .warning : .text)),
          ("half-done", Span(Figure.count(halfDone), halfDone > 0 ? .bad : .muted)),
        ]
      }.priority(2),
      .drawn(rows: 2, most: 2) { eventRow($0, on: &$1) }.priority(0),
      .list("call", least: 3, of: attempts),
    ],
    status: { view in
      guard let serial = view.lab.trace.serial else { return "no order yet" }
      return "#\(serial) \(view.lab.trace.outcome.rawValue)"
    })

  @Sendable private static func attempts(_ view: View<Shop>) -> Traced {
    let trace = view.lab.trace
    return Traced(
      from: trace.began, to: trace.ended,
      trace.attempts.map { attempt in
        let call = attempt.call
        let words = call.undoes ? "◄ \(call.service.compensation)" : "► \(call.service.step)"
        return Traced.Stretch(
          call.service.rawValue, call.undoes ? "undo" : "do", Span(words, attempt.role),
          detail: call.attempt > 1 ? "attempt \(call.attempt)" : "", result: attempt.look.word,
          style: call.undoes ? .compensation : .forward, outcome: attempt.look.outcome, from: attempt.began,
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
