import Engine
import FirstEdition

extension OutboxLab {
  /// What became of one order and its event: what truly happened, apart from what the tables say.
  struct Fate: Sendable {
    enum Stage: UInt8, Sendable { case open, committed, rolledBack }

    let mode: Mode
    let customer: UInt16
    var stage = Stage.open
    /// Whether the service still has something to do for it.
    var isInService = true
    /// How often its event was appended at the broker, and how often the consumer acted on it.
    var appended: UInt16 = 0
    var effects: UInt16 = 0
    /// The relay that has its row locked, from 1; 0 for none.
    var holder: UInt8 = 0
    /// Rows and records about it that are not done with.
    var copies: UInt16 = 0
    var hadInbox = false
    var isLost = false
    var committedAt: Instant = .start

    var isSettled: Bool { stage != .open && !isInService && copies == 0 }
  }

  /// The service, with its transactions that are under way.
  struct Service: Sendable {
    struct Transaction: Sendable {
      let order: UInt32
      var isAlive = true
    }

    var isUp = true
    /// How often it was started; what was scheduled before a crash is void.
    var epoch: UInt32 = 0
    var transactions = Slab<Transaction>()
  }

  /// A process that reads committed events and publishes them.
  struct Relay: Sendable {
    enum State: Sendable { case off, idle, publishing, marking, blocked, down }

    var state = State.off
    /// What was scheduled in an earlier epoch is void.
    var epoch: UInt32 = 0
    var batch: [UInt32] = []
    /// The batch knob when it took the batch.
    var limit = 0
    var published = 0
    var since: Instant = .start
  }

  /// The one who acts on events.
  struct Consumer: Sendable {
    var isUp = true
    var epoch: UInt32 = 0
    /// Records that it has taken and whose offset is not committed.
    var inHands = 0
  }

  /// Where a process can crash.
  public enum CrashPoint: UInt8, Sendable {
    /// After the commit, before the publication.
    case beforePublish
    /// After the publication, before anybody has written down that it was done.
    case beforeMark
  }

  /// What is broken or armed, each with the note that did it.
  struct Faults: Sendable {
    var brokerDown: NoteID?
    var beforePublish: NoteID?
    var beforeMark: NoteID?
    var rollback: NoteID?
    var consumerCrash: NoteID?
    /// The newest note of trouble: what duplicates are put down to.
    var trouble: NoteID = .chance

    var armed: String? {
      if beforePublish != nil { return "crash before publish armed" }
      if beforeMark != nil { return "crash before mark armed" }
      if rollback != nil { return "rollback armed" }
      return consumerCrash != nil ? "consumer crash armed" : nil
    }
  }

  /// Counts kept as things move, to be compared with where they lie.
  struct Books: Sendable {
    var byHand: UInt64 = 0
    var committed = 0
    var rolledBack = 0
    /// Committed with their event in the database too, and those of them that the consumer acted on.
    var promised = 0
    var kept = 0
    /// Copies appended beyond the first by relays, and how many crashes and lost answers allow.
    var duplicates = 0
    var allowed = 0
    /// The order that is traced, and the newest note about it.
    var traced: (order: UInt32, note: NoteID)?
    var nextAudit = 0
    var isStuck = false
    var hasToldLoss = false
    var hasToldTwice = false
  }
}
