import Engine
import LabKit
import Patterns

/// What systems must come to: what is published of queues, balancing, caches and availability, through files.
enum SystemVerifications {
  typealias Run = Simulation<SystemLab>

  /// Every row but those of a certain file.
  static var rows: [Verification] {
    queues + losses + services + loops + priorities + balancing + fanOut + caches + retries + availability + placement
  }

  /// The system of a text, which a test reads.
  static func blueprint(_ nodes: String) -> Blueprint {
    try! SystemForm(text: "system: row\nnodes:\n\(nodes)", file: "row", reservedKeys: []).blueprint
  }

  /// What is read at the end of some runs, on average; what a run counted before `from` is handed over with it.
  static func mean(
    _ nodes: String, seeds: UInt64 = 20, from: Double = 0, to: Double,
    _ read: (_ end: View<SystemLab>, _ begin: View<SystemLab>) -> Double
  ) -> Double {
    let plan = Plan<SystemLab>(blueprint(nodes))
    let found = (1...seeds).map { seed in
      var run = Run(plan, seed: seed)
      run.advance(until: .start + .seconds(from), limit: .max)
      let begin = View(run)
      run.advance(until: .start + .seconds(to), limit: .max)
      return read(View(run), begin)
    }
    return found.reduce(0, +) / Double(found.count)
  }

  /// How much of what one meter counts another does, between two moments.
  static func share(
    _ part: SystemLab.Meter, of all: SystemLab.Meter, at member: Int = 0, allAt other: Int? = nil
  ) -> (View<SystemLab>, View<SystemLab>) -> Double {
    { end, begin in
      let parts = end.total(.of(part, at: member)) - begin.total(.of(part, at: member))
      let whole = end.total(.of(all, at: other ?? member)) - begin.total(.of(all, at: other ?? member))
      return Double(parts) / Double(max(1, whole))
    }
  }

  /// The mean time from a request to its answer, in units of so many milliseconds.
  static func time(of source: Int = 0, in unit: Double) -> (View<SystemLab>, View<SystemLab>) -> Double {
    { end, _ in (end.mean(.of(.latency, at: source))?.milliseconds ?? .infinity) / unit }
  }

  /// Mean times in units of the service time, by Erlang's formula C.
  private static let queues: [Verification] = [
    (1, 0.5, 2), (1, 0.8, 5), (2, 1.6, 2.777778), (10, 8, 1.204590), (100, 90, 1.021694),
  ].map {
    (slots: Int, load: Double, expected: Double) in
    Verification(
      "queueing", source: "Erlang C", "M/M/\(slots), \(load) busy: mean time, in service times",
      expected: expected, .relative(0.02)
    ) {
      mean(
        """
          callers: {arrivals: \(100 * load)/s, call: {to: server}}
          server: {slots: \(slots), queue: 100000, time: exponential 10 ms, abandoned: served}
        """, to: 500 / load, time(in: 10))
    }
  }

  /// A queue of ten places in all.
  private static let losses: [Verification] = [
    (0.9, 0.050814, 4.64660), (1.0, 0.090909, 5.5), (2.0, 0.500244, 9.00978),
  ]
  .flatMap { (load: Double, loss: Double, time: Double) in
    let row = Verification.Source("Kleinrock 1975", family: "queueing")
    let nodes = """
        callers: {arrivals: \(100 * load)/s, call: {to: server}}
        server: {slots: 1, queue: 9, time: exponential 10 ms, abandoned: served}
      """
    return [
      row("M/M/1/10, load \(load): lost", loss, .relative(0.03)) {
        mean(nodes, to: 500, share(.refused, of: .arrived))
      },
      row("M/M/1/10, load \(load): mean time of the accepted, in service times", time, .relative(0.02)) {
        mean(nodes, to: 500, SystemVerifications.time(in: 10))
      },
    ]
  }

  /// Other services than exponential ones, at load 0.8: the wait is rho (1 + c2) / (2 (1 - rho)), and the service is one.
  private static let services: [Verification] = [
    ("10 ms", "constant", 3.0), ("erlang 10 ms cv 0.5", "Erlang, c2 1/4", 3.5),
    ("hyperexponential 10 ms cv 2", "hyperexponential, c2 4", 11), ("lognormal 10 ms cv 2", "lognormal, c2 4", 11),
  ].map {
    (time: String, name: String, expected: Double) in
    Verification(
      "queueing", source: "Pollaczek 1930, Khinchin 1932", "M/G/1, load 0.8, \(name): mean time, in service times",
      expected: expected, .relative(0.04)
    ) {
      mean(
        """
          callers: {arrivals: 80/s, call: {to: server}}
          server: {slots: 1, queue: 100000, time: \(time), abandoned: served}
        """, seeds: 8, to: 3000, SystemVerifications.time(in: 10))
    }
  }

  /// Twenty users who think for a second, one server of 100 ms.
  private static let loops: [Verification] = {
    let nodes = """
        users: {users: 20, think: exponential 1 s, call: {to: server}}
        server: {slots: 1, queue: 100, time: exponential 100 ms, abandoned: served}
      """
    let row = Verification.Source("Mean value analysis (Reiser and Lavenberg 1980)", family: "queueing")
    return [
      row("20 users who think 1 s, one server of 100 ms: answers a second", 9.98131, .relative(0.01)) {
        mean(nodes, from: 20, to: 1020) { end, begin in Double(end.total(.all(.good)) - begin.total(.all(.good))) / 1000
        }
      },
      row("the same: an answer comes after, in seconds", 1.00375, .relative(0.02)) {
        mean(nodes, to: 1000, time(in: 1000))
      },
    ]
  }()

  /// Two classes of load 0.4 each, the first goes first; who is in service is not interrupted.
  private static let priorities: [Verification] = [("first", 2.33333), ("second", 7.66667)].enumerated().map {
    index, row in
    Verification(
      "queueing", source: "Cobham 1954", "Two priorities of load 0.4, the \(row.0): mean time, in service times",
      expected: row.1, .relative(0.03)
    ) {
      mean(
        """
          callers:
            arrivals: 80/s
            classes: {first: {share: 50 %, priority: 0}, second: {share: 50 %, priority: 1}}
            call: {to: server}
          server: {slots: 1, queue: 10000, order: priority, time: exponential 10 ms, abandoned: served}
        """, to: 1500, time(of: 1 + index, in: 10))
    }
  }

  /// One of two servers stands still from 5 s to 7 s: how much is answered in time between 50 s and 60 s.
  static func storm(_ blueprint: Blueprint) -> [Verification] {
    let budget = blueprint.calls[0].budget
    return [
      Verification(
        "metastable", source: "marcbrooker/stability-sim, its first example",
        "stalled from 5 s to 7 s: answered in time a second from 50 s on, the most of 20 seeds", expected: 0,
        .absolute(1)
      ) { answered(blueprint, budget, .infinity).max()! },
      Verification(
        "metastable", source: "ours", "the same with a budget for retries, the least of 20 seeds",
        expected: 70,
        .absolute(10)
      ) { answered(blueprint, budget, 0.1).min()! },
    ]
  }

  private static func answered(_ blueprint: Blueprint, _ budget: Int, _ ratio: Double) -> [Double] {
    var knobs = blueprint.settings.map(\.value)
    knobs[budget] = ratio
    return (1...20 as ClosedRange<UInt64>).map { seed in
      var run = Run(Plan(blueprint), seed: seed, knobs: knobs)
      run.advance(until: .start + .seconds(5), limit: .max)
      run.apply(.act(0, isOn: true), "stall")
      run.advance(until: .start + .seconds(7), limit: .max)
      run.apply(.act(0, isOn: false), ActionLine("stall", isOn: false).text)
      run.advance(until: .start + .seconds(50), limit: .max)
      let before = View(run).total(.all(.good))
      run.advance(until: .start + .seconds(60), limit: .max)
      return Double(View(run).total(.all(.good)) - before) / 10
    }
  }
}
