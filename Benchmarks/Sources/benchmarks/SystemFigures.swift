import Engine
import LabKit
import Systems

/// What it costs that a world is read from a file: M/M/1 at a load of 0.9 as a system against the hand-written one, ten
/// nodes in a row against one, and a retry storm of 60 s.
enum SystemFigures {
  private static func lab(_ text: String) -> LabEntry {
    do { return try SystemCatalogue.lab(text: text, file: "benchmark") } catch { preconditionFailure("\(error)") }
  }

  private static let single = lab(
    """
    system: single
    nodes:
      web: {arrivals: 900/s, call: {to: server}}
      server: {slots: 1, queue: 100000, time: exponential 1 ms, abandoned: served}
    """)

  /// Ten stations in a row, each a tenth as busy, so that few wait.
  private static let row = lab(
    "system: row\nnodes:\n  web: {arrivals: 900/s, call: {to: s1}}\n"
      + (1...10).map { station in
        let call = station < 10 ? ", call: {to: s\(station + 1)}" : ""
        return "  s\(station): {slots: 100, queue: 1000, time: exponential 1 ms, abandoned: served\(call)}\n"
      }.joined())

  /// Nanoseconds an event, the quickest of some runs of so many seconds.
  private static func cost(_ lab: LabEntry, seconds: Double) -> Double {
    var events = 1
    let quickest = Race(rounds: 15).quickest([
      {
        var run = lab.start(1, nil, false)
        _ = run.advance(until: .start + .seconds(seconds), limit: .max)
        events = run.processed
      }
    ])[0]
    return quickest * 1e9 / Double(events)
  }

  static func againstHandWritten() -> [Figure] {
    let single = cost(single, seconds: 100)
    var figures = [
      Figure(
        name: "M/M/1 as a system against the hand-written", ours: single, baseline: SingleServerFigures.fullCost(),
        unit: "event", required: 0.25),
      Figure(
        name: "ten nodes in a row against one", ours: cost(row, seconds: 30), baseline: single, unit: "event",
        required: 0.5),
    ]
    if let baseline = SimPy.nanosecondsPerEvent(customers: 200_000) {
      figures.append(
        Figure(name: "M/M/1 as a system against SimPy", ours: single, baseline: baseline, unit: "event", required: 40))
    }
    return figures + [storm()]
  }

  /// Two sources and 28 stations: one that asks three others at once, a cache, a topic, and two rows of services that end at
  /// one database.
  private static let thirty: LabEntry = {
    func row(_ name: String, of count: Int) -> String {
      (1...count).map { number in
        let next = number < count ? "\(name)\(number + 1)" : "database, retry: {times: 1, wait: 50 ms}"
        let work = "replicas: 2, slots: 20, queue: 100, time: exponential 5 ms, abandoned: dropped"
        return "  \(name)\(number): {\(work), call: {to: \(next), pick: least connections, timeout: 2 s}}\n"
      }.joined()
    }
    return lab(
      """
      system: thirty
      nodes:
        web: {arrivals: 40/s, keys: zipf 1.0 of 1000, call: {to: root, timeout: 3 s, retry: {times: 1}}}
        users: {users: 20, think: exponential 1 s, call: {to: b1, timeout: 3 s}}
        root: {time: 1 ms, steps: [{all: [{to: a1}, {to: cache}, {to: jobs}]}]}
        cache: {time: 1 ms, store: {entries: 300, ttl: 10 s}, miss: {to: database, timeout: 1 s}}
        database: {slots: 50, queue: 200, time: exponential 10 ms, abandoned: dropped}
        jobs: {topic: {}}

      """ + row("a", of: 12) + row("b", of: 11)
        + """
          workers: {replicas: 2, slots: 4, queue: 0, time: exponential 20 ms, abandoned: served, from: jobs}
        knobs: [{set: web.call.retry.times, from: 0, to: 5}]
        faults: [{name: stall, key: d, set: {a6.1.state: stalled}, says: One of a6 stands still.}]
        """)
  }()

  /// Thirty nodes and their twin, left running for eight hours in which something breaks every ten minutes.
  static func eightHours() -> [Figure] {
    var run = thirty.start(1, nil, true)
    run.beginTwin()
    run.turnTwin(0, to: 5)
    for tick in 1...48 {
      for _ in 0..<600 { _ = run.advance(until: run.now + .seconds(1), limit: .max) }
      run.act(0, isOn: !tick.isMultiple(of: 2))
    }
    return [Figure(atMost: 100, "memory of thirty nodes and a twin, 8 h", Memory.now(), unit: "MB")]
  }

  private static func storm() -> Figure {
    guard let system = SystemCatalogue.builtIn.first(where: { $0.name == "retry-storm" }), let story = system.story
    else {
      preconditionFailure("there is no retry storm")
    }
    let seconds = Race(rounds: 15).quickest([{ _ = story.outcome(seed: 1, ofTwin: false) }])[0]
    return Figure(atMost: 10, "a retry storm of 60 s", seconds * 1000, unit: "ms")
  }
}
