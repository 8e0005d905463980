import Grid
import LabKit

extension LoadSheddingLab {
  /// Attempts from the clients to the servers, and what becomes of them.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Clients", faults: [.burst], rate: .all(.retries), "retries"),
      .box("shedder", panel: "Classes", isBusy: { ($0.rate(.all(.shed)) ?? 0) > 0 }) { view in
        Span("sheds \(Figure.rate(view.rate(.all(.shed)) ?? 0))")
      },
      .box("queue", panel: "Queue", isBusy: { ($0.level(.all(.waiting)) ?? 0) > 100 }) { view in
        Span("\(Figure.count(view.level(.all(.waiting)) ?? 0)) wait")
      },
      .box("servers", panel: "Queue", faults: [.capacityHalves], cuts: [.outage]) { view in
        Span("\(Figure.count(view.level(.all(.serversBusy)) ?? 0)) busy")
      },
      .box("in time", panel: "Goodput", rate: .all(.goodput), "good"),
      .box("too late", panel: "Goodput", isBroken: { ($0.rate(.all(.wasted)) ?? 0) > 0 }) { view in
        Span("\(Figure.count(view.total(.all(.wasted)))) in all")
      },
    ],
    [
      .arrow("clients", "shedder", .all(.sent)), .arrow("shedder", "queue"),
      .arrow("queue", "servers", .all(.throughput)), .arrow("servers", "in time", .all(.goodput)),
      .arrow("servers", "too late", .all(.wasted), isBad: true),
    ])
}
