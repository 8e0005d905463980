import Engine
import LabKit

/// What systems must come to: what is published of queues, through one source and one station, and of retry storms.
enum SystemVerifications {
  private typealias Run = Simulation<SystemLab>

  /// Mean times in units of the service time, by Erlang's formula C.
  static let rows: [Verification] = [
    (1, 0.5, 2), (1, 0.8, 5), (2, 1.6, 2.777778), (10, 8, 1.204590), (100, 90, 1.021694),
  ].map {
    (slots: Int, load: Double, expected: Double) in
    Verification(
      "queueing", source: "Erlang C", "M/M/\(slots), \(load) busy: mean time, in service times",
      expected: expected,
      .relative(0.02)
    ) {
      let times = (1...20).map { meanTime(slots: slots, load: load, seed: $0) }
      return times.reduce(0, +) / 20
    }
  }

  /// One run of some 50,000 requests, with a service time of 10 ms.
  private static func meanTime(slots: Int, load: Double, seed: UInt64) -> Double {
    let text = """
      system: queue
      nodes:
        callers: {arrivals: \(100 * load)/s, call: {to: server}}
        server: {slots: \(slots), queue: 100000, time: exponential 10 ms, abandoned: served}
      """
    let blueprint = try! SystemForm(text: text, file: "queue", reservedKeys: []).blueprint
    var run = Run(Plan(blueprint), seed: seed)
    run.advance(until: .start + .seconds(500 / load), limit: .max)
    return (View(run).mean(.of(.latency, at: 0))?.milliseconds ?? .infinity) / 10
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
