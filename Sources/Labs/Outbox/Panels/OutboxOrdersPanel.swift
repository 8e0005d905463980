import Engine
import FirstEdition
import Grid

extension OutboxLab {
  /// The newest orders: what the database, the broker and the consumer know of each.
  static let ordersPanel = Panel<OutboxLab>(
    "Orders", topics: [Topic.orders], knobs: ["mode", "rate", "first.write", "rollbacks"],
    actions: [.order, .crashBeforePublish, .crashBeforeMark, .rollback], minimumWidth: 36, minimumHeight: 5,
    status: { view in
      let lost = view.meters[count: .eventsLost], invented = view.meters[count: .eventsInvented]
      if !view.model.service.isUp { return "✗ service DOWN" }
      if lost + invented > 0 { return "\(lost) LOST, \(invented) INVENTED" }
      return view.knobs.mode.rawValue
    },
    draw: { view, canvas in
      let model = view.model
      let last = model.ledger.endIndex
      let first = max(model.ledger.startIndex, last - max(0, canvas.height - 1))
      // The traced order stays in sight when others have come after it.
      var shown = Array(first..<max(first, last))
      if let traced = model.books.traced.map({ Int($0.order) }), traced < first,
        traced >= model.ledger.startIndex, !shown.isEmpty
      {
        shown[0] = traced
      }
      Table(
        [
          .init("order", alignment: .trailing, minimum: 5, priority: 5),
          .init("database", minimum: 8, priority: 4), .init("outbox", minimum: 9, priority: 3),
          .init("out", minimum: 4, priority: 4), .init("done", minimum: 4, priority: 4),
        ], rows: shown.map { row($0, model) }
      ).draw(on: &canvas)
      if last == 0 { canvas.write(Span("no order yet", .muted), column: 0, row: 1, width: canvas.width) }
    })

  private static func row(_ order: Int, _ model: OutboxLab) -> [Span] {
    let fate = model.ledger[order]
    let isTraced = model.books.traced.map { Int($0.order) } == order
    let stage: Span =
      switch fate.stage {
      case .open: Span("… open", .muted)
      case .committed: Span("✓ commit", .good)
      case .rolledBack: Span("✗ undone", .warning)
      }
    let out: Span =
      fate.appended > 1
      ? Span("×\(fate.appended)", .warning)
      : fate.appended == 1
        ? Span(fate.stage == .rolledBack ? "✗ ×1" : "×1", fate.stage == .rolledBack ? .bad : .good)
        : fate.isLost ? Span("LOST", .bad, .bold) : Span("–", .muted)
    let effect =
      fate.effects > 1
      ? Span("×\(fate.effects)", .bad, .bold)
      : Span(fate.effects == 1 ? "×1" : "–", fate.effects == 1 ? .good : .muted)
    return [
      Span("\(isTraced ? "►" : "")\(order)", isTraced ? .focus : .text), stage, outboxRow(fate), out, effect,
    ]
  }

  private static func outboxRow(_ fate: Fate) -> Span {
    if fate.mode == .dualWrite { return Span("none", .muted) }
    guard fate.stage == .committed else { return Span("–", .muted) }
    if fate.holder > 0 {
      return Span(fate.mode == .capture ? "READ" : "LOCKED r\(fate.holder)", .series2)
    }
    // A row that is still there is one of the copies; records at the broker are the others.
    return fate.appended == 0 ? Span("NEW", .text) : Span("PUBLISHED", .muted)
  }
}
