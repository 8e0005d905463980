import Engine
import LabKit
import Patterns

extension RaftLab {
  /// What happened in a cluster, known to nobody in it: what laws and promises are judged by.
  struct Books: Sendable {
    /// The terms from 1 on: each begins with a candidate.
    var terms = SegmentedLog<Term>()
    /// What was committed first at each index from 1 on.
    var commits = SegmentedLog<Commit>()
    /// Whether votes have checked the log all the time; without that, three of the laws are not claimed.
    var isTrusted = true
    /// Who leads a majority, since when it is so, and why nobody does.
    var ruler: Int?, since: Instant, loss = NoteID.chance
    var majoritySince: Instant?
    var reigns = Recent<Reign>(64)
    var isSplitTold = false

    init(at now: Instant) { since = now }

    func note(of term: Int) -> NoteID {
      term >= 1 && term <= terms.endIndex ? terms[term - 1].note : .chance
    }
  }

  struct Term: Sendable {
    var candidates: UInt8 = 0
    var leader: Int?
    var elected = Instant.start
    /// How long no majority had a leader before.
    var without = Interval.zero
    /// The election, or the first candidacy.
    var note = NoteID.chance

    var isContested: Bool { candidates.nonzeroBitCount > 1 }
  }

  struct Commit: Sendable {
    let entry: Node.Entry, term: Int
    var isAcknowledged = false, isLost = false, isDisputed = false
  }

  /// A time in which somebody led a majority.
  struct Reign: Sendable {
    let leader: Int, term: Int, began: Instant
    var ended: Instant?
  }

  mutating func campaigns(_ id: Int, _ term: Int, _ context: inout Context<RaftLab>) {
    while books.terms.endIndex < term { books.terms.append(Term()) }
    if books.terms[term - 1].candidates == 0, term > 1 { closeTerm(term - 1, &context) }
    books.terms[term - 1].candidates |= 1 << UInt8(id)
    let cause = books.ruler == nil ? books.loss : context.cause(.cutLeader, .cutHalf, .crash)
    let note = context.note(.campaigns(members[id].server, term), cause: cause)
    members[id].campaign = note
    if books.terms[term - 1].leader == nil { books.terms[term - 1].note = note }
    if books.terms[term - 1].isContested { context.reach(.rivals, "in term \(term)") }
  }

  /// A term is over once the next one has a candidate: with several candidates and no leader its votes were split.
  private mutating func closeTerm(_ term: Int, _ context: inout Context<RaftLab>) {
    let closed = books.terms[term - 1]
    guard closed.isContested, closed.leader == nil else { return }
    context.count(.splits)
    context.reach(.split, "in term \(term)")
    context.note(
      .split(term, Servers(bits: closed.candidates), isTold: !books.isSplitTold), cause: closed.note)
    books.isSplitTold = true
  }

  mutating func elected(_ id: Int, _ term: Int, _ context: inout Context<RaftLab>) {
    let other = books.terms[term - 1].leader
    context.check(.electionSafety, other == nil, "n\(other! + 1) and n\(id + 1) lead in term \(term)")
    if other != nil { context.count(.rivals) }
    context.count(.elections)
    let note = context.note(.elected(members[id].server, term), cause: members[id].campaign)
    (books.terms[term - 1].leader, books.terms[term - 1].elected) = (id, context.now)
    books.terms[term - 1].note = note
    let (lacking, lost) = missing(in: members[id].node.log, before: term)
    if books.isTrusted {
      context.check(.completeness, lacking == 0, "n\(id + 1) leads in term \(term) and lacks \(lacking)")
      context.check(.acknowledged, lost == 0, "n\(id + 1) leads in term \(term) and lacks \(lost)")
    }
    guard lost > 0 else { return }
    context.count(.lost, lost)
    context.note(.lostWrites(members[id].server, lost), cause: note)
  }

  /// How many entries that were committed before a term a log lacks, and how many of them were acknowledged and not yet
  /// known to be lost. Where a log has one, it has all before it, which is what log matching says.
  private mutating func missing(in log: RaftLog<Write>, before term: Int) -> (all: Int, acknowledged: Int) {
    var all = 0, acknowledged = 0
    for index in stride(from: books.commits.endIndex, to: 0, by: -1) {
      let commit = books.commits[index - 1]
      guard commit.term < term else { continue }
      if index <= log.lastIndex, log[index] == commit.entry { break }
      all += 1
      guard commit.isAcknowledged, !commit.isLost else { continue }
      acknowledged += 1
      books.commits[index - 1].isLost = true
    }
    return (all, acknowledged)
  }

  mutating func committed(_ id: Int, _ range: ClosedRange<Int>, _ context: inout Context<RaftLab>) {
    let log = members[id].node.log, term = members[id].node.term
    let isLeader = members[id].node.role == .leader
    for index in range {
      let entry = log[index]
      if index > books.commits.endIndex { commitFirst(entry, index, term, &context) }
      let isSame = books.commits[index - 1].entry == entry
      if books.isTrusted {
        context.check(.stateMachine, isSame, "n\(id + 1) applies another entry at \(index)")
      }
      if !isSame, !books.commits[index - 1].isDisputed {
        books.commits[index - 1].isDisputed = true
        context.count(.conflicts)
        context.note(.conflict(members[id].server, index), cause: books.note(of: entry.term))
      }
      guard isLeader, entry.term == term, let write = entry.command else { continue }
      context.count(.acknowledged)
      context.record(.latency, context.now - write.at)
      if isSame { books.commits[index - 1].isAcknowledged = true }
    }
  }

  private mutating func commitFirst(
    _ entry: Node.Entry, _ index: Int, _ term: Int, _ context: inout Context<RaftLab>
  ) {
    books.commits.append(Commit(entry: entry, term: term))
    let holders = members.indices.count {
      members[$0].node.persistedIndex >= index && members[$0].node.log[index] == entry
    }
    context.check(.minority, holders >= majority, "\(index) is on \(holders) of \(members.count) disks")
  }

  mutating func takenBack(_ id: Int, _ count: Int, from index: Int, _ context: inout Context<RaftLab>) {
    context.count(.overwritten, count)
    context.reach(.overwritten, "n\(id + 1) takes back \(count) from \(index) on")
    let term = members[id].node.term
    context.note(.takenBack(members[id].server, count, term), cause: books.note(of: term))
  }

  /// Compares what is new in a log with the other logs: two entries of one index and term hold the same and follow upon
  /// entries of the same term, and therefore, step by step, upon the same log.
  mutating func compareLog(_ id: Int, _ context: inout Context<RaftLab>) {
    let log = members[id].node.log
    while members[id].compared < log.lastIndex {
      members[id].compared += 1
      let index = members[id].compared, entry = log[index]
      for other in members.indices where other != id {
        let others = members[other].node.log
        guard others.term(at: index) == entry.term else { continue }
        context.check(
          .logMatching, others[index] == entry && others.term(at: index - 1) == log.term(at: index - 1),
          "n\(id + 1) and n\(other + 1) differ up to \(index)")
      }
    }
  }
}
