import Engine
import LabKit
import Patterns

extension RaftLab {
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

  /// Crashes a node or starts it, as its fault says.
  mutating func power(_ id: Int, _ context: inout Context<RaftLab>) {
    let server = members[id].server, isDown = context.isOn(.crash, server)
    guard isDown == members[id].node.isRunning else { return }
    let wasLeader = members[id].node.role == .leader, isFirst = members[id].spells.appended == 0
    if isDown { members[id].node.crash(into: &outputs) } else { members[id].node.start(into: &outputs) }
    carryOut(id, &context)
    let running = members.count { $0.node.isRunning }, entries = members[id].node.log.lastIndex
    let note =
      isDown
      ? Note.down(server, wasLeader: wasLeader, running: running, of: members.count)
      : Note.back(server, entries: entries)
    if isDown || !isFirst { context.note(note, cause: context.input) }
  }

  /// Parts the nodes as the faults say.
  mutating func cut(_ context: inout Context<RaftLab>) {
    let leader = truth.ruler ?? truth.reigns.last?.leader ?? 0
    if !context.isOn(.cutLeader) { isolated = nil }
    if context.isOn(.cutLeader), isolated == nil {
      isolated = leader
      context.note(.cutOff(members[leader].server), cause: context.input)
    }
    if !context.isOn(.cutHalf) { minority = [] }
    if context.isOn(.cutHalf), minority.isEmpty {
      minority = (0..<members.count - majority).map { members[(leader + $0) % members.count].server }
      context.note(.halved(minority, of: members.count), cause: context.input)
    }
    for id in members.indices {
      let side = (isolated == id ? 1 : 0) + (minority.contains(members[id].server) ? 2 : 0)
      mail.network.move(id, toSide: side)
    }
    let hasMajority = members.indices.contains { members[$0].node.isRunning && reached(by: $0) >= majority }
    truth.majoritySince = hasMajority ? truth.majoritySince ?? context.now : nil
  }

  /// Follows who leads a majority.
  mutating func followRuler(cause: NoteID, _ context: inout Context<RaftLab>) {
    let new = ruler
    guard new != truth.ruler else { return }
    if truth.ruler != nil { truth.reigns.last?.ended = context.now }
    if let new {
      if truth.ruler == nil {
        context.record(.leaderless, context.now - truth.since)
        truth.terms[members[new].node.term - 1].without = context.now - truth.since
      }
      truth.reigns.append((new, context.now, nil))
      truth.isSplitTold = false
    } else {
      truth.loss = cause
    }
    (truth.ruler, truth.since) = (new, context.now)
  }

  /// Who leads without reaching a majority, so that its writes wait.
  var waiting: Member? {
    members.first { $0.node.role == .leader && $0.waiting > 0 && reached(by: $0.node.id) < majority }
  }
}
