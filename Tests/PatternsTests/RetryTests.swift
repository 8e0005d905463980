import Patterns
import Testing

@Suite struct RetryTests {
  func seconds(_ policy: RetryPolicy, failures: Int) -> [Double?] {
    (1...failures).map { n in policy.delay(afterFailure: n).map { Double($0.attoseconds) / 1e18 } }
  }

  @Test func `the default of Temporal`() {
    #expect(seconds(.temporal, failures: 9) == [1, 2, 4, 8, 16, 32, 64, 100, 100])
    #expect(RetryPolicy.temporal.delay(afterFailure: 1_000_000_000) == .seconds(100))
  }

  @Test func `the default of Step Functions`() {
    #expect(seconds(.stepFunctions, failures: 5) == [1, 2, 4, nil, nil])
  }

  @Test func `the most attempts include the first`() {
    #expect(RetryPolicy.never.delay(afterFailure: 1) == nil)
    let policy = RetryPolicy(.constant(.milliseconds(7)), maxAttempts: 3)
    #expect(policy.delay(afterFailure: 2) == .milliseconds(7))
    #expect(policy.delay(afterFailure: 3) == nil)
    #expect(RetryPolicy(.none).delay(afterFailure: 9) == .zero)
  }

  @Test func `the formulae are the simulator's`() {
    let expected = [10, 20, 40, 80, 160, 320, 640, 1280, 2000, 2000]
    for (index, v) in expected.enumerated() {
      let n = index + 1
      #expect(Backoff.simulator(.exponential).delay(afterFailure: n) == .milliseconds(v))
      #expect(Backoff.simulator(.full).delay(afterFailure: n, uniform: 0) == .zero)
      #expect(Backoff.simulator(.full).delay(afterFailure: n, uniform: 0.25) == .microseconds(v * 250))
      #expect(Backoff.simulator(.equal).delay(afterFailure: n, uniform: 0) == .microseconds(v * 500))
      #expect(Backoff.simulator(.equal).delay(afterFailure: n, uniform: 0.5) == .microseconds(v * 750))
      #expect(Backoff.simulator(.none).delay(afterFailure: n, uniform: 0.5) == .zero)
    }
  }

  @Test func `decorrelated jitter grows from the wait before`() {
    let backoff = Backoff.simulator(.decorrelated)
    // U(5, 15) first, then U(5, 3 x sleep).
    #expect(backoff.delay(afterFailure: 1, uniform: 0.5) == .milliseconds(10))
    #expect(backoff.delay(afterFailure: 2, uniform: 0.5, previous: .milliseconds(10)) == .microseconds(17_500))
    #expect(backoff.delay(afterFailure: 3, uniform: 0, previous: .seconds(1)) == .milliseconds(5))
    #expect(backoff.delay(afterFailure: 4, uniform: 0.9, previous: .seconds(2)) == .seconds(2))
  }

  @Test func `the wait grows without overflow`() {
    let forever = Backoff.exponential(first: .seconds(1), coefficient: 10, cap: nil)
    #expect(forever.delay(afterFailure: 4) == .seconds(1000))
    #expect(forever.delay(afterFailure: .max) == .nanoseconds(Int64.max))
    #expect(forever.delay(afterFailure: -5) == .seconds(1))
    #expect(Backoff.exponential(first: .seconds(3), coefficient: 0, cap: nil).delay(afterFailure: 2) == .zero)
  }

  @Test(arguments: 0..<50)
  func `the wait stays within its bounds`(seed: UInt64) throws {
    var chance = Chance(seed)
    var previous = Duration.zero
    for n in 1...30 {
      let v = try #require(RetryPolicy(.simulator(.exponential)).delay(afterFailure: n))
      let full = Backoff.simulator(.full).delay(afterFailure: n, uniform: chance.uniform())
      let equal = Backoff.simulator(.equal).delay(afterFailure: n, uniform: chance.uniform())
      #expect(full <= v && full >= .zero)
      #expect(equal <= v && equal >= v / 2)
      let next = Backoff.simulator(.decorrelated).delay(afterFailure: n, uniform: chance.uniform(), previous: previous)
      #expect(next >= .milliseconds(5) && next <= max(.milliseconds(15), previous * 3))
      #expect(next <= .seconds(2))
      previous = next
    }
  }

  /// The simulator itself: clients that want one successful write of a versioned row. Medians over 60 runs.
  @Test(arguments: [
    (Backoff.Kind.none, 51.0, 380.0), (.exponential, 51, 2926), (.equal, 43, 760), (.full, 39, 445),
    (.decorrelated, 38, 416),
  ])
  func `ten clients need what was published`(kind: Backoff.Kind, calls: Double, completion: Double) {
    let runs = (0..<200).map { Contention.run(clients: 10, backoff: .simulator(kind), seed: UInt64($0)) }
    let medianCalls = runs.map(\.writes).sorted()[100]
    let medianEnd = runs.map(\.end).sorted()[100]
    #expect(abs(Double(medianCalls) - calls) <= 2, "\(medianCalls) calls")
    #expect(abs(medianEnd - completion) / completion < 0.08, "\(medianEnd) ms")
  }
}
