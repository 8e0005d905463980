/// What one node tells another.
public struct RaftMessage<Command: Hashable & Sendable>: Hashable, Sendable {
  /// What it is about.
  public enum Content: Hashable, Sendable {
    /// A candidate asks for a vote; its log ends, on its disk, at this index with this term.
    case requestVote(lastIndex: Int, lastTerm: Int)
    /// The answer to it.
    case vote(isGranted: Bool)
    /// A leader sends what follows the entry at `previous`, perhaps nothing (a heartbeat), and how far it has
    /// committed.
    case appendEntries(previous: Int, previousTerm: Int, entries: ArraySlice<RaftEntry<Command>>, commit: Int)
    /// The follower's log agrees with the leader's up to here, on its disk.
    case appended(through: Int)
    /// The follower does not have the entry at `previous`; what it has from `conflict` on may be wrong or
    /// missing.
    case refused(previous: Int, conflict: Int)
  }

  /// The sender's term.
  public var term: Int
  /// What it is about.
  public var content: Content

  /// A message of a sender in this term.
  @inlinable
  public init(term: Int, _ content: Content) {
    self.term = term
    self.content = content
  }

  /// Whether it asks for an answer.
  @inlinable public var isRequest: Bool {
    switch content {
    case .requestVote, .appendEntries: true
    case .vote, .appended, .refused: false
    }
  }
}
