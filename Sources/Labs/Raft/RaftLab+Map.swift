import Grid
import LabKit

extension RaftLab {
  /// Writes from the clients through the leader to a majority.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Logs", faults: [.noWrites], rate: .all(.offered), "write"),
      .box("leader", panel: "Elections", faults: [.cutLeader]) { view in
        Span("\(view.total(.all(.elections)).of("election"))")
      },
      .box("network", panel: "Cluster", faults: [.cutHalf]) { Span("\($0.total(.all(.undelivered))) lost") },
      .box("followers", panel: "Cluster", faults: [.crash]) { Span("\($0.lab.members.count) nodes") },
      .box("acknowledged", panel: "Logs", rate: .all(.acknowledged), "safe"),
      .box("refused", panel: "Logs") { Span("\($0.total(.all(.refused))) in all") },
    ],
    [
      .arrow("clients", "leader", .all(.offered)), .arrow("leader", "network", .all(.sent)),
      .arrow("network", "followers"), .arrow("followers", "acknowledged", .all(.acknowledged)),
      .arrow("clients", "refused", .all(.refused), isBad: true),
    ])
}
