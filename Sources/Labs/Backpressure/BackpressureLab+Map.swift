import Grid
import LabKit

extension BackpressureLab {
  /// Records from the producer to the consumers.
  static let map = FlowMap<Self>(
    [
      .box("producer", panel: "Flow", faults: [.surge]) { view in
        Span("holds \(Figure.count(view.level(.all(.upstream)) ?? 0))")
      },
      .box("queue", panel: "Backlog", isBusy: { ($0.level(.all(.backlog)) ?? 0) > 1000 }) { view in
        Span("\(Figure.count(view.level(.all(.backlog)) ?? 0)) wait")
      },
      .box("consumers", panel: "Consumers", faults: [.slow, .dead, .stuck]) { view in
        Span("\(view.total(.all(.rebalances)).of("rebalance"))")
      },
      .box("done", panel: "Drain time", rate: .all(.consumed), "done"),
      .box("lost", panel: "Flow", isBroken: { ($0.rate(.all(.lost)) ?? 0) > 0 }) { view in
        Span("\(Figure.count(view.total(.all(.lost)))) in all")
      },
      .box("turned away", panel: "Flow") { Span("\(Figure.count($0.total(.all(.rejected)))) in all") },
    ],
    [
      .arrow("producer", "queue", .all(.queued)), .arrow("queue", "consumers", .all(.consumed)),
      .arrow("consumers", "done", .all(.consumed)), .arrow("queue", "lost", .all(.lost), isBad: true),
      .arrow("producer", "turned away", .all(.rejected), isBad: true),
    ])
}
