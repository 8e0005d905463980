import Engine
import LabKit
import Patterns

extension RaftLab {
  /// What happened in a cluster, known to nobody in it: what laws and promises are judged by.
  struct Truth: Sendable {
    /// The terms from 1 on, and what was committed first at each index from 1 on.
    var terms = SegmentedLog<Term>(), commits = SegmentedLog<Commit>()
    /// Whether votes have checked the log, and elections and commits have needed a majority, all the time; without that
    /// the laws about them are not claimed.
    var isTrusted = true, hadMajority = true
    /// Who leads a majority, since when it is so, and why nobody does.
    var ruler: Int?, since: Instant, loss = NoteID.chance
    /// Since when a majority runs and is connected.
    var majoritySince: Instant?
    /// Who led a majority, and from when until when.
    var reigns = Recent<(leader: Int, began: Instant, ended: Instant?)>(64)
    /// Whether a split vote was told since somebody led: without a spread they do not end.
    var isSplitTold = false
    /// Whether it was told that two nodes have acknowledged different writes for one place.
    var isContradictionTold = false

    init(at now: Instant) { since = now }

    /// The numbers of the newest terms, the newest first.
    var newest: [Int] { (0..<min(12, terms.count)).map { terms.count - $0 } }

    func note(of term: Int) -> NoteID { 0..<terms.count ~= term - 1 ? terms[term - 1].note : .chance }
  }

  struct Term: Sendable {
    var candidates: [Server] = [], leader: Int?
    /// How long no majority had a leader before; the note of the election, or of the newest candidacy.
    var without: Interval?, note = NoteID.chance
    var isContested: Bool { candidates.count > 1 }
  }

  struct Commit: Sendable {
    let entry: Node.Entry, term: Int
    /// Whether it was acknowledged, and what else was for its place, as happens without majorities.
    var isAcknowledged = false, others: [Node.Entry] = []
    /// How many of those are known to be lost.
    var lost = 0

    var acknowledged: Int { (isAcknowledged ? 1 : 0) + others.count }

    /// Whether something that was acknowledged for its place is in a log there.
    func isKept(at index: Int, in log: RaftLog<Write>) -> Bool {
      guard index <= log.lastIndex else { return false }
      return isAcknowledged && log[index] == entry || others.contains(log[index])
    }

    /// Learns that so many are lost, and says how many of them that was not known of.
    mutating func learn(lost known: Int) -> Int {
      defer { lost = max(lost, min(known, acknowledged)) }
      return max(0, min(known, acknowledged) - lost)
    }
  }

  mutating func campaigns(_ id: Int, _ term: Int, _ context: inout Context<RaftLab>) {
    while truth.terms.endIndex < term { truth.terms.append(Term()) }
    if truth.terms[term - 1].candidates.isEmpty, term > 1 { closeTerm(term - 1, &context) }
    let cause = truth.ruler == nil ? truth.loss : context.cause(.cutLeader, .cutHalf, .crash)
    let server = members[id].server, note = context.note(.campaigns(server, term: term), cause: cause)
    // Who crashed before its term was on the disk asks in it again.
    if !truth.terms[term - 1].candidates.contains(server) { truth.terms[term - 1].candidates.append(server) }
    members[id].campaign = note
    if truth.terms[term - 1].leader == nil { truth.terms[term - 1].note = note }
    if truth.terms[term - 1].isContested { context.reach(.rivals, "in term \(term)") }
  }

  /// A term is over once the next one has a candidate: with several candidates and no leader its votes were split.
  private mutating func closeTerm(_ term: Int, _ context: inout Context<RaftLab>) {
    let closed = truth.terms[term - 1]
    guard closed.isContested, closed.leader == nil else { return }
    context.count(.splits)
    context.reach(.split, "in term \(term)")
    if !truth.isSplitTold { context.note(.split(term, closed.candidates), cause: closed.note) }
    truth.isSplitTold = true
  }

  mutating func elected(_ id: Int, _ term: Int, _ context: inout Context<RaftLab>) {
    let other = truth.terms[term - 1].leader
    if truth.hadMajority {
      context.check(.electionSafety, other == nil, "n\(other! + 1) and n\(id + 1) lead in term \(term)")
    }
    if other != nil { context.count(.rivals) }
    context.count(.elections)
    let note = context.note(.elected(members[id].server, term: term), cause: members[id].campaign)
    (truth.terms[term - 1].leader, truth.terms[term - 1].note) = (id, note)
    let (lacking, lost) = missing(in: members[id].node.log, before: term)
    if truth.isTrusted {
      context.check(.completeness, lacking == 0, "n\(id + 1) leads in term \(term) and lacks \(lacking)")
      context.check(.acknowledged, lost == 0, "n\(id + 1) leads in term \(term) and lacks \(lost)")
    }
    guard lost > 0 else { return }
    context.count(.lost, lost)
    context.note(.lostWrites(members[id].server, lost), cause: note)
  }

  /// How many entries that were committed before a term a log lacks, and how many of them were acknowledged and not yet
  /// known to be lost. Where a log has one, it has all before it: so says log matching, which needs majorities.
  private mutating func missing(in log: RaftLog<Write>, before term: Int) -> (all: Int, acknowledged: Int) {
    var all = 0, acknowledged = 0
    for index in stride(from: truth.commits.endIndex, to: 0, by: -1) {
      let commit = truth.commits[index - 1]
      guard commit.term < term else { continue }
      if index <= log.lastIndex, log[index] == commit.entry {
        if truth.hadMajority { break }
        continue
      }
      all += 1
      guard !commit.isKept(at: index, in: log) else { continue }
      acknowledged += truth.commits[index - 1].learn(lost: commit.acknowledged)
    }
    return (all, acknowledged)
  }

  mutating func committed(_ id: Int, _ range: ClosedRange<Int>, _ context: inout Context<RaftLab>) {
    let log = members[id].node.log, term = members[id].node.term
    let isLeader = members[id].node.role == .leader
    for index in range {
      let entry = log[index]
      if index > truth.commits.endIndex {
        truth.commits.append(Commit(entry: entry, term: term))
        let holders = members.count { $0.node.persistedIndex >= index && $0.node.log[index] == entry }
        if truth.hadMajority {
          context.check(.minority, holders >= majority, "\(index) is on \(holders) of \(members.count) disks")
        }
      }
      let isSame = truth.commits[index - 1].entry == entry
      if truth.isTrusted { context.check(.stateMachine, isSame, "n\(id + 1) applies another entry at \(index)") }
      if !isSame { context.count(.conflicts) }
      guard isLeader, entry.term == term, let write = entry.command else { continue }
      context.count(.acknowledged)
      context.record(.latency, context.now - write.at)
      if isSame {
        truth.commits[index - 1].isAcknowledged = true
      } else {
        truth.commits[index - 1].others.append(entry)
      }
      if !truth.hadMajority { acknowledgedAlone(id, index, entry, &context) }
    }
  }

  /// Without majorities a leader acknowledges what another one has for the same place, or what a later one lacks.
  private mutating func acknowledgedAlone(
    _ id: Int, _ index: Int, _ entry: Node.Entry, _ context: inout Context<RaftLab>
  ) {
    let commit = truth.commits[index - 1]
    let isLacked = members.contains {
      $0.node.role == .leader && $0.node.term > entry.term
        && !($0.node.log.lastIndex >= index && $0.node.log[index] == entry)
    }
    // Of several for one place only one stays.
    let lost = truth.commits[index - 1].learn(lost: max(commit.acknowledged - 1, isLacked ? commit.lost + 1 : 0))
    guard lost > 0 else { return }
    context.count(.lost, lost)
    guard commit.acknowledged > 1, !truth.isContradictionTold else { return }
    context.note(.contradiction(members[id].server, index), cause: context.cause(.cutHalf, .cutLeader, .crash))
    truth.isContradictionTold = true
  }

  /// Compares what is new in a log with the other logs: two entries of one index and term hold the same and follow upon
  /// entries of the same term, and therefore, step by step, upon the same log.
  mutating func compareLog(_ id: Int, _ context: inout Context<RaftLab>) {
    let log = members[id].node.log
    guard truth.hadMajority else { return members[id].compared = log.lastIndex }
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
