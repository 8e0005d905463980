/// One node of a Raft cluster: leader election, log replication and the commit rule, without snapshots and
/// without changes of membership.
///
/// The rules are those of the paper (Ongaro and Ousterhout, USENIX ATC 2014, figure 2). Inputs are methods;
/// each appends to the caller's buffer what is to be done. The node has no clock and draws no numbers: the
/// caller runs both timers, the network and the disk.
///
/// The disk follows the thesis (sections 3.8 and 10.2.1) and etcd's raft with asynchronous writes. Requests
/// leave at once, while the sender's own write is under way. What promises something, a granted vote or an
/// accepted append, leaves once all that was written before it is on the disk; refusals leave at once. A
/// candidate wins only when its own vote is on its disk, and asks for votes with the part of its log that is
/// there; otherwise a crash would let votes that are still under way elect it with a shorter log. A leader's
/// entry counts for itself only once it is on its own disk, but a majority of followers suffices.
public struct RaftNode<Command: Hashable & Sendable>: Hashable, Sendable {
  /// The messages it sends and receives.
  public typealias Message = RaftMessage<Command>
  /// What it asks its caller to do.
  public typealias Output = RaftOutput<Command>
  /// The entries of its log.
  public typealias Entry = RaftEntry<Command>

  /// Its number, from 0.
  public let id: Int
  /// The number of nodes in the cluster, 1...64.
  public let count: Int
  /// What it may do differently from now on.
  public var settings: RaftSettings

  // Kept by the disk.
  @usableFromInline var currentTerm = 0
  @usableFromInline var votedFor: Int?
  @usableFromInline var entries = RaftLog<Command>()
  @usableFromInline var disk = Disk()

  // Lost in a crash.
  @usableFromInline var runs = false
  @usableFromInline var currentRole = RaftRole.follower
  @usableFromInline var knownLeader: Int?
  @usableFromInline var committed = 0
  @usableFromInline var ballots: UInt64 = 0
  @usableFromInline var followers: [Follower]
  @usableFromInline var answers: [Answer] = []

  /// A node, its id in 0..<count, that has not started; term, vote and log are what its disk has kept.
  @inlinable
  public init(
    id: Int, of count: Int, settings: RaftSettings = RaftSettings(), term: Int = 0, vote: Int? = nil,
    log: RaftLog<Command> = RaftLog()
  ) {
    precondition((1...64).contains(count) && (0..<count).contains(id))
    self.id = id
    self.count = count
    self.settings = settings
    followers = Array(repeating: Follower(), count: count)
    currentTerm = max(term, log.lastTerm)
    votedFor = vote
    entries = log
    disk.kept = Kept(term: currentTerm, vote: vote, lastIndex: log.lastIndex, revision: 0)
  }

  /// Whether it has started and not crashed since.
  @inlinable public var isRunning: Bool { runs }
  /// What it is doing; a follower when it does not run.
  @inlinable public var role: RaftRole { currentRole }
  /// The latest term it has seen.
  @inlinable public var term: Int { currentTerm }
  /// Whom it has voted for in this term.
  @inlinable public var vote: Int? { votedFor }
  /// The leader of this term, as far as it knows.
  @inlinable public var leader: Int? { knownLeader }
  /// Its log; entries after `persistedIndex` are not on the disk yet.
  @inlinable public var log: RaftLog<Command> { entries }
  /// The index of the last entry that it knows to be committed.
  @inlinable public var commitIndex: Int { committed }
  /// The index of the last entry that is on its disk.
  @inlinable public var persistedIndex: Int { disk.kept.lastIndex }
  /// Whether a write is under way.
  @inlinable public var isWriting: Bool { disk.writing != nil }
  /// How many nodes are a majority.
  @inlinable public var majority: Int { count / 2 + 1 }
  // Whose votes or disks suffice to win or to commit.
  @inlinable var quorum: Int { settings.needsMajority ? majority : 1 }
  /// A candidate's votes so far, its own among them once that is on the disk.
  @inlinable public var voteCount: Int { ballots.nonzeroBitCount }
  /// The last index up to which a leader knows a node's log to agree with its own, on that node's disk.
  @inlinable
  public func matchIndex(of node: Int) -> Int { node == id ? disk.kept.lastIndex : followers[node].match }

  /// Starts, for the first time or after a crash, as a follower with what its disk has kept.
  @inlinable
  public mutating func start(into outputs: inout [Output]) {
    guard !runs else { return }
    runs = true
    outputs.append(.startElectionTimer)
  }

  /// Crashes: only what is on the disk is left, and a write that is under way has not happened. Call
  /// `persisted` before it and drop the outputs for a write that just made it. Until it starts again, all other
  /// inputs are ignored.
  @inlinable
  public mutating func crash(into outputs: inout [Output]) {
    guard runs else { return }
    runs = false
    let kept = disk.crash()
    if kept.lastIndex < entries.lastIndex {
      for index in kept.lastIndex + 1...entries.lastIndex {
        outputs.append(.lost(index: index, entries[index]))
      }
      entries.truncate(after: kept.lastIndex)
    }
    if currentRole != .follower || currentTerm != kept.term {
      outputs.append(.became(.follower, term: kept.term))
    }
    currentTerm = kept.term
    votedFor = kept.vote
    currentRole = .follower
    knownLeader = nil
    committed = 0
    ballots = 0
    answers.removeAll(keepingCapacity: true)
  }

  /// Takes a message of another node; one that comes twice, late or out of order does no harm.
  @inlinable
  public mutating func receive(_ message: Message, from sender: Int, into outputs: inout [Output]) {
    guard runs, sender != id, (0..<count).contains(sender) else { return }
    if message.term > currentTerm { adopt(term: message.term, into: &outputs) }
    let isCurrent = message.term == currentTerm
    switch message.content {
    case .requestVote(let lastIndex, let lastTerm):
      let isGranted = isCurrent && grants(sender, lastIndex: lastIndex, lastTerm: lastTerm, into: &outputs)
      answer(.vote(isGranted: isGranted), to: sender, promises: isGranted, into: &outputs)
    case .appendEntries(let previous, _, _, _) where !isCurrent:
      answer(.refused(previous: previous, conflict: previous), to: sender, promises: false, into: &outputs)
    case .appendEntries(let previous, let previousTerm, let batch, let commit):
      follow(sender, into: &outputs)
      append(batch, after: previous, previousTerm, commit: commit, from: sender, into: &outputs)
    case .vote(let isGranted): if isCurrent, isGranted { count(voteOf: sender, into: &outputs) }
    case .appended(let index): if isCurrent { accepted(by: sender, through: index, into: &outputs) }
    case .refused(let previous, let conflict):
      if isCurrent { refused(by: sender, previous: previous, conflict: conflict, into: &outputs) }
    }
    write(into: &outputs)
  }

  // A later term ends what was going on in this one (figure 2, rules for all servers).
  @inlinable
  mutating func adopt(term: Int, into outputs: inout [Output]) {
    let wasLeader = currentRole == .leader
    currentTerm = term
    votedFor = nil
    currentRole = .follower
    knownLeader = nil
    ballots = 0
    answers.removeAll(keepingCapacity: true)
    disk.revision += 1
    outputs.append(.became(.follower, term: term))
    // Followers and candidates have a timer that runs on; seeing a term is no reason to restart it.
    if wasLeader { outputs.append(.startElectionTimer) }
  }
}

/// What a Raft cluster may be told to do differently, coded by the names of the properties.
public struct RaftSettings: Hashable, Sendable, Codable {
  /// Whether a voter refuses a candidate whose log is less up to date than its own (paper, section 5.4.1).
  /// False is WRONG and there for teaching: a leader may then lack committed entries and overwrite them.
  public var votesCheckLog = true
  /// Whether it takes a majority to win an election and to commit an entry (paper, section 5.2). False is WRONG and there
  /// for teaching: one node suffices, so that two sides of a cut go on by themselves.
  public var needsMajority = true
  /// Whether a new leader appends an entry without a command, so that it can commit what earlier leaders have
  /// left at once (thesis, section 6.4; etcd does the same).
  public var appendsNoOp = true
  /// The most entries in one message; also at most `RaftLog.segmentLength`.
  public var batchLimit = 64

  /// The settings of the paper, with a no-op at the start of each term.
  @inlinable public init() {}
}
