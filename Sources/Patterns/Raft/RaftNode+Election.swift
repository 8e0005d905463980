extension RaftNode {
  /// The election timeout is over: becomes a candidate in a new term and asks for votes.
  @inlinable
  public mutating func electionTimedOut(into outputs: inout [Output]) {
    guard runs, currentRole != .leader else { return }
    currentTerm += 1
    votedFor = id
    currentRole = .candidate
    knownLeader = nil
    ballots = 0
    answers.removeAll(keepingCapacity: true)
    disk.revision += 1
    outputs.append(.became(.candidate, term: currentTerm))
    outputs.append(.voted(for: id))
    outputs.append(.startElectionTimer)
    let end = disk.kept.lastIndex
    let request = Message(term: currentTerm, .requestVote(lastIndex: end, lastTerm: entries.term(at: end)))
    for node in 0..<count where node != id { outputs.append(.send(request, to: node)) }
    write(into: &outputs)
  }

  // One vote a term, first come first served, for who has all that may be committed (section 5.4.1).
  @inlinable
  mutating func grants(
    _ candidate: Int, lastIndex: Int, lastTerm: Int, into outputs: inout [Output]
  ) -> Bool {
    guard votedFor == nil || votedFor == candidate else { return false }
    if settings.votesCheckLog {
      guard (lastTerm, lastIndex) >= (entries.lastTerm, entries.lastIndex) else { return false }
    }
    if votedFor == nil {
      votedFor = candidate
      disk.revision += 1
      outputs.append(.voted(for: candidate))
    }
    outputs.append(.startElectionTimer)
    return true
  }

  // Without its own vote on the disk a candidate does not win: after a crash it could win the term again.
  @inlinable
  mutating func count(voteOf voter: Int, into outputs: inout [Output]) {
    guard currentRole == .candidate else { return }
    ballots |= 1 << UInt64(voter)
    let hasOwn = ballots & (1 << UInt64(id)) != 0
    guard hasOwn, ballots.nonzeroBitCount >= quorum else { return }
    lead(into: &outputs)
  }

  @inlinable
  mutating func lead(into outputs: inout [Output]) {
    currentRole = .leader
    knownLeader = id
    outputs.append(.became(.leader, term: currentTerm))
    for node in 0..<count { followers[node] = Follower(next: entries.lastIndex + 1) }
    if settings.appendsNoOp {
      entries.append(Entry(term: currentTerm, command: nil))
      disk.revision += 1
    }
    for node in 0..<count where node != id { sendEntries(to: node, into: &outputs) }
    outputs.append(.startHeartbeatTimer)
  }

  // A request of the leader of this term: whoever was a candidate has lost.
  @inlinable
  mutating func follow(_ sender: Int, into outputs: inout [Output]) {
    if currentRole == .candidate {
      currentRole = .follower
      outputs.append(.became(.follower, term: currentTerm))
    }
    knownLeader = sender
    outputs.append(.startElectionTimer)
  }
}
