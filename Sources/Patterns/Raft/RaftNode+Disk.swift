extension RaftNode {
  // What a crash leaves.
  @usableFromInline
  struct Kept: Hashable, Sendable {
    @usableFromInline var term = 0
    @usableFromInline var vote: Int?
    @usableFromInline var lastIndex = 0
    @usableFromInline var revision = 0

    @inlinable
    init(term: Int = 0, vote: Int? = nil, lastIndex: Int = 0, revision: Int = 0) {
      self.term = term
      self.vote = vote
      self.lastIndex = lastIndex
      self.revision = revision
    }
  }

  // One write at a time; what changes meanwhile goes with the next, all together (group commit).
  @usableFromInline
  struct Disk: Hashable, Sendable {
    // How often term, vote or log have changed.
    @usableFromInline var revision = 0
    @usableFromInline var kept = Kept()
    @usableFromInline var writing: Kept?

    @inlinable init() {}

    @inlinable
    mutating func crash() -> Kept {
      writing = nil
      kept.revision = revision
      return kept
    }

    // Entries that go take their claim to be on the disk with them. That they are gone needs no write: they were
    // not committed, and whether a crash brings them back makes no difference.
    @inlinable
    mutating func truncate(after index: Int) {
      kept.lastIndex = min(kept.lastIndex, index)
      if let end = writing?.lastIndex { writing?.lastIndex = min(end, index) }
    }
  }

  // An answer that promises what is not on the disk yet.
  @usableFromInline
  struct Answer: Hashable, Sendable {
    @usableFromInline var revision: Int
    @usableFromInline var message: Message
    @usableFromInline var receiver: Int

    @inlinable
    init(revision: Int, message: Message, receiver: Int) {
      self.revision = revision
      self.message = message
      self.receiver = receiver
    }
  }

  /// The write of this number is on the disk: answers that waited for it leave, and the node's own vote and
  /// entries count. A number that is not awaited is ignored.
  @inlinable
  public mutating func persisted(_ number: Int, into outputs: inout [Output]) {
    guard runs, let written = disk.writing, written.revision == number else { return }
    disk.kept = written
    disk.writing = nil
    var released = 0
    while released < answers.count, answers[released].revision <= number {
      outputs.append(.send(answers[released].message, to: answers[released].receiver))
      released += 1
    }
    answers.removeFirst(released)
    switch currentRole {
    case .candidate where written.term == currentTerm: count(voteOf: id, into: &outputs)
    case .leader: commitWhatMajorityHas(into: &outputs)
    case .candidate, .follower: break
    }
    write(into: &outputs)
  }

  // Asks for a write if something changed and none is under way.
  @inlinable
  mutating func write(into outputs: inout [Output]) {
    guard disk.writing == nil, disk.revision != disk.kept.revision else { return }
    disk.writing = Kept(term: currentTerm, vote: votedFor, lastIndex: entries.lastIndex, revision: disk.revision)
    outputs.append(.write(disk.revision))
  }

  // Sends an answer, once all that has changed so far is on the disk if it promises something.
  @inlinable
  mutating func answer(
    _ content: Message.Content, to receiver: Int, promises: Bool, into outputs: inout [Output]
  ) {
    let message = Message(term: currentTerm, content)
    if promises, disk.revision != disk.kept.revision {
      answers.append(Answer(revision: disk.revision, message: message, receiver: receiver))
    } else {
      outputs.append(.send(message, to: receiver))
    }
  }
}
