import CBaseline
import Engine
import LabKit

/// M/M/1 at a load of 0.9, 1,000,000 customers: ten seeds with 100,000 each, so that a round is short enough
/// to pass undisturbed.
enum SingleServerFigures {
  static let seeds: ClosedRange<UInt64> = 1...10
  static let customers = 100_000

  /// Nanoseconds an event of the baseline, the bare model and the full model.
  private static func costs() -> [Double] {
    var sum = [0.0, 0.0, 0.0]
    for seed in seeds {
      let quickest = Race(rounds: 15).quickest([
        { check(baselineSingleServer(UInt64(customers), seed).meanTimeInSystem) },
        { runBare(seed) },
        { runFull(seed) },
      ])
      for (index, seconds) in quickest.enumerated() { sum[index] += seconds }
    }
    return sum.map { $0 * 1e9 / Double(2 * customers * seeds.count) }
  }

  static func againstCPlusPlus() -> [Figure] {
    let costs = costs()
    return [
      Figure(
        name: "M/M/1 against C++ priority_queue", ours: costs[1], baseline: costs[0], unit: "event",
        required: 0.9),
      Figure(
        name: "M/M/1 with meters, law, notes, digest: bare", ours: costs[2], baseline: costs[1],
        unit: "event",
        required: 1 / 1.2),
      Figure(name: "M/M/1 with all that against C++", ours: costs[2], baseline: costs[0], unit: "event", required: nil),
    ]
  }

  static func againstSimPy() -> [Figure] {
    guard let cost = SimPy.nanosecondsPerEvent(customers: 200_000) else { return [] }
    let ours = Race(rounds: 30).quickest([{ runBare(1) }])[0] * 1e9 / Double(2 * customers)
    return [Figure(name: "M/M/1 against SimPy", ours: ours, baseline: cost, unit: "event", required: 100)]
  }

  private static func runBare(_ seed: UInt64) {
    var simulation = Simulation(Plan<BareServer>(), seed: seed, knobs: customers)
    simulation.advance(until: .distantFuture, limit: .max)
    check(simulation.lab.timeInSystem / Double(simulation.lab.served))
  }

  /// Nanoseconds an event of the model with meters, law, notes and digest, of one seed.
  static func fullCost() -> Double { Race(rounds: 15).quickest([{ runFull(1) }])[0] * 1e9 / Double(2 * customers) }

  private static let full = LabEntry(FullServer.self)

  private static func runFull(_ seed: UInt64) {
    var run = full.start(seed, nil, false)
    _ = run.advance(until: .distantFuture, limit: .max)
    let end = run.snapshot
    guard case .latency(let time, _) = end.readings(since: end)[FullServer.Meter.timeInSystem.rawValue] else {
      preconditionFailure("time in system is no latency")
    }
    check(time.mean.milliseconds)
    precondition(end.laws.allSatisfy { $0.verdict == .held }, "customers overtook each other")
  }

  /// A quick run that computes something else is worth nothing: in the long run the mean time in system is
  /// 10 ms.
  private static func check(_ mean: Double) { precondition((6...16).contains(mean), "not an M/M/1: \(mean)") }
}
