import Patterns
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct LoadShedderTests {
  typealias Rates = LoadShedder.Rates

  struct Outcome {
    var offered = Rates()
    var admitted = Rates()
  }

  static func add(_ rates: inout Rates, _ priority: LoadShedder.Priority, _ amount: Double) {
    switch priority {
    case .p0: rates.p0 += amount
    case .p1: rates.p1 += amount
    case .p2: rates.p2 += amount
    }
  }

  /// Poisson arrivals of 20 % P0, 50 % P1 and 30 % P2 over `seconds`; the rates after the first second and a
  /// half.
  static func run(
    _ shedder: inout LoadShedder, rate: Double, from start: Duration = .zero, seconds: Double = 60,
    chance: inout Chance
  ) -> Outcome {
    var outcome = Outcome()
    var second = 0.0
    while true {
      second -= log(1 - chance.uniform()) / rate
      if second >= seconds { return outcome }
      let draw = chance.uniform()
      let priority: LoadShedder.Priority = draw < 0.2 ? .p0 : draw < 0.7 ? .p1 : .p2
      let decision = shedder.offer(priority, at: start + .nanoseconds(Int64(second * 1e9)), uniform: chance.uniform())
      if second < 1.5 { continue }
      let weight = 1 / (seconds - 1.5)
      add(&outcome.offered, priority, weight)
      if decision == .admitted { add(&outcome.admitted, priority, weight) }
    }
  }

  /// The quotas by themselves, without an estimate.
  @Test(arguments: [
    (600.0, 300.0, 180.0), (1000, 500, 100), (1143, 571.5, 0), (1429, 714.2, 0), (1500, 700, 0),
    (3000, 400, 0),
    (6000, 0, 0),
  ])
  func `the least important classes are shed first`(rate: Double, p1: Double, p2: Double) {
    let demand = Rates(p0: 0.2 * rate, p1: 0.5 * rate, p2: 0.3 * rate)
    let quotas = LoadShedder.Quotas(demand: demand, capacity: 1000, threshold: 0.8)
    #expect(quotas.quota.p0 == demand.p0)
    #expect(abs(quotas.quota.p1 - p1) < 1e-9)
    #expect(abs(quotas.quota.p2 - p2) < 1e-9)
  }

  /// What Poisson arrivals are admitted at. At a limit the fluctuating estimate costs a few percent: a rate
  /// whose quota is its demand loses about 0.4 standard deviations of a second's count, one whose quota is 0
  /// gains them.
  @Test(arguments: [
    (600.0, 300.0, 180.0), (1000, 500, 100), (1143, 571.5, 11), (1429, 700, 0), (1500, 700, 0),
    (3000, 400, 0),
  ])
  func `the least important classes are shed first, with Poisson arrivals`(rate: Double, p1: Double, p2: Double) {
    var chance = Chance(UInt64(rate))
    var shedder = LoadShedder(capacity: 1000)
    let outcome = Self.run(&shedder, rate: rate, chance: &chance)
    #expect(outcome.admitted.p0 == outcome.offered.p0)
    #expect(abs(outcome.admitted.p1 - p1) < 12 + 0.01 * p1, "P1 \(outcome.admitted.p1)")
    #expect(abs(outcome.admitted.p2 - p2) < 10, "P2 \(outcome.admitted.p2)")
    if rate == 600 { #expect(outcome.admitted.p2 == outcome.offered.p2) }
  }

  @Test func `P0 alone may exceed the capacity`() {
    let quotas = LoadShedder.Quotas(demand: Rates(p0: 1500, p1: 10, p2: 10), capacity: 1000, threshold: 0.8)
    #expect(quotas.quota == Rates(p0: 1500, p1: 0, p2: 0))
  }

  @Test(arguments: 0..<200)
  func `P1 is shed only when P2 is shed altogether`(seed: UInt64) {
    var chance = Chance(seed)
    let demand = Rates(p0: 2000 * chance.uniform(), p1: 2000 * chance.uniform(), p2: 2000 * chance.uniform())
    let capacity = 3000 * chance.uniform()
    let quotas = LoadShedder.Quotas(demand: demand, capacity: capacity, threshold: chance.uniform())
    if quotas.quota.p1 < demand.p1 { #expect(quotas.quota.p2 == 0) }
    #expect(quotas.quota.p1 <= demand.p1 && quotas.quota.p2 <= demand.p2)
    if demand.p0 < capacity { #expect(quotas.quota.total <= capacity + 1e-9) }
    for priority in LoadShedder.Priority.allCases { #expect((0...1).contains(quotas.share(of: priority))) }
  }

  @Test func `it follows its capacity`() {
    var chance = Chance(7)
    var shedder = LoadShedder(capacity: 1000)
    _ = Self.run(&shedder, rate: 600, seconds: 5, chance: &chance)
    shedder.capacity = 500
    let halved = Self.run(&shedder, rate: 600, from: .seconds(5), seconds: 30, chance: &chance)
    #expect(abs(halved.admitted.p1 - 300) < 5)
    #expect(halved.admitted.p2 < 15)
    shedder.capacity = 1000
    let restored = Self.run(&shedder, rate: 600, from: .seconds(35), seconds: 10, chance: &chance)
    #expect(restored.admitted == restored.offered)
  }

  @Test func `the first arrivals are no flood`() {
    var shedder = LoadShedder(capacity: 1000)
    for index in 0..<20 {
      #expect(shedder.offer(.p2, at: .microseconds(index * 10), uniform: 0.999) == .admitted)
    }
    #expect(shedder.quotas(at: .zero).demand.p2 == 200, "20 arrivals in the floor of 100 ms")
    for index in 0..<200 { _ = shedder.offer(.p1, at: .milliseconds(index + 1), uniform: 0) }
    let rates = shedder.quotas(at: .milliseconds(200)).demand
    #expect(abs(rates.p1 - 1000) < 1e-6, "200 in 200 ms")
  }

  @Test func `a pause empties the window`() {
    var shedder = LoadShedder(capacity: 1000)
    for index in 0..<2000 { _ = shedder.offer(.p1, at: .milliseconds(index), uniform: 0) }
    #expect(abs(shedder.quotas(at: .seconds(2)).demand.p1 - 1000) < 21)
    let halfEmpty = shedder.quotas(at: .milliseconds(2500)).demand.p1
    #expect(abs(halfEmpty - 500) < 25)
    #expect(shedder.quotas(at: .milliseconds(3020)).demand.total == 0)
    // Long after, and an odd time into a bucket.
    let later = Duration.seconds(86_400 * 365) + .nanoseconds(12_345_678)
    #expect(shedder.quotas(at: later).demand.total == 0)
    #expect(shedder.offer(.p2, at: later, uniform: 0.99) == .admitted)
    #expect(abs(shedder.quotas(at: later).demand.p2 - 1) < 0.02, "one in the last second, not in 100 ms")
  }

  /// The estimate equals the count of the arrivals in the time that it covers, whatever their times.
  @Test(arguments: 0..<30)
  func `the running sums agree with the plain count`(seed: UInt64) {
    var chance = Chance(seed)
    var shedder = LoadShedder(capacity: 100)
    var arrivals: [Duration] = []
    var now = Duration.zero
    for _ in 0..<3000 {
      now += .microseconds(chance.happens(0.01) ? chance.below(1_500_000) : chance.below(4000))
      _ = shedder.offer(.p1, at: now, uniform: chance.uniform())
      arrivals.append(now)
      let bucket = now.attoseconds / 20_000_000_000_000_000
      let start = max(.zero, Duration.milliseconds(20) * Int(bucket - 50))
      let covered = max(0.1, Double((now - start).attoseconds) / 1e18)
      let expected = Double(arrivals.suffix(1500).count { $0 >= start }) / covered
      #expect(abs(shedder.quotas(at: now).demand.p1 - expected) < 1e-6 * max(1, expected))
    }
  }

  @Test func `a capacity and a threshold are what was asked for`() {
    var shedder = LoadShedder(capacity: -5, threshold: 1.5)
    #expect(shedder.capacity == -5 && shedder.threshold == 1.5)
    #expect(shedder.offer(.p1, at: .zero, uniform: 0) == .shed)
    #expect(shedder.offer(.p0, at: .zero, uniform: 0) == .admitted)
    #expect(shedder.offerEvenly(.p0, at: .zero, uniform: 0) == .shed)
    shedder.capacity = 10
    shedder.threshold = -1
    #expect(shedder.threshold == -1)
    #expect(shedder.offer(.p2, at: .seconds(9), uniform: 0) == .shed)
  }

  @Test func `arrivals of any number are counted`() {
    var estimate = RateEstimate(at: .zero)
    for _ in 0..<100_000 { estimate.count(.p1, at: .zero) }
    #expect(estimate.rates(at: .zero).p1 == 1_000_000, "in the floor of 100 ms")
  }

  @Test func `a bucket that is full to its last bit stays so`() throws {
    var parts = RateEstimate(at: .zero).parts
    parts.p2[parts.current] = .max / 2
    var estimate = try RateEstimate(parts)
    let before = estimate.rates(at: .zero)
    estimate.count(.p2, at: .zero)
    #expect(estimate.rates(at: .zero) == before && before.p2 == 10 * Double(UInt32.max / 2))
    estimate.count(.p2, at: .milliseconds(20))
    #expect(estimate.rates(at: .seconds(2)).p2 == 0)
  }
}
