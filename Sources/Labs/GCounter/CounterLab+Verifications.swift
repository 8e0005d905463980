import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// The laws of merging over random states, the example with three replicas, and the sizes of messages.
  static let counterVerifications: [Verification] = laws + totals + sizes

  private static let paper = "Shapiro et al. 2011"

  private static let laws: [Verification] = [
    Verification("G-Counter", source: paper, "merge not commutative, of 2000 pairs", expected: 0) {
      violations { $0.merged($1) == $1.merged($0) }
    },
    Verification("G-Counter", source: paper, "merge not associative, of 2000 triples", expected: 0) {
      violations { left, right, third in
        left.merged(right).merged(third) == left.merged(right.merged(third))
      }
    },
    Verification("G-Counter", source: paper, "merge not idempotent, of 2000 states", expected: 0) {
      violations { left, right, _ in
        let both = left.merged(right)
        return both.merged(right) == both && both.merged(both) == both && left.merged(left) == left
      }
    },
    Verification("G-Counter", source: paper, "runs that differ by order or doubles, of 500", expected: 0) {
      shuffledRuns()
    },
  ]

  private static let totals: [Verification] = [
    Verification("G-Counter", source: "ours", "A=(3,0,0) B=(0,2,0) C=(0,0,5) merged", expected: 10) {
      Double(GCounter([3, 0, 0]).merged(GCounter([0, 2, 0])).merged(GCounter([0, 0, 5])).value)
    },
    Verification("G-Counter", source: "ours", "the same by keys, shown by C after a merge", expected: 10) {
      var run = quietRun(replicas: 3, gossip: .full)
      for _ in 0..<3 { run.apply(.act(.incrementA, isOn: true), "") }
      for _ in 0..<2 { run.apply(.act(.incrementB, isOn: true), "") }
      for _ in 0..<5 { run.apply(.act(.incrementC, isOn: true), "") }
      run.apply(.act(.mergeNow, isOn: true), "")
      return Double(run.model.shown(2))
    },
    Verification(
      "gossip", source: paper, "replicas off the truth after loss, doubles and a partition", expected: 0
    ) {
      Double(afterStorm().filter { $0 != 0 }.count)
    },
  ]

  private static let sizes: [Verification] = [3, 16, 64].flatMap { replicas in
    [
      Verification(
        "gossip", source: "Almeida et al. 2018", "entries of a delta, \(replicas) replicas", expected: 1
      ) { entries(replicas, .delta) },
      Verification(
        "gossip", source: paper, "entries of a full state, \(replicas) replicas",
        expected: Double(replicas)
      ) { entries(replicas, .full) },
    ]
  }

  /// How many of 2000 triples of random states break a law.
  private static func violations(_ holds: (GCounter, GCounter, GCounter) -> Bool) -> Double {
    var random = Random(seed: 2011)
    func state() -> GCounter {
      GCounter((0..<random.below(9)).map { _ in UInt64(random.below(6)) })
    }
    return Double((0..<2000).filter { _ in !holds(state(), state(), state()) }.count)
  }

  private static func violations(_ holds: (GCounter, GCounter) -> Bool) -> Double {
    violations { left, right, _ in holds(left, right) }
  }

  /// How many of 500 receivers end elsewhere than at the sum when they get the same states in another order, some twice.
  private static func shuffledRuns() -> Double {
    var random = Random(seed: 1987)
    var off = 0
    for _ in 0..<500 {
      var states: [GCounter] = []
      var total: UInt64 = 0
      for replica in 0..<6 {
        var counter = GCounter()
        for _ in 0..<random.below(4) {
          counter.increment(replica)
          total += 1
          states.append(counter)
        }
      }
      var received = GCounter()
      let twice = (states + states).shuffled(using: &random)
      for state in twice { received.merge(state) }
      if received.value != total { off += 1 }
    }
    return Double(off)
  }

  /// A run in which only keys count.
  private static func quietRun(replicas: Int, gossip: Gossip) -> Simulation<CounterLab> {
    var knobs = Knobs()
    knobs.replicas = replicas
    knobs.increments = 0
    knobs.gossip = gossip
    knobs.lossPercent = 0
    knobs.duplicationPercent = 0
    return Simulation(seed: 1, knobs: knobs)
  }

  /// The entries of the first message after everybody knew everything and one replica counted one more.
  private static func entries(_ replicas: Int, _ gossip: Gossip) -> Double {
    var run = quietRun(replicas: replicas, gossip: gossip)
    run.apply(.act(.incrementB, isOn: true), "")
    run.advance(until: .start + .seconds(600))
    let before = run.context.meters[count: .entriesSent]
    let merges = run.context.meters[count: .messagesSent]
    run.apply(.act(.incrementB, isOn: true), "")
    while run.context.meters[count: .messagesSent] == merges {
      run.advance(until: .distantFuture, limit: 1)
    }
    return Double(run.context.meters[count: .entriesSent] - before)
  }

  /// How far off each replica is after a bad minute, healed.
  private static func afterStorm() -> [Int] {
    var knobs = Knobs()
    knobs.replicas = 8
    knobs.gossip = .delta
    knobs.lossPercent = 40
    knobs.duplicationPercent = 40
    knobs.reorderingPercent = 100
    var run = Simulation<CounterLab>(seed: 8, knobs: knobs)
    run.advance(until: .start + .seconds(20))
    run.apply(.act(.partition, isOn: true), "")
    run.apply(.act(.crash, isOn: true), "")
    run.advance(until: .start + .seconds(40))
    run.apply(.act(.partition, isOn: false), "")
    run.apply(.act(.crash, isOn: false), "")
    knobs.increments = 0
    run.apply(.turn(knobs), "")
    run.advance(until: .start + .seconds(120))
    return (0..<8).map(run.model.distance)
  }
}

extension GCounter {
  fileprivate func merged(_ other: GCounter) -> GCounter {
    var both = self
    both.merge(other)
    return both
  }
}
