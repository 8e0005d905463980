import Engine
import Grid
import LabKit

extension SystemLab {
  /// The nodes and what flows between them, what became of the work, what waits, and how long it takes.
  static func panels(of blueprint: Blueprint) -> [Panel<SystemLab>] {
    let entries = blueprint.stations.indices.filter { station in
      blueprint.sources.contains { blueprint.calls[$0.call].target == station }
    }
    let size = topologySize(of: blueprint)
    return [
      panel(
        "System", .system, blueprint, least: size, systemParts,
        reading: """
          The components and what flows between them a second: attempts at the wires, retries at a loop; a box says \
          how many of its places are busy and how many wait. A wire in the colour of a warning carries mostly \
          retries.
          """
      ) { "\(Figure.rate(requests(.good, $0).rounded())) in time" },
      panel(
        "Goodput", .work, blueprint, goodputParts,
        reading: """
          What the servers do a second: good work, on top of it wasted work for which nobody waited any more, and \
          what was refused, beside what is offered. In a collapse the wasted part takes the good one's place, and \
          stays.
          """
      ) { "\(rate(.wasted, $0)) wasted" },
      panel(
        "Stations", .stations, blueprint, nodeParts(blueprint),
        reading: """
          A row for each station: rate, errors and duration of what it is asked for, and how much of it is in use, \
          waits and fails.
          """
      ) { _ in "" },
      panel(
        "Queues", .waiting, blueprint, queueParts(blueprint),
        reading: """
          How many requests wait at each replica, over time and of how many places. One queue that grows alone is a \
          slow replica, or a balancer that does not look. A queue that stays full only makes every answer late.
          """
      ) {
        "\(Figure.count($0.level(.all(.queue)) ?? 0)) wait"
      },
    ]
      + entries.prefix(2).map { station in
        let title = blueprint.stations.count > 1 ? "Time at \(blueprint.stations[station].name)" : "Time"
        let reading = """
          How long calls take here, the median and the slowest of a hundred, beside how long callers wait. Above \
          that line the callers have hung up, their work is wasted, and most of them ask again.
          """
        return panel(title, .times, blueprint, timeParts(station), reading: reading) { view in
          let slowest = view.level(.of(.slowest, at: station))
          return "p99 \(slowest.map { Figure.milliseconds($0) } ?? Figure.none)"
        }
      }
  }

  /// The columns and rows that boxes in layers need: a box and a wire for each layer, and the boxes of the fullest one
  /// below each other.
  private static func topologySize(of blueprint: Blueprint) -> (width: Int, height: Int) {
    var layers = blueprint.nodes.map { _ in 0 }
    for _ in blueprint.nodes {
      for (from, to) in blueprint.ways { layers[to] = max(layers[to], layers[from] + 1) }
    }
    let depth = (layers.max() ?? 0) + 1
    let fullest = (0..<depth).map { layer in layers.count { $0 == layer } }.max() ?? 1
    return (min(76, 24 * depth - 8), min(12, 6 * fullest + 1))
  }

  /// All knobs and faults of a system act on everything in it.
  private static func panel(
    _ title: String, _ topic: Topic, _ blueprint: Blueprint, least: (width: Int, height: Int) = (30, 3),
    _ parts: [Part<SystemLab>], reading: String, status: @escaping @Sendable (View<SystemLab>) -> String
  ) -> Panel<SystemLab> {
    Panel(
      title, reading: reading, topics: [topic], knobs: blueprint.knobs.map(\.field.key),
      actions: (0..<blueprint.faults.count + blueprint.deeds.count).map { Action(rawValue: $0) },
      minimumWidth: least.width, minimumHeight: least.height, parts, status: status)
  }

  private static func rate(_ meter: Meter, _ view: View<SystemLab>) -> String {
    Figure.rate((view.rate(.all(meter)) ?? 0).rounded())
  }

  /// How fast something of all sources is counted; their classes are parts of them.
  static func requests(_ meter: Meter, _ view: View<SystemLab>, overSeconds seconds: Double = 1) -> Double {
    view.lab.sources.indices.reduce(0) { $0 + (view.rate(.of(meter, at: $1), overSeconds: seconds) ?? 0) }
  }

  private static var systemParts: [Part<SystemLab>] {
    [
      .topology { topology($0) }.least(rows: 5),
      .drawn(rows: 1, most: 1) { view, canvas in
        canvas.write(telling(view, width: canvas.width), column: 0, row: 0, width: canvas.width)
      }.priority(3),
      .chart(
        [Curve("attempts", .all(.attempts), .series1), Curve("retries", .all(.retries), .warning)], isStacked: false
      ).least(rows: 6).priority(-1),
    ]
  }

  private static var goodputParts: [Part<SystemLab>] {
    let curves: [Curve<SystemLab>] = [
      Curve("good", .all(.good), .good), Curve("wasted", .all(.wasted), .bad),
      Curve("refused", .all(.refused), .warning),
    ]
    return [.chart(curves, rule: { (requests(.offered, $0), "offered") })]
  }

  /// Of each station how much comes, how much of it fails and how long it takes (RED), and how busy it is, how much
  /// waits and how much it refuses (USE).
  private static func nodeParts(_ blueprint: Blueprint) -> [Part<SystemLab>] {
    let names = blueprint.stations.map { Span($0.name, .text, .bold) }
    var columns: [Column<SystemLab>] = [
      .rate("rate", .arrived, priority: 9),
      .text("fail", minimum: 5, priority: 8, alignment: .trailing) { view, station in
        share(view, .broken, .refused, .vanished, of: .arrived, at: station)
      },
      .text("wasted", minimum: 6, priority: 7, alignment: .trailing) { view, station in
        share(view, .wasted, of: .arrived, at: station)
      },
      .text("p50", minimum: 7, priority: 3, alignment: .trailing) { milliseconds($0, .median, at: $1) },
      .text("p99", minimum: 7, priority: 5, alignment: .trailing) { milliseconds($0, .slowest, at: $1) },
      .text("busy", minimum: 5, priority: 6, alignment: .trailing) { view, station in
        guard let level = view.level(.of(.utilization, at: station)) else { return Span(Figure.none, .muted) }
        return Span("\(Int(level)) %", level >= 99 ? .warning : .text)
      },
      .text("wait", minimum: 5, priority: 4, alignment: .trailing) { view, station in
        let waiting = view.lab.stations[station].replicas.reduce(0) { $0 + view.lab.replicas[$1].line.count }
        return Span(Figure.count(waiting))
      },
    ]
    if blueprint.stations.contains(where: { $0.store != nil }) {
      columns.append(
        .text("hits", minimum: 5, priority: 4, alignment: .trailing) { view, station in
          guard blueprint.stations[station].store != nil else { return Span(Figure.none, .muted) }
          return share(view, .hits, of: .hits, .misses, at: station, alarm: .infinity)
        })
    }
    if !blueprint.scalers.isEmpty { columns.append(.level("replicas", .present, priority: 4)) }
    let busy = blueprint.stations.indices.prefix(6).map { station in
      Curve<SystemLab>(blueprint.stations[station].name, .of(.utilization, at: station), .series(station))
    }
    return [
      .table("station", rows: { _ in names }, columns).priority(2),
      .chart(busy, isStacked: false, format: { $0.isFinite ? "\(Int($0)) %" : Figure.none }).least(rows: 4).priority(0),
    ]
  }

  private static func milliseconds(_ view: View<SystemLab>, _ meter: Meter, at station: Int) -> Span {
    guard let level = view.level(.of(meter, at: station)) else { return Span(Figure.none, .muted) }
    return Span(Figure.milliseconds(level))
  }

  /// What part some counters have of others; a dash when there is nothing.
  private static func share(
    _ view: View<SystemLab>, _ parts: Meter..., of all: Meter..., at member: Int, alarm: Double = 0.05
  ) -> Span {
    let whole = all.reduce(0) { $0 + (view.rate(.of($1, at: member)) ?? 0) }
    guard whole > 0 else { return Span(Figure.none, .muted) }
    let part = min(1, parts.reduce(0) { $0 + (view.rate(.of($1, at: member)) ?? 0) } / whole)
    return Span("\(part >= alarm && part > 0 ? "✗" : "")\(Int((100 * part).rounded())) %", part >= alarm ? .bad : .text)
  }

  private static func queueParts(_ blueprint: Blueprint) -> [Part<SystemLab>] {
    // At a station that serves any number at once nobody waits.
    let bounded = blueprint.replicas.indices.filter { place in
      blueprint.extreme(of: blueprint.stations[blueprint.replicas[place].station].slots, min).isFinite
    }
    let places = bounded.isEmpty ? Array(blueprint.replicas.indices) : bounded
    let curves = places.prefix(6).enumerated().map { series, place in
      Curve<SystemLab>(blueprint.replicas[place].name, .of(.queue, at: place), .series(series))
    }
    let width = 1 + (places.map { blueprint.replicas[$0].name.count }.max() ?? 0)
    return [
      .chart(curves, isStacked: false, format: { Figure.count($0) }).priority(2),
      .gauges(labelWidth: width, readingWidth: 14) { gauges(places, $0) },
    ]
  }

  /// How long calls take at a station, beside how long its callers wait.
  private static func timeParts(_ station: Int) -> [Part<SystemLab>] {
    let curves: [Curve<SystemLab>] = [
      Curve("p50", .of(.median, at: station), .series1), Curve("p99", .of(.slowest, at: station), .series2),
    ]
    return [
      .chart(
        curves, isStacked: false,
        rule: { view in
          let waits = view.lab.calls.filter { $0.target == station && !$0.isPatient }.map(\.timeout)
          return (waits.max()?.milliseconds ?? .infinity, "timeout")
        }, format: { Figure.milliseconds($0) })
    ]
  }

  static func topology(_ view: View<SystemLab>) -> Topology {
    let blueprint = view.context.blueprint, lab = view.lab
    var wires: [Topology.Wire] = []
    for (index, call) in blueprint.calls.enumerated() {
      let from = call.node, to = blueprint.stations[call.target].node
      let attempts = view.rate(.of(.attempts, at: index)) ?? 0
      let retries = view.rate(.of(.retries, at: index)) ?? 0
      let isStorm = retries > 0.5 * attempts
      wires.append(
        .init(
          from: from, to: to, Figure.rate(attempts.rounded()), role: isStorm ? .warning : .muted,
          flow: attempts > 0 ? .flowing : .idle))
      // A loop stays once there were retries, since what is drawn where depends on it.
      if lab.calls[index].mostTimes > 0 {
        wires.append(
          .init(
            from: from, to: from, Figure.rate(retries.rounded()), role: isStorm ? .warning : .muted,
            flow: retries > 0 ? .flowing : .idle))
      }
    }
    for topic in blueprint.topics {
      for consumer in topic.consumers {
        let taken = view.rate(.of(.arrived, at: consumer)) ?? 0
        wires.append(
          .init(
            from: blueprint.stations[topic.station].node, to: blueprint.stations[consumer].node,
            Figure.rate(taken.rounded()), flow: taken > 0 ? .flowing : .idle))
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
        Span("asks \(Figure.rate(offered.rounded()))"),
        Span("good \(Figure.rate(good.rounded()))", isBad ? .bad : .good),
      ])
  }

  private static func box(_ name: String, station: Int, _ view: View<SystemLab>) -> Topology.Node {
    let lab = view.lab, there = lab.stations[station]
    let places = there.replicas.prefix(there.present), size = there.present * there.slots
    let states = places.map { lab.state(of: $0) }
    let busy = places.reduce(0) { $0 + lab.replicas[$1].busy }
    let waiting = places.reduce(0) { $0 + lab.replicas[$1].line.count }
    let wasted = lab.observer.wastes[station].isOn
    let state: Topology.State = states.contains(.broken) ? .broken : states.contains(.busy) || wasted ? .busy : .healthy
    // What is down is said by its most frequent state, of several the first.
    let down = zip(Blueprint.states, 0...).dropFirst().map { name, state in
      (name, places.count { lab.replicas[$0].state.rawValue == state })
    }.reversed().max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0 : nil }
    if let topic = lab.topics.first(where: { $0.station == station }) {
      let lag = lab.lag(of: topic)
      let most = topic.groups.count * topic.places
      let isFull = topic.groups.contains { lab.groups[$0].line.count >= topic.places }
      return .init(
        name, isFull ? .busy : .healthy, lines: [Span("\(Figure.count(lag)) kept", isFull ? .warning : .text)],
        gauge: Gauge(value: Double(lag), of: Double(most), role: isFull ? .bad : .good))
    }
    let taken = there.isBounded ? "\(busy)/\(size) busy" : "\(Figure.count(busy)) inside"
    return .init(
      name, state,
      lines: [
        down.map { Span("\($0.1) \($0.0)", .bad) } ?? Span(taken),
        Span("\(Figure.count(waiting)) wait", state == .healthy ? .text : .warning),
      ], gauge: there.isBounded ? Gauge(value: Double(busy), of: Double(size), role: wasted ? .bad : .good) : nil,
      replicas: states)
  }

  private func state(of place: Int) -> Topology.State {
    switch replicas[place].state {
    case .stalled, .crashed, .silent: return .broken
    case .slow: return .busy
    case .up: break
    }
    return observer.delays[place].isOn ? .busy : .healthy
  }

  private static func gauges(_ places: [Int], _ view: View<SystemLab>) -> [GaugeRow] {
    places.enumerated().map { series, place in
      let replica = view.lab.replicas[place], most = view.lab.stations[replica.station].queue
      let name = view.context.blueprint.replicas[place].name
      return GaugeRow(
        name, Double(replica.line.count), of: Double(max(1, most)),
        reading: "\(Figure.count(replica.line.count)) of \(Figure.count(most))",
        isBad: view.lab.state(of: place) == .broken,
        role: .series(series))
    }
  }

  /// What matters most of the whole, in words that find room.
  private static func telling(_ view: View<SystemLab>, width: Int) -> Span {
    let lab = view.lab, blueprint = view.context.blueprint
    if let fault = blueprint.faults.indices.first(where: { view.context.isOn(Action(rawValue: $0)) }) {
      let says = blueprint.faults[fault].says
      return Span("✗ " + (says.columns + 2 <= width ? says : "\(blueprint.faults[fault].name) is injected"), .bad)
    }
    let offered = requests(.offered, view, overSeconds: 2), good = requests(.good, view, overSeconds: 2)
    let isCollapsed = lab.observer.collapses.contains(where: \.isOn)
    if isCollapsed, let healed = lab.observer.healed {
      let seconds = Int((view.now - healed.at).seconds)
      return Span("✗ no recovery: \(blueprint.faults[healed.fault].name) ended \(seconds) s ago", .bad)
    }
    // The first answers take their time.
    if offered == 0 || view.now < .start + .seconds(2) { return Span("") }
    if good > 0.9 * offered { return Span("✓ answered in time", .good) }
    let percent = Int(100 * good / offered)
    return Span("\(isCollapsed ? "✗" : "▲") \(percent) % answered in time", isCollapsed ? .bad : .warning)
  }
}
