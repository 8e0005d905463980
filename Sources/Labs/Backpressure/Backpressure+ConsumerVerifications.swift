import Engine
import FirstEdition
import Patterns

extension Backpressure {
  /// Kafka's rules by themselves: who is evicted when and why, and what a crash costs by when the position is stored.
  static let consumerCases: [Verification] = evictionCases + commitCases

  private static func row(_ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double)
    -> Verification
  {
    Verification("kafka", source: "Kafka's defaults", name, expected: expected, measure: measure)
  }

  /// 0 stays a member, 1 is evicted for its polls, 2 for its heartbeats; times in ms.
  private static func eviction(poll: Int, heartbeat: Int, at now: Int) -> Double {
    let eviction = KafkaConsumerSettings().eviction(
      lastPoll: .milliseconds(poll), lastHeartbeat: .milliseconds(heartbeat), at: .milliseconds(now))
    return eviction == nil ? 0 : eviction == .pollInterval ? 1 : 2
  }

  private static let evictionCases: [Verification] = [
    row("last poll 299.999 s ago (0 stays)", 0) { eviction(poll: 0, heartbeat: 299_999, at: 299_999) },
    row("last poll 300 s ago (1 is evicted for its polls)", 1) {
      eviction(poll: 0, heartbeat: 300_000, at: 300_000)
    },
    row("last heartbeat 44.999 s ago", 0) { eviction(poll: 44_999, heartbeat: 0, at: 44_999) },
    row("last heartbeat 45 s ago (2 is evicted for its heartbeats)", 2) {
      eviction(poll: 45_000, heartbeat: 0, at: 45_000)
    },
    row("neither for 10 minutes: the reason that came first", 2) {
      eviction(poll: 0, heartbeat: 0, at: 600_000)
    },
    row("time between heartbeats, s", 3) { Interval(KafkaConsumerSettings().heartbeatInterval).seconds },
    Verification("kafka", source: "ours", "10 records in 30 s: a record must take less than, s", expected: 3)
    {
      var settings = KafkaConsumerSettings()
      (settings.maxPollRecords, settings.maxPollInterval) = (10, .seconds(30))
      return Interval(settings.processingLimit).seconds
    },
    Verification("kafka", source: "ours", "the lab, 10 records x 1 s in 10 s: evicted", expected: 1) {
      small(50)
    },
    Verification("kafka", source: "ours", "the lab, 10 records x 0.99 s in 10 s: evicted", expected: 0) {
      small(49.5)
    },
  ]

  /// One consumer with polls of ten and ten seconds between them at most; a slow record takes twenty times as long.
  private static func small(_ milliseconds: Double) -> Double {
    var bench = Bench { knobs in
      (knobs.traffic, knobs.consumers, knobs.partitions, knobs.highWater) = (1000, 1, 1, 2000)
      (knobs.pollSize, knobs.pollIntervalSeconds, knobs.spread) = (10, 10, .constant)
      (knobs.recordMilliseconds, knobs.slowness) = (milliseconds, 20)
    }
    bench.set(.slow, true)
    bench.go(15)
    return bench.total(.evictedPoll)
  }

  /// Of 1000 records in polls of 10, the consumer crashes after 7 of the second poll, and then comes back.
  private static func crash(_ commit: KafkaConsumerSettings.Commit) -> (lost: Double, doubled: Double) {
    var consumer = ConsumerPosition(commit: commit)
    var times = [Int](repeating: 0, count: 1000)
    var processed = 0
    while !consumer.poll(10, end: times.count).isEmpty {
      while let offset = consumer.process() {
        times[offset] += 1
        processed += 1
        if processed == 17 { consumer.restart() }
      }
    }
    return (Double(times.count { $0 == 0 }), Double(times.count { $0 > 1 }))
  }

  private static let commitCases: [Verification] = [
    Verification("kafka", source: "Kafka", "crash after 7 of 10, stored before: lost", expected: 3) {
      crash(.beforeProcessing).lost
    },
    Verification("kafka", source: "Kafka", "crash after 7 of 10, stored before: processed twice", expected: 0)
    {
      crash(.beforeProcessing).doubled
    },
    Verification("kafka", source: "Kafka", "crash after 7 of 10, stored after: lost", expected: 0) {
      crash(.afterProcessing).lost
    },
    Verification("kafka", source: "Kafka", "crash after 7 of 10, stored after: processed twice", expected: 7)
    {
      crash(.afterProcessing).doubled
    },
    Verification("kafka", source: "Kafka", "8 members, 3 partitions: with work, by the rule", expected: 3) {
      Double(KafkaConsumerSettings.activeConsumers(members: 8, partitions: 3))
    },
  ]
}
