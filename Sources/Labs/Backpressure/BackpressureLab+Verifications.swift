import Engine
import LabKit

extension BackpressureLab {
  static let limiterRows = [limited("token bucket", .tokens), limited("gcra", .gcra)]

  private static func limited(_ family: String, _ limiter: Limit) -> Verification {
    Verification(
      family, source: "ours", "1000/s behind 100/s, burst 50: sent in 600 s", expected: 60_050, .absolute(1)
    ) {
      var bench = Bench<BackpressureLab> {
        ($0.traffic, $0.strategy, $0.limit, $0.burst, $0.limiter) = (1000, .limit, 100, 50, limiter)
      }
      bench.go(600)
      return bench.total(.queued)
    }
  }

  /// How many members are evicted when one consumer's full polls take slow records of so many ms each.
  private static func evictions(_ polls: Int, every seconds: Double, of recordTime: Double) -> Double {
    var bench = Bench<BackpressureLab> { knobs in
      (knobs.traffic, knobs.consumers, knobs.partitions, knobs.highWater) = (1000, 1, 1, 2000)
      (knobs.pollSize, knobs.pollIntervalSeconds, knobs.spread) = (polls, seconds, .constant)
      (knobs.recordMilliseconds, knobs.slowness) = (recordTime / 20, 20)
    }
    bench.act(.slow)
    bench.go(1.4 * seconds)
    return bench.total(.evictedPoll)
  }

  private static func active(_ consumers: Int, _ partitions: Int) -> Double {
    var bench = Bench<BackpressureLab> { ($0.consumers, $0.partitions) = (consumers, partitions) }
    bench.go(60)
    return Double(bench.run.lab.members.count { $0.timer > 0 })
  }

  static let kafkaRows = [
    kafka("500 records x 600 ms in 300 s: evicted", 1) { evictions(500, every: 300, of: 600) },
    kafka("500 records x 599 ms in 300 s: evicted", 0) { evictions(500, every: 300, of: 599) },
    kafka("8 consumers, 3 partitions: consumers with work", 3, "Kafka") { active(8, 3) },
    kafka("3 consumers, 12 partitions: consumers with work", 3, "Kafka") { active(3, 12) },
    kafka("the lab, 10 records x 1 s in 10 s: evicted", 1, "ours") { evictions(10, every: 10, of: 1000) },
    kafka("the lab, 10 records x 0.99 s in 10 s: evicted", 0, "ours") { evictions(10, every: 10, of: 990) },
  ]

  private static func kafka(
    _ name: String, _ expected: Double, _ source: String = "Kafka's defaults", measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification("kafka", source: source, name, expected: expected, measure: measure) }

  /// A burst builds up a backlog; what draining it took, over what was forecast.
  static let drainRows = [Strategy.pull, .block].map { strategy in
    Verification(
      "drain time", source: "ours", "\(strategy): it took / lag / (service - arrival)", expected: 1, .relative(0.1)
    ) {
      var bench = Bench<BackpressureLab> {
        ($0.strategy, $0.traffic, $0.highWater, $0.memoryMegabytes) = (strategy, 200, 100_000, 4096)
      }
      for (isOn, seconds) in [(false, 10.0), (true, 60), (false, 300)] {
        bench.act(.surge, isOn: isOn)
        bench.go(seconds)
      }
      guard let made = bench.run.lab.forecasts.last, case .drained(let seconds) = made.end else { return .nan }
      return seconds / made.seconds
    }
  }
}
