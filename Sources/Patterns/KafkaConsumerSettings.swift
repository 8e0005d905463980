/// How a Kafka consumer stays a member of its group; the defaults are Kafka's.
///
/// Two clocks can cost the membership: a poll that comes too late (the application is stuck) and heartbeats
/// that stay away (the process or the network is gone).
public struct KafkaConsumerSettings: Hashable, Sendable {
  /// Records in one poll at most (`max.poll.records`).
  public var maxPollRecords = 500
  /// The longest time between polls (`max.poll.interval.ms`).
  public var maxPollInterval = Duration.seconds(300)
  /// The time between heartbeats (`heartbeat.interval.ms`).
  public var heartbeatInterval = Duration.seconds(3)
  /// The longest time without a heartbeat (`session.timeout.ms`).
  public var sessionTimeout = Duration.seconds(45)
  /// Whether the position is stored before or after the records are processed.
  public var commit = Commit.afterProcessing

  /// Kafka's defaults.
  public init() {}

  /// When the position is stored.
  public enum Commit: UInt8, Hashable, Sendable, CaseIterable {
    /// At most once: a crash loses what was polled.
    case beforeProcessing
    /// At least once: a crash makes it be processed again.
    case afterProcessing
  }

  /// Why a member is evicted.
  public enum Eviction: UInt8, Hashable, Sendable {
    /// It polls too rarely.
    case pollInterval
    /// It does not answer any more.
    case session
  }

  /// Whether a member that has last polled and last sent a heartbeat then is evicted by now, and why: the
  /// reason that came first. Reaching a limit is enough.
  public func eviction(lastPoll: Duration, lastHeartbeat: Duration, at now: Duration) -> Eviction? {
    let (time, reason) = nextEviction(lastPoll: lastPoll, lastHeartbeat: lastHeartbeat)
    return now >= time ? reason : nil
  }

  /// When a member would be evicted that neither polls nor sends a heartbeat from now on, and why.
  public func nextEviction(lastPoll: Duration, lastHeartbeat: Duration) -> (at: Duration, why: Eviction) {
    let poll = lastPoll.adding(maxPollInterval)
    let session = lastHeartbeat.adding(sessionTimeout)
    return session < poll ? (session, .session) : (poll, .pollInterval)
  }

  /// A record must take less than this on average in full polls: 600 ms by default, and the whole interval where
  /// polls bring one record or none.
  public var processingLimit: Duration { maxPollInterval / max(1, maxPollRecords) }

  /// The consumers of a group that have work: at most one for each partition, none without members or
  /// partitions.
  public static func activeConsumers(members: Int, partitions: Int) -> Int {
    max(0, min(members, partitions))
  }
}
