/// What a Raft cluster may be told to do differently, coded by the names of the properties.
public struct RaftSettings: Hashable, Sendable, Codable {
  /// Whether a voter refuses a candidate whose log is less up to date than its own (paper, section 5.4.1).
  /// False is WRONG and there for teaching: a leader may then lack committed entries and overwrite them.
  public var votesCheckLog = true
  /// Whether a new leader appends an entry without a command, so that it can commit what earlier leaders have
  /// left at once (thesis, section 6.4; etcd does the same).
  public var appendsNoOp = true
  /// The most entries in one message; also at most `RaftLog.segmentLength`.
  public var batchLimit = 64

  /// The settings of the paper, with a no-op at the start of each term.
  @inlinable public init() {}
}
