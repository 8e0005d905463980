import Engine
import FirstEdition
import Grid

extension BulkheadLab {
  /// Who waits in front of each pool, and how many threads hang over time.
  static let linesPanel = Panel<BulkheadLab>(
    "Lines", topics: [Topic.pools], knobs: ["line", "patience", "timeout"], actions: [.slow, .dead],
    minimumWidth: 30, minimumHeight: 3,
    status: { view in
      let waiting = view.model.pools.reduce(0) { $0 + $1.bulkhead.waiting }
      return waiting == 0 ? "nobody waits" : "\(waiting) wait"
    },
    draw: { view, canvas in
      let pools = view.knobs.pools == .shared ? [shared] : Service.allCases.map(\.rawValue)
      let rows = Layout.rows(
        [.fixed(pools.count, priority: 2), Share(minimum: 1, priority: 1)], in: canvas.bounds)
      canvas.inside(rows[0]) { canvas in
        for (row, pool) in pools.enumerated() {
          canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
            line(view, pool, on: &$0)
          }
        }
      }
      canvas.inside(rows[1]) { chart(view, on: &$0) }
    })

  private static func line(_ view: LabView<BulkheadLab>, _ pool: Int, on canvas: inout Canvas) {
    let waiting = view.model.pools[pool].bulkhead.waiting, places = view.knobs.line(pool)
    let isFull = waiting > 0 && waiting >= places
    Gauge(
      name(ofPool: pool), value: Double(waiting), of: Double(max(1, places)), role: isFull ? .bad : .series2,
      reading: Span(isFull ? "\(waiting) FULL" : "\(waiting) of \(places)", isFull ? .bad : .muted),
      labelWidth: 9,
      readingWidth: 9
    ).draw(on: &canvas)
  }

  private static func chart(_ view: LabView<BulkheadLab>, on canvas: inout Canvas) {
    guard canvas.height >= 3 else { return }
    let most = AreaChart.samples(forWidth: canvas.width, level: .block)
    let total = Double(view.knobs.size(shared))
    AreaChart(
      [.init("threads that hang", view.levels(.stuck, most: most, every: 5), role: .bad)],
      range: 0...max(1, total),
      sampleCount: view.context.history.count / 5
    ).draw(on: &canvas)
  }
}
