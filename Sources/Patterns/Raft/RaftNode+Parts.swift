extension RaftNode: Storable {
  /// What the disk of a node has kept. The rest is lost in a crash on purpose: a node of these parts has not started.
  public struct Parts: Hashable, Sendable {
    /// Its number, from 0.
    public var id: Int
    /// The number of nodes in the cluster, 1...64.
    public var count: Int
    /// What it may do differently.
    public var settings: RaftSettings
    /// The latest term that it has seen, at least that of its last entry.
    public var term: Int
    /// Whom it has voted for in this term.
    public var vote: Int?
    /// Its log.
    public var log: RaftLog<Command>

    /// These parts, checked when they are put together.
    public init(
      id: Int, count: Int, settings: RaftSettings = RaftSettings(), term: Int = 0, vote: Int? = nil,
      log: RaftLog<Command> = RaftLog()
    ) {
      self.id = id
      self.count = count
      self.settings = settings
      self.term = term
      self.vote = vote
      self.log = log
    }
  }

  /// What a crash at this moment would leave.
  public var parts: Parts {
    var log = entries
    log.truncate(after: disk.kept.lastIndex)
    return Parts(id: id, count: count, settings: settings, term: disk.kept.term, vote: disk.kept.vote, log: log)
  }

  /// A node of these parts that has not started; throws if `count` is not in 1...64, `id` or `vote` is no node, `term` is
  /// below that of the last entry, or the terms of the `log` fall. O(entries).
  public init(_ parts: Parts) throws(InvalidState) {
    try InvalidState.unless((1...64).contains(parts.count), "count is in 1...64, not \(parts.count)")
    let nodes = 0..<parts.count
    try InvalidState.unless(nodes.contains(parts.id), "id is in \(nodes), not \(parts.id)")
    if let vote = parts.vote {
      try InvalidState.unless(nodes.contains(vote), "vote is in \(nodes), not \(vote)")
    }
    try InvalidState.unlessCount(parts.term, "term")
    try InvalidState.unless(
      parts.term >= parts.log.lastTerm,
      "term is \(parts.term), and the last entry is of \(parts.log.lastTerm)")
    try parts.log.check()
    self.init(
      id: parts.id, of: parts.count, settings: parts.settings, term: parts.term, vote: parts.vote,
      log: parts.log)
  }
}

extension RaftNode.Parts: Codable where Command: Codable {}
extension RaftNode: Codable where Command: Codable {}
