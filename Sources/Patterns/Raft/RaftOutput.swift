/// What a node is doing.
public enum RaftRole: UInt8, Hashable, Sendable, CaseIterable {
  /// It answers requests and waits for a leader's.
  case follower
  /// It asks for votes.
  case candidate
  /// It takes commands and replicates them.
  case leader
}

/// What a node asks its caller to do, or lets it know.
public enum RaftOutput<Command: Hashable & Sendable>: Hashable, Sendable {
  /// Send this now. What must wait for the disk is kept in the node until it may leave.
  case send(RaftMessage<Command>, to: Int)
  /// Write to the disk what changed and call `persisted` with this number when it is there; one write at a
  /// time.
  case write(Int)
  /// Draw a new election timeout and forget the one before; when it is over call `electionTimedOut`.
  case startElectionTimer
  /// Forget the heartbeat timer before; after one heartbeat interval call `heartbeatDue`.
  case startHeartbeatTimer
  /// The role or the term is another one.
  case became(RaftRole, term: Int)
  /// The node has voted in its term, for itself when it is a candidate.
  case voted(for: Int)
  /// The entries at these indices are committed: apply them in order. After a restart they begin again at 1.
  case committed(ClosedRange<Int>)
  /// A leader's entries took the place of this one.
  case overwritten(index: Int, RaftEntry<Command>)
  /// This entry was not on the disk when the node crashed.
  case lost(index: Int, RaftEntry<Command>)
}
