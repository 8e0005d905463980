import Engine
import FirstEdition
import Grid

extension Shop {
  /// The traced order step by step, and the counts of the others.
  static let sagaPanel = Panel<Shop>(
    "Saga timeline", topics: [Topic.saga], knobs: ["saga", "retries"],
    actions: [.order, .failStep1, .failStep2, .failStep3, .failStep4], minimumWidth: 34, minimumHeight: 5,
    status: { view in
      guard let serial = view.model.trace.serial else { return "no order yet" }
      return "#\(serial) \(view.model.trace.outcome.rawValue)"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          Share(minimum: 5, maximum: canvas.height >= 14 ? 6 : 5, priority: 3), .fixed(1, priority: 2),
          .fixed(canvas.height >= 11 ? 2 : 0, priority: 1), Share(minimum: 3, priority: 0),
        ],
        in: canvas.bounds)
      canvas.inside(rows[0]) { lanes(view, on: &$0) }
      if !rows[1].isEmpty { canvas.inside(rows[1]) { counts(view, on: &$0) } }
      if !rows[2].isEmpty { canvas.inside(rows[2]) { eventRow(view, on: &$0) } }
      if !rows[3].isEmpty { canvas.inside(rows[3]) { attempts(view, on: &$0) } }
    })

  private static func lanes(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let trace = view.model.trace
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
    if isWide { return "\(service.index + 1) \(service.step)" }
    return ["1 invent.", "2 payment", "3 shipm.", "4 confirm"][service.index]
  }

  private static func counts(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let orders = view.model.orders
    let figures: [(String, Int, Role)] = [
      ("run ", orders.running, .text),
      ("undo ", orders.compensating, orders.compensating > 0 ? .warning : .text),
      ("ok ", orders.confirmed, .good),
      ("failed ", orders.compensated, orders.compensated > 0 ? .warning : .text),
      ("half-done ", orders.stranded, orders.stranded > 0 ? .bad : .muted),
    ]
    var column = 0
    for (name, count, role) in figures {
      guard column + name.columns + Figure.count(count).columns <= canvas.width else { return }
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(Figure.count(count), column: column, row: 0, role: role) + 2
    }
  }

  private static func attempts(_ view: LabView<Shop>, on canvas: inout Canvas) {
    let trace = view.model.trace
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
}
