import Engine
import LabKit
import Patterns

/// Consumers of a log by Kafka's rules: when one is evicted, and what a crash loses or repeats.
extension Evidence {
  static let consumers = [
    defaults("max.poll.interval / max.poll.records, ms", 600) {
      Interval(KafkaConsumerSettings().processingLimit).milliseconds
    },
    defaults("no poll, but heartbeats: evicted after, s", 300) { eviction(lastHeartbeat: .seconds(299)) },
    defaults("no heartbeat: evicted after, s", 45) { eviction(lastHeartbeat: .zero) },
    defaults("time between heartbeats, s", 3) { Interval(KafkaConsumerSettings().heartbeatInterval).seconds },
    crash("before: lost", 3) { max(0, skips(.beforeProcessing)) },
    crash("before: processed twice", 0) { max(0, -skips(.beforeProcessing)) },
    crash("after: lost", 0) { max(0, skips(.afterProcessing)) },
    crash("after: processed twice", 7) { max(0, -skips(.afterProcessing)) },
  ]

  private static let defaults = Source("Kafka's defaults", family: "kafka")

  private static func eviction(lastHeartbeat: Duration) -> Double {
    Interval(KafkaConsumerSettings().nextEviction(lastPoll: .zero, lastHeartbeat: lastHeartbeat).at).seconds
  }

  private static func crash(_ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double)
    -> Verification
  { Source("Kafka", family: "kafka")("crash after 7 of 10, stored " + name, expected, measure: measure) }

  /// Of a poll of 10 the consumer crashes after 7: how far from there it goes on.
  private static func skips(_ commit: KafkaConsumerSettings.Commit) -> Double {
    var consumer = ConsumerPosition(commit: commit)
    _ = consumer.poll(10, end: 1000)
    for _ in 0..<7 { _ = consumer.process() }
    consumer.restart()
    return Double(consumer.poll(10, end: 1000).lowerBound - 7)
  }
}
