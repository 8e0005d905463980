import Engine
import LabKit
import Patterns

/// A cluster of nodes that agree on one log, whichever of them are down and whatever the network does.
struct RaftLab: Lab {
  /// The nodes there may be; a small cluster consists of the first ones.
  enum Server: Int, Label { case n1, n2, n3, n4, n5, n6, n7 }
  enum Topic: Int { case cluster, logs, elections }
  enum Stream: Int, StreamKind { case network, timeouts, writes, contacts }
  enum Event: UInt8, EventKind { case message, write, written, electionTimeout, heartbeat }

  /// What a client writes.
  struct Write: Hashable, Sendable { let number: UInt32, at: Instant }
  typealias Node = RaftNode<Write>

  var members: ContiguousArray<Member> = []
  var mail = Mail<RaftLab, Node.Message>(.message, nodes: Server.allCases.count, stream: Stream.network)
  var truth = Truth(at: .start)
  /// Who is parted from whom, chosen when a fault is injected.
  var isolated: Int?, minority: [Server] = []
  var clients = Arrivals<RaftLab>(.write, stream: Stream.writes)
  var written: UInt32 = 0
  /// How many clusters there were, and the number of the newest timer or write to a disk in all of them.
  var clusters: UInt64 = 0, ticket: UInt32 = 0
  var outputs: [Node.Output] = []
  /// Whether the writes of a leader wait because it reaches no majority.
  var stuck = Hysteresis()

  init(_ context: inout Context<RaftLab>) { reconfigure(&context) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<RaftLab>) {
    var id = Int(slot)
    let isTimer = event != .message && event != .write
    if isTimer, id >= members.count || members[id].tickets[Int(event.rawValue)] != tag { return }
    switch event {
    case .message:
      guard let letter = mail.receive(slot, tag, context.now) else { return }
      id = letter.to
      members[id].node.receive(letter.content, from: letter.from, into: &outputs)
    case .write:
      if let number = clients.next(tag, &context) { submit(number, &context) }
      return
    case .written: members[id].node.persisted(members[id].write, into: &outputs)
    case .electionTimeout: members[id].node.electionTimedOut(into: &outputs)
    case .heartbeat: members[id].node.heartbeatDue(into: &outputs)
    }
    carryOut(id, &context)
  }

  mutating func reconfigure(_ context: inout Context<RaftLab>) {
    let knobs = context.knobs
    let least = Interval.milliseconds(knobs.delay)
    mail.network.delay = .uniform(least, least + .milliseconds(knobs.delaySpread))
    mail.network.loss = knobs.loss / 100
    (mail.network.duplication, mail.network.reordering) = (knobs.disorder / 100, knobs.disorder / 100)
    if knobs.nodes != members.count {
      begin((0..<knobs.nodes).map { Node(id: $0, of: knobs.nodes) }, &context)
      if clusters > 1 { context.note(.newCluster(knobs.nodes), cause: context.input) }
    }
    truth.isTrusted = truth.isTrusted && knobs.checksLog && knobs.needsMajority
    truth.hadMajority = truth.hadMajority && knobs.needsMajority
    for id in members.indices {
      members[id].node.settings.votesCheckLog = knobs.checksLog
      members[id].node.settings.needsMajority = knobs.needsMajority
      power(id, &context)
    }
    cut(&context)
    if context.hasToggled(.noWrites) {
      let entries = members.map(\.node.log.lastIndex).max() ?? 0
      context.note(context.isOn(.noWrites) ? .writesEnd(entries) : .writesGoOn, cause: context.input)
    }
    clients.turn(to: context.isOn(.noWrites) ? 0 : knobs.writes, &context)
    followRuler(cause: context.input, &context)
  }

  /// A new cluster: what is under way, timers, disks and truth of the old one are void.
  mutating func begin(_ nodes: [Node], _ context: inout Context<RaftLab>) {
    mail.clear()
    (truth, isolated, minority, clusters) = (Truth(at: context.now), nil, [], clusters + 1)
    members = ContiguousArray(nodes.map { Member(node: $0, timeouts: clusters << 32) })
    for server in Server.allCases { context.set(.committed, server, 0) }
  }

  /// A node that the cluster does not have cannot crash.
  func refusal(of action: Action, _ member: Int, _ context: borrowing Context<RaftLab>) -> String? {
    guard action == .crash, member >= members.count else { return nil }
    return "there is no \(Server(rawValue: member)!): the cluster has \(members.count) nodes"
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<RaftLab>) {
    let leaders = members.indices.filter { members[$0].node.role == .leader }
    if leaders.isEmpty { context.note(.nobodyTakes, cause: context.input) }
    for id in leaders { propose(to: id, &context) }
  }

  mutating func sample(_ context: inout Context<RaftLab>) {
    context.count(.sent, mail.sent - context.total(.sent))
    context.count(.undelivered, mail.lost - context.total(.undelivered))
    for one in members { context.set(.committed, one.server, Double(one.node.commitIndex)) }
    guard stuck.follow(waiting != nil, on: 10) == .rose, let one = waiting else { return }
    let note = Note.minorityWaits(one.server, reached: reached(by: one.node.id), of: members.count)
    context.note(note, cause: context.cause(.cutLeader, .cutHalf, .crash))
  }

  /// Heartbeats never end, so the world counts as drained once it is settled.
  var isDrained: Bool { clients.rate == 0 && (isSettled || !truth.hadMajority) }

  /// Whether one leads, all that run follow it, and their logs are equal and committed to their ends; several leaders of one
  /// term, as there are without majorities, never come to that.
  var isSettled: Bool {
    let leaders = members.indices.filter { members[$0].node.role == .leader }
    guard leaders.count == 1 else { return false }
    let leader = members[leaders[0]].node, end = leader.log.lastIndex
    return members.map(\.node).allSatisfy {
      !$0.isRunning
        || $0.leader == leader.id && $0.commitIndex == end
          && (!truth.hadMajority || $0.log == leader.log)
    }
  }
}

extension RaftLab {
  static func declaration(of _: NoBlueprint) -> Declaration<RaftLab> {
    let card = Card<RaftLab>(
      id: "raft", title: "Raft", group: "Consensus",
      summary: """
        Nodes elect a leader, and the leader's log becomes everybody's. What a majority has on its disks is committed \
        and stays, whoever crashes and however the network is cut.
        """,
      alsoCalled: ["consensus", "leader election", "quorum", "replicated log", "etcd"],
      whenToUse: [
        "For the little that must never contradict itself: configuration, locks, who owns what.",
        "When a minority of machines may fail at any time and another one is to take over by itself.",
      ],
      whenNot: [
        "Where two sides of a cut must both go on writing: a minority refuses, and a majority waits for an election.",
        "For bulk data: every write crosses the network and reaches a majority's disks before it is acknowledged.",
        "Over links with delays near the election timeout, where elections do not end.",
      ],
      simplifies: [
        "No snapshots, no changes of membership, no pre-vote and no lease: a leader that is cut off believes to lead.",
        "A client's request and its answer take no time; a client does not try again.",
        "Each disk does one write at a time, all equally long; processing takes nothing.",
      ],
      panels: [lanesPanel.slowed(while: isElecting), logsPanel, electionsPanel],
      verifications: verifications,
      drainsWithin: .seconds(60), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }

  /// A candidate asks for votes, soon after there was a leader: without a majority elections go on and on.
  @Sendable private static func isElecting(_ lab: RaftLab, _: Context<RaftLab>) -> Bool {
    let truth = lab.truth
    return lab.members.contains { $0.look == .candidate }
      && truth.newest.prefix(2).contains { truth.terms[$0 - 1].leader != nil }
  }
}
