import Engine
import LabKit

/// What was counted at a station.
public struct QueueResult: Sendable {
  /// Those who arrived after the warm-up: in all, turned away, and who had to wait.
  public internal(set) var offered = 0, lost = 0, waited = 0
  /// All stays, warm-up and drain included.
  public internal(set) var stays = Stays()

  /// Whether the area under the number in the system is the sum of all stays, to the nanosecond, once all have left.
  public var obeysLittle: Bool { stays.present == 0 && stays.area(at: .distantFuture) == stays.spent }

  private var from = Instant.start, until = Instant.start
  private var areaFrom: UInt64 = 0, areaUntil: UInt64 = 0
  private var served = 0, sojourn = 0.0, wait = 0.0
  /// Times in the system by hundredths of a second.
  private var histogram = ContiguousArray<UInt32>(repeating: 0, count: 20_000)

  mutating func countFrom(_ now: Instant) { (from, areaFrom) = (now, stays.area(at: now)) }
  mutating func countUntil(_ now: Instant) { (until, areaUntil) = (now, stays.area(at: now)) }

  mutating func addWait(_ time: Interval) { wait += time.seconds }

  mutating func addSojourn(_ time: Interval) {
    served += 1
    sojourn += time.seconds
    histogram[min(histogram.count - 1, Int(time.seconds * 100))] += 1
  }

  /// The mean time in the system of those served, in seconds.
  public var meanSojourn: Double { sojourn / Double(max(1, served)) }
  /// The mean time that they stood in line, in seconds.
  public var meanWait: Double { wait / Double(max(1, served)) }
  /// The mean number in the system over the counted time.
  public var meanLevel: Double { Double(areaUntil &- areaFrom) / 1e9 / (until - from).seconds }
  /// The share of those who arrived that was turned away.
  public var lossShare: Double { Double(lost) / Double(max(1, offered)) }
  /// The share of those who arrived that had to wait.
  public var waitShare: Double { Double(waited) / Double(max(1, offered)) }
  /// Those served a second.
  public var throughput: Double { Double(offered - lost) / (until - from).seconds }

  /// The time in the system that a share of those served did not exceed, interpolated within a hundredth of a second.
  public func quantile(_ share: Double) -> Double {
    let target = share * Double(served)
    var below = 0.0
    for (bin, count) in histogram.enumerated() where count > 0 {
      if below + Double(count) >= target { return (Double(bin) + (target - below) / Double(count)) / 100 }
      below += Double(count)
    }
    return .infinity
  }
}

/// Independent runs of one station: the mean over them, and its standard error.
///
/// Samples of one run are correlated, so the error comes from runs with seeds of their own, each with its own warm-up.
public struct QueueStudy: Sendable {
  /// What each run counted.
  public let runs: [QueueResult]

  /// Makes the runs, two at least, with the seeds from 1 on.
  public init(_ settings: QueueModel.Settings, runs: Int = 20) {
    self.runs = (1...max(2, runs)).map { QueueModel.run(settings, seed: UInt64($0)) }
  }

  /// The mean of a figure over the runs.
  public func mean(_ figure: (QueueResult) -> Double) -> Double {
    runs.reduce(0) { $0 + figure($1) } / Double(runs.count)
  }

  /// The standard error of that mean, from the spread of the runs.
  public func standardError(_ figure: (QueueResult) -> Double) -> Double {
    let mean = mean(figure)
    let squares = runs.reduce(0) { $0 + (figure($1) - mean) * (figure($1) - mean) }
    return (squares / Double(runs.count * (runs.count - 1))).squareRoot()
  }
}
