import Engine
import FirstEdition
import Patterns

extension Backpressure {
  private typealias Step = (at: Int, tokens: Int, passes: Bool)

  /// The trace of golang.org/x/time/rate, in units of 100 ms: 10/s, burst 3.
  private static let bucketTrace: [Step] = [
    (0, 2, true), (0, 2, false), (0, 1, true), (0, 1, false), (1, 4, false), (2, 1, true), (3, 1, true),
    (4, 1, true), (4, 1, true), (4, 1, false),
  ]

  /// Whether the step of the trace is let pass, after all those before it.
  private static func bucket(_ index: Int) -> Double {
    var bucket = TokenBucket(rate: 10, burst: 3)
    var passes = false
    for step in bucketTrace.prefix(index + 1) {
      passes = bucket.allow(step.tokens, at: .milliseconds(100 * step.at))
    }
    return passes ? 1 : 0
  }

  /// The verdict on the last of these requests: 1/s, burst 5.
  private static func cells(_ milliseconds: [Int]) -> GCRA.Verdict {
    var limiter = GCRA(interval: .seconds(1), burst: 5)
    var verdict = limiter.request(0, at: .zero)
    for time in milliseconds { verdict = limiter.request(at: .milliseconds(time)) }
    return verdict
  }

  private static let six = [0, 0, 0, 0, 0, 0]

  static let limiterCases: [Verification] =
    bucketTrace.enumerated().map { index, step in
      Verification(
        "token bucket", source: "golang.org/x/time/rate",
        "10/s, burst 3: step \(index + 1), t\(step.at) \(step.tokens)", expected: step.passes ? 1 : 0
      ) { bucket(index) }
    } + [
      breaches("token bucket") { limit in
        var bucket = TokenBucket(rate: 100, burst: 50)
        return limit { bucket.allow($0, at: $1) }
      },
      breaches("gcra") { limit in
        var cells = GCRA(perSecond: 100, burst: 50)
        return limit { cells.request($0, at: $1).isAllowed }
      },
      gcra("allowed at t 0 of six", 5) {
        Double((1...6).count { cells(Array(repeating: 0, count: $0)).isAllowed })
      },
      gcra("the sixth may retry after, s", 1) { cells(six).retryAfter.map { Interval($0).seconds } ?? -1 },
      gcra("at 3.0 s remain", 2) { Double(cells(six + [3000]).remaining) },
      gcra("at 3.1 s remain", 1) { Double(cells(six + [3000, 3100]).remaining) },
      gcra("at 3.1 s reset after, s", 3.9) { Interval(cells(six + [3000, 3100]).resetAfter).seconds },
      long(.tokens), long(.gcra),
    ]

  private static func gcra(
    _ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(
      "gcra", source: "throttled/throttled", "1/s, burst 5: \(name)", expected: expected, measure: measure)
  }

  private typealias Limiting = ((_ tokens: Int, _ at: Duration) -> Bool) -> Double

  /// Requests for 1 to 9 at once at random moments of a minute: after how many more had passed, since any start of 1000, than the
  /// burst and the rate allow.
  private static func breaches(_ family: String, limiter: @escaping @Sendable (Limiting) -> Double)
    -> Verification
  {
    Verification(
      family, source: "ours", "100/s, burst 50, at random: more than burst + rate x time, times", expected: 0
    ) {
      limiter { allow in
        var random = Random(seed: 34)
        var (now, level) = (Duration.zero, 50.0)
        var breaches = 0
        for _ in 0..<20_000 {
          let gap = random.below(100_000_000)
          now += .nanoseconds(gap)
          level = min(50, level + 100 * Double(gap) / 1e9)
          let tokens = 1 + random.below(9)
          if allow(tokens, now) { level -= Double(tokens) }
          // Below nothing: over some stretch, more have passed than its bound.
          if level < -1e-6 { breaches += 1 }
        }
        return Double(breaches)
      }
    }
  }

  /// A producer at 1000/s behind a limit of 100/s with a burst of 50: what it has sent after ten minutes.
  private static func long(_ limiter: Knobs.Limit) -> Verification {
    Verification(
      limiter == .tokens ? "token bucket" : "gcra", source: "ours",
      "1000/s behind 100/s, burst 50: sent in 600 s", expected: 60_050, .absolute(1)
    ) {
      var bench = Bench {
        ($0.traffic, $0.strategy, $0.limit, $0.burst, $0.limiter) = (1000, .limit, 100, 50, limiter)
      }
      bench.go(600)
      return bench.total(.queued)
    }
  }

  /// Polls of 500 records that take that many ms each: how many members are evicted in 400 s.
  private static func evictions(recordTime: Double) -> Double {
    var bench = Bench { knobs in
      knobs.traffic = 1000
      knobs.consumers = 1
      knobs.partitions = 1
      knobs.pollSize = 500
      knobs.pollIntervalSeconds = 300
      knobs.spread = .constant
      knobs.recordMilliseconds = recordTime / 12
      knobs.slowness = 12
      knobs.highWater = 2000
    }
    bench.set(.slow, true)
    bench.go(400)
    return bench.total(.evictedPoll)
  }

  private static func active(consumers: Int, partitions: Int) -> Double {
    var bench = Bench { ($0.consumers, $0.partitions) = (consumers, partitions) }
    bench.go(60)
    return Double(bench.simulation.model.members.count { $0.processed > 0 })
  }

  static let kafkaCases: [Verification] = [
    Verification(
      "kafka", source: "Kafka's defaults", "500 records x 600 ms in 300 s: evicted", expected: 1
    ) { evictions(recordTime: 600) },
    Verification(
      "kafka", source: "Kafka's defaults", "500 records x 599 ms in 300 s: evicted", expected: 0
    ) { evictions(recordTime: 599) },
    Verification(
      "kafka", source: "Kafka's defaults", "max.poll.interval / max.poll.records, ms", expected: 600
    ) { Interval(KafkaConsumerSettings().processingLimit).milliseconds },
    Verification(
      "kafka", source: "Kafka", "8 consumers, 3 partitions: consumers with work", expected: 3
    ) { active(consumers: 8, partitions: 3) },
    Verification(
      "kafka", source: "Kafka", "3 consumers, 12 partitions: consumers with work", expected: 3
    ) { active(consumers: 3, partitions: 12) },
  ]

  /// A burst builds up a backlog; what draining it took, over what was forecast.
  private static func drain(_ strategy: Strategy) -> Double {
    var bench = Bench {
      ($0.strategy, $0.traffic, $0.highWater, $0.memoryMegabytes) = (strategy, 200, 100_000, 4096)
    }
    bench.go(10)
    bench.set(.surge, true)
    bench.go(60)
    bench.set(.surge, false)
    bench.go(300)
    guard let made = bench.simulation.model.outlook.forecasts.last, case .drained(let seconds) = made.end
    else { return .nan }
    return seconds / made.seconds
  }

  static let drainCases: [Verification] = [Strategy.pull, .block].map { strategy in
    Verification(
      "drain time", source: "ours", "\(strategy.rawValue): it took / lag / (service - arrival)", expected: 1,
      .relative(0.1)
    ) { drain(strategy) }
  }
}
