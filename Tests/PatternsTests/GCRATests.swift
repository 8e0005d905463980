import Patterns
import Testing

@Suite struct GCRATests {
  /// The table of throttled/throttled's own test: at, quantity, allowed, remaining, reset after, retry after;
  /// in ms.
  @Test func `one a second with a burst of five`() {
    var limiter = GCRA(interval: .seconds(1), burst: 5)
    let table: [(Int, Int, Bool, Int, Int, Int?)] = [
      (0, 6, false, 5, 0, nil),
      (0, 1, true, 4, 1000, nil), (0, 1, true, 3, 2000, nil), (0, 1, true, 2, 3000, nil),
      (0, 1, true, 1, 4000, nil), (0, 1, true, 0, 5000, nil), (0, 1, false, 0, 5000, 1000),
      (3000, 1, true, 2, 3000, nil), (3100, 1, true, 1, 3900, nil), (4000, 1, true, 1, 4000, nil),
      (8000, 1, true, 4, 1000, nil), (9500, 1, true, 4, 1000, nil), (9500, 0, true, 4, 1000, nil),
      (9500, 2, true, 2, 3000, nil), (9500, 5, false, 2, 3000, 3000),
    ]
    for (row, (at, quantity, isAllowed, remaining, reset, retry)) in table.enumerated() {
      let verdict = limiter.request(quantity, at: .milliseconds(at))
      #expect(verdict.isAllowed == isAllowed, "row \(row)")
      #expect(verdict.remaining == remaining, "row \(row)")
      #expect(verdict.resetAfter == .milliseconds(reset), "row \(row)")
      #expect(verdict.retryAfter == retry.map { .milliseconds($0) }, "row \(row)")
    }
  }

  @Test func `retry-after is exact`() {
    var limiter = GCRA(perSecond: 3, burst: 2)
    _ = limiter.request(2, at: .zero)
    let refused = limiter.request(at: .milliseconds(1))
    let wait = try! #require(refused.retryAfter)
    #expect(!limiter.request(at: .milliseconds(1) + wait - .nanoseconds(1)).isAllowed)
    #expect(limiter.request(at: .milliseconds(1) + wait).isAllowed)
  }

  @Test(arguments: 0..<50)
  func `it admits no more than burst and rate`(seed: UInt64) {
    var chance = Chance(seed)
    let interval = Duration.microseconds(1 + chance.below(100_000))
    var limiter = GCRA(interval: interval, burst: 1 + chance.below(10))
    var now = Duration.zero
    var admitted = 0
    for _ in 0..<2000 {
      now += .microseconds(chance.below(50_000))
      let n = 1 + chance.below(2)
      if limiter.request(n, at: now).isAllowed { admitted += n }
      #expect(admitted <= limiter.burst + Int(now.attoseconds / interval.attoseconds))
    }
    #expect(admitted > 0)
  }

  @Test func `more than the burst is answered with what there is`() {
    var limiter = GCRA(interval: .seconds(1), burst: 3)
    for _ in 0..<3 { _ = limiter.request(at: .zero) }
    let verdict = limiter.request(5, at: .zero)
    #expect(!verdict.isAllowed && verdict.retryAfter == nil)
    #expect(verdict.remaining == 0 && verdict.resetAfter == .seconds(3))
  }

  /// Whatever the interval, remaining is what would pass at once, and never above the burst.
  @Test(arguments: 0..<60)
  func `remaining is what would pass at once`(seed: UInt64) {
    var chance = Chance(seed)
    let interval = Duration(attoseconds: Int128(1 + chance.below(5_000_000_000)))
    var limiter = GCRA(interval: interval, burst: chance.below(8))
    var now = Duration.zero
    for _ in 0..<200 {
      now += Duration(attoseconds: Int128(chance.below(5_000_000_000)))
      let verdict = limiter.request(chance.below(10), at: now)
      #expect((0...limiter.burst).contains(verdict.remaining))
      var (most, next) = (limiter, limiter)
      if verdict.remaining > 0 { #expect(most.request(verdict.remaining, at: now).isAllowed) }
      #expect(!next.request(verdict.remaining + 1, at: now).isAllowed)
    }
  }

  @Test func `a look changes nothing`() {
    var limiter = GCRA(interval: .seconds(1), burst: 1)
    let before = limiter
    #expect(limiter.request(0, at: .seconds(100)).isAllowed)
    #expect(limiter == before)
    #expect(limiter.request(at: .zero).isAllowed)
  }
}
