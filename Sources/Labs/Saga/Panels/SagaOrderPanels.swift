import Engine
import Grid
import LabKit

extension SagaLab {
  /// The traced order at its five services.
  static var orderPanel: Panel<SagaLab> {
    Panel(
      "One order",
      reading: """
        One order at its services, left to right. A saga does step after step and, when one fails, undoes those \
        before it, the latest first: others see what is half done. 2PC holds its locks until all have voted, and \
        everybody waits.
        """, topics: [Topic.order], knobs: ["mode", "step.time", "failures", "retry.first"],
      actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4, .failStep5, .compensationFails],
      minimumWidth: 34,
      [
        .lanes(stepNames, short: shortNames, least: 6, of: traced).priority(3),
        .figures { view in
          guard let order = view.lab.trace.order else { return [] }
          let spans = view.lab.trace.spans, tried = spans.count { $0.kind == .working }
          let undone = spans.count { $0.kind == .undoing && $0.ended != nil && !$0.hasFailed }
          return [
            ("mode", Span(order.mode.rawValue)), ("tried", Span("\(tried)")), ("undone", Span("\(undone)")),
            ("row", Span("\(order.row + 1)")),
          ]
        }.priority(2),
        .list("what", least: 4, of: traced).priority(0),
        .chart([
          Curve("done", .all(.ordersCompleted), .good), Curve("undone", .all(.ordersUndone), .warning),
        ]).least(rows: 5).priority(-1),
      ],
      status: { view in
        view.lab.trace.order.map { "#\($0.serial) \($0.outcome.rawValue)" } ?? "no order yet"
      })
  }

  @Sendable private static func traced(_ view: View<SagaLab>) -> Traced {
    let trace = view.lab.trace
    return Traced(
      from: trace.order?.began ?? .start, to: trace.ended,
      trace.spans.map { span in
        let (label, words, role, style) = look(span), isWork = span.kind == .working || span.kind == .undoing
        return Traced.Stretch(
          span.step - 1, label, Span(words, role), detail: "step \(span.step)",
          result: span.hasFailed ? "✗ failed" : span.ended == nil ? "… now" : "✓ done", style: style,
          outcome: !isWork || span.ended == nil ? .neutral : span.hasFailed ? .failure : .success,
          from: span.began, to: span.ended)
      })
  }

  private static func look(_ span: Trace.Span) -> (String, words: String, Role, LaneChart.Style) {
    switch span.kind {
    case .waiting: ("waits", "… waits for its row", .muted, .waiting)
    case .holding: ("locked", "■ holds its lock", .warning, .waiting)
    case .working: ("do", "► \(stepNames[span.step - 1])", span.hasFailed ? .bad : .good, .forward)
    case .undoing: ("undo", "◄ \(undoNames[span.step - 1])", span.hasFailed ? .bad : .warning, .compensation)
    }
  }

  /// All orders under way, a cell for each of their steps.
  static var ordersPanel: Panel<SagaLab> {
    Panel(
      "All orders",
      reading: """
        Every order under way, the oldest first, a cell a step. One that goes back has ◄ where it is undoing. What \
        stands here for long is stuck: … waits for a service that cannot undo, ■ holds a lock. Half: nobody ends it.
        """, topics: [Topic.orders], knobs: ["rate", "failures", "setbacks", "idempotent"],
      actions: [.compensationFails, .coordinatorCrash], minimumWidth: 34, minimumHeight: 4,
      [
        .pinned("order") { $0.lab.halfDone },
        .totals { view in
          totals(
            view, ("ok", .ordersCompleted, .good), ("undone", .ordersUndone, .warning), ("half", .ordersHalfDone, .bad),
            ("refused", .ordersRefused, .text))
        }.priority(2).showing(.ordersHalfDone, as: .bad).showing(.ordersCompleted, as: .good),
        .drawn(rows: 3) { view, canvas in cells(view.lab.orders, on: &canvas) }.most { view in
          max(3, (view.lab.orders.alive.count + 1) / 2)
        }.priority(3),
        .legend(
          ("►", .text, "at work"), ("✓", .good, "done"), ("✗", .bad, "refused"), ("◄", .warning, "undoing"),
          ("○", .muted, "undone"), ("■", .warning, "locked"), ("…", .bad, "waits")),
        .chart(
          [Curve("forward", .all(.ordersForward), .series1), Curve("back", .all(.ordersBackward), .warning)],
          format: { Figure.count($0) }
        ).least(rows: 5).priority(-1),
      ],
      status: { view in
        let census = view.lab.counted
        return "\(census.forward) forward, \(census.backward) back"
      })
  }

  private static func cells(_ orders: Slab<Order>, on canvas: inout Canvas) {
    let columns = max(1, canvas.width / 19)
    // The oldest first: what is stuck is what one looks for.
    let open = orders.alive.map { orders[$0] }.filter { !$0.isOver }.sorted { $0.serial < $1.serial }
    for (place, order) in open.prefix(columns * canvas.height).enumerated() {
      let row = place / columns, column = place % columns * 19
      let role: Role = order.isGoingBack ? .warning : .text
      canvas.write(Span("#\(order.serial)", role), column: column, row: row, width: 6)
      for step in 1...steps {
        let (glyph, role) = cell(order, step)
        canvas.put(Cell(glyph, role, .bold), column: column + 6 + step, row: row)
      }
      canvas.write(Span(order.isGoingBack ? "back" : "", role), column: column + 13, row: row, width: 5)
    }
    if open.isEmpty { canvas.write(Span("no order under way", .muted), column: 0, row: 0, width: canvas.width) }
  }

  private static func cell(_ order: Order, _ step: Int) -> (Unicode.Scalar, Role) {
    let branch = order[step], isLast = order.branches.dropFirst(step).allSatisfy { $0.inForce == 0 }
    if branch.inForce > 1 { return ("2", .bad) }
    switch (branch.member.state, branch.part.state) {
    case (.decided(.commit), _): return ("✓", .good)
    case (_, .refused): return ("✗", .bad)
    case (.prepared, _): return ("■", .warning)
    case (.decided(.abort), _): return ("○", .muted)
    case (.working, .untouched): return ("·", .muted)
    case (.working, .executing): return ("►", .text)
    case (.working, .done) where order.mode == .twoPhase: return ("■", .text)
    case (.working, .done): return order.setbacks > 0 && isLast ? ("…", .bad) : ("✓", .good)
    case (.working, .compensating): return ("◄", .warning)
    case (.working, .undone): return ("○", .muted)
    }
  }
}
