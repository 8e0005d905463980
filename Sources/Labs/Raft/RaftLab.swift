import Engine
import LabKit
import Patterns

/// A cluster of nodes that agree on one log, whichever of them are down and whatever the network does.
struct RaftLab: Lab {
  /// The nodes there may be; a small cluster consists of the first ones.
  enum Server: Int, Label { case n1, n2, n3, n4, n5, n6, n7 }
  enum Topic: Int { case cluster, logs, elections }
  enum Stream: Int, StreamKind { case network, timeouts, writes, contacts }
  enum Event: UInt8, EventKind { case message, written, electionTimeout, heartbeat, write }

  /// What a client writes.
  struct Write: Hashable, Sendable {
    let number: UInt32, at: Instant
  }
  typealias Node = RaftNode<Write>

  var members: ContiguousArray<Member> = []
  var mail = Mail<RaftLab, Node.Message>(.message, nodes: Server.allCases.count, stream: Stream.network)
  var books = Books(at: .start)
  var cuts = Cuts()
  var clients = Arrivals<RaftLab>(.write, stream: Stream.writes)
  var written: UInt32 = 0
  /// How many clusters there were.
  var clusters: UInt64 = 0
  /// The number of the newest timer or write to a disk, of all clusters: an event of an older one is void.
  var ticket: UInt32 = 0
  var outputs: [Node.Output] = []
  /// A leader without a majority whose writes wait, and a majority without a leader.
  var stuck = Hysteresis(), headless = Hysteresis()

  init(_ context: inout Context<RaftLab>) { reconfigure(&context) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<RaftLab>) {
    switch event {
    case .message:
      guard let letter = mail.receive(slot, tag, context.now) else { return }
      members[letter.to].node.receive(letter.content, from: letter.from, into: &outputs)
      carryOut(letter.to, &context)
    case .write:
      if let number = clients.next(tag, &context) { submit(number, &context) }
    case .written, .electionTimeout, .heartbeat:
      let id = Int(slot)
      guard id < members.count, members[id].tickets[event] == tag else { return }
      switch event {
      case .written: members[id].node.persisted(members[id].write, into: &outputs)
      case .electionTimeout: members[id].node.electionTimedOut(into: &outputs)
      default: members[id].node.heartbeatDue(into: &outputs)
      }
      carryOut(id, &context)
    }
  }

  mutating func reconfigure(_ context: inout Context<RaftLab>) {
    let knobs = context.knobs
    mail.network.delay = .uniform(
      .milliseconds(knobs.delay), .milliseconds(knobs.delay + knobs.delaySpread))
    mail.network.loss = knobs.loss / 100
    mail.network.duplication = knobs.disorder / 100
    mail.network.reordering = knobs.disorder / 100
    if knobs.nodes != members.count {
      begin((0..<knobs.nodes).map { Node(id: $0, of: knobs.nodes) }, &context)
      if clusters > 1 { context.note(.newCluster(knobs.nodes), cause: context.input) }
    }
    books.isTrusted = books.isTrusted && knobs.checksLog
    for id in members.indices {
      members[id].node.settings.votesCheckLog = knobs.checksLog
      power(id, &context)
    }
    cut(&context)
    clients.turn(to: context.isOn(.noWrites) ? 0 : knobs.writes, &context)
    followRuler(cause: context.input, &context)
  }

  /// A new cluster: what is under way, timers, disks and books of the old one are void.
  mutating func begin(_ nodes: [Node], _ context: inout Context<RaftLab>) {
    mail.clear()
    (books, cuts, clusters) = (Books(at: context.now), Cuts(), clusters + 1)
    members = ContiguousArray(nodes.map { Member($0, timeouts: clusters << 32, at: context.now) })
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<RaftLab>) {
    guard action == .write else { return }
    let leaders = members.indices.filter { members[$0].node.role == .leader }
    if leaders.isEmpty { context.note(.nobodyTakes, cause: context.input) }
    for id in leaders { propose(to: id, &context) }
  }

  mutating func sample(_ context: inout Context<RaftLab>) {
    context.count(.sent, mail.sent - context.total(.sent))
    context.count(.messagesLost, mail.lost - context.total(.messagesLost))
    for id in members.indices {
      context.set(.committed, Server(rawValue: id)!, Double(members[id].node.commitIndex))
    }
    tellWaiting(&context)
  }

  /// Heartbeats never end, so the world counts as drained when it is settled: one leads, all follow, and all logs are
  /// equal and committed to their ends.
  var isDrained: Bool {
    let leaders = members.indices.filter { members[$0].node.role == .leader }
    guard clients.rate == 0, leaders.count == 1 else { return false }
    let leader = members[leaders[0]].node
    return members.allSatisfy {
      $0.node.leader == leader.id && $0.node.commitIndex == leader.log.lastIndex && $0.node.log == leader.log
    }
  }
}
