extension RaftNode {
  // What a leader knows of another node.
  @usableFromInline
  struct Follower: Hashable, Sendable {
    // The next entry to send, and the last one known to be on its disk.
    @usableFromInline var next: Int
    @usableFromInline var match = 0
    // After an accepted message entries are sent without waiting for the answers to those before (pipelining,
    // thesis section 10.2.2); after a refusal, and at first, again with each heartbeat or answer.
    @usableFromInline var isPipelining = false

    @inlinable init(next: Int = 1) { self.next = next }
  }

  /// A client proposes a command: a leader appends it, sends it and gives its index, which together with the
  /// term tells when it is committed. Nil if this is no leader.
  @inlinable
  public mutating func propose(_ command: Command, into outputs: inout [Output]) -> Int? {
    guard runs, currentRole == .leader else { return nil }
    entries.append(Entry(term: currentTerm, command: command))
    disk.revision += 1
    for node in 0..<count where node != id && followers[node].isPipelining {
      sendEntries(to: node, into: &outputs)
    }
    write(into: &outputs)
    return entries.lastIndex
  }

  /// The heartbeat interval is over: a leader lets all others hear from it.
  @inlinable
  public mutating func heartbeatDue(into outputs: inout [Output]) {
    guard runs, currentRole == .leader else { return }
    for node in 0..<count where node != id { sendEntries(to: node, into: &outputs) }
    outputs.append(.startHeartbeatTimer)
  }

  // What a node lacks, as much as one message carries; nothing is a heartbeat.
  @inlinable
  mutating func sendEntries(to node: Int, into outputs: inout [Output]) {
    let next = followers[node].next
    let batch = entries.batch(from: next, limit: settings.batchLimit)
    let content = Message.Content.appendEntries(
      previous: next - 1, previousTerm: entries.term(at: next - 1), entries: batch, commit: committed)
    outputs.append(.send(Message(term: currentTerm, content), to: node))
    if followers[node].isPipelining { followers[node].next += batch.count }
  }

  // Takes a leader's entries if what is before them agrees (figure 2, AppendEntries).
  @inlinable
  mutating func append(
    _ batch: ArraySlice<Entry>, after previous: Int, _ previousTerm: Int, commit: Int, from leader: Int,
    into outputs: inout [Output]
  ) {
    let own = entries.term(at: previous)
    guard previous <= entries.lastIndex, own == previousTerm else {
      let conflict = previous > entries.lastIndex ? entries.lastIndex + 1 : entries.firstIndex(ofTerm: own)
      answer(.refused(previous: previous, conflict: conflict), to: leader, promises: false, into: &outputs)
      return
    }
    var index = previous
    for entry in batch {
      index += 1
      if entries.term(at: index) == entry.term { continue }
      overwrite(from: index, into: &outputs)
      entries.append(entry)
      disk.revision += 1
    }
    advanceCommit(to: min(commit, index), into: &outputs)
    answer(.appended(through: index), to: leader, promises: true, into: &outputs)
  }

  @inlinable
  mutating func overwrite(from first: Int, into outputs: inout [Output]) {
    guard first <= entries.lastIndex else { return }
    for index in first...entries.lastIndex { outputs.append(.overwritten(index: index, entries[index])) }
    entries.truncate(after: first - 1)
    disk.truncate(after: first - 1)
    // Only where votes do not check the log, or where no majority is needed.
    committed = min(committed, first - 1)
  }

  @inlinable
  mutating func accepted(by node: Int, through index: Int, into outputs: inout [Output]) {
    guard currentRole == .leader else { return }
    followers[node].match = max(followers[node].match, index)
    followers[node].next = max(followers[node].next, followers[node].match + 1)
    followers[node].isPipelining = true
    commitWhatMajorityHas(into: &outputs)
    if followers[node].next <= entries.lastIndex { sendEntries(to: node, into: &outputs) }
  }

  // Goes back to before the conflict and tries again; an answer that says nothing new is ignored.
  @inlinable
  mutating func refused(by node: Int, previous: Int, conflict: Int, into outputs: inout [Output]) {
    let follower = followers[node]
    guard currentRole == .leader, previous > follower.match, follower.isPipelining || previous == follower.next - 1
    else { return }
    followers[node].isPipelining = false
    followers[node].next = max(follower.match + 1, min(previous, conflict))
    sendEntries(to: node, into: &outputs)
  }

  // Only an entry of the current term is committed by counting; those before it come along (section 5.4.2,
  // figure 8).
  @inlinable
  mutating func commitWhatMajorityHas(into outputs: inout [Output]) {
    var best = committed
    for candidate in 0..<count {
      let index = matchIndex(of: candidate)
      guard index > best else { continue }
      var holders = 0
      for node in 0..<count where matchIndex(of: node) >= index { holders += 1 }
      if holders >= quorum { best = index }
    }
    if entries.term(at: best) == currentTerm { advanceCommit(to: best, into: &outputs) }
  }

  @inlinable
  mutating func advanceCommit(to index: Int, into outputs: inout [Output]) {
    guard index > committed else { return }
    outputs.append(.committed(committed + 1...index))
    committed = index
  }
}
