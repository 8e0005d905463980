import Engine
import FirstEdition
import Grid

extension SagaLab {
  /// The shared rows: what they say, who holds them, who waits, and what was lost.
  static let rowsPanel = Panel<SagaLab>(
    "Shared rows", topics: [Topic.rows], knobs: ["rows", "rate", "semantic.lock", "undo"],
    actions: [.anomaly, .crashInDoubt], minimumWidth: 34, minimumHeight: 5,
    status: { view in
      let blocked = Int(view.meters[gauge: .locksBlocked].last)
      if blocked > 0 { return "locks BLOCKED: \(blocked)" }
      let lost = view.meters[count: .lostUpdates]
      return lost > 0 ? "updates LOST: \(lost)" : "nothing lost"
    },
    draw: { view, canvas in
      let rows = Layout.rows(
        [
          .fixed(1, priority: 2), Share(minimum: 2, priority: 3),
          .fixed(canvas.height >= 10 ? 3 : 0, priority: 0),
        ],
        in: canvas.bounds)
      canvas.inside(rows[0]) { holding(view, on: &$0) }
      canvas.inside(rows[1]) { table(view, on: &$0) }
      if !rows[2].isEmpty { canvas.inside(rows[2]) { throughput(view, on: &$0) } }
    })

  private static func holding(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let lock = view.meters[latency: .lockHold], flag = view.meters[latency: .flagHold]
    let figures: [(String, String)] = [
      ("lock held ", lock.count == 0 ? Figure.none : Figure.milliseconds(lock.mean.milliseconds)),
      ("flag ", flag.count == 0 ? Figure.none : Figure.milliseconds(flag.mean.milliseconds)),
      ("done ", Figure.rate(view.rate(.ordersCompleted, overSeconds: 5))),
    ]
    var column = 0
    for (name, value) in figures {
      column = canvas.write(name, column: column, row: 0, role: .muted)
      column = canvas.write(value, column: column, row: 0) + 2
    }
  }

  private static func table(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    let model = view.model
    let inForce = model.reservations
    let rows = (0..<view.knobs.rows).map { row -> [Span] in
      let shared = model.rows.shared[row], lock = model.rows[row, 1]
      let waiting = lock.waiting.count + lock.returning.count
      return [
        Span("\(row + 1)", .muted), Span("\(shared.value)"),
        Span("\(inForce[row])", shared.value == inForce[row] ? .text : .bad, .bold),
        Span(shared.drift == 0 ? "✓" : "✗ \(shared.drift)", shared.drift == 0 ? .good : .bad),
        holder(model, row, view.now),
        Span(waiting == 0 ? "·" : "\(waiting)", waiting > 0 ? .warning : .muted),
      ]
    }
    Table(
      [
        .init("row", alignment: .trailing, minimum: 3, priority: 5),
        .init("says", alignment: .trailing, minimum: 4, priority: 4),
        .init("true", alignment: .trailing, minimum: 4, priority: 1), .init("lost", minimum: 4, priority: 4),
        .init("held by", minimum: 12, priority: 5),
        .init("wait", alignment: .trailing, minimum: 4, priority: 4),
      ], rows: rows
    ).draw(on: &canvas)
  }

  private static func holder(_ model: SagaLab, _ row: Int, _ now: Instant) -> Span {
    if let slot = model.rows.shared[row].flag {
      let since = model.orders[slot].flaggedAt.map { (now - $0).seconds } ?? 0
      return Span("⚑#\(model.orders[slot].serial) \(Figure.seconds(since))", .series3)
    }
    guard let slot = model.rows[row, 1].holder else { return Span("–", .muted) }
    let since = model.orders[slot].lockedAt.map { (now - $0).seconds } ?? 0
    let isBlocked = !model.coordinator.isUp && model.orders[slot].members.first?.isBlocked == true
    return Span(
      "\(isBlocked ? "✗" : "■")#\(model.orders[slot].serial) \(Figure.seconds(since))",
      isBlocked ? .bad : since > 0.3 ? .warning : .text)
  }

  private static func throughput(_ view: LabView<SagaLab>, on canvas: inout Canvas) {
    AreaChart(
      [.init("done/s", view.rates(.ordersCompleted, most: canvas.width, every: 10), role: .good)],
      sampleCount: view.context.history.count / 10
    ).draw(on: &canvas)
  }

  /// What is in force on each shared row by the ledger of the services.
  var reservations: [Int] {
    var inForce = tally.settled
    for slot in 0..<UInt32(orders.slots) where orders[slot].isAlive {
      inForce[orders[slot].row] += orders[slot].effects[0]
    }
    return inForce
  }
}
