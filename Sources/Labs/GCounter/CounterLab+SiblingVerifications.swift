import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// The same world's other replicated types, and how a replica remembers what a peer still has to hear.
  static let siblingVerifications: [Verification] = counters + sets + registers + intervals

  private static let paper = "Shapiro et al. 2011"

  private static func row(
    _ family: String, _ name: String, _ expected: Double, source: String = paper,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(family, source: source, name, expected: expected, measure: measure)
  }

  private static let counters: [Verification] = [
    row("PN-Counter", "5 up at A, 2 down at B, merged both ways and twice", 3) {
      var (left, right) = (PNCounter(replicas: 2), PNCounter(replicas: 2))
      left.increment(0, by: 5)
      right.decrement(1, by: 2)
      left.merge(right)
      right.merge(left)
      left.merge(right)
      return left.value == right.value ? Double(left.value) : .nan
    },
    row("PN-Counter", "both take away what only one unit of was there", -1) {
      var (left, right) = (PNCounter(replicas: 2), PNCounter(replicas: 2))
      left.increment(0)
      right.merge(left)
      left.decrement(0)
      right.decrement(1)
      left.merge(right)
      return Double(left.value)
    },
    row("PN-Counter", "5 up at A, 2 down at B, told as deltas and twice", 3) {
      var (left, right) = (PNCounter(replicas: 2), PNCounter(replicas: 2))
      left.increment(0, by: 5)
      left.decrement(1, by: 2)
      for _ in 0..<2 { right.merge(left.delta(ofAdded: [0], ofRemoved: [1])) }
      return Double(right.value)
    },
    row("PN-Counter", "entries of that delta", 2) {
      Double(PNCounter(replicas: 9).delta(ofAdded: [0], ofRemoved: [1]).size)
    },
    row("PN-Counter", "entries of a full state, 3 replicas", 6) { Double(PNCounter(replicas: 3).size) },
    row("PN-Counter", "runs that end elsewhere than at the sum, of 300", 0) { strayCounters() },
  ]

  private static let sets: [Verification] = [
    row("OR-Set", "added at B while A removes it: in the set after the merge", 1) {
      var left = ORSet<Int>()
      left.insert(7, at: 0)
      var right = left
      left.remove(7)
      right.insert(7, at: 1)
      left.merge(right)
      right.merge(left)
      return left == right && left.contains(7) ? 1 : 0
    },
    row("OR-Set", "seen by both and removed at A: in the set after the merge", 0) {
      var left = ORSet<Int>()
      left.insert(7, at: 0)
      var right = left
      left.remove(7)
      right.merge(left)
      left.merge(right)
      return Double(left.elements.count + right.elements.count)
    },
    row("OR-Set", "added at A and at B, merged, and removed at A: in the set", 0) {
      var (left, right) = (ORSet<Int>(), ORSet<Int>())
      left.insert(7, at: 0)
      right.insert(7, at: 1)
      left.merge(right)
      left.remove(7)
      right.merge(left)
      return Double(left.elements.count + right.elements.count)
    },
    row("OR-Set", "an old state arrives after the removal: in the set", 0) {
      var set = ORSet<Int>()
      set.insert(7, at: 0)
      let old = set
      set.remove(7)
      set.merge(old)
      return Double(set.elements.count)
    },
    row("OR-Set", "added again after the removal: in the set", 1) {
      var set = ORSet<Int>()
      set.insert(7, at: 0)
      let old = set
      set.remove(7)
      set.insert(7, at: 0)
      set.merge(old)
      return Double(set.elements.count)
    },
    row("OR-Set", "triples of replicas whose merges differ by order, of 300", 0) { strayMerges() },
  ]

  private static let registers: [Verification] = [
    row("LWW register", "written at 2 s and then at 1 s by a slow clock: the value", 2) {
      var register = LWWRegister<Int>()
      _ = register.write(2, at: .seconds(2), by: 0)
      _ = register.write(1, at: .seconds(1), by: 1)
      return Double(register.value ?? 0)
    },
    row("LWW register", "written by 0 and 1 at the same time, merged either way: the value", 11) {
      var (left, right) = (LWWRegister<Int>(), LWWRegister<Int>())
      _ = left.write(10, at: .seconds(1), by: 0)
      _ = right.write(11, at: .seconds(1), by: 1)
      let unmerged = left
      left.merge(right)
      right.merge(unmerged)
      return left == right ? Double(left.value ?? 0) : .nan
    },
    row("LWW register", "an older state arrives: the value", 2) {
      var (old, new) = (LWWRegister<Int>(), LWWRegister<Int>())
      _ = old.write(1, at: .seconds(1), by: 5)
      _ = new.write(2, at: .seconds(2), by: 0)
      new.merge(old)
      return Double(new.value ?? 0)
    },
  ]

  private static let delta = "Almeida et al. 2018"

  private static let intervals: [Verification] = [
    row("G-Counter", "positions told again until they are acknowledged", 2, source: delta) {
      var news = DeltaInterval()
      news.change(0)
      news.change(4)
      _ = news.tell(1)
      return Double(news.tell(1).positions.count)
    },
    row("G-Counter", "positions told after an acknowledgement of the first of two", 1, source: delta) {
      var news = DeltaInterval()
      news.change(0)
      let first = news.tell(1).upTo
      news.change(4)
      news.acknowledge(1, upTo: first)
      return Double(news.news(for: 1).count)
    },
    row("G-Counter", "positions told when acknowledgements came out of order", 0, source: delta) {
      var news = DeltaInterval()
      news.change(0)
      let first = news.tell(1).upTo
      news.change(4)
      news.acknowledge(1, upTo: news.tell(1).upTo)
      news.acknowledge(1, upTo: first)
      return Double(news.news(for: 1).count)
    },
    row("G-Counter", "a delta applied twice, shown", 3, source: delta) {
      var (left, right) = (GCounter(), GCounter())
      left.increment(2, by: 3)
      right.merge(left.delta(of: 2))
      right.merge(left.delta(of: 2))
      return Double(right.value)
    },
  ]

  /// How many of 300 runs of four replicas that count and merge by chance end elsewhere than at the sum.
  private static func strayCounters() -> Double {
    var random = Random(seed: 11)
    return Double(
      (0..<300).count { _ in
        var replicas = [PNCounter](repeating: PNCounter(), count: 4)
        var truth: Int64 = 0
        for _ in 0..<40 {
          let replica = random.below(4)
          switch random.below(3) {
          case 0:
            replicas[replica].increment(replica)
            truth += 1
          case 1:
            replicas[replica].decrement(replica, by: 2)
            truth -= 2
          default: replicas[replica].merge(replicas[random.below(4)])
          }
        }
        return replicas.reduce(into: PNCounter()) { $0.merge($1) }.value != truth
      })
  }

  /// How many of 300 triples of replicas that added, removed and merged by chance merge differently in another order.
  private static func strayMerges() -> Double {
    var random = Random(seed: 12)
    return Double(
      (0..<300).count { _ in
        var replicas = [ORSet<Int>](repeating: ORSet(), count: 3)
        for _ in 0..<30 {
          let replica = random.below(3)
          switch random.below(3) {
          case 0: replicas[replica].insert(random.below(4), at: replica)
          case 1: replicas[replica].remove(random.below(4))
          default: replicas[replica].merge(replicas[random.below(3)])
          }
        }
        let forth = replicas.reduce(into: ORSet<Int>()) { $0.merge($1) }
        let back = (replicas + replicas).reversed().reduce(into: ORSet<Int>()) { $0.merge($1) }
        return forth != back
      })
  }
}
