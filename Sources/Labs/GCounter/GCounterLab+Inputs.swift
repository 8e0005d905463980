import LabKit

extension GCounterLab {
  /// What is replicated.
  enum DataType: String, CaseIterable, Sendable {
    case gCounter = "g-counter", pnCounter = "pn-counter", orSet = "or-set", register = "lww-register"

    var counts: Bool { self == .gCounter || self == .pnCounter }

    /// What a merge does, as part of a sentence (Shapiro et al., A comprehensive study of CRDTs, specifications 6 to 9, 15).
    var mergeRule: String {
      switch self {
      case .gCounter: "the larger number of each position, in whatever order"
      case .pnCounter: "the larger number of each position, of both vectors"
      case .orSet: "what was added, but for additions that one saw removed"
      case .register: "the later of two writes, by the clocks of the writers"
      }
    }
  }

  /// What a replica tells another one.
  enum Gossip: String, CaseIterable, Sendable { case full, delta }

  /// Which of its values a replica shows: all of them are kept, on the same messages.
  enum Display: String, CaseIterable, Sendable { case merged, added, overwritten }

  /// What can be turned: five replicas on a network that loses and doubles one message in twenty. Shares are in percent,
  /// times in milliseconds.
  struct Knobs: KnobSet {
    var replicas = 5, increments = 20.0, gossip = 500.0, send = Gossip.full
    var loss = 5.0, duplication = 5.0, reordering = 20.0, delay = 200.0
    var type = DataType.gCounter, removals = 25.0, skew = 500.0, display = Display.merged
    var group = 2, victim = 2

    static let fields: [Knob<Knobs>] = [
      Knob("replicas", \.replicas, 2...GCounterLab.mostReplicas, "How many replicas count."),
      Knob(
        "increments", \.increments, 0...1000, step: 10, unit: "/s", whileDraining: 0,
        "Operations a second over all replicas, Poisson."),
      Knob(
        "gossip", \.gossip, 0...5000, step: 100, unit: "ms",
        "How often a replica tells one other, chosen by chance, what it knows; 0 is never."),
      Knob("send", \.send, "Full: the whole state each time. Delta: only what the other has not acknowledged."),
      .percent("loss", \.loss, whileDraining: 0, "The share of messages that never arrive."),
      .percent("duplication", \.duplication, whileDraining: 0, "The share of messages that arrive twice."),
      .percent("reordering", \.reordering, whileDraining: 0, "The share of messages that may overtake earlier ones."),
      Knob(
        "delay", \.delay, 10...2000, step: 10, unit: "ms", "How long a message is under way on average, exponential."),
      Knob("type", \.type, "What is replicated; turning it begins with empty replicas."),
      .percent("removals", \.removals, "The share of operations that take away (PN-Counter, OR-Set)."),
      Knob(
        "skew", \.skew, 0...5000, step: 100, unit: "ms", "How far the replicas' clocks are off at most (LWW register)."),
      Knob(
        "show", \.display,
        "What a replica shows. Merged: by the pattern. Added: plain, adds what messages tell. Overwritten: plain, by each."
      ),
      Knob(
        "group", \.group, 1...(GCounterLab.mostReplicas - 1), title: "cut off",
        "How many replicas, the last ones, a partition cuts off; one at least stays on the other side."),
      Knob(
        "victim", \.victim, 1...GCounterLab.mostReplicas,
        "Which replica a crash takes down, by its place; beyond the last it is the last."),
    ]
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case increment, takeAway, mergeNow, partition, crash

    var declaration: ActionFamily {
      switch self {
      case .increment:
        .onces("ABC", by: .each(Hand.self), "increment", "add at *", "Adds one at replica * by hand, if there is one.")
      case .takeAway: .once("d", "take.away", "take away at A", "Takes one away at A by hand; a G-Counter cannot.")
      case .mergeNow: .once("g", "merge.now", "merge now", "All replicas that hear each other exchange what they know.")
      case .partition:
        .fault(
          "x", "partition", "partition", "The last replicas, as many as the knob says, are cut off from the others.")
      case .crash:
        .fault(
          "c", "crash", "crash replica",
          "A replica is down; it comes back with what is on its disk, which is everything.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case operations, refused, writesLost
    case messagesSent, messagesLost, messagesDoubled, merges, mergesIdle
    case entriesSent, bytesSent, bytesIfFull
    case plainLost, plainDoubled
    case truth, lowest, highest, apart, plainError, underWay

    var declaration: MeterFamily {
      switch self {
      case .operations: .counter("operations", "operations", "Operations that a replica accepted.")
      case .refused: .counter("refused", "operations", "Operations that found their replica down.")
      case .writesLost: .counter("writes.lost", "writes", "Writes that a clock which is ahead has beaten.")
      case .messagesSent: .counter("messages.sent", "messages", "Messages, acknowledgements too.")
      case .messagesLost: .counter("messages.lost", "messages", "Messages that never came, for whatever reason.")
      case .messagesDoubled: .counter("messages.doubled", "messages", "Messages that came twice.")
      case .merges: .counter("merges", "merges", "Merges that told the receiver something.")
      case .mergesIdle: .counter("merges.idle", "merges", "Merges that told it nothing new.")
      case .entriesSent: .counter("entries.sent", "entries", "Entries in all messages.")
      case .bytesSent: .counter("bytes.sent", "bytes", "Bytes of all messages.")
      case .bytesIfFull: .counter("bytes.full", "bytes", "What the same gossip would cost with full states.")
      case .plainLost: .counter("plain.lost", "operations", "Operations that a plain sum lost with a message.")
      case .plainDoubled: .counter("plain.doubled", "operations", "Operations that a plain sum counted twice.")
      case .truth: .gauge("truth", "", "What all replicas have accepted together.")
      case .lowest: .gauge("value.lowest", "", "The lowest value that a replica shows.")
      case .highest: .gauge("value.highest", "", "The highest value that a replica shows.")
      case .apart: .gauge("apart", "operations", "How much the replica that knows least does not know.")
      case .plainError: .gauge("plain.error", "operations", "How far off the worst plain number is.")
      case .underWay: .gauge("messages.underway", "messages", "Copies of messages under way.")
      }
    }
  }
}
