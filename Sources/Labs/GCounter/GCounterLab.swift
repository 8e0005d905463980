import Engine
import LabKit
import Patterns

/// Replicas that count without asking each other, gossip over a bad network, and agree in the end; with them, on the
/// same messages, what plain numbers would make of it.
struct GCounterLab: Lab {
  /// The replicas that a key adds one at.
  enum Hand: Int, Label {
    case a, b, c
    var name: String { GCounterLab.name(rawValue) }
  }
  enum Topic: Int { case replicas, plain, messages, bytes }
  enum Stream: Int, StreamKind { case operations, place, peer, network, clock }
  enum Event: UInt8, EventKind { case operation, gossip, arrives }

  /// All that ever took part; only the first `members` do now, and the last `cut` of them are cut off.
  var replicas: ContiguousArray<Replica> = [], members = 0, cut = 0
  var type = DataType.gCounter, display = Display.merged
  var truth = Truth()
  var operations = Arrivals<GCounterLab>(.operation, stream: Stream.operations)
  var byHand: UInt32 = 0
  var mail = Mail<GCounterLab, Message>(.arrives, nodes: mostReplicas, stream: Stream.network, remembered: 1)
  /// Copies of messages that came, and that were forgotten together with an earlier type.
  var came = 0, forgotten = 0
  var losses = Recent<Loss>(12)
  /// How often a replica gossips, zero for never, and which timers are valid.
  var period = Interval.zero, timers: UInt32 = 0
  var progress = Progress()
  /// On which sides of the partition somebody has counted.
  var counted = [false, false]
  /// The notes of the knobs that make messages go astray and clocks be off.
  var networkCause = NoteID.chance, skewCause = NoteID.chance

  init(_ context: inout Context<GCounterLab>) { reconfigure(&context) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<GCounterLab>) {
    switch event {
    case .operation: if let number = operations.next(tag, &context) { operate(number, &context) }
    case .gossip: if tag == timers { gossip(Int(slot), &context) }
    case .arrives: receive(slot, tag, &context)
    }
  }

  /// What is under way arrives as it was sent.
  mutating func reconfigure(_ context: inout Context<GCounterLab>) {
    let knobs = context.knobs, isFirst = members == 0
    // Those that go hand over first, or what only they know would be gone from the sum.
    for replica in min(knobs.replicas, members)..<members { leave(replica, at: context.now) }
    (members, display) = (knobs.replicas, knobs.display)
    if isFirst || type != knobs.type { beginAnew(&context) }
    while replicas.count < members { replicas.append(Replica(State(members, type))) }
    power(&context)
    cut = context.isOn(.partition) ? min(knobs.group, members - 1) : 0
    if context.hasToggled(.partition) { counted = [false, false] }
    for replica in 0..<Self.mostReplicas {
      mail.network.move(replica, toSide: cut > 0 && replica >= members - cut ? 1 : 0)
    }
    mail.network.delay = .exponential(mean: .milliseconds(knobs.delay))
    mail.network.loss = knobs.loss / 100
    (mail.network.duplication, mail.network.reordering) = (knobs.duplication / 100, knobs.reordering / 100)
    if context.hasTurned("loss", "duplication") { networkCause = context.input }
    if context.hasTurned("skew") { skewCause = context.input }
    period = .milliseconds(knobs.gossip)
    if isFirst || context.hasTurned("gossip", "replicas") { beginGossip(&context) }
    operations.turn(to: knobs.increments, &context)
  }

  /// Everybody forgets everything: another type is another world.
  private mutating func beginAnew(_ context: inout Context<GCounterLab>) {
    if !replicas.isEmpty { context.note(.typeChanged, cause: context.input) }
    type = context.knobs.type
    (replicas, truth, progress) = ([], Truth(), Progress())
    forgotten += mail.underWay
    mail.clear()
  }

  /// Who is down now. Its data are on its disk; who acknowledged what was only in its memory.
  private mutating func power(_ context: inout Context<GCounterLab>) {
    let victim = context.isOn(.crash) ? min(context.knobs.victim, members) - 1 : nil
    for replica in replicas.indices where replicas[replica].isDown != (replica == victim) {
      replicas[replica].isDown.toggle()
      guard !replicas[replica].isDown else { continue }
      replicas[replica].interval.forgetAcknowledgements()
      if replica < members { context.note(.recovered(replica, replicas[replica].state.value), cause: context.input) }
    }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<GCounterLab>) {
    switch action {
    case .increment: operateByHand(member, takesAway: false, &context)
    case .takeAway: operateByHand(0, takesAway: true, &context)
    case .mergeNow: mergeNow(&context)
    case .partition, .crash: break
    }
    measure(&context)
  }

  /// Without gossip nothing but what is under way will still arrive.
  var isDrained: Bool { period == .zero ? mail.underWay == 0 : allAgree }
}

extension GCounterLab {
  static let mostReplicas = 64

  /// A, B … Z, AA … BL.
  static func name(_ replica: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return replica < 26 ? String(letters[replica]) : String([letters[replica / 26 - 1], letters[replica % 26]])
  }

  static func declaration(of _: NoBlueprint) -> Declaration<GCounterLab> {
    let card = Card<GCounterLab>(
      id: "g-counter", title: "G-Counter", group: "The eight",
      summary:
        "Replicas count without asking each other; their vectors merge over a network that loses, doubles and reorders.",
      alsoCalled: [
        "CRDT", "eventual consistency", "gossip", "PN-Counter", "OR-Set", "last write wins", "like counter",
      ],
      whenToUse: [
        "Several places must take writes and none may wait for the others: regions, devices that are offline, editors.",
        "What is counted adds up whatever the order: views, likes, stock that has come in.",
        "Messages may be lost or repeated and nobody wants to track which.",
      ],
      whenNot: [
        "The number must be right at every moment, as a balance must: replicas agree later, not now.",
        "A bound has to hold, such as never below zero: no replica can know that alone.",
        "Replicas come and go by the thousand: every one that ever counted keeps its entry.",
      ],
      simplifies: [
        "Every operation is on disk before it is acknowledged, so a crash loses only what is in memory.",
        "A replica that leaves hands over in good order; its entry stays in every vector.",
        "A message is 20 bytes and 12 for each entry, acknowledgements are the 20 bytes alone.",
        "OR-Set and register have no delta of their own here: the whole state is sent, but only when it has changed.",
        "The set has 16 possible elements; removing what is not there counts as an operation too.",
        "The plain sum tells each other replica what it counted since it last told it, once, without an acknowledgement.",
        "Merge now is by hand: it takes no time and no messages.",
      ],
      panels: [replicasPanel.slowed(while: hasJustMerged), plainPanel, messagesPanel, bytesPanel],
      verifications: verifications,
      drainsWithin: .seconds(900), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }

  /// Some replica took larger numbers a moment ago.
  @Sendable private static func hasJustMerged(_ lab: GCounterLab, _ context: Context<GCounterLab>) -> Bool {
    lab.replicas.contains { $0.raised.positions != 0 && context.now - $0.raised.at < .milliseconds(20) }
  }
}
