import Engine
import FirstEdition
import Grid

extension SagaLab {
  /// The traced order at its five services.
  static let orderPanel = Panel<SagaLab>(
    "One order", topics: [Topic.order], knobs: ["mode", "step.time", "failures", "retry.first"],
    actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4, .failStep5, .compensationFails],
    minimumWidth: 34, minimumHeight: 6,
    status: { view in
      guard let serial = view.model.trace.serial else { return "no order yet" }
      return "#\(serial) \(view.model.trace.outcome.rawValue)"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [.fixed(6, priority: 3), .fixed(1, priority: 2), Share(minimum: 4, priority: 0)], in: canvas.bounds)
      canvas.inside(rows[0]) { lanes(view, on: &$0) }
      if !rows[1].isEmpty { canvas.inside(rows[1]) { summary(view, on: &$0) } }
      if !rows[2].isEmpty { canvas.inside(rows[2]) { spans(view, on: &$0) } }
    })

  private static func lanes(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let trace = view.model.trace
    let began = trace.began.seconds
    let isWide = canvas.width >= 56
    let lanes = (1...steps).map { step in
      LaneChart.Lane(
        "\(step) \(isWide ? stepNames[step - 1] : shortNames[step - 1])",
        trace.spans.filter { $0.step == step }.map { span in
          let (label, role, style) = look(span)
          return LaneChart.Block(
            label, from: span.began.seconds - began, to: span.ended.map { $0.seconds - began }, role: role,
            style: style,
            outcome: span.kind == .waiting || span.kind == .holding || span.result == .running
              ? .neutral : span.result == .failed ? .failure : .success)
        })
    }
    let end = (trace.ended ?? view.now) - trace.began
    LaneChart(
      lanes, range: 0...max(0.1, roundedUp(end.seconds)), now: trace.ended == nil ? end.seconds : nil
    ).draw(on: &canvas)
  }

  private static func look(_ span: Trace.Span) -> (String, Role, LaneChart.Style) {
    switch span.kind {
    case .waiting: ("waits", .muted, .waiting)
    case .holding: ("locked", .warning, .waiting)
    case .working: ("do", span.result == .failed ? .bad : .good, .forward)
    case .undoing: ("undo", span.result == .failed ? .bad : .warning, .compensation)
    }
  }

  /// The axis grows by steps, so that it does not move with every frame.
  private static func roundedUp(_ seconds: Double) -> Double {
    var unit = 0.1
    while seconds > 10 * unit { unit *= 10 }
    return ((seconds / unit).rounded(.down) + 1) * unit
  }

  private static func summary(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let trace = view.model.trace
    guard trace.serial != nil else { return }
    let tried = trace.spans.count { $0.kind == .working }
    let undone = trace.spans.count { $0.kind == .undoing && $0.result == .succeeded }
    let text = "\(trace.mode.rawValue): tried \(tried), undone \(undone)", row = ", row \(trace.row + 1)"
    let fits = text.columns + row.columns <= canvas.width
    canvas.write(Span(fits ? text + row : text, .muted), column: 0, row: 0, width: canvas.width)
  }

  private static func spans(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let trace = view.model.trace
    let rows = trace.spans.suffix(max(0, canvas.height - 1)).map { span -> [Span] in
      let role = look(span).1
      let result = span.result == .failed ? "✗ failed" : span.ended == nil ? "… now" : "✓ done"
      let name =
        switch span.kind {
        case .waiting: "… waits for its row"
        case .holding: "■ holds its lock"
        case .working: "► \(stepNames[span.step - 1])"
        case .undoing: "◄ \(undoNames[span.step - 1])"
        }
      return [
        Span(Figure.milliseconds((span.began - trace.began).milliseconds), .muted),
        Span("\(span.step)", .muted),
        Span(name, role), Span(result, role),
        Span(span.ended.map { Figure.milliseconds(($0 - span.began).milliseconds) } ?? "", .muted),
      ]
    }
    Table(
      [
        .init("after", alignment: .trailing, minimum: 7, priority: 2), .init("", minimum: 1, priority: 1),
        .init("what", minimum: 20, priority: 4), .init("result", minimum: 8, priority: 3),
        .init("took", alignment: .trailing, minimum: 7, priority: 2),
      ], rows: Array(rows)
    ).draw(on: &canvas)
  }
}
