import Grid
import LabKit

extension CircuitBreakerLab {
  /// Requests through the caller's threads and the breaker to the dependency.
  static let map = FlowMap<Self>(
    [
      .box("clients", panel: "Answers", rate: .all(.offered), "ask"),
      .box("threads", panel: "Caller's threads", isBusy: { ($0.level(.all(.waiting)) ?? 0) > 0 }) { view in
        Span("\(Figure.count(view.level(.all(.busy)) ?? 0)) busy")
      },
      .box(
        "breaker", panel: "States", isBroken: { $0.lab.breaker.state == .open },
        isBusy: { $0.lab.breaker.state == .halfOpen }
      ) { Span(words($0.lab.breaker.state)) },
      .box("dependency", panel: "Window", faults: [.slow, .flaky], cuts: [.down]) { view in
        Span("\(Figure.count(view.level(.all(.failureRate)) ?? 0)) % failed")
      },
      .box("fallback", panel: "Answers", rate: .all(.degraded), "at once"),
      .box("served", panel: "Answers", rate: .all(.served), "good"),
    ],
    [
      .arrow("clients", "threads", .all(.offered)), .arrow("threads", "breaker"),
      .arrow("breaker", "dependency", .all(.callsStarted)) { $0.lab.breaker.state == .open },
      .arrow("breaker", "fallback", .all(.callsRefused)),
      .arrow("dependency", "served", .all(.served)),
    ])
}
