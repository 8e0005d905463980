import Patterns
import Testing

/// The traces of golang.org/x/time/rate's tests, in units of 100 ms.
@Suite struct TokenBucketTests {
  func at(_ unit: Int) -> Duration { .milliseconds(100 * unit) }

  func check(
    _ bucket: inout TokenBucket, _ trace: [(Int, Int, Bool)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (step, (unit, n, isAllowed)) in trace.enumerated() {
      #expect(bucket.allow(n, at: at(unit)) == isAllowed, "step \(step)", sourceLocation: sourceLocation)
    }
  }

  /// Reserves n tokens and expects to act at a unit; nil means that it must be refused.
  @discardableResult
  func reserve(
    _ bucket: inout TokenBucket, _ unit: Int, _ n: Int, _ acts: Int?, maxWait: Duration? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> TokenBucket.Reservation? {
    let reservation = bucket.reserve(n, at: at(unit), maxWait: maxWait)
    #expect(reservation?.timeToAct == acts.map(at), sourceLocation: sourceLocation)
    return reservation
  }

  @Test func `a burst of one`() {
    var bucket = TokenBucket(rate: 10, burst: 1)
    check(
      &bucket,
      [
        (0, 1, true), (0, 1, false), (0, 1, false), (1, 1, true), (1, 1, false), (2, 2, false), (2, 1, true),
        (2, 1, false),
      ])
  }

  @Test func `a burst of three`() {
    var bucket = TokenBucket(rate: 10, burst: 3)
    check(
      &bucket,
      [
        (0, 2, true), (0, 2, false), (0, 1, true), (0, 1, false), (1, 4, false), (2, 1, true), (3, 1, true),
        (4, 1, true), (4, 1, true), (4, 1, false), (4, 1, false), (9, 3, true), (9, 0, true),
      ])
  }

  /// There the last token of 1 would come once more; here a span brings tokens once.
  @Test func `a clock that jumps back gives nothing extra`() {
    var bucket = TokenBucket(rate: 10, burst: 3, at: at(1))
    check(
      &bucket,
      [
        (1, 1, true), (0, 1, true), (0, 1, true), (0, 1, false), (1, 1, false), (2, 1, true), (2, 1, false),
      ])
  }

  @Test func `rates and bursts at their ends`() {
    var none = TokenBucket(rate: 0, burst: 1)
    check(&none, [(0, 1, true), (0, 1, false), (1_000_000, 1, false)])
    var all = TokenBucket(rate: .infinity, burst: 0)
    check(&all, [(0, 3, true), (0, 1000, true)])
    var odd = TokenBucket(rate: 0.7692307692307693, burst: 1)
    check(&odd, [(0, 1, true)])
  }

  @Test func `a reservation says how long to wait`() {
    var bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 2, 0)
    reserve(&bucket, 0, 2, 2)
    reserve(&bucket, 3, 2, 4)

    bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 3, nil)
    reserve(&bucket, 0, 2, 0)
    check(&bucket, [(1, 2, false)])
    reserve(&bucket, 1, 2, 2)
    check(&bucket, [(1, 1, false), (3, 1, true)])

    bucket = TokenBucket(rate: 10, burst: 2, at: at(1))
    reserve(&bucket, 1, 2, 1)
    // Tokens come only when the clock is past where it was.
    reserve(&bucket, 0, 1, 2)
    reserve(&bucket, 2, 2, 4)

    bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 2, 0, maxWait: at(1))
    reserve(&bucket, 0, 1, 1, maxWait: at(1))
    reserve(&bucket, 0, 1, nil, maxWait: at(1))
  }

  @Test func `a cancelled reservation gives back what it can`() throws {
    var bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 2, 0)
    var reservation = try #require(reserve(&bucket, 0, 2, 2))
    var tooLate = bucket
    bucket.cancel(reservation, at: at(1))
    reserve(&bucket, 1, 2, 2)
    tooLate.cancel(reservation, at: at(3))
    reserve(&tooLate, 3, 2, 4)

    bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 2, 0)
    reservation = try #require(reserve(&bucket, 0, 1, 1))
    reserve(&bucket, 0, 1, 2)
    bucket.cancel(reservation, at: at(0))
    reserve(&bucket, 0, 1, 3)

    bucket = TokenBucket(rate: 10, burst: 2)
    reserve(&bucket, 0, 2, 0)
    reservation = try #require(reserve(&bucket, 0, 2, 2))
    reserve(&bucket, 0, 1, 3)
    bucket.cancel(reservation, at: at(2))
    reserve(&bucket, 2, 2, 4)

    bucket = TokenBucket(rate: 10, burst: 4)
    reserve(&bucket, 0, 4, 0)
    let first = try #require(reserve(&bucket, 0, 3, 3))
    reserve(&bucket, 0, 1, 4)
    let third = try #require(reserve(&bucket, 0, 1, 5))
    bucket.cancel(third, at: at(1))
    bucket.cancel(first, at: at(1))
    reserve(&bucket, 1, 3, 5)
  }

  @Test func `settings may change`() throws {
    var bucket = TokenBucket(rate: 5, burst: 2)
    reserve(&bucket, 0, 2, 0)
    let reservation = try #require(reserve(&bucket, 0, 2, 4))
    var other = bucket
    bucket.setRate(10, at: at(2))
    var cancelled = bucket
    reserve(&bucket, 2, 1, 4)
    cancelled.cancel(reservation, at: at(2))
    reserve(&cancelled, 2, 2, 3)
    other.setBurst(4, at: at(3))
    reserve(&other, 0, 4, 12)
    #expect(other.burst == 4 && bucket.rate == 10)
  }

  @Test(arguments: 0..<50)
  func `it admits no more than burst and rate`(seed: UInt64) {
    var chance = Chance(seed)
    let rate = 1 + 99 * chance.uniform()
    let burst = 1 + chance.below(20)
    var bucket = TokenBucket(rate: rate, burst: burst)
    var now = Duration.zero
    var admitted = 0
    for _ in 0..<2000 {
      now += .microseconds(chance.below(20_000))
      let n = 1 + chance.below(3)
      if bucket.allow(n, at: now) { admitted += n }
      let bound = Double(burst) + rate * Double(now.attoseconds) / 1e18
      #expect(Double(admitted) <= bound + 1e-6)
    }
    #expect(admitted > 0)
  }

  @Test func `a reservation is given back once`() throws {
    var bucket = TokenBucket(rate: 10, burst: 3)
    #expect(bucket.allow(3, at: at(0)) == true)
    let first = try #require(reserve(&bucket, 0, 1, 1))
    let second = try #require(reserve(&bucket, 0, 1, 2))
    for _ in 0..<3 {
      bucket.cancel(second, at: at(0))
      bucket.cancel(first, at: at(0))
    }
    #expect(bucket.tokens(at: at(0)) <= 0)
    check(&bucket, [(1, 1, true), (1, 1, false), (2, 1, true), (2, 1, false)])
  }

  @Test func `a negative cost is refused and gives nothing`() {
    var bucket = TokenBucket(rate: 1, burst: 1)
    #expect(bucket.allow(-5, at: .zero) == false)
    #expect(bucket.reserve(.min, at: .zero) == nil)
    #expect(bucket.tokens(at: .zero) == 1)
    var open = TokenBucket(rate: .infinity, burst: 0)
    #expect(open.allow(-1, at: .zero) == false)
  }
}
