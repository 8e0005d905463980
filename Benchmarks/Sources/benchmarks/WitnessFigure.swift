import Engine
import LabKit

/// Driving a run without knowing its model, as a timeline does, against driving it directly.
///
/// It must cost next to nothing; a loop that is not specialized for its model is 15 times slower.
enum WitnessFigure {
  static func generic() -> [Figure] {
    let customers = SingleServerFigures.customers
    let quickest = Race(rounds: 60).quickest([
      {
        var simulation = Simulation(Plan<BareServer>(), seed: 1, knobs: customers)
        simulation.advance(until: .distantFuture)
        precondition(simulation.lab.served == customers)
      },
      {
        var timeline = Timeline(Simulation(Plan<BareServer>(), seed: 1, knobs: customers))
        timeline.advance(until: .distantFuture)
        precondition(timeline.present.lab.served == customers)
      },
    ])
    return [
      Figure(
        name: "M/M/1 through a timeline against directly", ours: quickest[1] * 1e9 / Double(2 * customers),
        baseline: quickest[0] * 1e9 / Double(2 * customers), unit: "event", required: 0.95)
    ]
  }
}
