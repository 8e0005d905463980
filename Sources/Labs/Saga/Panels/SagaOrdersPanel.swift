import Engine
import FirstEdition
import Grid
import Patterns

extension SagaLab {
  /// All orders under way, a cell for each of their steps.
  static let ordersPanel = Panel<SagaLab>(
    "All orders", topics: [Topic.orders], knobs: ["rate", "failures", "setbacks", "idempotent"],
    actions: [.compensationFails, .coordinatorCrash], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let tally = view.model.tally
      return "\(tally.forward) forward, \(tally.backward) back"
    },
    draw: { view, canvas in
      canvas.inside(Rectangle(width: canvas.width, height: 1)) { counts(view, on: &$0) }
      let hasKey = canvas.height >= 7
      let room = canvas.height - 1 - (hasKey ? 1 : 0)
      canvas.inside(Rectangle(column: 0, row: 1, width: canvas.width, height: room)) { cells(view, on: &$0) }
      if hasKey {
        key(row: canvas.height - 1, on: &canvas)
      }
    })

  /// What the cells mean; as many as there is room for.
  private static func key(row: Int, on canvas: inout Canvas) {
    var column = 0
    for text in ["► at work", "✓ done", "✗ refused", "◄ undoing", "○ undone", "■ locked", "… waits"]
    where column + text.columns <= canvas.width {
      column = canvas.write(text, column: column, row: row, role: .muted) + 1
    }
  }

  private static func counts(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let tally = view.model.tally
    let figures: [(String, Int, Role)] = [
      ("ok ", tally.completed, .good), ("undone ", tally.undone, tally.undone > 0 ? .warning : .text),
      ("half ", tally.halfDone, tally.halfDone > 0 ? .bad : .muted),
      ("refused ", Int(view.meters[count: .ordersRefused]), .text),
    ]
    var column = 0
    for (name, count, role) in figures {
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(Figure.count(count), column: column, row: 0, role: role) + 2
    }
  }

  private static func cells(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let model = view.model
    let columns = max(1, canvas.width / 19)
    var place = 0
    // The oldest first: what is stuck is what one looks for.
    let alive = (0..<UInt32(model.orders.slots)).filter {
      model.orders[$0].isAlive && !model.orders[$0].isOver
    }
    .sorted { model.orders[$0].serial < model.orders[$1].serial }
    for slot in alive {
      let row = place / columns, column = place % columns * 19
      place += 1
      guard row < canvas.height else { break }
      let order = model.orders[slot]
      canvas.write(
        Span("#\(order.serial)", order.isGoingBack ? .warning : .text), column: column, row: row, width: 6)
      for step in 1...steps {
        let (glyph, role) = cell(order, step)
        canvas.put(Cell(glyph, role, .bold), column: column + 6 + step, row: row)
      }
      let word = order.isGoingBack ? "back" : ""
      canvas.write(Span(word, .warning), column: column + 13, row: row, width: 5)
    }
    if alive.isEmpty {
      canvas.write(Span("no order under way", .muted), column: 0, row: 0, width: canvas.width)
    }
  }

  private static func cell(_ order: Order, _ step: Int) -> (Unicode.Scalar, Role) {
    if order.effects[step - 1] > 1 { return ("2", .bad) }
    if order.mode == .twoPhase {
      let bit: UInt8 = 1 << UInt8(step)
      switch order.members[step - 1].state {
      case .prepared: return ("■", .warning)
      case .decided(.commit): return ("✓", .good)
      case .decided(.abort): return order.failedStep == step ? ("✗", .bad) : ("○", .muted)
      case .working:
        if order.failedStep == step { return ("✗", .bad) }
        return order.worked & bit != 0 ? ("■", .text) : order.asked & bit != 0 ? ("►", .text) : ("·", .muted)
      }
    }
    switch order.parts[step - 1].state {
    case .untouched: return ("·", .muted)
    case .executing: return ("►", .text)
    case .done: return order.setbacks > 0 && order.isLast(step) ? ("…", .bad) : ("✓", .good)
    case .refused: return ("✗", .bad)
    case .compensating: return ("◄", .warning)
    case .undone: return ("○", .muted)
    }
  }
}

extension SagaLab.Order {
  /// Whether no later step is in force.
  fileprivate func isLast(_ step: Int) -> Bool { effects.dropFirst(step).allSatisfy { $0 == 0 } }
}
