import Engine
import Patterns

extension GCounterLab {
  /// One replica: its data, what it has told whom, and beside it what a programmer without the pattern would have kept.
  struct Replica: Sendable {
    var state: State
    /// What has changed since each peer acknowledged; positions taken away come after `mostReplicas`.
    var interval = DeltaInterval()
    var plain = Plain(), isDown = false
    /// How many rounds of gossip it began; the peer of a round is drawn by it.
    var rounds: UInt32 = 0
    /// Which positions its newest merge raised, as bits, when that was, and whose state it heard then.
    var raised: (positions: UInt64, at: Instant) = (0, .start)
    /// What it had when it was last looked at.
    var before: State

    init(_ state: State) { (self.state, before) = (state, state) }
  }

  /// The replicated data; only those of the type that is chosen are not empty. A G-Counter is a PN-Counter of which
  /// nothing is taken away: the second of its counters has no entries.
  struct State: Hashable, Sendable {
    var counter: PNCounter, set = ORSet<UInt8>(), register = LWWRegister<UInt32>()

    init(_ members: Int, _ type: DataType) {
      counter = PNCounter(
        added: GCounter(replicas: type.counts ? members : 0),
        removed: GCounter(replicas: type == .pnCounter ? members : 0))
    }

    var entries: Int { counter.size + set.size + set.seen.size + (register.stamp == nil ? 0 : 1) }

    /// The elements as bits.
    var bits: UInt16 { self.set.elements.reduce(0) { $0 | 1 << UInt16($1) } }

    /// A count, the number of elements, or the value: the others are 0.
    var value: Int64 { counter.value + Int64(bits.nonzeroBitCount) + Int64(register.value ?? 0) }

    /// Takes over another one; says how many positions, elements or values changed.
    mutating func merge(_ other: State) -> Int {
      if register.merge(other.register) { return 1 }
      if other.set.seen.size == 0 { return counter.merge(other.counter) }
      let before = set
      set.merge(other.set)
      return set == before ? 0 : 1
    }
  }

  /// The data without the pattern: plain values that take messages at their word.
  struct Plain: Sendable {
    /// What it counted itself, and what it has told each peer of that.
    var own: Int64 = 0, told: [Int64] = []
    /// A number to which it adds what others say they have counted since they last spoke.
    var sum: Int64 = 0
    /// A number that it overwrites with what it hears.
    var last: Int64 = 0
    /// A set to which it adds what others have, and a value that it overwrites with what it hears.
    var bits: UInt16 = 0, value: UInt32 = 0

    /// What it shows: the others are 0.
    func value(_ display: Display) -> Int64 {
      (display == .overwritten ? last : sum) + Int64(bits.nonzeroBitCount) + Int64(value)
    }

    mutating func count(_ amount: Int64) { (own, sum, last) = (own + amount, sum + amount, last + amount) }

    /// What a message says to one peer; from then on it counts as told.
    mutating func news(for peer: Int) -> News {
      if peer >= told.count { told.append(contentsOf: repeatElement(0, count: peer + 1 - told.count)) }
      defer { told[peer] = own }
      return News(amount: own - told[peer], last: last, bits: bits, value: value)
    }

    mutating func hear(_ news: News) {
      sum += news.amount
      (last, bits, value) = (news.last, bits | news.bits, news.value)
    }

    struct News: Sendable { var amount: Int64 = 0, last: Int64 = 0, bits: UInt16 = 0, value: UInt32 = 0 }
  }

  /// What really happened, kept apart from the replicas: every operation that a replica has acknowledged.
  struct Truth: Sendable {
    var counter = PNCounter(), register = LWWRegister<UInt32>()
    /// How many increments and decrements, and what they come to: every sample asks for each replica.
    var accepted = 0, net: Int64 = 0
    /// Of each element the additions that nobody who has heard of them has undone: replica and number of the operation.
    var live = [[(replica: Int, number: UInt64)]](repeating: [], count: elementCount)
    /// What was written last in real time, whatever the clocks said, and when the newest operation was accepted.
    var lastWritten: UInt32?, newest = Instant.start

    /// The elements as bits.
    var bits: UInt16 { live.indices.reduce(0) { live[$1].isEmpty ? $0 : $0 | 1 << UInt16($1) } }

    /// What all show in the end.
    var value: Int64 { net + Int64(bits.nonzeroBitCount) + Int64(register.value ?? 0) }

    /// A replica that has heard of these additions undoes those of an element; says whether another one survives.
    mutating func remove(_ element: Int, heard: GCounter) -> Bool {
      live[element].removeAll { heard[$0.replica] >= $0.number }
      return !live[element].isEmpty
    }
  }

  /// The elements that the set may hold, `a` to `p`.
  static let elementCount = 16

  /// What a replica shows: by the pattern, or the plain value that the knob asks for.
  func shown(_ replica: Int) -> Int64 {
    display == .merged ? replicas[replica].state.value : replicas[replica].plain.value(display)
  }

  /// How far off a plain value is: too much is positive; of sets how many elements differ, of registers 1 for another.
  func plainError(_ replica: Int, _ display: Display = .added) -> Int64 {
    switch type {
    case .gCounter, .pnCounter: replicas[replica].plain.value(display) - truth.value
    case .orSet: Int64((replicas[replica].plain.bits ^ truth.bits).nonzeroBitCount)
    case .register: replicas[replica].plain.value == truth.register.value ?? 0 ? 0 : 1
    }
  }

  /// How far off what a replica shows is.
  func error(_ replica: Int) -> Int64 {
    display == .merged ? -Int64(distance(replica)) : plainError(replica, display)
  }

  /// How much a replica does not know: operations, elements that differ, or 1 for an old value.
  func distance(_ replica: Int) -> Int {
    switch type {
    case .gCounter, .pnCounter: truth.accepted - Int(replicas[replica].state.counter.operations)
    case .orSet: (replicas[replica].state.bits ^ truth.bits).nonzeroBitCount
    case .register: replicas[replica].state.register.value == truth.register.value ? 0 : 1
    }
  }

  /// The farthest that a member is off, by some measure.
  func worst(_ measure: (Int) -> Int64) -> Int64 { (0..<members).reduce(0) { max($0, abs(measure($1))) } }

  var allAgree: Bool { (1..<members).allSatisfy { replicas[0].state == replicas[$0].state } }
}

extension PNCounter {
  /// How many operations it knows.
  var operations: UInt64 { added.value + removed.value }

  /// Whether it counts at least as much as another one, of each replica.
  func covers(_ other: PNCounter) -> Bool {
    (0..<other.added.size).allSatisfy { added[$0] >= other.added[$0] }
      && (0..<other.removed.size).allSatisfy { removed[$0] >= other.removed[$0] }
  }
}
