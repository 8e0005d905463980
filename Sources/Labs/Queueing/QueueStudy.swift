import Engine
import FirstEdition

/// Independent runs of one station: the mean over them, and its standard error.
///
/// Samples of one run are correlated, so the error comes from runs with seeds of their own, each with its own warm-up.
public struct QueueStudy: Sendable {
  /// What each run counted.
  public let runs: [QueueTally]

  /// Makes the runs, two at least, with the seeds from 1 on.
  public init(_ knobs: QueueModel.Knobs, runs: Int = 20) {
    self.runs = (1...max(2, runs)).map { seed in
      var simulation = Simulation<QueueModel>(seed: UInt64(seed), knobs: knobs)
      // Far beyond the last customer, and not the end of time, where the next sample of no sampling lies.
      simulation.advance(until: .start + .seconds(1e8))
      return simulation.model.tally
    }
  }

  /// The mean of a figure over the runs.
  public func mean(_ figure: (QueueTally) -> Double) -> Double {
    runs.reduce(0) { $0 + figure($1) } / Double(runs.count)
  }

  /// The standard error of that mean, from the spread of the runs.
  public func standardError(_ figure: (QueueTally) -> Double) -> Double {
    let mean = mean(figure)
    let squares = runs.reduce(0) { $0 + (figure($1) - mean) * (figure($1) - mean) }
    return (squares / Double(runs.count * (runs.count - 1))).squareRoot()
  }
}
