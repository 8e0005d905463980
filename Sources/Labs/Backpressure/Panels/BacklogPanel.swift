import Engine
import FirstEdition
import Grid

extension Backpressure {
  /// Everything produced and not done with, over time: in the queue, and held back.
  static let backlogPanel = Panel<Backpressure>(
    "Backlog", topics: [Topic.backlog],
    knobs: ["strategy", "memory.limit", "record.size", "record.time", "consumers"], actions: [.slow, .surge],
    minimumWidth: 34, minimumHeight: 3,
    status: { view in
      let crashes = view.meters[count: .crashes]
      if crashes > 0 { return "killed \(crashes)x, \(Figure.count(Double(view.meters[count: .lost]))) lost" }
      let lag = view.model.log.lag
      return lag > lagAlert ? "ALERT lag \(Figure.count(lag))" : "age \(age(view))"
    },
    draw: { view, canvas in
      let most = AreaChart.samples(forWidth: canvas.width, level: .block)
      let every = 10
      let memory = view.levels(.memory, most: most, every: every)
      let lag = view.levels(.lag, most: most, every: every)
      let queue = zip(memory, lag).map { $0 + $1 }
      if canvas.height < 2 { return Sparkline(queue, role: .series2).draw(on: &canvas) }
      let highest = queue.max() ?? 0
      AreaChart(
        [
          .init("queue", queue, role: .series2),
          .init("held back", view.levels(.upstream, most: most, every: every), role: .warning),
        ], arrangement: .stacked,
        rule: highest > Double(lagAlert) / 4 ? .init(Double(lagAlert), "alert") : nil,
        sampleCount: view.context.history.count / every
      ).draw(on: &canvas)
    })

  private static func age(_ view: LabView<Backpressure>) -> String {
    Figure.seconds(view.levels(.age, most: 1).last ?? .nan)
  }
}
