import Engine
import FirstEdition
import Grid

extension Shop {
  /// The row that the traced order has in the outbox, with Debezium's columns, and what became of its event.
  static func eventRow(_ view: LabView<Shop>, on canvas: inout Canvas) {
    guard let event = view.model.trace.event, let order = view.model.trace.serial else {
      canvas.write(
        Span("no event: the order is not confirmed", .muted), column: 0, row: 0, width: canvas.width)
      return
    }
    let status = look(event)
    guard let row = event.row else {
      let text = "order \(order) has no outbox row, its event: "
      let column = canvas.write(text, column: 0, row: 0, role: .muted)
      canvas.write(status, column: column, row: 0, width: canvas.width - column)
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
          Span("{order: \(row.payload.order)}", .muted), status,
        ]
      ]
    ).draw(on: &canvas)
  }

  private static func look(_ event: Trace.Event) -> Span {
    if event.isLost { return Span("✗ LOST", .bad, .bold) }
    if event.counted > 1 { return Span("✗ counted ×\(event.counted)", .bad, .bold) }
    let times = event.published > 1 ? " ×\(event.published)" : ""
    if event.counted == 1 { return Span("✓ counted\(times.isEmpty ? "" : ", out\(times)")", .good) }
    if let relay = event.relay { return Span("■ locked by r\(relay + 1)\(times)", .series2) }
    if event.published > 0 { return Span("► in the log\(times)", event.published > 1 ? .warning : .good) }
    return Span("· new", .text)
  }
}
