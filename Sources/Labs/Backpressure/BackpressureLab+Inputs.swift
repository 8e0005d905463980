import Engine
import LabKit
import Patterns

extension BackpressureLab {
  /// What happens when the producer is faster than the consumers: the queue grows, what finds it full is rejected, the
  /// producer waits for a place, the producer may send so many a second, or consumers pull what they can from a log.
  enum Strategy: String, CaseIterable, Sendable { case unbounded, reject, block, limit, pull }
  /// How the rate limit is kept: by a bucket of tokens, or by the generic cell rate algorithm.
  enum Limit: String, CaseIterable, Sendable { case tokens, gcra }
  /// How working times are spread: memoryless, or all alike.
  enum Spread: String, CaseIterable, Sendable { case exponential, constant }

  /// What can be turned: three consumers that do 375/s of the 300/s that come.
  struct Knobs: KnobSet {
    var traffic = 300.0, strategy = Strategy.pull
    var consumers = 3, recordMilliseconds = 8.0, spread = Spread.exponential, slowness = 5.0
    var bound = 1000, recordKilobytes = 10.0, memoryMegabytes = 64.0
    var limit = 300.0, burst = 50, limiter = Limit.tokens
    var partitions = 6, pollSize = 10, pollIntervalSeconds = 30.0, sessionSeconds = 10.0, highWater = 500

    static let fields: [Knob<Knobs>] = [
      Knob(
        "traffic", \.traffic, 0...1000, step: 10, unit: "/s", whileDraining: 0,
        "Records that the producer makes a second, Poisson."),
      Knob("strategy", \.strategy, "What happens when the producer is faster: unbounded is the pattern off."),
      Knob("consumers", \.consumers, 1...8, "How many consumers there are."),
      Knob(
        "record.time", \.recordMilliseconds, 1...50, step: 0.5, unit: "ms",
        "How long a consumer works on a record on average."),
      Knob("record.spread", \.spread, "How the working times are spread around that."),
      Knob("slowness", \.slowness, 2...20, step: 1, unit: "x", "How much slower slow consumers are."),
      Knob(
        "bound", \.bound, 1...5000, step: 50, unit: "records",
        "How many records a bounded queue holds, rejecting or blocking."),
      Knob("record.size", \.recordKilobytes, 1...50, step: 1, unit: "kB", "What a record takes in memory."),
      Knob(
        "memory.limit", \.memoryMegabytes, 8...4096, step: 8, unit: "MB",
        "When the queue in memory takes more, its process is killed."),
      Knob(
        "limit.rate", \.limit, 0...1000, step: 10, unit: "/s", whileDraining: 1000,
        "How many records a second a rate-limited producer may send; 0 closes it."),
      Knob("limit.burst", \.burst, 1...1000, step: 10, unit: "records", "How many of them at once."),
      Knob("limiter", \.limiter, "Which algorithm keeps the limit."),
      Knob("partitions", \.partitions, 1...12, "Into how many partitions the log is divided."),
      Knob(
        "poll.size", \.pollSize, 1...500, step: 10, unit: "records",
        "How many records a consumer takes in one poll at most (max.poll.records; Kafka's default is 500)."),
      Knob(
        "poll.interval", \.pollIntervalSeconds, 1...300, step: 1, unit: "s", whileDraining: 300,
        "Who polls later than this after the last poll is evicted (max.poll.interval.ms; Kafka's is 300 s)."),
      Knob(
        "session.timeout", \.sessionSeconds, 6...60, step: 1, unit: "s",
        "Whose heartbeats stay away for this long is evicted (session.timeout.ms; Kafka's is 45 s)."),
      Knob(
        "high.water", \.highWater, 100...100_000, step: 100, unit: "records",
        "The lag at which a producer to the log waits."),
    ]

    /// What so many records take, and what there is.
    func bytes(of records: Int) -> Double { Double(records) * recordKilobytes * 1000 }
    var memoryBytes: Double { memoryMegabytes * 1_000_000 }
    /// Whether the queue in memory has a bound that is kept.
    var isBounded: Bool { strategy == .reject || strategy == .block }

    /// What makes a consumer a member of its group.
    var consumer: KafkaConsumerSettings {
      var settings = KafkaConsumerSettings()
      settings.maxPollRecords = pollSize
      settings.maxPollInterval = Interval.seconds(pollIntervalSeconds).duration
      settings.sessionTimeout = Interval.seconds(sessionSeconds).duration
      return settings
    }
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case slow, dead, stuck, surge

    var declaration: ActionFamily {
      switch self {
      case .slow:
        .fault(
          "c", "consumers.slow", "slow consumers", "What consumers take up from now on takes slowness times as long.")
      case .dead:
        .fault("x", "consumer.dead", "dead consumer", "Consumer 1 dies; when healed it is started again and joins.")
      case .stuck:
        .fault(
          "p", "consumer.stuck", "poll too late",
          "The processing of consumer 2, or of the only one, hangs past its poll interval; heartbeats go on.")
      case .surge: .fault("u", "producer.burst", "producer burst", "Three times as many records as the knob says.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case produced, queued, consumed, duplicates, rejected, lost, crashes
    case polls, evictedPoll, evictedSession, rebalances
    case age
    case upstream, memory, memoryBytes, lag, backlog, active

    var declaration: MeterFamily {
      switch self {
      case .produced: .counter("produced", "records", "Records that the producer made.")
      case .queued: .counter("queued", "records", "Records that entered the queue or the log.")
      case .consumed: .counter("consumed", "records", "Records done with, each counted once.")
      case .duplicates: .counter("duplicates", "records", "Wasted work: records processed that are done again.")
      case .rejected: .counter("rejected", "records", "Records that found the queue full.")
      case .lost: .counter("lost", "records", "Records that are gone without being processed.")
      case .crashes: .counter("crashes", "crashes", "How often the queue ran out of memory.")
      case .polls: .counter("polls", "polls", "Polls that brought records.")
      case .evictedPoll: .counter("evicted.poll", "members", "Consumers evicted because they polled too late.")
      case .evictedSession: .counter("evicted.session", "members", "Consumers evicted because their heartbeats ended.")
      case .rebalances: .counter("rebalances", "rebalances", "How often partitions were dealt out anew.")
      case .age: .latency("age", "From being produced to being done with.")
      case .upstream: .gauge("upstream", "records", "Records that the producer holds back.")
      case .memory: .gauge("memory", "records", "Records in the queue in memory.")
      case .memoryBytes: .gauge("memory.bytes", "B", "What they take.")
      case .lag: .gauge("lag", "records", "Records in the log that are not committed.")
      case .backlog: .gauge("backlog", "records", "Everything produced and not done with.")
      case .active: .gauge("members.active", "members", "Members of the group that own a partition.")
      }
    }
  }
}
