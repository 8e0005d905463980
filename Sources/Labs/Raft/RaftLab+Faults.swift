import Engine
import LabKit
import Patterns

extension RaftLab {
  /// Who is parted from whom, chosen when a fault is injected.
  struct Cuts: Sendable {
    var isolated: Int?
    var minority: [Int] = []
  }

  /// How many nodes are a majority.
  var majority: Int { members.count / 2 + 1 }

  /// How many running nodes a node can reach, itself among them.
  func reached(by id: Int) -> Int {
    members.indices.count { members[$0].node.isRunning && mail.network.connects(id, $0) }
  }

  /// Who leads and reaches a majority.
  var ruler: Int? {
    members.indices.filter { members[$0].node.role == .leader && reached(by: $0) >= majority }
      .max { members[$0].node.term < members[$1].node.term }
  }

  /// Whether some majority runs and is connected.
  var hasMajority: Bool {
    members.indices.contains { members[$0].node.isRunning && reached(by: $0) >= majority }
  }

  /// Crashes a node or starts it, as its fault says.
  mutating func power(_ id: Int, _ context: inout Context<RaftLab>) {
    let server = members[id].server, isDown = context.isOn(.crash, server)
    guard isDown == members[id].node.isRunning else { return }
    let wasLeader = members[id].node.role == .leader, isFirst = members[id].spells.appended == 1
    if isDown { members[id].node.crash(into: &outputs) } else { members[id].node.start(into: &outputs) }
    carryOut(id, &context)
    let running = members.indices.count { members[$0].node.isRunning }
    if isDown {
      context.note(.down(server, wasLeader, running, members.count), cause: context.input)
    } else if !isFirst {
      context.note(.back(server, members[id].node.log.lastIndex), cause: context.input)
    }
  }

  /// Parts the nodes as the faults say.
  mutating func cut(_ context: inout Context<RaftLab>) {
    let leader = books.ruler ?? books.reigns.last?.leader ?? 0
    if !context.isOn(.cutLeader) {
      cuts.isolated = nil
    } else if cuts.isolated == nil {
      cuts.isolated = leader
      context.note(.cutOff(members[leader].server), cause: context.input)
    }
    if !context.isOn(.cutHalf) {
      cuts.minority = []
    } else if cuts.minority.isEmpty {
      cuts.minority = (0..<(members.count - 1) / 2).map { (leader + $0) % members.count }
      context.note(.halved(Servers(cuts.minority), members.count), cause: context.input)
    }
    for id in members.indices {
      let side = (cuts.isolated == id ? 1 : 0) + (cuts.minority.contains(id) ? 2 : 0)
      mail.network.move(id, toSide: side)
    }
    books.majoritySince = hasMajority ? books.majoritySince ?? context.now : nil
  }

  /// Follows who leads a majority.
  mutating func followRuler(cause: NoteID, _ context: inout Context<RaftLab>) {
    let new = ruler
    guard new != books.ruler else { return }
    if books.ruler != nil { books.reigns.last?.ended = context.now }
    if let new {
      let term = members[new].node.term
      if books.ruler == nil {
        context.record(.leaderless, context.now - books.since)
        books.terms[term - 1].without = context.now - books.since
      }
      books.reigns.append(Reign(leader: new, term: term, began: context.now))
      books.isSplitTold = false
    } else {
      books.loss = cause
    }
    (books.ruler, books.since) = (new, context.now)
  }

  /// Tells of writes that wait where there is no majority, and of a time without a leader.
  mutating func tellWaiting(_ context: inout Context<RaftLab>) {
    let waiting = members.indices.first {
      let node = members[$0].node
      return node.role == .leader && node.log.lastIndex > node.commitIndex && reached(by: $0) < majority
    }
    if stuck.follow(waiting != nil, on: 10) == .rose, let id = waiting {
      context.note(
        .minorityWaits(members[id].server, reached(by: id), members.count),
        cause: context.cause(.cutLeader, .cutHalf, .crash))
    }
    if headless.follow(books.ruler == nil, on: 40) == .rose {
      context.note(.nobodyLeads(hasMajority), cause: books.loss)
    }
  }
}

extension RaftLab {
  /// Some nodes, in a note.
  struct Servers: Sendable {
    private let bits: UInt8

    init(_ ids: [Int]) { bits = ids.reduce(0) { $0 | 1 << UInt8($1) } }
    init(bits: UInt8) { self.bits = bits }

    /// Their names, as in `n1 n4`.
    var names: String {
      Server.allCases.filter { bits & 1 << UInt8($0.rawValue) != 0 }.map(\.name)
        .joined(separator: " ")
    }
  }
}
