import Engine
import FirstEdition
import Patterns

/// Replicas that count without asking each other, gossip over a bad network, and agree in the end; beside them, on the
/// same messages, what plain numbers would make of it.
public struct CounterLab: Lab {
  var knobs: Knobs
  /// All that ever took part; only the first `knobs.replicas` are members now.
  var replicas: ContiguousArray<Replica> = []
  var truth = Truth()
  var operations: Source
  var network: Network
  var messages = Slab<Message>()
  var traffic = Traffic()
  /// Which gossip timers are valid.
  var generation: UInt32 = 0
  /// How many operations were done by hand.
  var byHand: UInt32 = 0
  /// The notes of the keys that injected the faults; nil while they are healed.
  var partition: NoteID?, crash: NoteID?
  /// The note of the knob that makes messages go astray.
  var networkCause: NoteID = .chance
  var signs = Signs()

  /// Replicas that have counted nothing yet.
  public init(_ knobs: Knobs, _ context: inout Context<CounterLab>) {
    self.knobs = knobs
    operations = Source(.poisson, rate: knobs.increments, stream: .counterOperations)
    network = Network(
      nodes: CounterLab.mostReplicas, delay: .constant(.zero), stream: .counterNetwork)
    setNetwork()
    grow()
    if let due = operations.begin(context) {
      context.schedule(.operation(operations.generation), at: due)
    }
    scheduleGossip(&context)
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<CounterLab>) {
    switch event {
    case .operation(let generation): operate(generation, &context)
    case .gossip(let timer): gossip(timer, &context)
    case .arrives(let slot): receive(slot, &context)
    }
  }
}

extension CounterLab {
  static let mostReplicas = 64
  /// The elements that the set may hold, `a` to `p`.
  static let elementCount = 16

  /// How many replicas take part.
  var members: Int { knobs.replicas }

  /// A, B … Z, AA … BL.
  static func name(_ replica: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return replica < 26
      ? String(letters[replica]) : String([letters[replica / 26 - 1], letters[replica % 26]])
  }

  /// A small letter for an element of the set.
  static func name(element: Int) -> String { name(element).lowercased() }

  /// Makes room for new replicas, which know nothing.
  mutating func grow() {
    while replicas.count < members { replicas.append(Replica(replicas: members)) }
  }

  /// Everybody forgets everything: another type is another world.
  mutating func beginAnew() {
    replicas = []
    truth = Truth()
    grow()
    setDown()
    signs = Signs()
    traffic.void += traffic.underWay
    traffic.underWay = 0
    for slot in 0..<UInt32(messages.slots) { messages[slot].isAlive = false }
  }

  mutating func setNetwork() {
    network.delay = .exponential(mean: .milliseconds(knobs.delayMilliseconds))
    network.loss = knobs.lossPercent / 100
    network.duplication = knobs.duplicationPercent / 100
    network.reordering = knobs.reorderingPercent / 100
  }
}
