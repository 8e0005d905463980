import Engine
import FirstEdition
import Grid

extension OutboxLab {
  /// The outbox table itself: its oldest rows with their columns and their locks.
  static let tablePanel = Panel<OutboxLab>(
    "Table", topics: [Topic.table], knobs: ["batch", "locking", "relays"],
    actions: [.brokerDown, .crashBeforePublish], minimumWidth: 34, minimumHeight: 4,
    status: { view in
      let waiting = view.model.table.count + view.model.changes.count
      return "\(Figure.count(waiting)) rows, \(Figure.count(view.model.table.lockedCount)) locked"
    },
    draw: { view, canvas in
      let hasChart = canvas.height >= 12
      let rows = Layout.rows(
        [Share(minimum: 3, priority: 2), .fixed(hasChart ? 4 : 0, priority: 0)], in: canvas.bounds)
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
    let isWide = canvas.width >= 60
    var rows = model.table.oldestRows(room).map { row, worker -> [Span] in
      [Span("\(row.id)")] + aggregate(row.aggregateType, "\(row.aggregateID)", isWide: isWide) + [
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
      let customer = "\(model.ledger[Int(order)].customer)"
      rows.append(
        [Span("\(order)")] + aggregate("order", customer, isWide: isWide) + [
          Span("OrderPaid", .muted), isRead ? Span("READ", .series2) : Span("in log", .text, .bold),
        ])
    }
    Table(columns(isWide: isWide), rows: rows).draw(on: &canvas)
    if rows.isEmpty {
      let text =
        view.knobs.mode == .dualWrite ? "no outbox: the service writes twice" : "empty: all is published"
      canvas.write(Span(text, .muted), column: 0, row: 1, width: canvas.width)
    }
  }

  /// Debezium's names for the columns; where they find no room, one column says what the row is about.
  private static func columns(isWide: Bool) -> [Table.Column] {
    let aggregate: [Table.Column] =
      isWide
      ? [
        .init("aggregatetype", minimum: 13, priority: 1),
        .init("aggregateid", alignment: .trailing, minimum: 11, priority: 3),
      ] : [.init("aggregate", minimum: 9, priority: 1)]
    return [.init("id", alignment: .trailing, minimum: 4, priority: 5)] + aggregate + [
      .init("type", minimum: 9, priority: 2), .init("status", minimum: 9, priority: 4),
    ]
  }

  private static func aggregate(_ type: String, _ id: String, isWide: Bool) -> [Span] {
    isWide ? [Span(type, .muted), Span(id)] : [Span("\(type) \(id)")]
  }
}
