import Patterns
import Testing

/// Traces of resilience4j's own tests, in its configuration: time window 20 s, minimum 5, failure 50 %, slow
/// 50 % above 4 s, 4 permits half-open, wait 5 s.
@Suite struct CircuitBreakerTests {
  static var settings: CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    settings.window = .time(.seconds(20))
    settings.minimumCalls = 5
    settings.slowCallRateThreshold = 50
    settings.slowCallDuration = .seconds(4)
    settings.permittedCallsInHalfOpen = 4
    settings.waitInOpen = .fixed(.seconds(5))
    return settings
  }

  static func counting(_ size: Int, minimum: Int) -> CircuitBreaker.Settings {
    var settings = settings
    settings.window = .count(size)
    settings.minimumCalls = minimum
    return settings
  }

  /// Records a string of S (success), F (failure), L (slow success), X (slow failure), I (ignored).
  func record(_ calls: String, in breaker: inout CircuitBreaker, at second: Double = 0) {
    for call in calls where call != " " {
      let isSlow = call == "L" || call == "X"
      let outcome: CircuitBreaker.Outcome = call == "I" ? .ignored : call == "F" || call == "X" ? .failure : .success
      breaker.record(outcome, duration: isSlow ? .seconds(5) : .milliseconds(10), at: .seconds(second))
    }
  }

  func halfOpened(_ settings: CircuitBreaker.Settings = settings) throws -> CircuitBreaker {
    var breaker = CircuitBreaker(settings)
    try breaker.transition(to: .open, at: .zero)
    try breaker.transition(to: .halfOpen, at: .zero)
    return breaker
  }

  @Test func `the defaults are those of the library`() {
    let settings = CircuitBreaker.Settings()
    #expect(settings.window == .count(100))
    #expect(settings.minimumCalls == 100)
    #expect(settings.failureRateThreshold == 50)
    #expect(settings.slowCallRateThreshold == 100)
    #expect(settings.slowCallDuration == .seconds(60))
    #expect(settings.waitInOpen == .fixed(.seconds(60)))
    #expect(settings.permittedCallsInHalfOpen == 10)
    #expect(!settings.automaticTransition)
    #expect(settings.maxWaitInHalfOpen == .zero)
  }

  @Test func `it trips on failures once the minimum is reached`() {
    var breaker = CircuitBreaker(Self.settings)
    record("FFFS", in: &breaker)
    #expect(breaker.failureRate == nil)
    #expect(breaker.state == .closed)
    let transition = breaker.record(.success, duration: .zero, at: .zero)
    #expect(transition?.cause == .failureRate(60))
    #expect(transition?.from == .closed)
    #expect(breaker.state == .open)
    #expect(breaker.failureRate == 60)
    #expect(breaker.bufferedCalls == 5)
    #expect(breaker.tryAcquire(at: .zero) == nil)
    #expect(breaker.notPermittedCalls == 1)
  }

  @Test func `it trips when the rate reaches the threshold`() {
    var breaker = CircuitBreaker(Self.settings)
    for (second, call) in "SSSFF".enumerated() { record(String(call), in: &breaker, at: Double(second)) }
    #expect(breaker.failureRate == 40)
    #expect(breaker.state == .closed)
    record("F", in: &breaker, at: 5)
    #expect(breaker.failureRate == 50)
    #expect(breaker.state == .open)
  }

  @Test func `it trips on slow calls whether they fail or not`() {
    var breaker = CircuitBreaker(Self.settings)
    record("XLFSL", in: &breaker)
    #expect(breaker.state == .open)
    #expect(breaker.slowCallRate == 60)
    #expect(breaker.failureRate == 40)
    #expect(breaker.window.tally.slowFailures == 1)
    #expect(breaker.lastTransition?.cause == .slowCallRate(60))
  }

  @Test func `slow means strictly longer`() {
    var breaker = CircuitBreaker(Self.settings)
    for _ in 0..<5 { breaker.record(.success, duration: .seconds(4), at: .zero) }
    #expect(breaker.slowCallRate == 0)
    for _ in 0..<5 { breaker.record(.success, duration: .seconds(4) + .nanoseconds(1), at: .zero) }
    #expect(breaker.state == .open)
  }

  @Test func `it opens by hand and probes after the wait`() throws {
    var breaker = CircuitBreaker(Self.settings)
    record("SF", in: &breaker)
    try breaker.transition(to: .open, at: .zero)
    #expect(breaker.tryAcquire(at: .zero) == nil)
    #expect(breaker.timeUntilHalfOpen(at: .seconds(3)) == .seconds(2))
    #expect(breaker.tryAcquire(at: .seconds(3)) == nil)
    #expect(breaker.notPermittedCalls == 2)
    #expect(breaker.bufferedCalls == 2)
    #expect(breaker.tryAcquire(at: .seconds(6)) != nil)
    #expect(breaker.state == .halfOpen)
    #expect(breaker.bufferedCalls == 0)
    #expect(breaker.notPermittedCalls == 0)
    #expect(breaker.totalNotPermittedCalls == 2)
    #expect(breaker.permitsLeft == 3)
  }

  @Test func `the wait must be over strictly`() throws {
    var breaker = CircuitBreaker(Self.settings)
    try breaker.transition(to: .open, at: .seconds(1))
    #expect(breaker.tryAcquire(at: .seconds(6)) == nil)
    #expect(breaker.advance(to: .seconds(60)) == nil, "nothing happens without a request")
    #expect(breaker.state == .open)
    #expect(breaker.tryAcquire(at: .seconds(6) + .nanoseconds(1)) != nil)
  }

  @Test(arguments: [("FFSF", CircuitBreaker.State.open), ("LLLS", .open), ("FSSS", .closed), ("FSSF", .open)])
  func `half-open judges its probes`(calls: String, expected: CircuitBreaker.State) throws {
    var breaker = try halfOpened()
    for call in calls {
      #expect(breaker.state == .halfOpen)
      #expect(breaker.tryAcquire(at: .zero) != nil)
      record(String(call), in: &breaker)
    }
    #expect(breaker.state == expected)
    if expected == .closed {
      #expect(breaker.bufferedCalls == 0)
      #expect(breaker.failureRate == nil)
      #expect(breaker.lastTransition?.cause == .probesPassed)
    }
  }

  @Test func `half-open keeps its rates when it opens`() throws {
    var breaker = try halfOpened()
    record("FFSF", in: &breaker)
    #expect(breaker.state == .open)
    #expect(breaker.failureRate == 75)
    #expect(breaker.bufferedCalls == 4)
  }

  @Test func `half-open uses a count window and a minimum of its permits`() throws {
    var settings = Self.settings
    settings.minimumCalls = 100
    var breaker = try halfOpened(settings)
    #expect(breaker.window.span == .count(4))
    record("SSS", in: &breaker)
    #expect(breaker.state == .halfOpen)
    record("S", in: &breaker)
    #expect(breaker.state == .closed)
    // With a smaller minimum it decides earlier.
    settings.minimumCalls = 2
    var early = try halfOpened(settings)
    record("SS", in: &early)
    #expect(early.state == .closed)
  }

  @Test func `half-open hands out its permits`() throws {
    var breaker = try halfOpened()
    let permits = (0..<6).map { _ in breaker.tryAcquire(at: .zero) }
    #expect(permits.map { $0 != nil } == [true, true, true, true, false, false])
    #expect(breaker.notPermittedCalls == 2)
    breaker.release(permits[0])
    #expect(breaker.tryAcquire(at: .zero) != nil)
    #expect(breaker.tryAcquire(at: .zero) == nil)
  }

  @Test func `an ignored call gives its permit back`() throws {
    var breaker = try halfOpened()
    for _ in 0..<9 {
      #expect(breaker.tryAcquire(at: .zero) != nil)
      record("I", in: &breaker)
    }
    #expect(breaker.permitsLeft == 4)
    #expect(breaker.bufferedCalls == 0)
    record("SSSF", in: &breaker)
    #expect(breaker.state == .closed)
    record("IIIII", in: &breaker)
    #expect(breaker.bufferedCalls == 0)
  }

  @Test func `a count window forgets by calls`() {
    var breaker = CircuitBreaker(Self.counting(10, minimum: 5))
    record("SSFF", in: &breaker)
    #expect(breaker.failureRate == nil)
    // The rates are judged after every call, so the trace of a window alone needs a threshold out of reach.
    var settings = Self.counting(10, minimum: 5)
    settings.failureRateThreshold = 101
    breaker = CircuitBreaker(settings)
    record("SSFF", in: &breaker)
    #expect(breaker.failureRate == nil)
    record("FFFFSSSS", in: &breaker)
    #expect(breaker.failureRate == 60)
    #expect(breaker.window.cells.map(\.failures) == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
    record("SSS", in: &breaker)
    #expect(breaker.failureRate == 30)
    #expect(breaker.window.cells.map(\.failures) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(breaker.bufferedCalls == 10)
  }

  @Test func `a count window needs at most its size`() {
    var breaker = CircuitBreaker(Self.counting(3, minimum: 100))
    record("FF", in: &breaker)
    #expect(breaker.failureRate == nil)
    record("S", in: &breaker)
    #expect(breaker.state == .open)
  }

  @Test func `a time window needs its minimum whatever its size`() {
    var settings = Self.settings
    settings.window = .time(.seconds(3))
    settings.minimumCalls = 100
    var breaker = CircuitBreaker(settings)
    for _ in 0..<99 { record("F", in: &breaker) }
    #expect(breaker.state == .closed)
    record("F", in: &breaker)
    #expect(breaker.state == .open)
  }

  @Test func `stragglers are recorded in open`() {
    var breaker = CircuitBreaker(Self.settings)
    let straggler = breaker.tryAcquire(at: .zero)
    record("FFFFF", in: &breaker)
    #expect(breaker.state == .open)
    let transition = breaker.record(.success, duration: .zero, at: .seconds(1), permit: straggler)
    #expect(transition == nil)
    #expect(breaker.bufferedCalls == 6)
    #expect(breaker.state == .open)
  }

  @Test func `stragglers count in half-open unless they are discarded`() throws {
    for policy in [CircuitBreaker.StaleResults.recorded, .discarded] {
      var settings = Self.settings
      settings.staleResults = policy
      var breaker = CircuitBreaker(settings)
      let straggler = breaker.tryAcquire(at: .zero)
      try breaker.transition(to: .open, at: .zero)
      try breaker.transition(to: .halfOpen, at: .zero)
      breaker.record(.failure, duration: .zero, at: .zero, permit: straggler)
      #expect(breaker.bufferedCalls == (policy == .recorded ? 1 : 0))
      breaker.release(straggler)
      #expect(breaker.permitsLeft == (policy == .recorded ? 5 : 4))
    }
  }

  @Test func `forced-open and disabled record nothing`() throws {
    var breaker = CircuitBreaker(Self.settings)
    breaker.forceOpen(at: .zero)
    #expect(breaker.tryAcquire(at: .zero) == nil)
    #expect(breaker.tryAcquire(at: .seconds(600)) == nil)
    record("FFFFFF", in: &breaker)
    #expect(breaker.bufferedCalls == 0)
    #expect(breaker.notPermittedCalls == 2)
    #expect(breaker.timeUntilHalfOpen(at: .zero) == nil)
    try breaker.transition(to: .disabled, at: .seconds(600))
    #expect(breaker.tryAcquire(at: .seconds(600)) != nil)
    record("FFFFFF", in: &breaker, at: 600)
    #expect(breaker.state == .disabled)
    #expect(breaker.bufferedCalls == 0)
  }

  @Test func `metrics-only records and never trips`() throws {
    var breaker = CircuitBreaker(Self.settings)
    try breaker.transition(to: .metricsOnly, at: .zero)
    record("FFFSS", in: &breaker)
    #expect(breaker.failureRate == 60)
    #expect(breaker.state == .metricsOnly)
    #expect(breaker.tryAcquire(at: .zero) != nil)
  }

  @Test func `a permit counts once in half-open`() throws {
    var breaker = try halfOpened()
    let permits = (0..<4).map { _ in breaker.tryAcquire(at: .zero) }
    #expect(breaker.permitsLeft == 0)
    breaker.release(permits[0])
    breaker.release(permits[0])
    #expect(breaker.permitsLeft == 1)
    breaker.record(.ignored, duration: .zero, at: .zero, permit: permits[0])
    #expect(breaker.permitsLeft == 1)
    breaker.record(.success, duration: .zero, at: .zero, permit: permits[1])
    breaker.record(.success, duration: .zero, at: .zero, permit: permits[1])
    #expect(breaker.bufferedCalls == 1)
    breaker.release(permits[1])
    #expect(breaker.permitsLeft == 1, "its call was made")
    breaker.record(.failure, duration: .zero, at: .zero, permit: permits[0])
    #expect(breaker.bufferedCalls == 1, "it was given back")
  }

  @Test func `giving back without a permit gives back what is out`() throws {
    var breaker = try halfOpened()
    breaker.release()
    #expect(breaker.permitsLeft == 4, "none is out")
    let permits = (0..<2).map { _ in breaker.tryAcquire(at: .zero) }
    breaker.release()
    #expect(breaker.permitsLeft == 3)
    breaker.release(permits[0])
    #expect(breaker.permitsLeft == 4)
    breaker.release(permits[1])
    breaker.release()
    #expect(breaker.permitsLeft == 4, "both are back")
  }

  @Test func `a permit of before half-open comes back once`() throws {
    var breaker = CircuitBreaker(Self.settings)
    let straggler = breaker.tryAcquire(at: .zero)
    try breaker.transition(to: .open, at: .zero)
    try breaker.transition(to: .halfOpen, at: .zero)
    for _ in 0..<2 { breaker.record(.success, duration: .zero, at: .zero, permit: straggler) }
    #expect(breaker.bufferedCalls == 1)
    for _ in 0..<2 { breaker.release(straggler) }
    #expect(breaker.permitsLeft == 5)
  }

  @Test(arguments: [("SSSLL", CircuitBreaker.State.closed), ("SSSLLL", .open)])
  func `slow calls open it at their threshold`(calls: String, expected: CircuitBreaker.State) {
    var breaker = CircuitBreaker(Self.settings)
    record(calls, in: &breaker)
    #expect(breaker.state == expected)
  }

  @Test func `as it comes, only calls that are all slow open it`() {
    var settings = CircuitBreaker.Settings()
    settings.slowCallDuration = .seconds(4)
    for (calls, expected) in [("S", CircuitBreaker.State.closed), ("L", .open)] {
      var breaker = CircuitBreaker(settings)
      record(calls + String(repeating: "L", count: 99), in: &breaker)
      #expect(breaker.state == expected)
    }
  }

  @Test func `a closed breaker judges nothing that half-open saw`() throws {
    var breaker = try halfOpened()
    record("FSSS FFFF", in: &breaker)
    #expect(breaker.state == .closed && breaker.bufferedCalls == 4)
  }

  @Test func `half-open without a limit waits for its probes`() throws {
    var breaker = try halfOpened()
    for _ in 0..<4 { #expect(breaker.tryAcquire(at: .zero) != nil) }
    #expect(breaker.tryAcquire(at: .seconds(3600)) == nil)
    #expect(breaker.state == .halfOpen)
  }

  @Test(arguments: [(CircuitBreaker.StaleResults.recorded, CircuitBreaker.State.closed), (.discarded, .halfOpen)])
  func `four successes of before the opening close half-open, unless they are discarded`(
    policy: CircuitBreaker.StaleResults, expected: CircuitBreaker.State
  ) throws {
    var settings = Self.settings
    settings.staleResults = policy
    var breaker = CircuitBreaker(settings)
    let permits = (0..<4).map { _ in breaker.tryAcquire(at: .zero) }
    try breaker.transition(to: .open, at: .zero)
    try breaker.transition(to: .halfOpen, at: .zero)
    for permit in permits { breaker.record(.success, duration: .zero, at: .seconds(1), permit: permit) }
    #expect(breaker.state == expected)
  }

  @Test func `a time window has a bucket for each second that it begins`() {
    var settings = Self.settings
    settings.window = .time(.milliseconds(2500))
    #expect(CircuitBreaker(settings).window.size == 3)
  }
}
