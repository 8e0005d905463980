/// Two-phase commit: all participants commit or none, at the price of locks that wait for the coordinator.
///
/// A commit of n participants takes 4n messages: prepare, vote, decision, acknowledgement (Gray 1978). Whoever has
/// voted no has aborted and is left out of the last two, so an abort takes 2 less for each no that comes before
/// the decision: 4n - 2 for a single one (Bernstein, Hadzilacos, Goodman 1987, chapter 7). Inputs that cannot
/// have happened are refused and change nothing.
public enum TwoPhaseCommit {
  /// What is decided for all.
  public enum Decision: UInt8, Hashable, Sendable, CaseIterable {
    /// Keep the work.
    case commit
    /// Undo the work.
    case abort
  }

  /// The one who asks and decides.
  public struct Coordinator: Hashable, Sendable {
    /// Where the transaction is.
    public enum State: Hashable, Sendable {
      /// Not begun.
      case idle
      /// Waiting for votes.
      case preparing
      /// The decision is logged; waiting for acknowledgements.
      case decided(Decision)
      /// Everybody has acknowledged.
      case done(Decision)
    }

    /// What is to be sent, to every participant that has not answered yet.
    public enum Command: Hashable, Sendable {
      /// Ask for votes.
      case sendPrepare
      /// Log the decision, then tell it.
      case send(Decision)
      /// The transaction is over.
      case finish(Decision)
    }

    /// Where the transaction is.
    public internal(set) var state = State.idle
    /// The number of participants, at least 1.
    public let participants: Int
    /// Messages so far: each prepare and each decision as often as it is sent by a command of the coordinator, and
    /// the first vote and the first acknowledgement of each participant, a vote that comes after the decision
    /// included.
    public internal(set) var messages = 0

    /// Who has voted.
    public internal(set) var voted: Set<Int> = []
    /// Of a decision: who has acknowledged it, or has aborted by its own vote and need not be told.
    public internal(set) var settled: Set<Int> = []

    /// A transaction that has not begun.
    ///
    /// - Precondition: `participants` is at least 1.
    public init(participants: Int) {
      precondition(participants >= 1, "two-phase commit needs a participant, not \(participants)")
      self.participants = participants
    }

    /// The participants whose answer is missing, in ascending order. O(participants).
    public var awaited: [Int] {
      switch state {
      case .idle, .preparing: (0..<participants).filter { !voted.contains($0) }
      case .decided: (0..<participants).filter { !settled.contains($0) }
      case .done: []
      }
    }

    /// Begins; nil if it has begun already.
    public mutating func begin() -> Command? {
      guard state == .idle else { return nil }
      state = .preparing
      count(participants)
      return .sendPrepare
    }

    /// Takes a vote; the last yes commits, the first no aborts. Nil waits on, or refuses a vote that came
    /// twice or after the decision. O(1).
    ///
    /// A no of the only participant leaves nobody to tell, and finishes at once.
    public mutating func vote(_ isYes: Bool, from participant: Int) -> Command? {
      guard state != .idle, (0..<participants).contains(participant) else { return nil }
      guard voted.insert(participant).inserted else { return nil }
      count(1)
      guard state == .preparing else { return nil }
      if !isYes {
        settled.insert(participant)
        return decide(.abort)
      }
      return voted.count == participants ? decide(.commit) : nil
    }

    /// Votes did not come in time: aborts, which is safe as long as nothing is decided.
    public mutating func voteTimedOut() -> Command? {
      state == .preparing ? decide(.abort) : nil
    }

    /// Takes an acknowledgement of the decision. O(1).
    public mutating func acknowledged(by participant: Int) -> Command? {
      guard case .decided(let decision) = state, (0..<participants).contains(participant),
        settled.insert(participant).inserted
      else { return nil }
      count(1)
      return settled.count == participants ? finish(decision) : nil
    }

    /// Comes back after a crash with its log: without a decision it aborts, otherwise it tells the decision
    /// again.
    public mutating func recover() -> Command? {
      switch state {
      case .preparing: return decide(.abort)
      case .decided(let decision):
        count(participants - settled.count)
        return .send(decision)
      case .idle, .done: return nil
      }
    }

    private mutating func decide(_ decision: Decision) -> Command {
      if settled.count == participants { return finish(decision) }
      state = .decided(decision)
      count(participants - settled.count)
      return .send(decision)
    }

    private mutating func finish(_ decision: Decision) -> Command {
      state = .done(decision)
      return .finish(decision)
    }

    private mutating func count(_ more: Int) { messages = messages.adding(more) }
  }
}
