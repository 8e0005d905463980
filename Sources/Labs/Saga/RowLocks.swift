import Engine
import FirstEdition

extension SagaLab {
  /// The rows of the five services with their locks; those of the first service are the shared rows with a value.
  ///
  /// Every wait in the lab, and who ends it:
  /// - A request waits for its row: whoever holds the row lets go of it when the work is done, or under two-phase commit
  ///   when it learns the decision.
  /// - The first touch of a shared row waits for its flag, and who wants to flag it for the unfinished who did not: both
  ///   go when their orders end. So nothing that such an order needs may stand behind those who wait for it.
  /// - A sender waits for an answer: its timer says the request again, unless the service still has it, which ends as above.
  /// - A compensation that failed waits for its retry timer.
  /// - Prepared participants wait for a decision, which the coordinator repeats until it was acknowledged.
  /// - Without a coordinator its orders wait for the key that heals it; who has not voted gives up by itself.
  struct RowLocks: Sendable {
    /// A lock on one row at one service: who has it, and who waits, first come first served.
    struct Lock: Sendable {
      var holder: UInt32?
      /// Whoever has touched the row before goes first: to undo, or to repeat itself.
      var returning: [UInt32] = []
      var waiting: [UInt32] = []
    }

    /// A row of the first service: how many units are reserved.
    struct Shared: Sendable {
      var value = 0
      /// How often it was written.
      var version = 0
      /// The order whose semantic lock is on it: a flag in the row that says that its value is not final.
      var flag: UInt32?
      /// Unfinished orders that have written it without a flag or a lock that lasts.
      var open = 0
      /// The version that was written last by an order that was over, or that repeated itself.
      var straggler = 0
      /// What the value lacks because updates were overwritten.
      var drift = 0
    }

    private(set) var locks: [Lock]
    var shared: [Shared]
    private let steps: Int

    init(rows: Int, steps: Int) {
      self.steps = steps
      locks = Array(repeating: Lock(), count: rows * steps)
      shared = Array(repeating: Shared(), count: rows)
    }

    subscript(row: Int, step: Int) -> Lock {
      _read { yield locks[row * steps + step - 1] }
      _modify { yield &locks[row * steps + step - 1] }
    }
  }

  /// The coordinator: up or down, and its log.
  struct Coordinator: Sendable {
    var isUp = true
    /// How often it has crashed; a wait that belongs to an earlier crash is void.
    var crashes: UInt32 = 0
    var crashNote: NoteID = .chance
    var log = SagaLog()
  }
}
