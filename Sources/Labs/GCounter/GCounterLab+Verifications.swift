import Engine
import LabKit
import Patterns

extension GCounterLab {
  private static let paper = "Shapiro et al. 2011", deltas = "Almeida et al. 2018"

  /// What merging is defined by, an example of each type, the sizes of messages, and a bad minute.
  static let verifications: [Verification] = laws + examples + runs

  private static func row(
    _ family: String, _ name: String, _ expected: Double, source: String = paper,
    measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification(family, source: source, name, expected: expected, measure: measure) }

  private static let laws: [Verification] = [
    law("merge not commutative, of 2000 pairs") { left, right, _ in left + right == right + left },
    law("merge not associative, of 2000 triples") { $0 + $1 + $2 == $0 + ($1 + $2) },
    law("merge not idempotent, of 2000 states") { left, right, _ in
      let both = left + right
      return both + right == both && both + both == both && left + left == left
    },
    law("runs that differ by order or doubles, of 2000") { $0 + $1 + $2 == $2 + $0 + $1 + $0 + $2 + $1 },
  ]

  /// How many of 2000 triples of random states break a law.
  private static func law(_ name: String, _ holds: @escaping @Sendable (GCounter, GCounter, GCounter) -> Bool)
    -> Verification
  {
    row("G-Counter", name, 0) {
      var random = Random(seed: 2011)
      func state() -> GCounter { GCounter((0..<random.below(9)).map { _ in UInt64(random.below(6)) }) }
      return Double((0..<2000).count { _ in !holds(state(), state(), state()) })
    }
  }

  private static let examples: [Verification] = [
    row("PN-Counter", "5 up at A, 2 down at B, merged both ways and twice", 3) {
      var left = PNCounter(), right = PNCounter()
      left.increment(0, by: 5)
      right.decrement(1, by: 2)
      for _ in 0..<2 {
        left.merge(right)
        right.merge(left)
      }
      return left == right ? Double(left.value) : .nan
    },
    row("OR-Set", "added at B while A removes it: in the set after the merge", 1) {
      var left = ORSet<Int>()
      left.insert(7, at: 0)
      var right = left
      left.remove(7)
      right.insert(7, at: 1)
      left.merge(right)
      right.merge(left)
      return left == right ? Double(left.elements.count) : .nan
    },
    row("LWW register", "written at 2 s and then at 1 s by a slow clock: the value", 2) {
      var register = LWWRegister<Int>()
      for (value, replica) in [(2, 0), (1, 1)] { _ = register.write(value, at: .seconds(value), by: replica) }
      return Double(register.value ?? 0)
    },
  ]

  private static let runs: [Verification] =
    [row("gossip", "replicas off the truth after loss, doubles and a partition", 0) { strayReplicas() }]
    + [3, 16, 64].flatMap { count in
      [
        row("gossip", "entries of a delta, \(count) replicas", 1, source: deltas) { entries(count, .delta) },
        row("gossip", "entries of a full state, \(count) replicas", Double(count)) { entries(count, .full) },
      ]
    }

  /// A run in which only keys count.
  private static func quiet(replicas: Int, send: Gossip = .full) -> Bench<GCounterLab> {
    Bench { ($0.replicas, $0.send, $0.increments, $0.loss, $0.duplication) = (replicas, send, 0, 0, 0) }
  }

  /// The entries of the first message after everybody knew everything and one replica counted one more.
  private static func entries(_ replicas: Int, _ send: Gossip) -> Double {
    var bench = quiet(replicas: replicas, send: send)
    bench.act(.increment)
    bench.go(600)
    let (entries, sent) = (bench.total(.entriesSent), bench.total(.messagesSent))
    bench.act(.increment)
    while bench.total(.messagesSent) == sent { bench.run.advance(until: .distantFuture, limit: 1) }
    return bench.total(.entriesSent) - entries
  }

  /// How many of eight replicas do not know the truth after a bad minute, healed.
  private static func strayReplicas() -> Double {
    var bench = Bench<GCounterLab> { knobs in
      (knobs.replicas, knobs.send) = (8, .delta)
      (knobs.loss, knobs.duplication, knobs.reordering) = (40, 40, 100)
    }
    for isOn in [true, false] {
      bench.go(20)
      for fault in [Action.partition, .crash] { bench.act(fault, isOn: isOn) }
    }
    bench.run.turn("increments", to: 0)
    bench.go(80)
    return Double((0..<8).count { bench.run.lab.distance($0) != 0 })
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
