import Engine
import LabKit
import Patterns

extension BackpressureLab {
  /// The trace of golang.org/x/time/rate, in units of 100 ms: 10/s, burst 3.
  private static let bucketTrace: [(at: Int, tokens: Int, passes: Bool)] = [
    (0, 2, true), (0, 2, false), (0, 1, true), (0, 1, false), (1, 4, false), (2, 1, true), (3, 1, true),
    (4, 1, true), (4, 1, true), (4, 1, false),
  ]

  /// The verdict on the last of these requests, in ms: 1/s, burst 5.
  private static func cells(_ times: [Int]) -> GCRA.Verdict {
    var limiter = GCRA(interval: .seconds(1), burst: 5)
    return times.map { limiter.request(at: .milliseconds($0)) }.last!
  }

  static let limiterRows =
    bucketTrace.enumerated().map { index, step in
      Verification(
        "token bucket", source: "golang.org/x/time/rate",
        "10/s, burst 3: step \(index + 1), t\(step.at) \(step.tokens)", expected: step.passes ? 1 : 0
      ) {
        var bucket = TokenBucket(rate: 10, burst: 3)
        var passes = false
        for step in bucketTrace[...index] { passes = bucket.allow(step.tokens, at: .milliseconds(100 * step.at)) }
        return passes ? 1 : 0
      }
    } + [
      gcra("allowed at t 0 of six", 5) { Double((1...6).count { cells(Array(six.prefix($0))).isAllowed }) },
      gcra("the sixth may retry after, s", 1) { cells(six).retryAfter.map { Interval($0).seconds } ?? -1 },
      gcra("at 3.0 s remain", 2) { Double(cells(six + [3000]).remaining) },
      gcra("at 3.1 s remain", 1) { Double(cells(six + [3000, 3100]).remaining) },
      gcra("at 3.1 s reset after, s", 3.9) { Interval(cells(six + [3000, 3100]).resetAfter).seconds },
      limited("token bucket", .tokens), limited("gcra", .gcra),
    ]

  private static let six = [0, 0, 0, 0, 0, 0]

  private static func gcra(_ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double)
    -> Verification
  { Verification("gcra", source: "throttled/throttled", "1/s, burst 5: \(name)", expected: expected, measure: measure) }

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

  /// Of a poll of 10 the consumer crashes after 7: how far from there it goes on.
  private static func skips(_ commit: KafkaConsumerSettings.Commit) -> Double {
    var consumer = ConsumerPosition(commit: commit)
    _ = consumer.poll(10, end: 1000)
    for _ in 0..<7 { _ = consumer.process() }
    consumer.restart()
    return Double(consumer.poll(10, end: 1000).lowerBound - 7)
  }

  static let kafkaRows = [
    kafka("500 records x 600 ms in 300 s: evicted", 1) { evictions(500, every: 300, of: 600) },
    kafka("500 records x 599 ms in 300 s: evicted", 0) { evictions(500, every: 300, of: 599) },
    kafka("max.poll.interval / max.poll.records, ms", 600) {
      Interval(KafkaConsumerSettings().processingLimit).milliseconds
    },
    kafka("no poll, but heartbeats: evicted after, s", 300) {
      let settings = KafkaConsumerSettings()
      return Interval(settings.nextEviction(lastPoll: .zero, lastHeartbeat: .seconds(299)).at).seconds
    },
    kafka("no heartbeat: evicted after, s", 45) {
      Interval(KafkaConsumerSettings().nextEviction(lastPoll: .zero, lastHeartbeat: .zero).at).seconds
    },
    kafka("time between heartbeats, s", 3) { Interval(KafkaConsumerSettings().heartbeatInterval).seconds },
    kafka("8 consumers, 3 partitions: consumers with work", 3, "Kafka") { active(8, 3) },
    kafka("3 consumers, 12 partitions: consumers with work", 3, "Kafka") { active(3, 12) },
    kafka("crash after 7 of 10, stored before: lost", 3, "Kafka") { max(0, skips(.beforeProcessing)) },
    kafka("crash after 7 of 10, stored before: processed twice", 0, "Kafka") { max(0, -skips(.beforeProcessing)) },
    kafka("crash after 7 of 10, stored after: lost", 0, "Kafka") { max(0, skips(.afterProcessing)) },
    kafka("crash after 7 of 10, stored after: processed twice", 7, "Kafka") { max(0, -skips(.afterProcessing)) },
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
