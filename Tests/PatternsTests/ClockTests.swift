import Patterns
import Testing

/// A clock that goes back and on again: no span of time is counted twice. Every pattern answers as if the clock had
/// stood still until it was past where it had been.
@Suite struct ClockTests {
  /// Random times that go on and back, each with the latest so far.
  struct Walk {
    private var chance: Chance
    private(set) var now: Duration
    private(set) var latest: Duration

    init(_ seed: UInt64, from start: Duration = .seconds(100)) {
      chance = Chance(seed)
      (now, latest) = (start, start)
    }

    mutating func step() {
      let length = Duration.milliseconds(chance.below(chance.happens(0.05) ? 30_000 : 900))
      now += chance.happens(0.45) ? .zero - length : length
      latest = max(latest, now)
    }

    mutating func below(_ bound: Int) -> Int { chance.below(bound) }
    mutating func uniform() -> Double { chance.uniform() }
  }

  @Test func `a token bucket mints nothing`() {
    var bucket = TokenBucket(rate: 1, burst: 10, at: .seconds(10))
    #expect(bucket.allow(10, at: .seconds(10)) == true)
    #expect(bucket.allow(0, at: .zero) == true)
    #expect(bucket.allow(10, at: .seconds(10)) == false)
    #expect(bucket.allow(1, at: .seconds(11)) == true)
    #expect(bucket.allow(1, at: .seconds(11)) == false)
  }

  @Test(arguments: 0..<40)
  func `a token bucket admits no more than burst and rate`(seed: UInt64) {
    var walk = Walk(seed)
    var bucket = TokenBucket(rate: 3, burst: 5, at: walk.now)
    let start = walk.now
    var admitted = 0
    for step in 0..<800 {
      walk.step()
      switch step % 40 {
      case 13: bucket.setRate(Double(1 + walk.below(3)), at: walk.now)
      case 26: bucket.setBurst(1 + walk.below(5), at: walk.now)
      case 39:
        if let reservation = bucket.reserve(1, at: walk.now) {
          #expect(reservation.timeToAct >= walk.now)
          bucket.cancel(reservation, at: walk.now)
        }
      default:
        let n = walk.below(4)
        if bucket.allow(n, at: walk.now) { admitted += n }
      }
      let passed = Double((walk.latest - start).attoseconds) / 1e18
      #expect(Double(admitted) <= 5 + 3 * passed + 1e-6)
    }
  }

  @Test(arguments: 0..<40)
  func `GCRA admits no more than burst and rate`(seed: UInt64) {
    var walk = Walk(seed)
    let interval = Duration.milliseconds(1 + walk.below(2000))
    var limiter = GCRA(interval: interval, burst: 1 + walk.below(6))
    let start = walk.now
    var (admitted, earliest) = (0, start)
    for _ in 0..<800 {
      walk.step()
      earliest = min(earliest, walk.now)
      let n = walk.below(4)
      if limiter.request(n, at: walk.now).isAllowed { admitted += n }
      let passed = walk.latest - earliest
      #expect(admitted <= limiter.burst + Int(passed.attoseconds / interval.attoseconds))
    }
  }

  @Test(arguments: 0..<40)
  func `a throttle and a shedder forget nothing twice`(seed: UInt64) {
    var walk = Walk(seed)
    var throttle = AdaptiveThrottle(window: .seconds(30), at: walk.now)
    var shedder = LoadShedder(capacity: 3, at: walk.now)
    var (steadyThrottle, steadyShedder) = (throttle, shedder)
    for _ in 0..<500 {
      walk.step()
      let uniform = walk.uniform()
      #expect(throttle.offer(at: walk.now, uniform: uniform) == steadyThrottle.offer(at: walk.latest, uniform: uniform))
      if uniform < 0.5 {
        throttle.accept(at: walk.now)
        steadyThrottle.accept(at: walk.latest)
      }
      #expect(throttle == steadyThrottle)
      _ = shedder.offer(.p1, at: walk.now, uniform: uniform)
      _ = steadyShedder.offer(.p1, at: walk.latest, uniform: uniform)
      #expect(shedder.estimate == steadyShedder.estimate)
    }
  }

  @Test(arguments: 0..<60)
  func `a breaker waits once for every wait`(seed: UInt64) {
    var walk = Walk(seed)
    var settings = CircuitBreakerTests.settings
    settings.window = seed % 2 == 0 ? .count(6) : .time(.seconds(10))
    settings.automaticTransition = seed % 3 == 0
    settings.maxWaitInHalfOpen = seed % 5 == 0 ? .seconds(4) : .zero
    var breaker = CircuitBreaker(settings, at: walk.now)
    var steady = breaker
    var permits: [CircuitBreaker.Permit] = []
    for _ in 0..<500 {
      walk.step()
      if walk.below(2) == 0 {
        let permit = breaker.tryAcquire(at: walk.now)
        #expect(permit == steady.tryAcquire(at: walk.latest))
        if let permit { permits.append(permit) }
      } else if !permits.isEmpty {
        let permit = permits.remove(at: walk.below(permits.count))
        let outcome: CircuitBreaker.Outcome = walk.below(2) == 0 ? .failure : .success
        breaker.record(outcome, duration: .zero, at: walk.now, permit: permit)
        steady.record(outcome, duration: .zero, at: walk.latest, permit: permit)
      } else {
        #expect(breaker.advance(to: walk.now) == steady.advance(to: walk.latest))
      }
      #expect(breaker == steady)
      #expect(breaker.timeUntilHalfOpen(at: walk.now) == steady.timeUntilHalfOpen(at: walk.latest))
    }
  }

  @Test(arguments: 0..<40)
  func `a bulkhead's waits end once`(seed: UInt64) {
    var walk = Walk(seed)
    var pool = Bulkhead(maxConcurrent: 2, maxWaiting: 4, maxWait: .seconds(2))
    _ = pool.leave(at: walk.now)
    var steady = pool
    for id in 0..<500 {
      walk.step()
      switch walk.below(3) {
      case 0: #expect(pool.leave(at: walk.now) == steady.leave(at: walk.latest))
      case 1 where id % 7 == 0: #expect(pool.expireNext(at: walk.now) == steady.expireNext(at: walk.latest))
      default: #expect(pool.enter(UInt64(id), at: walk.now) == steady.enter(UInt64(id), at: walk.latest))
      }
      #expect(pool.waitingIDs == steady.waitingIDs)
    }
  }

  @Test func `controlled delay needs its whole interval`() {
    var queue = CoDel()
    func drops(at milliseconds: Int) -> Int {
      queue.dequeue(at: .milliseconds(milliseconds), length: 10) { _ in .seconds(-9) }.drops
    }
    #expect([1000, 1050, 1020, 0, 1099, 1100].map(drops) == [0, 0, 0, 0, 0, 1])
    #expect([1150, 0, 1199, 500, 1200, 1201].map(drops) == [0, 0, 0, 0, 1, 0])
  }
}
