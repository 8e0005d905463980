import Engine
import FirstEdition

extension Backpressure {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case produced, queued, consumed, duplicates, rejected, lost, crashes
    case polls, evictedPoll, evictedSession, rebalances
    case age
    case upstream, memory, memoryBytes, lag, backlog, active

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .produced: .init("produced", .counter, unit: "records", "Records that the producer made.")
      case .queued: .init("queued", .counter, unit: "records", "Records that entered the queue or the log.")
      case .consumed: .init("consumed", .counter, unit: "records", "Records done with, each counted once.")
      case .duplicates:
        .init("duplicates", .counter, unit: "records", "Records processed in vain: they are done again.")
      case .rejected: .init("rejected", .counter, unit: "records", "Records that found the queue full.")
      case .lost: .init("lost", .counter, unit: "records", "Records that are gone without being processed.")
      case .crashes: .init("crashes", .counter, unit: "crashes", "How often the queue ran out of memory.")
      case .polls: .init("polls", .counter, unit: "polls", "Polls that brought records.")
      case .evictedPoll:
        .init("evicted.poll", .counter, unit: "members", "Consumers evicted because they polled too late.")
      case .evictedSession:
        .init(
          "evicted.session", .counter, unit: "members", "Consumers evicted because their heartbeats ended.")
      case .rebalances:
        .init("rebalances", .counter, unit: "rebalances", "How often partitions were dealt out anew.")
      case .age: .init("age", .latency, "From being produced to being done with.")
      default: levelDeclaration
      }
    }

    private var levelDeclaration: MeterDeclaration {
      switch self {
      case .upstream: .init("upstream", .gauge, unit: "records", "Records that the producer holds back.")
      case .memory: .init("memory", .gauge, unit: "records", "Records in the queue in memory.")
      case .memoryBytes: .init("memory.bytes", .gauge, unit: "B", "What they take.")
      case .lag: .init("lag", .gauge, unit: "records", "Records in the log that are not committed.")
      case .backlog: .init("backlog", .gauge, unit: "records", "Everything produced and not done with.")
      default: .init("members.active", .gauge, unit: "members", "Members of the group that own a partition.")
      }
    }
  }
}
