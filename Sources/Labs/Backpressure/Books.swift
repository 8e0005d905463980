import Engine
import FirstEdition

extension Backpressure {
  /// Independent counts, kept to check the others; times wrap round, which sums and differences do not mind.
  struct Books: Sendable {
    var emitted = 0, consumed = 0, rejected = 0, lost = 0
    var appended = 0, committed = 0
    /// The numbers of the records that went into the log and of those that were committed, summed up.
    var appendedSum: UInt64 = 0, committedSum: UInt64 = 0
    /// What the bounded queue and the log may hold: the knob, or what was there when it was turned below that.
    var boundCeiling = 0, lagCeiling = 0

    // Little's law: the area under the number in the system, and the times of those who came and went.
    private(set) var inSystem = 0
    private(set) var area: UInt64 = 0
    private(set) var stays: UInt64 = 0
    private(set) var entrances: UInt64 = 0
    private(set) var left = 0
    private var since: Instant = .start

    mutating func pass(to now: Instant) {
      area &+= UInt64(inSystem) &* (now - since).nanoseconds
      since = now
    }

    mutating func enter(_ record: Record) {
      emitted += 1
      inSystem += 1
      entrances &+= record.produced.nanoseconds
    }

    mutating func leave(_ record: Record, at now: Instant) {
      inSystem -= 1
      left += 1
      stays &+= (now - record.produced).nanoseconds
      entrances &-= record.produced.nanoseconds
    }

    /// Whether the area is the sum of all stays, those that go on included, with this many present.
    func obeysLittle(present: Int, at now: Instant) -> Bool {
      let area = area &+ UInt64(inSystem) &* (now - since).nanoseconds
      return area == stays &+ UInt64(present) &* now.nanoseconds &- entrances
    }
  }
}
