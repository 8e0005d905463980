import Engine
import FirstEdition

/// What was counted at a station.
public struct QueueTally: Sendable {
  /// Those who arrived after the warm-up: in all, turned away, and who had to wait.
  public internal(set) var offered = 0, lost = 0, waited = 0
  /// The sum of all times in the system, and the area under the number in it, in ns; warm-up and drain included.
  public internal(set) var sojourns: UInt64 = 0, area: UInt64 = 0

  private var from: Instant?
  private var until: Instant?
  private var levels = 0.0
  private var served = 0
  private var sojourn = 0.0
  private var wait = 0.0
  /// Times in the system by hundredths of a second.
  private var histogram = ContiguousArray<UInt32>(repeating: 0, count: 20_000)

  mutating func countFrom(_ now: Instant) { from = now }
  mutating func countUntil(_ now: Instant) { until = now }

  mutating func addLevel(_ level: Int, for time: Interval) {
    area &+= UInt64(level) &* time.nanoseconds
    if from != nil, until == nil { levels += Double(level) * time.seconds }
  }

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
  public var meanLevel: Double { levels / span }
  /// The share of those who arrived that was turned away.
  public var lossShare: Double { Double(lost) / Double(max(1, offered)) }
  /// The share of those who arrived that had to wait.
  public var waitShare: Double { Double(waited) / Double(max(1, offered)) }
  /// Those served a second.
  public var throughput: Double { Double(offered - lost) / span }

  private var span: Double {
    guard let from, let until else { return .nan }
    return (until - from).seconds
  }

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
