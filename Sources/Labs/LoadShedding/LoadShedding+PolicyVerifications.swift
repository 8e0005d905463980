import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// The policies by themselves: quotas, even shares, the estimate they rest on, and clients that hold back.
  static let policyCases: [Verification] = quotas + shares + holdingBack

  private static func row(
    _ family: String, _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    source: String = "ours", measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(family, source: source, name, expected: expected, tolerance, measure: measure)
  }

  private static func quota(_ traffic: Double, _ priority: LoadShedder.Priority) -> Double {
    LoadShedder.Quotas(
      demand: .init(p0: 0.2 * traffic, p1: 0.5 * traffic, p2: 0.3 * traffic), capacity: 1000, threshold: 0.8
    ).quota[priority]
  }

  /// 20, 50 and 30 % of what is offered, before 1000/s of which 800 are the threshold.
  private static let quotas: [Verification] =
    [
      (600.0, 120.0, 300.0, 180.0), (1000, 200, 500, 100), (1143, 228.6, 571.5, 0), (1428, 285.6, 714, 0),
      (1500, 300, 700, 0), (3000, 600, 400, 0), (5000, 1000, 0, 0),
    ].flatMap { traffic, p0, p1, p2 in
      zip(LoadShedder.Priority.allCases, [p0, p1, p2]).map { priority, expected in
        row(
          "priority shedding", "quota of P\(priority.rawValue) at \(Int(traffic))/s", expected,
          .absolute(1e-9)
        ) { quota(traffic, priority) }
      }
    }

  /// An even stream of P1 at 2000/s for so long, before 1000/s; the shedder and the time at the end.
  private static func flooded(_ seconds: Double) -> (shedder: LoadShedder, now: Duration) {
    var shedder = LoadShedder(capacity: 1000)
    var now = Duration.zero
    for _ in 0..<Int(seconds * 2000) {
      _ = shedder.offer(.p1, at: now, uniform: 0.5)
      now += .microseconds(500)
    }
    return (shedder, now)
  }

  private static let shares: [Verification] = [
    row("random shedding", "share that is admitted at twice the capacity", 0.5, .absolute(0.001)) {
      let (shedder, now) = flooded(2)
      return shedder.evenShare(at: now)
    },
    row("random shedding", "P0 at twice the capacity: admitted of 1000 even chances", 500, .absolute(1)) {
      var (shedder, now) = flooded(2)
      return Double(
        (0..<1000).count { chance in
          now += .microseconds(500)
          return shedder.offerEvenly(.p0, at: now, uniform: Double(chance) / 1000) == .admitted
        })
    },
    row("priority shedding", "P0 at twice the capacity: admitted of 1000 even chances", 1000) {
      var (shedder, now) = flooded(2)
      return Double(
        (0..<1000).count { shedder.offer(.p0, at: now, uniform: Double($0) / 1000) == .admitted })
    },
    row("rate estimate", "2000/s for a fifth of a second: estimate", 2000, .absolute(1)) { estimate(0.2, 0) },
    row("rate estimate", "2000/s for three seconds: estimate", 2000, .absolute(1)) { estimate(3, 0) },
    row("rate estimate", "2000/s, then nothing for half a second: estimate", 1000, .relative(0.021)) {
      estimate(3, 0.5)
    },
    row("rate estimate", "2000/s, then nothing for 1.1 s: estimate", 0) { estimate(3, 1.1) },
    row("rate estimate", "20 arrivals in the very first millisecond: estimate", 200) {
      var estimate = RateEstimate(at: .zero)
      for arrival in 0..<20 { estimate.count(.p0, at: .microseconds(50 * arrival)) }
      return estimate.rates(at: .milliseconds(1)).total
    },
  ]

  private static func estimate(_ seconds: Double, _ pause: Double) -> Double {
    let (shedder, now) = flooded(seconds)
    return shedder.estimate.rates(at: now + .nanoseconds(Int64(pause * 1e9))).total
  }

  /// What reaches a backend of 100/s that accepts evenly, in requests a second; offered 300/s evenly.
  private static func sent(_ offered: Double, multiplier: Double) -> Double {
    var throttle = AdaptiveThrottle(multiplier: multiplier)
    var random = Random(seed: 21)
    var (room, sent) = (0.0, 0)
    for request in 0..<Int(offered * 600) {
      let now = Duration.nanoseconds(Int64(Double(request) / offered * 1e9))
      room = min(100, room + 100 / offered)
      let uniform = Double(random.below(1 << 20)) / Double(1 << 20)
      guard throttle.offer(at: now, uniform: uniform) else { continue }
      if request >= Int(offered * 300) { sent += 1 }
      guard room >= 1 else { continue }
      room -= 1
      throttle.accept(at: now)
    }
    return Double(sent) / 300
  }

  private static let book = "SRE book ch. 21"

  private static let holdingBack: [Verification] =
    [(300.0, 2.0, 200.0), (300, 1.5, 150), (1000, 2, 200), (1000, 4, 400), (150, 2, 150)].map {
      offered, multiplier, expected in
      row(
        "adaptive throttling", "evenly \(Int(offered))/s, 100/s accepted, K \(multiplier): sent", expected,
        .relative(0.02), source: book
      ) { sent(offered, multiplier: multiplier) }
    } + [
      row(
        "adaptive throttling", "100 requests, 20 accepted, K 2: probability", 60.0 / 101, .absolute(1e-12),
        source: book
      ) { probability(after: .zero) },
      row("adaptive throttling", "the same two minutes later: probability", 0, source: book) {
        probability(after: .seconds(120))
      },
      row(
        "adaptive throttling", "the same 118 s later: probability", 60.0 / 101, .absolute(1e-12), source: book
      ) { probability(after: .seconds(118)) },
    ]

  /// What a throttle says that has seen 100 requests and 20 acceptances in its first moment, after one more look.
  private static func probability(after pause: Duration) -> Double {
    var throttle = AdaptiveThrottle()
    for request in 0..<100 {
      _ = throttle.offer(at: .zero, uniform: 1)
      if request % 5 == 0 { throttle.accept(at: .zero) }
    }
    var later = throttle
    // Asking counts; what it forgot by then is what this is about.
    if pause > .zero { _ = later.offer(at: pause, uniform: 1) } else { return throttle.rejectionProbability }
    return later.requests == 1
      ? 0 : (Double(later.requests - 1) - 2 * Double(later.accepts)) / Double(later.requests)
  }
}
