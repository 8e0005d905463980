import Engine
import LabKit

/// Independent runs of one station: the mean over them, and its standard error.
///
/// Samples of one run are correlated, so the error comes from runs with seeds of their own, each with its own warm-up.
struct QueueStudy: Sendable {
  let runs: [QueueTally]

  init(_ knobs: QueueModel.Knobs, runs: Int = 12) {
    self.runs = (1...max(2, runs)).map { seed in
      var simulation = Simulation<QueueModel>(seed: UInt64(seed), knobs: knobs)
      // Far beyond the last customer, and not the end of time, where the next sample of no sampling lies.
      simulation.advance(until: .start + .seconds(1e8))
      return simulation.model.tally
    }
  }

  func mean(_ figure: (QueueTally) -> Double) -> Double {
    runs.reduce(0) { $0 + figure($1) } / Double(runs.count)
  }

  func standardError(_ figure: (QueueTally) -> Double) -> Double {
    let mean = mean(figure)
    let squares = runs.reduce(0) { $0 + (figure($1) - mean) * (figure($1) - mean) }
    return (squares / Double(runs.count * (runs.count - 1))).squareRoot()
  }
}

/// A published figure of a station, with the standard error that the study of it has.
///
/// The tolerance is the greater of 1 % and four standard errors. It has to be known before the study is made, so the
/// error stands here as a number, and a test compares it with what the study says.
struct QueueFigure: Sendable {
  let name: String
  let expected: Double
  let standardError: Double
  let study: @Sendable () -> QueueStudy
  let figure: @Sendable (QueueTally) -> Double

  var verification: Verification {
    Verification(
      "queueing", source: "Kleinrock 1975", name, expected: expected,
      .absolute(max(0.01 * abs(expected), 4 * standardError)), measure: { study().mean(figure) })
  }
}
