import Engine
import LabKit
import Patterns

extension RaftLab {
  static let verifications = downtimeRows + splitRows

  private static let plan = Plan<RaftLab>()

  /// A cluster of these nodes in its first moment, of which some run.
  private static func staged(
    _ nodes: [Node], running: Range<Int>, seed: Int, _ knobs: Knobs
  ) -> Simulation<RaftLab> {
    var run = Simulation(plan, seed: UInt64(seed), knobs: knobs)
    run.lab.begin(nodes, &run.context)
    for id in running {
      run.lab.members[id].node.start(into: &run.lab.outputs)
      run.lab.carryOut(id, &run.context)
    }
    return run
  }

  private static func knobs(timeout: Double, to longest: Double, delay: ClosedRange<Double>, disk: Double)
    -> Knobs
  {
    var knobs = Knobs()
    (knobs.writes, knobs.timeout, knobs.timeoutSpread) = (0, timeout, longest - timeout)
    (knobs.delay, knobs.delaySpread) = (delay.lowerBound, delay.upperBound - delay.lowerBound)
    (knobs.disk, knobs.heartbeat) = (disk, timeout / 2)
    return knobs
  }

  private static let trials = 4000

  /// How long five nodes are without a leader after theirs has crashed, in ms, sorted.
  ///
  /// The leader crashes at a random time within one heartbeat interval, half of the shortest timeout, after a heartbeat
  /// that reaches all others at the same time. Two of them have shorter logs, so they cannot win. The time ends when
  /// the new leader's first heartbeat arrives.
  private static func downtimes(
    _ timeout: ClosedRange<Double>, _ delay: ClosedRange<Double>, disk: Double
  ) -> [Double] {
    let knobs = knobs(timeout: timeout.lowerBound, to: timeout.upperBound, delay: delay, disk: disk)
    let oneWay = (delay.lowerBound + delay.upperBound) / 2
    return (0..<trials).map { seed in
      let nodes = [2, 2, 2, 1, 1].enumerated().map { id, length in
        let log = RaftLog((0..<length).map { _ in Node.Entry(term: 1, command: nil) })
        return Node(id: id, of: 5, term: 1, log: log)
      }
      var run = staged(nodes, running: 1..<5, seed: seed, knobs)
      while run.lab.books.ruler == nil, run.now < .start + .seconds(60) {
        run.advance(until: run.now + .milliseconds(200), limit: .max)
      }
      var crash = Draw(seed: UInt64(seed), stream: DrawStream(0x6372_6173_68), entity: 0)
      return run.lab.books.since.seconds * 1000 + 2 * oneWay - knobs.heartbeat * crash.uniform()
    }.sorted()
  }

  /// Two sets of delays and disk times for the broadcast of about 15 ms: the first one comes near the medians, with the
  /// second one tails agree as well.
  private static let downtimeRows: [Verification] = {
    let median = { @Sendable (times: [Double]) in times[times.count / 2] }
    let mean = { @Sendable (times: [Double]) in times.reduce(0, +) / Double(times.count) }
    let p99 = { @Sendable (times: [Double]) in times[times.count * 99 / 100] }
    func row(
      _ timeout: ClosedRange<Double>, _ name: String, _ expected: Double,
      _ figure: @escaping @Sendable ([Double]) -> Double,
      delay: ClosedRange<Double> = 1...4, disk: Double = 5
    ) -> Verification {
      let range = "\(Int(timeout.lowerBound))-\(Int(timeout.upperBound)) ms"
      let model = delay.lowerBound == delay.upperBound ? "2 ms one way" : "1-4 ms one way"
      return Verification(
        "elections", source: "Ongaro's thesis, section 9.4, and the Raft paper, figure 16",
        "\(range), \(model): \(name) without a leader, ms", expected: expected, .relative(0.1)
      ) { figure(downtimes(timeout, delay, disk: disk)) }
    }
    return [
      row(150...300, "median", 171, median, delay: 2...2, disk: 6),
      row(150...200, "median", 147, median, delay: 2...2, disk: 6),
      row(12...24, "median", 30, median, delay: 2...2, disk: 6),
      row(150...300, "median", 171, median), row(150...300, "mean", 181, mean),
      row(150...300, "p99", 405, p99),
      row(150...200, "median", 147, median), row(150...200, "mean", 156, mean),
      row(150...200, "p99", 345, p99),
      row(12...24, "median", 30, median), row(12...24, "mean", 35, mean),
      row(150...155, "median", 287, median), row(150...175, "median", 141, median),
      row(25...50, "median", 42, median), row(50...100, "median", 66, median),
    ]
  }()

  /// Timeouts are uniform on one unit; votes are split when no candidate of the first round wins.
  private static let splitRows: [Verification] = [
    (5, 4, 0.01, 0.0006), (5, 4, 0.1, 0.0523), (5, 4, 0.2, 0.1808), (3, 2, 0.1, 0.19), (5, 3, 0.2, 0.488),
  ].map { (count: Int, up: Int, oneWay: Double, expected: Double) in
    let trials = 10_000
    let deviation = (expected * (1 - expected) / Double(trials)).squareRoot()
    return Verification(
      "elections", source: "Ongaro's thesis, section 9.2",
      "\(up) candidates of \(count) nodes, one way \(oneWay): part of split votes", expected: expected,
      .absolute(4 * deviation)
    ) {
      let unit = 1000.0, delay = unit * oneWay
      let knobs = knobs(timeout: 3 * unit, to: 4 * unit, delay: delay...delay, disk: 0)
      let nodes = (0..<count).map { Node(id: $0, of: count) }
      let splits = (0..<trials).count { seed in
        var run = staged(nodes, running: 0..<up, seed: seed, knobs)
        run.advance(until: .start + .milliseconds(4.9 * unit), limit: .max)
        return run.lab.books.ruler == nil
      }
      return Double(splits) / Double(trials)
    }
  }
}
