import Engine
import Grid
import LabKit

extension OutboxLab {
  /// The newest orders: what the database, the broker and the consumer know of each.
  static var ordersPanel: Panel<OutboxLab> {
    Panel(
      "Orders",
      reading: """
        An order a row: whether it committed, how its outbox row stands, how often its event went out and was done. \
        Right is ×1 and ×1; LOST was never announced, ×2 was done twice. The newest such order stands on top.
        """, topics: [Topic.orders], knobs: ["mode", "rate", "first.write", "rollbacks"],
      actions: [.order, .crashBeforePublish, .crashBeforeMark, .rollback], minimumWidth: 36,
      [
        .pinned("order") { $0.lab.lost }, .pinned("order") { $0.lab.doneTwice },
        .drawn(rows: 4) { view, canvas in
          let lab = view.lab, last = lab.ledger.endIndex
          let first = max(lab.ledger.startIndex, last - max(0, canvas.height - 1))
          // The traced order stays in sight when others have come after it.
          var shown = Array(first..<max(first, last))
          if let traced = lab.truth.traced.map({ Int($0.order) }), !shown.isEmpty,
            (lab.ledger.startIndex..<first).contains(traced)
          {
            shown[0] = traced
          }
          Table(
            [
              .init("order", alignment: .trailing, minimum: 5, priority: 5),
              .init("database", minimum: 8, priority: 4), .init("outbox", minimum: 9, priority: 3),
              .init("out", minimum: 4, priority: 4), .init("done", minimum: 4, priority: 4),
            ], rows: shown.map { row($0, lab) }
          ).draw(on: &canvas)
          if last == 0 { canvas.write(Span("no order yet", .muted), column: 0, row: 1, width: canvas.width) }
        }.showing(.eventsLost, .eventsInvented, as: .bad),
      ],
      status: { view in
        let lost = view.total(.all(.eventsLost)), invented = view.total(.all(.eventsInvented))
        if !view.lab.isServiceUp { return "✗ service DOWN" }
        return lost + invented > 0 ? "\(lost) LOST, \(invented) INVENTED" : view.knobs.mode.rawValue
      })
  }

  private static func row(_ order: Int, _ lab: OutboxLab) -> [Span] {
    let fate = lab.ledger[order], isTraced = lab.truth.traced.map { Int($0.order) } == order
    let stage: Span =
      switch fate.stage {
      case .open: Span("… open", .muted)
      case .committed: Span("✓ commit", .good)
      case .rolledBack: Span("✗ undone", .warning)
      }
    let out: Span =
      switch fate.appended {
      case 0: fate.isLost ? Span("LOST", .bad, .bold) : Span(Figure.none, .muted)
      case 1: fate.stage == .rolledBack ? Span("✗ ×1", .bad) : Span("×1", .good)
      default: Span("×\(fate.appended)", .warning)
      }
    let done: Span =
      switch fate.effects {
      case 0: Span(Figure.none, .muted)
      case 1: Span("×1", .good)
      default: Span("×\(fate.effects)", .bad, .bold)
      }
    let name = Span("\(isTraced ? "►" : "")\(order)", isTraced ? .focus : .text)
    return [name, stage, outboxRow(fate), out, done]
  }

  private static func outboxRow(_ fate: Fate) -> Span {
    if fate.mode == .dualWrite { return Span("none", .muted) }
    guard fate.stage == .committed else { return Span(Figure.none, .muted) }
    if fate.holder > 0 { return Span(fate.mode == .capture ? "READ" : "LOCKED r\(fate.holder)", .series2) }
    // A row that is still there is one of the copies; records at the broker are the others.
    return fate.appended == 0 ? Span("NEW") : Span("PUBLISHED", .muted)
  }

  /// The outbox table itself: its oldest rows with their columns and their locks.
  static var tablePanel: Panel<OutboxLab> {
    Panel(
      "Table",
      reading: """
        The outbox: a row for each event, written in the transaction of its order, oldest first. A relay locks some, \
        publishes them and takes them away. Rows that pile up are late and not lost; without an outbox there is no \
        row.
        """, topics: [Topic.table], knobs: ["batch", "locking", "relays"],
      actions: [.brokerDown, .crashBeforePublish], minimumWidth: 34, minimumHeight: 4,
      [
        .drawn(rows: 3) { view, canvas in
          let rows = rows(view.lab, canvas.height - 1, isWide: canvas.width >= 60)
          Table(columns(isWide: canvas.width >= 60), rows: rows).draw(on: &canvas)
          guard rows.isEmpty else { return }
          let isDual = view.knobs.mode == .dualWrite
          let text = isDual ? "no outbox: the service writes twice" : "empty: all is published"
          canvas.write(Span(text, .muted), column: 0, row: 1, width: canvas.width)
        }.most { min(12, max(8, 2 + $0.lab.table.count + $0.lab.changes.count)) }.priority(2),
        .chart([Curve("rows waiting", .all(.rowsWaiting), .series1)], format: { Figure.count($0) })
          .least(rows: 4).priority(0),
      ],
      status: { view in
        let waiting = view.lab.table.count + view.lab.changes.count
        return "\(Figure.count(waiting)) rows, \(Figure.count(view.lab.table.lockedCount)) locked"
      })
  }

  private static func rows(_ lab: OutboxLab, _ most: Int, isWide: Bool) -> [[Span]] {
    func row(_ id: some FixedWidthInteger, _ customer: some FixedWidthInteger, _ status: Span) -> [Span] {
      let aggregate = isWide ? [Span("order", .muted), Span("\(customer)")] : [Span("order \(customer)")]
      return [Span("\(id)")] + aggregate + [Span("OrderPaid", .muted), status]
    }
    // Locked or not, in the order in which they were written.
    let rows = lab.table.oldestRows(max(0, most)).map { entry, worker in
      let status = worker.map { Span("LOCKED r\($0 + 1)", .series2) } ?? Span("NEW", .text, .bold)
      return (id: entry.id, cells: row(entry.id, entry.aggregateID, status))
    }
    // With change capture the rows stand in the database's log and not in the table.
    let first = lab.changes.startIndex, read = first + lab.relays[connector].batch.count
    let end = max(first, min(lab.changes.endIndex, first + most - rows.count))
    return rows.sorted { $0.id < $1.id }.map(\.cells)
      + (first..<end).map { index in
        let order = lab.changes[index], customer = lab.ledger[Int(order)].customer
        return row(order, customer, index < read ? Span("READ", .series2) : Span("in log", .text, .bold))
      }
  }

  /// Debezium's names for the columns; where they find no room, one column says what the row is about.
  private static func columns(isWide: Bool) -> [Table.Column] {
    let id = Table.Column("aggregateid", alignment: .trailing, minimum: 11, priority: 3)
    let aggregate: [Table.Column] =
      isWide ? [.init("aggregatetype", minimum: 13, priority: 1), id] : [.init("aggregate", minimum: 9, priority: 1)]
    return [.init("id", alignment: .trailing, minimum: 4, priority: 5)] + aggregate + [
      .init("type", minimum: 9, priority: 2), .init("status", minimum: 9, priority: 4),
    ]
  }
}
