import Patterns

extension CounterLab {
  /// What really happened, kept apart from the replicas: every operation that a replica has acknowledged.
  struct Truth: Sendable {
    /// What each replica has added and taken away.
    private(set) var added = [UInt64](repeating: 0, count: CounterLab.mostReplicas)
    private(set) var removed = [UInt64](repeating: 0, count: CounterLab.mostReplicas)
    /// Of each element the additions that nobody who has heard of them has undone: replica and number of the operation.
    private(set) var live = [[(replica: Int, number: UInt64)]](repeating: [], count: CounterLab.elementCount)
    /// The write with the latest stamp, and what was written last in real time, whatever the clocks said.
    private(set) var winner: (time: Duration, replica: Int, value: UInt32)?
    private(set) var lastWritten: UInt32?

    var total: Int64 { Int64(added.reduce(0, +)) - Int64(removed.reduce(0, +)) }

    /// The elements as bits.
    var bits: UInt16 { live.indices.reduce(0) { live[$1].isEmpty ? $0 : $0 | 1 << UInt16($1) } }

    mutating func add(_ replica: Int) { added[replica] += 1 }
    mutating func takeAway(_ replica: Int) { removed[replica] += 1 }

    /// An element is added; the addition stands for those that the replica has heard of.
    mutating func insert(_ element: Int, _ replica: Int, heard: GCounter) {
      live[element].removeAll { heard[$0.replica] >= $0.number }
      live[element].append((replica, heard[replica]))
    }

    /// An element is removed by a replica that has heard of these operations; says whether an addition that it has not
    /// heard of survives.
    mutating func remove(_ element: Int, heard: GCounter) -> Bool {
      live[element].removeAll { heard[$0.replica] >= $0.number }
      return !live[element].isEmpty
    }

    /// A value is written. Says whether it is lost: whether one with a later stamp was there before, in real time.
    mutating func write(_ value: UInt32, at time: Duration, by replica: Int, isAccepted: Bool) -> Bool {
      lastWritten = value
      guard isAccepted, winner.map({ ($0.time, $0.replica) < (time, replica) }) ?? true else { return true }
      winner = (time, replica, value)
      return false
    }
  }
}
