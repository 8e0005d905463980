import Engine
import FirstEdition

extension Backpressure {
  /// One consumer.
  struct Member: Sendable {
    /// Records of one partition that were polled together.
    struct Batch: Sendable {
      let partition: Int
      let base: Int
      let count: Int
      let began: Instant
    }

    enum Work: Sendable {
      case idle
      /// A record that was pushed out of memory.
      case record(Record)
      /// Polled records.
      case batch(Batch)
    }

    var work = Work.idle
    /// Whether the group counts on it.
    var isMember = false
    var isDead = false
    /// Whether its processing hangs while its heartbeats go on.
    var isStuck = false
    /// When its work ends unless it hangs; how long it still takes from when it does not hang any more.
    var ends: Instant = .start
    var left: Interval = .zero
    /// What tells the valid end of work, or deadline, from those that were overtaken.
    var timer: UInt32 = 0
    var batchNumber: UInt32 = 0
    /// Where it looks first next time, so that its partitions take turns.
    var next = 0
    /// What it has done since the start, for display and for checks.
    var processed = 0

    var isIdle: Bool { if case .idle = work { true } else { false } }
    var batch: Batch? { if case .batch(let batch) = work { batch } else { nil } }
  }

  /// The consumer group: who owns which partition.
  struct Group: Sendable {
    /// The owner of each partition; -1 is nobody.
    var owners = ContiguousArray(repeating: -1, count: Backpressure.mostPartitions)
    var isRebalancing = false
    /// Whether everybody has come and the new assignment is being handed out.
    var isAgreeing = false
    var generation = 0
    /// How many partitions were dealt out.
    var partitions = 0
    var cause: NoteID = .chance
  }
}
