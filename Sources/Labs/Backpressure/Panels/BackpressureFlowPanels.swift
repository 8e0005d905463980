import Engine
import Grid
import LabKit

extension BackpressureLab {
  /// From the producer to the consumers: where records wait.
  static var flowPanel: Panel<BackpressureLab> {
    Panel(
      "Flow",
      reading: """
        What is made, what is queued and what is done, a second. Where more is made than done something gives: the \
        queue grows until memory is full, records are rejected, or the producer is held back, which is backpressure.
        """, topics: [Topic.flow],
      knobs: ["traffic", "strategy", "bound", "high.water", "limit.rate", "limit.burst", "limiter"],
      actions: [.slow, .surge, .dead, .stuck], minimumWidth: 34, minimumHeight: 5,
      [
        .line { view in
          [("made ", Meter.produced), (" → queued ", .queued), (" → done ", .consumed)].flatMap { name, meter in
            [Span(name, .muted), Span(view.rate(.all(meter)).map { Figure.rate($0.rounded()) } ?? Figure.none)]
          }
        }.priority(6),
        .gauges(labelWidth: 6, readingWidth: 7) { view in
          let held = view.lab.upstream.count, most = Double(max(1000, held))
          return [GaugeRow("held", Double(held), of: most, reading: Figure.count(held), role: .warning)]
        }.priority(4), .pinned("record") { $0.lab.lost }, .pinned("record") { $0.lab.again },
        .drawn(rows: 2, most: 2) { view, canvas in queue(view, on: &canvas) }.priority(5),
        .gauges(labelWidth: 6, readingWidth: 7) { [memory($0)] }.priority(3),
        .totals(("rejected", .rejected), ("lost", .lost), ("twice", .duplicates)).priority(2),
        .chart(
          [
            Curve("done", .all(.consumed), .good), Curve("done again", .all(.duplicates), .bad),
            Curve("rejected", .all(.rejected), .warning),
          ], rule: { view in view.rate(.all(.produced)).map { ($0.rounded(), "made") } },
          format: { Figure.rate($0.rounded()) }
        ).priority(0),
      ],
      status: { view in
        if view.lab.hasCrashed { return "OUT OF MEMORY" }
        if view.lab.symptoms.rejecting.isOn { return "rejecting" }
        return view.lab.symptoms.waiting.isOn ? "producer waits" : view.knobs.strategy.rawValue
      })
  }

  private static func queue(_ view: View<BackpressureLab>, on canvas: inout Canvas) {
    let knobs = view.knobs, isLog = knobs.strategy == .pull
    let waiting = isLog ? view.lab.log.lag : view.lab.memory.count
    let mark = isLog ? knobs.highWater : knobs.isBounded ? knobs.bound : nil
    let most = mark.map { 1.25 * Double($0) } ?? max(Double(waiting), knobs.memoryBytes / knobs.bytes(of: 1))
    let isFull = mark.map { waiting >= $0 } ?? false
    Gauge(
      isLog ? "lag" : "queue", value: Double(waiting), of: most, role: isFull ? .bad : .series2,
      reading: Span(Figure.count(waiting), isFull ? .bad : .text),
      marks: mark.map { [Mark(Double($0), isLog ? "high water" : "bound")] } ?? [], labelWidth: 6, readingWidth: 7
    ).draw(on: &canvas)
  }

  private static func memory(_ view: View<BackpressureLab>) -> GaugeRow {
    let used = view.knobs.bytes(of: view.lab.memory.count), most = view.knobs.memoryBytes
    let isDown = view.lab.hasCrashed
    return GaugeRow(
      "memory", used, of: most, reading: isDown ? "killed" : Figure.percent((used / most * 1000).rounded() / 1000),
      isBad: isDown || used > 0.8 * most)
  }

  /// Everything produced and not done with, over time: in the queue, and held back.
  static var backlogPanel: Panel<BackpressureLab> {
    Panel(
      "Backlog",
      reading: """
        All that was made and is not done, over time: in memory, in the log, held back. One that only grows ends \
        with the memory; one that is level is held by backpressure; one that falls is being worked off.
        """, topics: [Topic.backlog],
      knobs: ["strategy", "memory.limit", "record.size", "record.time", "consumers"],
      actions: [.slow, .surge], minimumWidth: 34, minimumHeight: 3,
      [
        .chart(
          [
            Curve("queue", .all(.memory), .series2), Curve("log", .all(.lag), .series3),
            Curve("held back", .all(.upstream), .warning),
          ], every: 1,
          rule: { ($0.level(.all(.backlog)) ?? 0) * 4 > Double(lagAlert) ? (Double(lagAlert), "alert") : nil },
          format: { Figure.count($0) }
        ).least(rows: 1)
      ],
      status: { view in
        let crashes = view.total(.all(.crashes)), lag = view.lab.log.lag
        if crashes > 0 { return "killed \(crashes)x, \(Figure.count(view.total(.all(.lost)))) lost" }
        if lag > lagAlert { return "ALERT lag \(Figure.count(lag))" }
        // Nothing that was done lately has no age.
        return "age \(view.recentMean(.all(.age), overSeconds: 1).map { Figure.seconds($0) } ?? Figure.none)"
      })
  }
}
