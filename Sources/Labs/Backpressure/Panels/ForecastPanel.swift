import Engine
import FirstEdition
import Grid

extension Backpressure {
  /// How long the backlog will take by the rates of now, and what became of earlier forecasts.
  static let forecastPanel = Panel<Backpressure>(
    "Drain time", topics: [Topic.forecast], knobs: ["consumers", "record.time", "traffic"],
    actions: [.surge, .slow], minimumWidth: 34, minimumHeight: 3,
    status: { view in
      guard let last = view.model.outlook.forecasts.last, case .open = last.end else {
        return "no forecast open"
      }
      return "\(Figure.seconds((view.now - last.at).seconds)) of \(Figure.seconds(last.seconds))"
    },
    draw: { view, canvas in
      let rows = Layout.rows([.fixed(1, priority: 2), Share(minimum: 2, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { formula(view, on: &$0) }
      canvas.inside(rows[1]) { record(view, on: &$0) }
    })

  private static func formula(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let outlook = view.model.outlook, backlog = view.model.backlog
    let gain = outlook.service - outlook.arrival
    let result = gain > 0 ? Figure.seconds(Double(backlog) / gain) : "never"
    let steady = { (rate: Double) in String(Int(rate.rounded())) }
    var column = canvas.write(
      "\(Figure.count(backlog)) / (\(steady(outlook.service)) - \(steady(outlook.arrival))) = ", column: 0,
      row: 0)
    let isShort = Double(backlog) < 3 * outlook.service
    column = canvas.write(
      isShort ? "nothing to drain" : result, column: column, row: 0,
      role: isShort ? .muted : gain > 0 ? .good : .bad, emphasis: .bold)
    if canvas.width >= 60 {
      canvas.write("  backlog / (service - arrival)", column: column, row: 0, role: .muted)
    }
  }

  private static func record(_ view: LabView<Backpressure>, on canvas: inout Canvas) {
    let rows = view.model.outlook.forecasts.reversed().map { forecast -> [Span] in
      let end: Span
      switch forecast.end {
      case .open: end = Span("draining", .muted)
      case .interrupted: end = Span("interrupted", .muted)
      case .drained(let seconds):
        let isNear = abs(seconds - forecast.seconds) <= 0.2 * forecast.seconds
        end = Span(Figure.seconds(seconds) + (isNear ? " ✓" : " ✗"), isNear ? .good : .warning)
      }
      return [
        Span(Figure.time(forecast.at.seconds, end: 600), .muted), Span(Figure.count(forecast.backlog)),
        Span(Figure.seconds(forecast.seconds)), end,
      ]
    }
    Table(
      [
        .init("at", minimum: 4, priority: 1), .init("backlog", alignment: .trailing, minimum: 7, priority: 2),
        .init("forecast", alignment: .trailing, minimum: 8, priority: 4),
        .init("it took", alignment: .trailing, minimum: 8, priority: 3),
      ], rows: rows
    ).draw(on: &canvas)
  }
}
