import Grid
import LabKit

extension GCounterLab {
  /// Increments go to replicas, and gossip goes between them.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Replicas", rate: .all(.operations), "count"),
      .box("replicas", panel: "Replicas", faults: [.crash]) { view in
        Span("apart \(Figure.count(view.level(.all(.apart)) ?? 0))")
      },
      .box("network", panel: "Messages", faults: [.partition]) { view in
        Span("\(Figure.count(view.level(.all(.underWay)) ?? 0)) under way")
      },
      .box("merges", panel: "Bytes", rate: .all(.merges), "new"),
      .box("plain sum", panel: "Plain numbers", isBroken: { ($0.level(.all(.plainError)) ?? 0) > 0 }) { view in
        Span("off by \(Figure.count(view.level(.all(.plainError)) ?? 0))")
      },
      .box("lost", panel: "Messages") { Span("\($0.total(.all(.messagesLost))) in all") },
    ],
    [
      .arrow("clients", "replicas", .all(.operations)), .arrow("replicas", "network", .all(.messagesSent)),
      .arrow("network", "merges", .all(.merges)), .arrow("network", "lost", .all(.messagesLost), isBad: true),
      .arrow("network", "plain sum"),
    ])
}
