import Patterns

extension CounterLab {
  /// One replica: the data of the type that is chosen (the others stay empty), what it has told whom, and beside it
  /// what a programmer without the pattern would have kept.
  struct Replica: Sendable {
    var counter = GCounter()
    var pnCounter = PNCounter()
    var set = ORSet<UInt8>()
    var register = LWWRegister<UInt32>()
    /// Which operations on the set it has heard of, kept apart from the set to check it.
    var heard = GCounter()

    /// What has changed since each peer acknowledged; positions taken away come after `CounterLab.mostReplicas`.
    var interval = DeltaInterval()
    var plain = Plain()
    var isDown = false
    /// How many rounds of gossip it began; the peer of a round is drawn by it.
    var rounds: UInt32 = 0

    init(replicas: Int) {
      counter = GCounter(replicas: replicas)
      pnCounter = PNCounter(replicas: replicas)
    }

    /// The elements as bits.
    var bits: UInt16 {
      (0..<CounterLab.elementCount).reduce(0) { set.contains(UInt8($1)) ? $0 | 1 << UInt16($1) : $0 }
    }
  }

  /// The data without the pattern: plain values that take messages at their word.
  struct Plain: Sendable {
    /// What it counted itself, and what it has told each peer of that.
    var own: Int64 = 0
    var told: [Int64] = []
    /// A number to which it adds what others say they have counted since they last spoke.
    var sum: Int64 = 0
    /// A number that it overwrites with what it hears.
    var last: Int64 = 0
    /// A set to which it adds what others have.
    var bits: UInt16 = 0
    /// A value that it overwrites with what it hears.
    var value: UInt32 = 0

    /// What a message says to one peer; from then on it counts as told.
    mutating func news(for peer: Int) -> News {
      if peer >= told.count { told.append(contentsOf: repeatElement(0, count: peer + 1 - told.count)) }
      defer { told[peer] = own }
      return News(amount: own - told[peer], last: last, bits: bits, value: value)
    }

    mutating func hear(_ news: News) {
      sum += news.amount
      last = news.last
      bits |= news.bits
      value = news.value
    }

    struct News: Sendable {
      let amount: Int64
      let last: Int64
      let bits: UInt16
      let value: UInt32
    }
  }
}
