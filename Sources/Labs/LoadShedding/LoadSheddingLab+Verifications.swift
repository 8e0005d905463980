import Engine
import LabKit

extension LoadSheddingLab {
  static let verifications = metastable + throttling + staircase

  /// The worked example: capacity 300/s, timeout 1 s, retries at once, an outage of 10 s. Only load and retries differ.
  private static func afterOutage(
    load: Double, retries: Int = 1, wait: Double, _ meter: Meter, over seconds: Double
  ) -> Double {
    var bench = Bench<LoadSheddingLab> {
      ($0.traffic, $0.capacity, $0.headroom, $0.policy) = (load, 300, 0, .none)
      ($0.retries, $0.places) = (retries, 100_000)
    }
    bench.go(20)
    bench.act(.outage)
    bench.go(10)
    bench.act(.outage, isOn: false)
    bench.go(wait)
    return bench.rate(meter, over: seconds)
  }

  private static func bronson(
    _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(
      "metastable", source: "Bronson et al., HotOS 2021", name, expected: expected, tolerance, measure: measure)
  }

  private static let metastable = [
    bronson("280/s after the outage: offered with retries", 560, .relative(0.014)) {
      afterOutage(load: 280, wait: 10, .sent, over: 300)
    },
    bronson("280/s five minutes after the outage: goodput", 0) {
      afterOutage(load: 280, wait: 300, .goodput, over: 60)
    },
    bronson("280/s before the outage: goodput", 280, .relative(0.01)) {
      var bench = Bench<LoadSheddingLab> { ($0.traffic, $0.capacity, $0.headroom, $0.policy) = (280, 300, 0, .none) }
      bench.go(20)
      return bench.rate(.goodput, over: 1000)
    },
    bronson("155/s, above the edge: goodput ten minutes later", 0) {
      afterOutage(load: 155, wait: 600, .goodput, over: 60)
    },
    bronson("140/s, below the edge: goodput ten minutes later", 140, .relative(0.01)) {
      afterOutage(load: 140, wait: 600, .goodput, over: 1500)
    },
    bronson("two retries, 105/s, above the edge: goodput", 0) {
      afterOutage(load: 105, retries: 2, wait: 600, .goodput, over: 60)
    },
    bronson("two retries, 95/s, below the edge: goodput", 95, .relative(0.012)) {
      afterOutage(load: 95, retries: 2, wait: 600, .goodput, over: 1500)
    },
  ]

  /// What clients send that hold back by themselves, and which share they hold back, before servers of 100/s.
  private static func throttled(_ traffic: Double, _ multiplier: Double) -> (sent: Double, held: Double) {
    var bench = Bench<LoadSheddingLab> {
      ($0.traffic, $0.capacity, $0.headroom, $0.policy) = (traffic, 100, 0, .adaptive)
      ($0.retries, $0.throttleK) = (0, multiplier)
    }
    bench.go(300)
    let offered = bench.run.context.total(.offered), held = bench.run.context.total(.throttled)
    let sent = bench.rate(.sent, over: 4000)
    let share = Double(bench.run.context.total(.throttled) - held) / Double(bench.run.context.total(.offered) - offered)
    return (sent, share)
  }

  /// In the long run they send the lesser of what is offered and K times what is accepted.
  private static let throttling =
    [(300.0, 2.0, 200.0), (300, 1.5, 150), (1000, 2, 200), (1000, 4, 400)].map {
      (traffic: Double, multiplier: Double, expected: Double) in
      Verification(
        "adaptive throttling", source: "SRE book ch. 21",
        "offered \(Int(traffic))/s, capacity 100/s, K \(multiplier): sent", expected: expected, .relative(0.01)
      ) { throttled(traffic, multiplier).sent }
    } + [
      Verification(
        "adaptive throttling", source: "SRE book ch. 21", "offered 300/s, capacity 100/s, K 2: held back",
        expected: 0.332, .absolute(0.005)
      ) { throttled(300, 2).held }
    ]

  /// The staircase of the catalogue: what is admitted of each class, within four standard errors of a Poisson source.
  private static let staircase: [Verification] = [
    (600, .p2, 180, 6), (1000, .p1, 500, 9), (1000, .p2, 100, 11), (1500, .p1, 700, 11), (1500, .p2, 0, 0.5),
    (3000, .p0, 600, 10), (3000, .p1, 400, 11), (3000, .p2, 0, 0.5),
  ].map { (traffic: Double, kind: Class, expected: Double, tolerance: Double) in
    Verification(
      "priority shedding", source: "ours", "at \(Int(traffic))/s \(kind.title) keeps, /s",
      expected: expected, .absolute(tolerance)
    ) {
      var bench = Bench<LoadSheddingLab> { ($0.traffic, $0.retries) = (traffic, 0) }
      bench.go(5)
      var later = bench
      return bench.rate(.offered, kind, over: 100) - later.rate(.shed, kind, over: 100)
    }
  }
}
