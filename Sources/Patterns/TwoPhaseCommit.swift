/// Two-phase commit: all participants commit or none, at the price of locks that wait for the coordinator.
///
/// n participants take 4n messages: prepare, vote, decision, acknowledgement (Gray 1978). Inputs that cannot
/// have happened are refused and change nothing.
public enum TwoPhaseCommit {
  /// What is decided for all.
  public enum Decision: UInt8, Hashable, Sendable {
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
    public private(set) var state = State.idle
    /// The number of participants, 1...64.
    public let participants: Int
    /// Messages sent and received so far; 4n when nothing is lost.
    public private(set) var messages = 0

    // One bit for each participant whose answer is still missing.
    private var missing: UInt64

    /// A transaction that has not begun.
    public init(participants: Int) {
      self.participants = min(64, max(1, participants))
      missing = UInt64.max >> UInt64(64 - self.participants)
    }

    /// The participants whose answer is missing, in ascending order.
    public var awaited: [Int] { (0..<participants).filter { missing & (1 << UInt64($0)) != 0 } }

    /// Begins; nil if it has begun already.
    public mutating func begin() -> Command? {
      guard state == .idle else { return nil }
      state = .preparing
      messages += participants
      return .sendPrepare
    }

    /// Takes a vote; the last yes commits, the first no aborts. Nil waits on, or refuses a vote that came
    /// twice.
    public mutating func vote(_ isYes: Bool, from participant: Int) -> Command? {
      guard state == .preparing, answer(participant) else { return nil }
      if !isYes { return decide(.abort) }
      return missing == 0 ? decide(.commit) : nil
    }

    /// Votes did not come in time: aborts, which is safe as long as nothing is decided.
    public mutating func voteTimedOut() -> Command? {
      state == .preparing ? decide(.abort) : nil
    }

    /// Takes an acknowledgement of the decision.
    public mutating func acknowledged(by participant: Int) -> Command? {
      guard case .decided(let decision) = state, answer(participant) else { return nil }
      if missing != 0 { return nil }
      state = .done(decision)
      return .finish(decision)
    }

    /// Comes back after a crash with its log: without a decision it aborts, otherwise it tells the decision
    /// again.
    public mutating func recover() -> Command? {
      switch state {
      case .preparing: return decide(.abort)
      case .decided(let decision):
        messages += missing.nonzeroBitCount
        return .send(decision)
      case .idle, .done: return nil
      }
    }

    private mutating func decide(_ decision: Decision) -> Command {
      state = .decided(decision)
      missing = UInt64.max >> UInt64(64 - participants)
      messages += participants
      return .send(decision)
    }

    // Takes note of an answer; false if it was not awaited.
    private mutating func answer(_ participant: Int) -> Bool {
      guard (0..<participants).contains(participant) else { return false }
      let bit: UInt64 = 1 << UInt64(participant)
      guard missing & bit != 0 else { return false }
      missing &= ~bit
      messages += 1
      return true
    }
  }
}
