extension TwoPhaseCommit {
  /// One who does a part of the work and holds its locks until it knows the decision.
  public struct Participant: Hashable, Sendable {
    /// What a participant knows.
    public enum State: Hashable, Sendable {
      /// It works and may still abort by itself.
      case working
      /// It has voted yes: it may neither commit nor abort by itself, however long the decision takes.
      case prepared
      /// It knows the decision; its locks are gone.
      case decided(Decision)
    }

    /// What is to be sent.
    public enum Command: Hashable, Sendable {
      /// Tell the coordinator how it votes.
      case vote(isYes: Bool)
      /// Release the locks and tell the coordinator that the decision is carried out.
      case acknowledge(Decision)
    }

    /// What it knows.
    public internal(set) var state: State

    /// A participant that knows this; at work, with locks, unless something else is said.
    public init(state: State = .working) { self.state = state }

    /// Whether it holds locks: from its first touch to the decision.
    public var holdsLocks: Bool { state == .working || state == .prepared }
    /// Whether it can only wait for the coordinator.
    public var isBlocked: Bool { state == .prepared }

    /// Is asked to vote. A second question gets the same answer; one who votes no aborts at once.
    public mutating func prepare(canCommit: Bool) -> Command? {
      switch state {
      case .working:
        state = canCommit ? .prepared : .decided(.abort)
        return .vote(isYes: canCommit)
      case .prepared: return .vote(isYes: true)
      case .decided(.abort): return .vote(isYes: false)
      case .decided(.commit): return nil
      }
    }

    /// Learns the decision; a second time it only acknowledges again. Nil refuses what contradicts its
    /// knowledge: a commit that it has not voted for, or the opposite of what it knows.
    public mutating func learn(_ decision: Decision) -> Command? {
      switch (state, decision) {
      case (.prepared, _), (.working, .abort):
        state = .decided(decision)
        return .acknowledge(decision)
      case (.decided(let known), _) where known == decision: return .acknowledge(decision)
      default: return nil
      }
    }

    /// Loses its patience: at work it aborts by itself, which is true; prepared it stays blocked, which is
    /// false.
    public mutating func timedOut() -> Bool {
      guard state == .working else { return false }
      state = .decided(.abort)
      return true
    }
  }
}
