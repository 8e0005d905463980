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

  private static func storm() -> Figure {
    guard let system = SystemCatalogue.builtIn.first(where: { $0.name == "retry-storm" }), let story = system.story
    else {
      preconditionFailure("there is no retry storm")
    }
    let seconds = Race(rounds: 15).quickest([{ _ = story.outcome(seed: 1, ofTwin: false) }])[0]
    return Figure(atMost: 10, "a retry storm of 60 s", seconds * 1000, unit: "ms")
  }
}
