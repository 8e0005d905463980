import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// A run with these knobs, to be measured.
  private struct Bench {
    var simulation: Simulation<LoadShedding>
    var knobs = Knobs()

    init(seed: UInt64 = 1, _ change: (inout Knobs) -> Void) {
      change(&knobs)
      simulation = Simulation(seed: seed, knobs: knobs)
    }

    mutating func go(_ seconds: Double) {
      simulation.advance(until: simulation.context.now + .seconds(seconds))
    }

    mutating func outage(_ seconds: Double) {
      simulation.apply(.act(.outage, isOn: true), "outage")
      go(seconds)
      simulation.apply(.act(.outage, isOn: false), "heal:outage")
    }

    func total(_ meters: [Meter]) -> Double {
      meters.reduce(0) { $0 + Double(simulation.context.meters[count: $1]) }
    }

    /// How fast counters rise over the next seconds.
    mutating func rate(_ meters: [Meter], over seconds: Double) -> Double {
      let before = total(meters)
      go(seconds)
      return (total(meters) - before) / seconds
    }
  }

  /// The worked example: capacity 300/s, timeout 1 s, one retry at once, an outage of 10 s. Only the load differs.
  private static func afterOutage(
    load: Double, retries: Int = 1, wait: Double, _ meters: [Meter], over seconds: Double
  ) -> Double {
    var bench = Bench { knobs in
      knobs.traffic = load
      knobs.capacity = 300
      knobs.headroom = 0
      knobs.policy = .none
      knobs.timeoutMilliseconds = 1000
      knobs.retries = retries
      knobs.places = 100_000
    }
    bench.go(20)
    bench.outage(10)
    bench.go(wait)
    return bench.rate(meters, over: seconds)
  }

  static let metastableCases: [Verification] = [
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "280/s after the outage: offered with retries",
      expected: 560, .relative(0.014)
    ) { afterOutage(load: 280, wait: 10, [.sent], over: 300) },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "280/s five minutes after the outage: goodput",
      expected: 0
    ) { afterOutage(load: 280, wait: 300, Meter.goodputs, over: 60) },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "280/s before the outage: goodput",
      expected: 280, .relative(0.01)
    ) {
      var bench = Bench {
        ($0.traffic, $0.capacity, $0.headroom, $0.policy) = (280, 300, 0, .none)
      }
      bench.go(20)
      return bench.rate(Meter.goodputs, over: 1000)
    },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "155/s, above the edge: goodput ten minutes later",
      expected: 0
    ) { afterOutage(load: 155, wait: 600, Meter.goodputs, over: 60) },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "140/s, below the edge: goodput ten minutes later",
      expected: 140, .relative(0.01)
    ) { afterOutage(load: 140, wait: 600, Meter.goodputs, over: 1500) },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "two retries, 105/s, above the edge: goodput",
      expected: 0
    ) { afterOutage(load: 105, retries: 2, wait: 600, Meter.goodputs, over: 60) },
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", "two retries, 95/s, below the edge: goodput",
      expected: 95, .relative(0.012)
    ) { afterOutage(load: 95, retries: 2, wait: 600, Meter.goodputs, over: 1500) },
  ]

  private static func throttled(_ measure: (inout Bench) -> Double) -> Double {
    var bench = Bench { knobs in
      knobs.traffic = 300
      knobs.capacity = 100
      knobs.headroom = 0
      knobs.policy = .adaptive
      knobs.retries = 0
    }
    bench.go(300)
    return measure(&bench)
  }

  static let throttleCases: [Verification] = [
    Verification(
      "adaptive throttling", source: "SRE book ch. 21", "offered 300/s, capacity 100/s, K 2: sent",
      expected: 200, .relative(0.01)
    ) { throttled { $0.rate([.sent], over: 4000) } },
    Verification(
      "adaptive throttling", source: "SRE book ch. 21", "offered 300/s, capacity 100/s, K 2: held back",
      expected: 0.332, .absolute(0.005)
    ) {
      throttled {
        let before = ($0.total(Meter.offers), $0.total([.throttled]))
        $0.go(4000)
        return ($0.total([.throttled]) - before.1) / ($0.total(Meter.offers) - before.0)
      }
    },
  ]

  private static func admitted(_ traffic: Double, _ priority: LoadShedder.Priority) -> Double {
    var bench = Bench {
      $0.traffic = traffic
      $0.retries = 0
    }
    bench.go(5)
    let before = bench.total([Meter.offered(priority)]) - bench.total([Meter.shed(priority)])
    bench.go(100)
    return (bench.total([Meter.offered(priority)]) - bench.total([Meter.shed(priority)]) - before) / 100
  }

  /// The staircase of the catalogue: what is admitted of each class, within four standard errors of a Poisson source.
  static let staircaseCases: [Verification] = [
    staircase(600, .p2, keeps: 180, within: 6), staircase(1000, .p1, keeps: 500, within: 9),
    staircase(1000, .p2, keeps: 100, within: 11), staircase(1500, .p1, keeps: 700, within: 11),
    staircase(1500, .p2, keeps: 0, within: 0.5), staircase(3000, .p0, keeps: 600, within: 10),
    staircase(3000, .p1, keeps: 400, within: 11), staircase(3000, .p2, keeps: 0, within: 0.5),
  ]

  private static func staircase(
    _ traffic: Double, _ priority: LoadShedder.Priority, keeps expected: Double, within tolerance: Double
  ) -> Verification {
    Verification(
      "priority shedding", source: "ours", "at \(Int(traffic))/s P\(priority.rawValue) keeps, /s",
      expected: expected, .absolute(tolerance)
    ) { admitted(traffic, priority) }
  }
}
