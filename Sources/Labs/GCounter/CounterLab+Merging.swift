import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// A replica takes over what it hears; says how many positions, elements or values changed.
  mutating func absorb(_ payload: Message.Payload, into replica: Int) -> Int {
    switch payload {
    case .counter(let counter):
      mark(replica, counter.vector.indices.filter { counter[$0] > replicas[replica].counter[$0] })
      return replicas[replica].counter.merge(counter)
    case .counterDelta(let delta):
      mark(
        replica, delta.entries.filter { $0.count > replicas[replica].counter[$0.replica] }.map(\.replica))
      return replicas[replica].counter.merge(delta)
    case .pnCounter(let counter):
      let mine = replicas[replica].pnCounter
      mark(replica, counter.added.vector.indices.filter { counter.added[$0] > mine.added[$0] })
      mark(
        replica,
        counter.removed.vector.indices.filter { counter.removed[$0] > mine.removed[$0] }
          .map { $0 + CounterLab.mostReplicas })
      return replicas[replica].pnCounter.merge(counter)
    case .pnCounterDelta(let delta):
      let mine = replicas[replica].pnCounter
      mark(replica, delta.added.entries.filter { $0.count > mine.added[$0.replica] }.map(\.replica))
      mark(
        replica,
        delta.removed.entries.filter { $0.count > mine.removed[$0.replica] }
          .map { $0.replica + CounterLab.mostReplicas })
      return replicas[replica].pnCounter.merge(delta)
    case .set(let set, let heard): return absorb(set, heard, into: replica)
    case .register(let register):
      guard replicas[replica].register.merge(register) else { return 0 }
      replicas[replica].interval.change(0)
      return 1
    case .acknowledgement: return 0
    }
  }

  private mutating func absorb(_ set: ORSet<UInt8>, _ heard: GCounter, into replica: Int) -> Int {
    let before = replicas[replica].set
    replicas[replica].set.merge(set)
    let grown = replicas[replica].heard.merge(heard)
    guard grown > 0 || replicas[replica].set != before else { return 0 }
    replicas[replica].interval.change(0)
    return max(1, grown)
  }

  private mutating func mark(_ replica: Int, _ positions: [Int]) {
    for position in positions { replicas[replica].interval.change(position) }
  }

  /// All replicas that hear each other and are up come to know the same, at once and without messages.
  mutating func mergeNow(_ context: inout Context<CounterLab>) {
    for first in 0..<members where !replicas[first].isDown {
      let company = (0..<members).filter { !replicas[$0].isDown && network.connects(first, $0) }
      guard company.first == first else { continue }
      for other in company where other != first { _ = absorb(everything(other), into: first) }
      for other in company where other != first { _ = absorb(everything(first), into: other) }
      for from in company {
        for to in company where to != from { replicas[to].plain.hear(replicas[from].plain.news(for: to)) }
      }
    }
    context.note(.mergedByHand, cause: context.input)
  }

  /// A member leaves in good order: the first one that stays takes over what it knows.
  mutating func leave(_ replica: Int) {
    _ = absorb(everything(replica), into: 0)
    replicas[0].plain.hear(replicas[replica].plain.news(for: 0))
  }

  /// What a replica shows: a count, the number of elements, or the value.
  func shown(_ replica: Int) -> Int64 {
    switch knobs.type {
    case .gCounter: Int64(replicas[replica].counter.value)
    case .pnCounter: replicas[replica].pnCounter.value
    case .orSet: Int64(replicas[replica].bits.nonzeroBitCount)
    case .register: Int64(replicas[replica].register.value ?? 0)
    }
  }

  /// What all will show in the end.
  var shownInTruth: Int64 {
    switch knobs.type {
    case .gCounter, .pnCounter: truth.total
    case .orSet: Int64(truth.bits.nonzeroBitCount)
    case .register: Int64(truth.winner?.value ?? 0)
    }
  }

  /// How much a replica does not know: operations, elements that differ, or 1 for an old value.
  func distance(_ replica: Int) -> Int {
    switch knobs.type {
    case .gCounter:
      return replicas.indices.reduce(0) { $0 + gap(truth.added[$1], replicas[replica].counter[$1]) }
    case .pnCounter:
      let mine = replicas[replica].pnCounter
      return replicas.indices.reduce(0) {
        $0 + gap(truth.added[$1], mine.added[$1]) + gap(truth.removed[$1], mine.removed[$1])
      }
    case .orSet: return (replicas[replica].bits ^ truth.bits).nonzeroBitCount
    case .register: return replicas[replica].register.value == truth.winner?.value ? 0 : 1
    }
  }

  private func gap(_ left: UInt64, _ right: UInt64) -> Int { Int(left > right ? left - right : right - left) }

  /// How far off the number of a replica without the pattern is; too much is positive.
  func plainError(_ replica: Int) -> Int64 {
    let plain = replicas[replica].plain
    switch knobs.type {
    case .gCounter, .pnCounter: return plain.sum - truth.total
    case .orSet: return Int64((plain.bits ^ truth.bits).nonzeroBitCount)
    case .register: return plain.value == (truth.winner?.value ?? 0) ? 0 : 1
    }
  }

  /// Whether two replicas hold the same.
  func agree(_ left: Int, _ right: Int) -> Bool {
    switch knobs.type {
    case .gCounter: replicas[left].counter == replicas[right].counter
    case .pnCounter: replicas[left].pnCounter == replicas[right].pnCounter
    case .orSet: replicas[left].set == replicas[right].set
    case .register: replicas[left].register == replicas[right].register
    }
  }

  var allAgree: Bool { (1..<members).allSatisfy { agree(0, $0) } }
}
