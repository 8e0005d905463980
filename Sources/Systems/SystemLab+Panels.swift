import Engine
import Grid
import LabKit

extension SystemLab {
  /// The nodes and what flows between them, what became of the work, what waits, and how long it takes.
  static func panels(of blueprint: Blueprint) -> [Panel<SystemLab>] {
    let knobs = blueprint.knobs.map(\.field.key)
    let faults = blueprint.faults.indices.map { Action(rawValue: $0) }
    return [
      Panel(
        "System", topics: [Topic.system], knobs: knobs, actions: faults, minimumWidth: 36,
        [.topology { topology($0) }.least(rows: 5), .line { [telling($0)] }.priority(3)],
        status: { "\(Figure.rate($0.rate(.all(.good)) ?? 0)) in time" }),
      Panel(
        "Goodput", topics: [Topic.work], knobs: knobs, actions: faults,
        [
          .chart(
            [
              Curve("good", .all(.good), .good), Curve("wasted", .all(.wasted), .bad),
              Curve("refused", .all(.refused), .warning),
            ], rule: { ($0.rate(.all(.offered)) ?? 0, "offered") })
        ], status: { "\(Figure.rate($0.rate(.all(.wasted)) ?? 0)) wasted" }),
      Panel(
        "Queues", topics: [Topic.waiting], knobs: knobs, actions: faults,
        [
          .chart(
            blueprint.replicas.indices.prefix(6).map {
              Curve(blueprint.replicas[$0].name, .of(.queue, at: $0), .series($0))
            }, isStacked: false, format: { Figure.count($0) }).priority(2),
          .gauges(labelWidth: 17, readingWidth: 14) { gauges($0) },
        ], status: { "\(Figure.count($0.level(.all(.queue)) ?? 0)) wait" }),
    ] + blueprint.stations.enumerated().compactMap { station, plan in
      times(of: station, plan, in: blueprint, knobs, faults)
    }
  }

  /// How long calls take at a station, beside how long its callers wait.
  private static func times(
    of station: Int, _ plan: Blueprint.Station, in blueprint: Blueprint, _ knobs: [String], _ faults: [Action]
  ) -> Panel<SystemLab> {
    Panel(
      blueprint.stations.count > 1 ? "Time at \(plan.name)" : "Time", topics: [Topic.times], knobs: knobs,
      actions: faults,
      [
        .chart(
          [
            Curve("p50", .of(.median, at: station), .series1),
            Curve("p99", .of(.slowest, at: station), .series2),
          ], isStacked: false,
          rule: { view in
            let waits = view.lab.calls.filter { $0.target == station && !$0.isPatient }.map(\.timeout)
            return (waits.max()?.milliseconds ?? .infinity, "timeout")
          }, format: { Figure.milliseconds($0) })
      ],
      status: { "p99 \($0.level(.of(.slowest, at: station)).map { Figure.milliseconds($0) } ?? Figure.none)" })
  }

  private static func topology(_ view: View<SystemLab>) -> Topology {
    let blueprint = view.context.blueprint, lab = view.lab
    var wires: [Topology.Wire] = []
    for (index, call) in blueprint.calls.enumerated() {
      let from = blueprint.nodes.firstIndex { $0.name == call.caller }!
      let to = blueprint.stations[call.target].node
      let attempts = view.rate(.of(.attempts, at: index)) ?? 0, retries = view.rate(.of(.retries, at: index)) ?? 0
      let isStorm = retries > 0.5 * attempts
      wires.append(
        .init(
          from: from, to: to, Figure.rate(attempts.rounded()), role: isStorm ? .warning : .muted,
          flow: attempts > 0 ? .flowing : .idle))
      if call.mayRetry(lab.calls[index]) {
        wires.append(
          .init(
            from: from, to: from, Figure.rate(retries.rounded()), role: isStorm ? .warning : .muted,
            flow: retries > 0 ? .flowing : .idle))
      }
    }
    return Topology(
      blueprint.nodes.map { node in
        switch node.kind {
        case .source(let source): box(node.name, source: source, view)
        case .station(let station): box(node.name, station: station, view)
        }
      }, wires: wires)
  }

  private static func box(_ name: String, source: Int, _ view: View<SystemLab>) -> Topology.Node {
    let offered = view.rate(.of(.offered, at: source)) ?? 0, good = view.rate(.of(.good, at: source)) ?? 0
    let isBad = view.lab.observer.collapses[source].isOn
    let state: Topology.State = isBad ? .broken : offered == 0 ? .idle : .healthy
    return .init(
      name, state,
      lines: [
        Span("\(Figure.rate(offered.rounded())) ask"),
        Span("\(Figure.rate(good.rounded())) in time", isBad ? .bad : .good),
      ])
  }

  private static func box(_ name: String, station: Int, _ view: View<SystemLab>) -> Topology.Node {
    let lab = view.lab, places = lab.stations[station].replicas, slots = lab.stations[station].slots
    let states = places.map { lab.state(of: $0) }
    let busy = places.reduce(0) { $0 + lab.replicas[$1].jobs.busy }
    let waiting = places.reduce(0) { $0 + lab.replicas[$1].jobs.waiting }
    let wasted = lab.observer.wastes[station].isOn
    let state: Topology.State =
      states.contains(.broken) ? .broken : states.contains(.busy) || wasted ? .busy : .healthy
    let isStalled = places.contains { lab.replicas[$0].isStalled }
    let size = places.count * slots
    return .init(
      name, state,
      lines: [
        Span(isStalled ? "one stands still" : "\(busy)/\(size) busy", isStalled ? .bad : .text),
        Span("\(Figure.count(waiting)) wait", state == .healthy ? .text : .warning),
      ], gauge: Gauge(value: Double(busy), of: Double(size), role: wasted ? .bad : .good), replicas: states)
  }

  private func state(of place: Int) -> Topology.State {
    if replicas[place].isStalled { return .broken }
    return observer.delays[place].isOn ? .busy : .healthy
  }

  private static func gauges(_ view: View<SystemLab>) -> [GaugeRow] {
    view.lab.replicas.indices.map { place in
      let replica = view.lab.replicas[place], most = view.lab.stations[replica.station].queue
      let name = view.context.blueprint.replicas[place].name
      return GaugeRow(
        name, Double(replica.jobs.waiting), of: Double(max(1, most)),
        reading: "\(Figure.count(replica.jobs.waiting)) of \(Figure.count(most))", isBad: replica.isStalled,
        role: .series(place))
    }
  }

  /// What matters most of the whole, in words.
  private static func telling(_ view: View<SystemLab>) -> Span {
    let lab = view.lab, blueprint = view.context.blueprint
    let injected = blueprint.faults.indices.first { view.isOn(Action(rawValue: $0)) }
    if let injected { return Span("✗ \(blueprint.faults[injected].says)", .bad) }
    if lab.observer.collapses.contains(where: \.isOn) {
      guard let healed = lab.observer.healed else { return Span("✗ most is not answered in time", .bad) }
      let seconds = Int((view.now - healed.at).seconds)
      return Span("✗ no recovery: \(blueprint.faults[healed.fault].name) ended \(seconds) s ago", .bad)
    }
    return Span("✓ requests are answered in time", .good)
  }
}

extension Blueprint.Call {
  /// Whether a picture has to show its retries.
  fileprivate func mayRetry(_ call: SystemLab.Call) -> Bool { call.mostTimes > 0 }
}
