import Patterns
import Testing

@Suite struct CircuitBreakerTimingTests {
  let settings = CircuitBreakerTests.settings

  func fail(_ breaker: inout CircuitBreaker, times: Int, at now: Duration) {
    for _ in 0..<times { breaker.record(.failure, duration: .zero, at: now) }
  }

  @Test func `a time window forgets on whole seconds`() {
    var settings = settings
    settings.failureRateThreshold = 101
    settings.minimumCalls = 1
    var breaker = CircuitBreaker(settings, at: .milliseconds(400))
    fail(&breaker, times: 2, at: .milliseconds(900))
    fail(&breaker, times: 1, at: .seconds(1))
    #expect(breaker.window.cells.suffix(2).map(\.calls) == [2, 1])
    breaker.advance(to: .milliseconds(19_999))
    #expect(breaker.bufferedCalls == 3, "20 buckets: seconds 0 to 19")
    breaker.advance(to: .seconds(20))
    #expect(breaker.bufferedCalls == 1, "second 0 is forgotten as a whole, 19.1 s after the call")
    breaker.advance(to: .seconds(21))
    #expect(breaker.bufferedCalls == 0)
    #expect(breaker.failureRate == nil)
    fail(&breaker, times: 1, at: .seconds(1000))
    #expect(breaker.bufferedCalls == 1)
    #expect(breaker.window.cells.count == 20)
    #expect(breaker.window.cells.last?.calls == 1)
  }

  @Test func `waits grow with the openings since it was closed`() throws {
    var settings = settings
    settings.waitInOpen = .exponential(initial: .seconds(5), multiplier: 1.5, max: .seconds(10))
    var breaker = CircuitBreaker(settings)
    var now = Duration.zero
    for (opening, wait) in [(1, 5.0), (2, 7.5), (3, 10), (4, 10)] {
      try breaker.transition(to: .open, at: now)
      #expect(breaker.openingsSinceClosed == opening)
      #expect(breaker.timeUntilHalfOpen(at: now) == .seconds(wait))
      now += .seconds(wait)
      #expect(breaker.tryAcquire(at: now) == nil)
      #expect(breaker.tryAcquire(at: now + .nanoseconds(1)) != nil)
      now += .seconds(1)
    }
    for _ in 0..<4 { breaker.record(.success, duration: .zero, at: now) }
    #expect(breaker.state == .closed)
    #expect(breaker.openingsSinceClosed == 0)
    try breaker.transition(to: .open, at: now)
    #expect(breaker.timeUntilHalfOpen(at: now) == .seconds(5))
  }

  @Test func `the automatic transition needs no request`() {
    var settings = settings
    settings.automaticTransition = true
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 5, at: .seconds(1))
    #expect(breaker.nextTimer == .seconds(6))
    #expect(breaker.advance(to: .milliseconds(5999)) == nil)
    let transition = breaker.advance(to: .seconds(9))
    #expect(transition?.to == .halfOpen)
    #expect(transition?.at == .seconds(6), "dated when it was due")
    #expect(breaker.advance(to: .seconds(9)) == nil)
  }

  @Test func `half-open gives up waiting for its probes`() throws {
    var settings = settings
    settings.maxWaitInHalfOpen = .seconds(2)
    var breaker = CircuitBreaker(settings)
    try breaker.transition(to: .open, at: .zero)
    #expect(breaker.tryAcquire(at: .seconds(6)) != nil)
    #expect(breaker.nextTimer == .seconds(8))
    #expect(breaker.tryAcquire(at: .milliseconds(7900)) != nil)
    #expect(breaker.tryAcquire(at: .seconds(8)) == nil)
    #expect(breaker.state == .open)
    #expect(breaker.lastTransition?.cause == .probesOverdue)
    #expect(breaker.openingsSinceClosed == 2)
    #expect(breaker.timeUntilHalfOpen(at: .seconds(8)) == .seconds(5))
    settings.closesAfterMaxWait = true
    breaker.change(settings, at: .seconds(8))
    #expect(breaker.tryAcquire(at: .seconds(14)) != nil)
    #expect(breaker.advance(to: .seconds(16))?.to == .closed)
    #expect(breaker.openingsSinceClosed == 0)
  }

  @Test func `reset begins anew`() {
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 5, at: .zero)
    let generation = breaker.generation
    breaker.reset(at: .seconds(1))
    #expect(breaker.state == .closed)
    #expect(breaker.bufferedCalls == 0)
    #expect(breaker.generation == generation + 1)
    fail(&breaker, times: 4, at: .seconds(1))
    breaker.reset(at: .seconds(1))
    #expect(breaker.bufferedCalls == 0)
  }

  @Test func `some transitions do not exist`() throws {
    var breaker = CircuitBreaker(settings)
    #expect(throws: CircuitBreaker.IllegalTransition.self) {
      try breaker.transition(to: .halfOpen, at: .zero)
    }
    try breaker.transition(to: .metricsOnly, at: .zero)
    for state in [CircuitBreaker.State.open, .halfOpen] {
      #expect(throws: CircuitBreaker.IllegalTransition.self) { try breaker.transition(to: state, at: .zero) }
    }
    #expect(breaker.state == .metricsOnly)
    try breaker.transition(to: .forcedOpen, at: .zero)
    try breaker.transition(to: .halfOpen, at: .zero)
    #expect(breaker.permitsLeft == 4)
  }

  @Test func `knobs turn while it runs`() {
    var changed = settings
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 4, at: .zero)
    changed.minimumCalls = 3
    breaker.change(changed, at: .zero)
    #expect(breaker.failureRate == 100)
    changed.window = .count(10)
    breaker.change(changed, at: .zero)
    #expect(breaker.bufferedCalls == 0)
    #expect(breaker.window.span == .count(10))
  }

  /// The running sums agree with the plain definition, over many seeds, for both kinds of window.
  @Test(arguments: 0..<40)
  func `rates agree with a plain model`(seed: UInt64) {
    var chance = Chance(seed)
    let isCount = chance.happens(0.5)
    let size = 1 + chance.below(12)
    var settings = settings
    settings.window = isCount ? .count(size) : .time(.seconds(size))
    settings.minimumCalls = 1 + chance.below(15)
    settings.failureRateThreshold = 101
    settings.slowCallRateThreshold = 101
    var breaker = CircuitBreaker(settings)
    var calls: [(second: Int64, failed: Bool, slow: Bool)] = []
    var now = Duration.zero
    for _ in 0..<500 {
      now += .milliseconds(chance.happens(0.02) ? chance.below(30_000) : chance.below(900))
      let failed = chance.happens(0.4)
      let slow = chance.happens(0.3)
      breaker.record(failed ? .failure : .success, duration: slow ? .seconds(9) : .zero, at: now)
      calls.append((now.components.seconds, failed, slow))
      let recent =
        isCount
        ? Array(calls.suffix(size)) : calls.filter { $0.second > now.components.seconds - Int64(size) }
      let minimum = isCount ? min(size, settings.minimumCalls) : settings.minimumCalls
      let isKnown = recent.count >= minimum
      #expect(breaker.bufferedCalls == recent.count)
      #expect(breaker.failureRate == (isKnown ? Double(recent.count { $0.failed }) * 100 / Double(recent.count) : nil))
      #expect(breaker.slowCallRate == (isKnown ? Double(recent.count { $0.slow }) * 100 / Double(recent.count) : nil))
      #expect(breaker.window.cells.reduce(0) { $0 + Int($1.calls) } == recent.count)
    }
  }

  /// Whatever happens, open and forced open let nothing through, and half-open no more than its permits.
  @Test(arguments: 0..<40)
  func `open lets nothing through`(seed: UInt64) {
    var chance = Chance(seed)
    var settings = settings
    settings.window = chance.happens(0.5) ? .count(6) : settings.window
    settings.automaticTransition = chance.happens(0.5)
    settings.maxWaitInHalfOpen = chance.happens(0.5) ? .seconds(3) : .zero
    settings.staleResults = .discarded
    var breaker = CircuitBreaker(settings)
    var now = Duration.zero
    var pending: [CircuitBreaker.Permit] = []
    var wasHalfOpen = false
    for _ in 0..<2000 {
      now += .milliseconds(chance.below(400))
      if chance.happens(0.6) {
        let wait = breaker.timeUntilHalfOpen(at: now)
        let permit = breaker.tryAcquire(at: now)
        if let wait, wait > .zero { #expect(permit == nil) }
        if let permit { pending.append(permit) }
      } else if !pending.isEmpty {
        let permit = pending.remove(at: chance.below(pending.count))
        let outcome: CircuitBreaker.Outcome = chance.happens(0.5) ? .failure : chance.happens(0.2) ? .ignored : .success
        breaker.record(outcome, duration: .zero, at: now, permit: permit)
      }
      if breaker.state == .halfOpen {
        wasHalfOpen = true
        let probes = pending.count { $0.generation == breaker.generation }
        #expect(probes + breaker.permitsLeft + breaker.bufferedCalls == 4)
      }
    }
    #expect(wasHalfOpen)
  }

  @Test func `a day without traffic changes nothing that counts`() {
    var settings = settings
    settings.automaticTransition = true
    settings.maxWaitInHalfOpen = .seconds(10)
    settings.waitInOpen = .exponential(initial: .seconds(5), multiplier: 2, max: .seconds(3600))
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 5, at: .zero)
    while breaker.advance(to: .seconds(86_400)) != nil {}
    #expect(breaker.openingsSinceClosed == 1)
    #expect(breaker.timeUntilHalfOpen(at: .seconds(86_400)).map { $0 <= .seconds(5) } ?? true)
    #expect(breaker.tryAcquire(at: .seconds(86_400) + .seconds(5) + .nanoseconds(1)) != nil)
  }

  @Test func `a half-open that gave up on its probes counts`() {
    var settings = settings
    settings.automaticTransition = true
    settings.maxWaitInHalfOpen = .seconds(10)
    settings.waitInOpen = .exponential(initial: .seconds(5), multiplier: 2, max: .seconds(3600))
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 5, at: .zero)
    #expect(breaker.tryAcquire(at: .seconds(6)) != nil)
    #expect(breaker.advance(to: .seconds(15))?.cause == .probesOverdue)
    #expect(breaker.openingsSinceClosed == 2)
    #expect(breaker.timeUntilHalfOpen(at: .seconds(15)) == .seconds(10))
    // Nobody asks from here on: 10 s open, 10 s half-open, and so on.
    #expect(breaker.advance(to: .seconds(86_400 + 26))?.to == .halfOpen)
    #expect(breaker.state == .halfOpen && breaker.openingsSinceClosed == 2)
  }

  /// Asked at every change or once after a long time, the breaker is in the same state.
  @Test(arguments: 0..<60)
  func `a long quiet time is the same whether anybody looked or not`(seed: UInt64) {
    var chance = Chance(seed)
    var settings = settings
    settings.automaticTransition = true
    settings.maxWaitInHalfOpen = .milliseconds(1 + chance.below(9000))
    settings.closesAfterMaxWait = chance.happens(0.1)
    settings.waitInOpen =
      chance.happens(0.5)
      ? .fixed(.milliseconds(chance.below(9000)))
      : .exponential(initial: .milliseconds(1 + chance.below(2000)), multiplier: 2, max: .seconds(60))
    var watched = CircuitBreaker(settings)
    fail(&watched, times: 5, at: .zero)
    if chance.happens(0.5) { _ = watched.tryAcquire(at: .seconds(9)) }
    var unwatched = watched
    let end = Duration.milliseconds(10_000 + chance.below(1_000_000))
    while let due = watched.nextTimer, due <= end { watched.advance(to: due) }
    watched.advance(to: end)
    var steps = 0
    while unwatched.advance(to: end) != nil { steps += 1 }
    #expect(steps <= 4)
    #expect(watched == unwatched)
  }

  @Test func `a wait of a millisecond makes no call go through millions of changes`() {
    var settings = settings
    settings.automaticTransition = true
    settings.maxWaitInHalfOpen = .milliseconds(1)
    settings.waitInOpen = .fixed(.milliseconds(1))
    var breaker = CircuitBreaker(settings)
    fail(&breaker, times: 5, at: .zero)
    var changes = 0
    while breaker.advance(to: .seconds(86_400)) != nil { changes += 1 }
    #expect(changes <= 3)
    #expect(breaker.generation == 1 + 86_400_000, "they are counted")
  }
}
