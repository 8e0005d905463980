import Engine
import FirstEdition
import Testing

/// Independent runs of one queue; what they agree on, and how sure that is.
struct QueueRuns {
  let runs: [QueueModel]

  init(_ knobs: QueueModel.Knobs, runs: Int = 20, customers: UInt64 = 120_000, warmUp: UInt64 = 20_000) {
    var knobs = knobs
    knobs.customers = customers
    knobs.warmUp = warmUp
    self.runs = (1...UInt64(runs)).map { seed in
      var simulation = Simulation<QueueModel>(seed: seed, knobs: knobs)
      simulation.advance(until: .distantFuture)
      return simulation.model
    }
  }

  /// Compares the mean over the runs of a figure with the textbook: within 1 % or 4 standard errors.
  ///
  /// The standard error itself must stay small, or the comparison would say nothing.
  func expect(
    _ name: Comment, _ expected: Double, sureWithin: Double = 0.03,
    location: SourceLocation = #_sourceLocation,
    _ figure: (QueueModel) -> Double
  ) {
    let values = runs.map(figure)
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let error = (variance / count).squareRoot()
    #expect(4 * error < sureWithin * expected, name, sourceLocation: location)
    #expect(abs(mean - expected) <= max(0.01 * expected, 4 * error), name, sourceLocation: location)
  }
}

extension QueueModel {
  /// A percentile of the time in system, in seconds.
  func percentile(_ percent: Double) -> Double {
    let sorted = times.sorted()
    return Double(sorted[Int(percent / 100 * Double(sorted.count))]) * 1e-9
  }
}
