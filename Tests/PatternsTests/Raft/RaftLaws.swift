import Patterns

/// The safety properties of the paper's figure 3, and what shows that the interesting cases were reached.
struct RaftLaws {
  typealias Node = RaftNode<Int>
  typealias Entry = RaftEntry<Int>

  enum Law: Hashable, CaseIterable {
    case electionSafety, logMatching, leaderCompleteness, stateMachineSafety
    case acknowledgedIsKept, minorityNeverCommits
  }

  private struct Place: Hashable {
    var index: Int
    var term: Int
  }
  private struct Link: Hashable {
    var command: Int?
    var previousTerm: Int
  }
  private struct Commit {
    var entry: Entry
    var term: Int
    var isAcknowledged: Bool
  }

  /// What was violated, with the first reason.
  private(set) var violations: [Law: String] = [:]
  /// Terms with two candidates, terms of candidates that nobody won, entries that were overwritten.
  var rivalTerms: Int { candidates.values.filter { $0.nonzeroBitCount > 1 }.count }
  var splitTerms: Int {
    candidates.filter { $0.value.nonzeroBitCount > 1 && leaders[$0.key] == nil }.count
  }
  private(set) var overwritten = 0
  private(set) var elections = 0
  var acknowledged: Int { commits.count { $0.isAcknowledged } }

  private var leaders: [Int: Int] = [:]
  private var candidates: [Int: UInt64] = [:]
  private var votes: [[Int: Int]]
  private var links: [Place: Link] = [:]
  private var commits: [Commit] = []
  private var checked: [Int]

  init(count: Int) {
    votes = Array(repeating: [:], count: count)
    checked = Array(repeating: 0, count: count)
  }

  private mutating func violate(_ law: Law, _ reason: @autoclosure () -> String) {
    if violations[law] == nil { violations[law] = reason() }
  }

  mutating func watch(_ output: Node.Output, of id: Int, nodes: [Node]) {
    switch output {
    case .became(.candidate, let term): candidates[term, default: 0] |= 1 << UInt64(id)
    case .became(.leader, let term): elected(id, term, log: nodes[id].log)
    case .committed(let range): committed(range, by: nodes[id], nodes: nodes)
    case .overwritten(let index, let entry):
      overwritten += 1
      checked[id] = min(checked[id], index - 1)
      if index <= commits.count, commits[index - 1].isAcknowledged, commits[index - 1].entry == entry {
        violate(.acknowledgedIsKept, "\(entry) at \(index) was overwritten in node \(id)")
      }
    case .lost(let index, _): checked[id] = min(checked[id], index - 1)
    case .became, .voted, .send, .write, .startElectionTimer, .startHeartbeatTimer: break
    }
  }

  /// Two entries of the same index and term have the same command and follow upon entries of the same term, and
  /// therefore, step by step, upon the same log.
  mutating func watchLog(of id: Int, nodes: [Node]) {
    let log = nodes[id].log
    while checked[id] < log.lastIndex {
      checked[id] += 1
      let index = checked[id]
      let link = Link(command: log[index].command, previousTerm: log.term(at: index - 1))
      let known = links.updateValue(link, forKey: Place(index: index, term: log[index].term))
      if let known, known != link { violate(.logMatching, "\(known) and \(link) at \(index)") }
    }
  }

  private mutating func elected(_ id: Int, _ term: Int, log: RaftLog<Int>) {
    elections += 1
    if let other = leaders.updateValue(id, forKey: term) {
      violate(.electionSafety, "\(other) and \(id) lead in term \(term)")
    }
    for (offset, commit) in commits.enumerated() where commit.term < term {
      if offset < log.lastIndex, log[offset + 1] == commit.entry { continue }
      violate(.leaderCompleteness, "leader \(id) of term \(term) lacks \(commit.entry) at \(offset + 1)")
      if commit.isAcknowledged {
        violate(.acknowledgedIsKept, "leader \(id) of term \(term) lacks \(commit.entry) at \(offset + 1)")
      }
    }
  }

  private mutating func committed(_ range: ClosedRange<Int>, by node: Node, nodes: [Node]) {
    let isLeader = node.role == .leader
    for index in range {
      let entry = node.log[index]
      if index > commits.count {
        commits.append(Commit(entry: entry, term: node.term, isAcknowledged: false))
        let holders = nodes.count {
          $0.persistedIndex >= index && $0.log.lastIndex >= index && $0.log[index] == entry
        }
        if holders < node.majority {
          violate(.minorityNeverCommits, "\(entry) at \(index) is on \(holders) disks")
        }
      }
      let first = commits[index - 1].entry
      if first != entry { violate(.stateMachineSafety, "\(first) and \(entry) at \(index)") }
      if isLeader, entry.term == node.term { commits[index - 1].isAcknowledged = true }
    }
  }

  /// Whether a log has everything that was acknowledged.
  func isComplete(_ log: RaftLog<Int>) -> Bool {
    commits.enumerated().allSatisfy { offset, commit in
      !commit.isAcknowledged || offset < log.lastIndex && log[offset + 1] == commit.entry
    }
  }
}
