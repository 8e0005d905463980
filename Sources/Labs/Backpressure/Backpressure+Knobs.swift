import FirstEdition

extension Backpressure {
  /// What happens when the producer is faster than the consumers.
  public enum Strategy: String, CaseIterable, Sendable {
    /// The queue grows.
    case unbounded
    /// What finds the queue full is rejected.
    case reject
    /// The producer waits until there is room.
    case block
    /// The producer may send so many a second.
    case limit
    /// A log on disk, from which consumers pull what they can.
    case pull
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    /// How the rate limit is kept.
    public enum Limit: String, CaseIterable, Sendable {
      /// A bucket of tokens.
      case tokens
      /// The generic cell rate algorithm.
      case gcra
    }
    /// How processing times are spread.
    public enum Spread: String, CaseIterable, Sendable {
      /// Memoryless.
      case exponential
      /// All alike.
      case constant
    }

    var traffic = 300.0
    var strategy = Strategy.pull
    var consumers = 3
    var recordMilliseconds = 8.0
    var spread = Spread.exponential
    var slowness = 5.0
    var bound = 1000
    var recordKilobytes = 10.0
    var memoryMegabytes = 64.0
    var limit = 300.0
    var burst = 50
    var limiter = Limit.tokens
    var partitions = 6
    var pollSize = 10
    var pollIntervalSeconds = 30.0
    var sessionSeconds = 10.0
    var highWater = 20_000

    /// An ordinary day.
    public init() {}

    /// In the order in which they are shown; the first one is focused at the start.
    public static let fields: [Knob<Knobs>] = ends + queues + kafka

    private static let ends: [Knob<Knobs>] = [
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
    ]

    private static let queues: [Knob<Knobs>] = [
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
    ]

    private static let kafka: [Knob<Knobs>] = [
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
        "high.water", \.highWater, 1000...100_000, step: 1000, unit: "records",
        "The lag at which a producer to the log waits."),
    ]
  }
}
