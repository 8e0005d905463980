/// Independent runs of one station: the mean over them, and its standard error.
///
/// Samples of one run are correlated, so the error comes from runs with seeds of their own, each with its own warm-up.
public struct QueueStudy: Sendable {
  /// What each run counted.
  public let runs: [QueueTally]

  /// Makes the runs, two at least, with the seeds from 1 on.
  public init(_ settings: QueueModel.Settings, runs: Int = 20) {
    self.runs = (1...max(2, runs)).map { QueueModel.run(settings, seed: UInt64($0)) }
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
