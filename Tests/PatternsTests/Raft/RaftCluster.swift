import Patterns

/// Some nodes, an instant disk each and a network that delivers in order, to whoever can be reached: for
/// transcripts, where only what is said happens.
final class RaftCluster {
  typealias Node = RaftNode<String>

  var nodes: [Node]
  /// Who is heard: messages pass between nodes of the same part only.
  var parts: [Int]
  /// Nodes whose writes do not finish.
  var slowDisks: Set<Int> = []
  /// Everything that the nodes have asked for, in order.
  var outputs: [[Node.Output]]
  private var mail: [(message: Node.Message, from: Int, to: Int)] = []

  /// Nodes with these terms in their logs, all started.
  init(logs: [[Int]], term: Int? = nil, settings: RaftSettings = .plain) {
    let latest = term ?? logs.joined().max() ?? 0
    nodes = logs.enumerated().map { id, terms in
      let entries = terms.enumerated().map { RaftEntry(term: $1, command: "\($0 + 1).\($1)") }
      return Node(id: id, of: logs.count, settings: settings, term: latest, log: RaftLog(entries))
    }
    parts = Array(repeating: 0, count: logs.count)
    outputs = Array(repeating: [], count: logs.count)
    for id in nodes.indices { run(id) { $0.start(into: &$1) } }
  }

  /// The terms of a node's log.
  func terms(_ id: Int) -> [Int] { (1...max(1, nodes[id].log.lastIndex)).map { nodes[id].log.term(at: $0) } }

  /// Gives a node an input; what follows waits for `settle`.
  func run(_ id: Int, _ input: (inout Node, inout [Node.Output]) -> Void) {
    var new: [Node.Output] = []
    input(&nodes[id], &new)
    outputs[id] += new
    for case .send(let message, let to) in new { mail.append((message, id, to)) }
  }

  /// Lets these nodes hear only each other; the rest is one part too.
  func connect(_ ids: Int...) { for id in nodes.indices { parts[id] = ids.contains(id) ? 1 : 0 } }

  /// Delivers and writes until nothing is left to do; drops what cannot be delivered.
  func settle() {
    while true {
      for id in nodes.indices where !slowDisks.contains(id) { finishWrites(id) }
      guard !mail.isEmpty else { return }
      let next = mail.removeFirst()
      guard parts[next.from] == parts[next.to] else { continue }
      run(next.to) { $0.receive(next.message, from: next.from, into: &$1) }
    }
  }

  func finishWrites(_ id: Int) {
    while nodes[id].isWriting {
      guard
        case .write(let number)? = outputs[id].last(where: { if case .write = $0 { true } else { false } })
      else { return }
      run(id) { $0.persisted(number, into: &$1) }
    }
  }

  func crash(_ id: Int) { run(id) { $0.crash(into: &$1) } }
  func restart(_ id: Int) { run(id) { $0.start(into: &$1) } }

  /// Times out and settles; whether it leads then.
  @discardableResult func elect(_ id: Int) -> Bool {
    run(id) { $0.electionTimedOut(into: &$1) }
    settle()
    return nodes[id].role == .leader
  }

  /// Proposes and settles; the index.
  @discardableResult func propose(_ command: String, at id: Int) -> Int? {
    var index: Int?
    run(id) { index = $0.propose(command, into: &$1) }
    settle()
    return index
  }

  func heartbeat(_ id: Int) {
    run(id) { $0.heartbeatDue(into: &$1) }
    settle()
  }

  /// The entries that a leader's have replaced at a node.
  func overwritten(_ id: Int) -> [[Int]] {
    outputs[id].compactMap {
      if case .overwritten(let index, let entry) = $0 { [index, entry.term] } else { nil }
    }
  }
}

extension RaftSettings {
  /// Without the no-op, as in the paper's figures.
  static var plain: RaftSettings {
    var settings = RaftSettings()
    settings.appendsNoOp = false
    return settings
  }
}
