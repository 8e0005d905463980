import Engine
import Grid
import LabKit

extension OutboxLab {
  /// The outbox table itself: its oldest rows with their columns and their locks.
  static let tablePanel = Panel<OutboxLab>(
    "Outbox table", topics: [Topic.table], knobs: ["batch", "locking", "relays"],
    actions: [.brokerDown, .crashBeforePublish], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let waiting = view.model.table.count + view.model.changes.count
      return "\(Figure.count(waiting)) rows, \(Figure.count(view.model.table.lockedCount)) locked"
    },
    draw: { view, canvas in
      let hasChart = canvas.height >= 12
      let rows = Layout.rows(
        [Slot(minimum: 3, priority: 2), .fixed(hasChart ? 4 : 0, priority: 0)], in: canvas.bounds)
      canvas.inside(rows[0]) { table(view, on: &$0) }
      guard !rows[1].isEmpty else { return }
      canvas.inside(rows[1]) { canvas in
        let most = AreaChart.samples(forWidth: canvas.width, level: .block)
        AreaChart(
          [.init("rows waiting", view.levels(.rowsWaiting, most: most, every: 5), role: .series1)],
          sampleCount: view.context.history.count / 5
        ).draw(on: &canvas)
      }
    })

  private static func table(_ view: LabView<OutboxLab>, on canvas: inout Canvas) {
    let model = view.model
    let room = max(0, canvas.height - 1)
    var rows = model.table.oldestRows(room).map { row, worker -> [Span] in
      [
        Span("\(row.id)"), Span(row.aggregateType, .muted), Span("\(row.aggregateID)"),
        Span(row.type, .muted),
        worker.map { Span("LOCKED r\($0 + 1)", .series2) } ?? Span("NEW", .text, .bold),
      ]
    }
    // With change capture the rows stand in the database's log and not in the table.
    let end = min(model.changes.endIndex, model.changes.startIndex + max(0, room - rows.count))
    let inHands = model.relays[connector].batch.count
    for index in model.changes.startIndex..<max(model.changes.startIndex, end) {
      let order = model.changes[index]
      let isRead = index < model.changes.startIndex + inHands
      rows.append([
        Span("\(order)"), Span("order", .muted), Span("\(model.ledger[Int(order)].customer)"),
        Span("OrderPaid", .muted), isRead ? Span("READ", .series2) : Span("in log", .text, .bold),
      ])
    }
    Table(
      [
        .init("id", alignment: .trailing, minimum: 4, priority: 5),
        .init("aggr.type", minimum: 5, priority: 1),
        .init("aggr.id", alignment: .trailing, minimum: 3, priority: 3),
        .init("type", minimum: 5, priority: 2),
        .init("status", minimum: 9, priority: 4),
      ], rows: rows
    ).draw(on: &canvas)
    if rows.isEmpty {
      let text =
        view.knobs.mode == .dualWrite ? "no outbox: the service writes twice" : "empty: all is published"
      canvas.write(Span(text, .muted), column: 0, row: 1, width: canvas.width)
    }
  }
}
