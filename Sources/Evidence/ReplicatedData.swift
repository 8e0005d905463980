import Engine
import LabKit
import Patterns

/// The laws of merging, counters, sets, registers, and how a replica remembers what a peer has yet to hear.
extension Evidence {
  static let replicatedData = laws + counters + sets + registers + deltas

  private static let paper = "Shapiro et al. 2011"
  private static let counter = Source(paper, family: "G-Counter"), pnCounter = Source(paper, family: "PN-Counter")
  private static let set = Source(paper, family: "OR-Set"), register = Source(paper, family: "LWW register")
  private static let delta = Source("Almeida et al. 2018", family: "G-Counter")

  private static let laws = [
    law("merge not commutative, of 2000 pairs") { left, right, _ in left + right == right + left },
    law("merge not associative, of 2000 triples") { $0 + $1 + $2 == $0 + ($1 + $2) },
    law("merge not idempotent, of 2000 states") { left, right, _ in
      let both = left + right
      return both + right == both && both + both == both && left + left == left
    },
    counter("runs that differ by order or doubles, of 500", 0) {
      runs(500, seed: 1987) { random in
        var states: [GCounter] = [], total: UInt64 = 0
        for replica in 0..<6 {
          for count in 0..<UInt64(random.below(4)) {
            states.append(GCounter(Array(repeating: 0, count: replica) + [count + 1]))
            total += 1
          }
        }
        return (states + states).shuffled(using: &random).reduce(GCounter(), +).value == total
      }
    },
  ]

  /// How many of 2000 triples of random states break a law.
  private static func law(_ name: String, _ holds: @escaping @Sendable (GCounter, GCounter, GCounter) -> Bool)
    -> Verification
  {
    counter(name, 0) {
      runs(2000, seed: 2011) { random in
        func state() -> GCounter { GCounter((0..<random.below(9)).map { _ in UInt64(random.below(6)) }) }
        return holds(state(), state(), state())
      }
    }
  }

  /// How many of so many runs by chance fail.
  private static func runs(_ count: Int, seed: UInt64, _ holds: (inout Random) -> Bool) -> Double {
    var random = Random(seed: seed)
    return Double((0..<count).count { _ in !holds(&random) })
  }

  private static let counters = [
    pnCounter("5 up at A, 2 down at B, merged both ways and twice", 3) { count("A+5 B-2") },
    pnCounter("both take away what only one unit of was there", -1) { count("A+1 A>B A-1 B-1") },
    pnCounter("5 up at A, 2 down at B, told as deltas and twice", 3) {
      let told = PNCounter(added: GCounter([5]), removed: GCounter([0, 2])).delta(ofAdded: [0], ofRemoved: [1])
      var heard = PNCounter(replicas: 2)
      for _ in 0..<2 { heard.merge(told) }
      return Double(heard.value)
    },
    pnCounter("entries of that delta", 2) {
      Double(PNCounter(replicas: 9).delta(ofAdded: [0], ofRemoved: [1]).size)
    },
    pnCounter("entries of a full state, 3 replicas", 6) { Double(PNCounter(replicas: 3).size) },
    pnCounter("runs that end elsewhere than at the sum, of 300", 0) {
      runs(300, seed: 11) { random in
        var replicas = Array(repeating: PNCounter(), count: 4), truth: Int64 = 0
        for _ in 0..<40 {
          let replica = random.below(4), amount = [1, -2, 0][random.below(3)]
          if amount == 0 { replicas[replica].merge(replicas[random.below(4)]) }
          change(&replicas[replica], replica, amount)
          truth += Int64(amount)
        }
        return replicas.reduce(into: PNCounter()) { $0.merge($1) }.value == truth
      }
    },
  ]

  private static let sets = [
    set("added at B while A removes it: in the set after the merge", 1) { hold("A+7 A>B A-7 B+7") },
    set("seen by both and removed at A: in the set after the merge", 0) { hold("A+7 A>B A-7 A>B") },
    set("added at A and at B, merged, and removed at A: in the set", 0) { hold("A+7 B+7 B>A A-7") },
    set("an old state arrives after the removal: in the set", 0) { hold("A+7 A>B A-7 B>A") },
    set("added again after the removal: in the set", 1) { hold("A+7 A>B A-7 A+7 B>A") },
    set("triples of replicas whose merges differ by order, of 300", 0) {
      runs(300, seed: 12) { random in
        var replicas = Array(repeating: ORSet<Int>(), count: 3)
        for _ in 0..<30 {
          let replica = random.below(3)
          switch random.below(3) {
          case 0: replicas[replica].insert(random.below(4), at: replica)
          case 1: replicas[replica].remove(random.below(4))
          default: replicas[replica].merge(replicas[random.below(3)])
          }
        }
        let back = (replicas + replicas).reversed().reduce(into: ORSet<Int>()) { $0.merge($1) }
        return replicas.reduce(into: ORSet<Int>()) { $0.merge($1) } == back
      }
    },
  ]

  /// The value of a counter on which both replicas agree after these steps.
  private static func count(_ steps: String) -> Double {
    agreed(PNCounter(), steps, change) { $0.merge($1) }.map { Double($0.value) } ?? .nan
  }

  private static func change(_ counter: inout PNCounter, _ replica: Int, _ amount: Int) {
    if amount > 0 { counter.increment(replica, by: UInt64(amount)) }
    if amount < 0 { counter.decrement(replica, by: UInt64(-amount)) }
  }

  /// The number of elements of a set on which both replicas agree after these steps.
  private static func hold(_ steps: String) -> Double {
    let change = { (set: inout ORSet<Int>, replica: Int, element: Int) in
      if element > 0 { set.insert(element, at: replica) } else { set.remove(-element) }
    }
    return agreed(ORSet<Int>(), steps, change) { $0.merge($1) }.map { Double($0.elements.count) } ?? .nan
  }

  /// What two replicas agree on after steps such as `A+5 A>B B-2`, that is A adds 5, tells B its state, and B takes 2
  /// away, and after they were merged both ways and twice.
  private static func agreed<State: Equatable>(
    _ start: State, _ steps: String, _ change: (inout State, _ replica: Int, _ amount: Int) -> Void,
    _ merge: (inout State, State) -> Void
  ) -> State? {
    var replicas = [start, start]
    for step in (steps + " A>B B>A A>B B>A").split(separator: " ") {
      let replica = step.hasPrefix("A") ? 0 : 1
      if let amount = Int(step.dropFirst()) {
        change(&replicas[replica], replica, amount)
      } else {
        merge(&replicas[1 - replica], replicas[replica])
      }
    }
    return replicas[0] == replicas[1] ? replicas[0] : nil
  }

  private typealias Write = (value: Int, second: Int, replica: Int)

  private static let registers = [
    register("written at 2 s and then at 1 s by a slow clock: the value", 2) { value([(2, 2, 0), (1, 1, 1)], []) },
    register("written by 0 and 1 at the same time, merged either way: the value", 11) {
      value([(10, 1, 0)], [(11, 1, 1)])
    },
    register("an older state arrives: the value", 2) { value([(2, 2, 0)], [(1, 1, 5)]) },
  ]

  /// What two registers hold that were written and then merged both ways.
  private static func value(_ left: [Write], _ right: [Write]) -> Double {
    let written = [left, right].map { writes in
      writes.reduce(into: LWWRegister<Int>()) { _ = $0.write($1.value, at: .seconds($1.second), by: $1.replica) }
    }
    var merged = written
    for index in 0..<2 { merged[index].merge(written[1 - index]) }
    return merged[0] == merged[1] ? Double(merged[0].value ?? 0) : .nan
  }

  private static let deltas = [
    delta("positions told again until they are acknowledged", 2) { told(acknowledged: []) },
    delta("positions told after an acknowledgement of the first of two", 1) { told(acknowledged: [0]) },
    delta("positions told when acknowledgements came out of order", 0) { told(acknowledged: [1, 0]) },
    delta("a delta applied twice, shown", 3) {
      let told = GCounter([0, 0, 3]).delta(of: 2)
      var heard = GCounter()
      for _ in 0..<2 { heard.merge(told) }
      return Double(heard.value)
    },
  ]

  /// Two positions changed, and a peer was told after each; what it is told next when it has acknowledged these of the two.
  private static func told(acknowledged: [Int]) -> Double {
    var interval = DeltaInterval()
    let messages = [0, 4].map { position in
      interval.change(position)
      return interval.tell(1).upTo
    }
    for message in acknowledged { interval.acknowledge(1, upTo: messages[message]) }
    return Double(interval.tell(1).positions.count)
  }
}

extension GCounter {
  /// Both of them merged.
  fileprivate static func + (left: GCounter, right: GCounter) -> GCounter {
    var both = left
    both.merge(right)
    return both
  }
}
