import CBaseline
import Engine
import LabKit

/// The agenda by itself, small and large, and what a snapshot of it costs.
enum HoldFigures {
  static func holds(pending: Int) -> [Figure] {
    let holds = 20_000
    let baseline = baselineHoldCreate(UInt64(pending), 1)
    defer { baselineHoldDestroy(baseline) }
    var simulation = Simulation(Plan<HoldModel>(), seed: 1, knobs: pending)
    // Both begin where a run has got into its stride.
    _ = baselineHoldRun(baseline, UInt64(2 * pending))
    simulation.advance(until: .distantFuture, limit: 2 * pending)
    let quickest = Race(rounds: 150).quickest([
      { _ = baselineHoldRun(baseline, UInt64(holds)) },
      { simulation.advance(until: .distantFuture, limit: holds) },
    ])
    return [
      Figure(
        name: "hold model, \(pending) pending, against C++", ours: quickest[1] * 1e9 / Double(holds),
        baseline: quickest[0] * 1e9 / Double(holds), unit: "hold", required: 1)
    ]
  }

  static func copies() -> [Figure] {
    let pending = 1000
    let copies = 500
    let baseline = baselineHoldCreate(UInt64(pending), 1)
    defer { baselineHoldDestroy(baseline) }
    let simulation = Simulation(Plan<HoldModel>(), seed: 1, knobs: pending)
    let quickest = Race(rounds: 100).quickest([
      {
        for _ in 0..<copies {
          let copy = baselineHoldCopy(baseline)
          _ = baselineHoldRun(copy, 1)
          baselineHoldDestroy(copy)
        }
      },
      {
        for _ in 0..<copies {
          var copy = simulation
          copy.advance(until: .distantFuture, limit: 1)
        }
      },
    ])
    return [
      Figure(
        name: "copy with 1,000 pending and one event on it", ours: quickest[1] * 1e9 / Double(copies),
        baseline: quickest[0] * 1e9 / Double(copies), unit: "copy", required: nil)
    ]
  }
}
