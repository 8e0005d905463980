import FirstEdition

extension CounterLab {
  /// What the replicas hold.
  public enum DataType: String, CaseIterable, Sendable {
    /// Grows only.
    case gCounter = "g-counter"
    /// Goes up and down.
    case pnCounter = "pn-counter"
    /// A set in which an addition wins over a removal that has not seen it.
    case orSet = "or-set"
    /// A value of which the last write wins.
    case register = "lww-register"
  }

  /// What a replica tells another one.
  public enum Gossip: String, CaseIterable, Sendable {
    /// Everything it knows, each time.
    case full
    /// What has changed since the other one last acknowledged; nothing when nothing has.
    case delta
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var replicas = 5
    var increments = 20.0
    var gossipMilliseconds = 500.0
    var gossip = Gossip.full
    var lossPercent = 5.0
    var duplicationPercent = 5.0
    var reorderingPercent = 20.0
    var delayMilliseconds = 200.0
    var type = DataType.gCounter
    var removalPercent = 25.0
    var skewMilliseconds = 500.0
    var group = 2
    var victim = 2

    /// Five replicas on a network that loses and doubles one message in twenty.
    public init() {}

    /// In the order in which they are shown.
    public static let fields: [Knob<Knobs>] = counting + network + data + faults

    private static let counting: [Knob<Knobs>] = [
      Knob("replicas", \.replicas, 2...CounterLab.mostReplicas, "How many replicas count."),
      Knob(
        "increments", \.increments, 0...1000, step: 10, unit: "/s", whileDraining: 0,
        "Operations a second over all replicas, Poisson."),
      Knob(
        "gossip", \.gossipMilliseconds, 0...5000, step: 100, unit: "ms",
        "How often a replica tells one other, chosen by chance, what it knows; 0 is never."),
      Knob(
        "send", \.gossip, "Full: the whole state each time. Delta: only what the other has not acknowledged."),
    ]

    private static let network: [Knob<Knobs>] = [
      Knob(
        "loss", \.lossPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of messages that never arrive."),
      Knob(
        "duplication", \.duplicationPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of messages that arrive twice."),
      Knob(
        "reordering", \.reorderingPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of messages that may overtake earlier ones."),
      Knob(
        "delay", \.delayMilliseconds, 10...2000, step: 10, unit: "ms",
        "How long a message is under way on average, exponential."),
    ]

    private static let data: [Knob<Knobs>] = [
      Knob("type", \.type, "What is replicated; turning it begins with empty replicas."),
      Knob(
        "removals", \.removalPercent, 0...100, step: 5, unit: "%",
        "The share of operations that take away (PN-Counter, OR-Set)."),
      Knob(
        "skew", \.skewMilliseconds, 0...5000, step: 100, unit: "ms",
        "How far the replicas' clocks are off at most (LWW register)."),
    ]

    private static let faults: [Knob<Knobs>] = [
      Knob(
        "group", \.group, 1...(CounterLab.mostReplicas - 1), title: "cut off",
        "How many replicas, the last ones, a partition cuts off; one at least stays on the other side."),
      Knob(
        "victim", \.victim, 1...CounterLab.mostReplicas,
        "Which replica a crash takes down, by its place; beyond the last it is the last."),
    ]
  }
}
