import Patterns
import Testing

/// Times that mostly go on and now and then go back.
private func time(_ chance: inout Chance) -> Duration {
  .milliseconds(chance.below(20_000)) + Duration(attoseconds: Int128(chance.below(3)))
}

@Suite struct LimiterCodingTests {
  @Test(arguments: 0..<40)
  func `Limiters of a rate can be stored and sent`(seed: UInt64) throws {
    let rates = [10, 0, .infinity, 0.3]
    let bucket = TokenBucket(rate: rates[Int(seed) % 4], burst: Int(seed) % 5, at: .seconds(1))
    var turns: [TokenBucket.Reservation] = []
    try expectStorable(bucket, seed: seed) { bucket, chance in
      switch chance.below(6) {
      case 0: bucket.setRate(rates[chance.below(4)], at: time(&chance))
      case 1: bucket.setBurst(chance.below(9), at: time(&chance))
      case 2: if let turn = turns.last { bucket.cancel(turn, at: time(&chance)) }
      default: if let turn = bucket.reserve(chance.below(3), at: time(&chance)) { turns.append(turn) }
      }
    }
    for turn in turns.prefix(3) { try expectRoundTrip(turn) }
    let gcra = GCRA(interval: .milliseconds(333), burst: 1 + Int(seed) % 4)
    try expectStorable(gcra, seed: seed) { _ = $0.request($1.below(3), at: time(&$1)) }
  }

  @Test(arguments: 0..<40)
  func `Bulkheads and quotas can be stored and sent`(seed: UInt64) throws {
    let pool = Bulkhead(
      maxConcurrent: Int(seed) % 4, maxWaiting: Int(seed) % 7, maxWait: seed % 3 == 0 ? nil : .seconds(2))
    var callers: UInt64 = 0
    try expectStorable(pool, seed: seed) { pool, chance in
      switch chance.below(8) {
      case 0: pool.maxWait = .seconds(chance.below(4))
      case 1: _ = pool.expire(callers)
      case 2: _ = pool.expireNext(at: time(&chance))
      case 3: pool.maxConcurrent = chance.below(4)
      case 4, 5: _ = pool.leave(at: time(&chance))
      default:
        callers = UInt64(chance.below(99))
        _ = pool.enter(callers, at: time(&chance))
      }
    }
    try expectStorable(TenantQuota(tenants: 4, limit: 2), seed: seed) { quota, chance in
      if chance.happens(0.6) { _ = quota.acquire(chance.below(5)) } else { quota.release(chance.below(5)) }
    }
  }

  @Test(arguments: 0..<40)
  func `Shedders, throttles and queues can be stored and sent`(seed: UInt64) throws {
    try expectStorable(LoadShedder(capacity: 9, at: .seconds(1)), seed: seed) { shedder, chance in
      _ = shedder.offer(
        LoadShedder.Priority.allCases[chance.below(3)], at: time(&chance), uniform: chance.uniform())
      _ = shedder.quotas(at: time(&chance))
    }
    try expectStorable(AdaptiveThrottle(window: .seconds(9)), seed: seed) { throttle, chance in
      if throttle.offer(at: time(&chance), uniform: chance.uniform()) { throttle.accept(at: time(&chance)) }
    }
    try expectStorable(CoDel(), seed: seed) { queue, chance in
      let now = time(&chance)
      _ = queue.dequeue(at: now, length: chance.below(30)) { _ in now - .milliseconds(500) }
    }
  }

  @Test(arguments: 0..<60)
  func `Breakers can be stored and sent`(seed: UInt64) throws {
    var settings = CircuitBreaker.Settings()
    settings.window = seed % 2 == 0 ? .count(5) : .time(.milliseconds(3500))
    settings.minimumCalls = 3
    settings.slowCallDuration = .milliseconds(100)
    settings.waitInOpen = .exponential(initial: .seconds(1), multiplier: 1.5, max: .seconds(4))
    settings.permittedCallsInHalfOpen = 2
    settings.automaticTransition = seed % 3 == 0
    settings.maxWaitInHalfOpen = seed % 5 == 0 ? .seconds(1) : .zero
    settings.staleResults = seed % 7 == 0 ? .discarded : .recorded
    try expectRoundTrip(settings)
    var permits: [CircuitBreaker.Permit] = []
    try expectStorable(CircuitBreaker(settings, at: .seconds(1)), seed: seed) { breaker, chance in
      switch chance.below(9) {
      case 0: _ = breaker.advance(to: time(&chance))
      case 1: breaker.release(permits.last)
      case 2: if chance.happens(0.1) { breaker.forceOpen(at: time(&chance)) }
      case 3: if chance.happens(0.2) { breaker.reset(at: time(&chance)) }
      case 4: if chance.happens(0.2) { breaker.change(.init(), at: time(&chance)) }
      case 5, 6: if let permit = breaker.tryAcquire(at: time(&chance)) { permits.append(permit) }
      default:
        let outcome: CircuitBreaker.Outcome = chance.happens(0.6) ? .failure : .success
        breaker.record(
          outcome, duration: .milliseconds(chance.below(200)), at: time(&chance), permit: permits.popLast())
      }
    }
    for permit in permits { try expectRoundTrip(permit) }
  }

  @Test func `Policies and settings come back from their documents`() throws {
    let cap: Duration? = .seconds(9)
    let backoffs: [Backoff] = [
      .none, .constant(.milliseconds(20)), .exponential(first: .seconds(1), coefficient: 1.5, cap: nil),
      .equalJitter(first: .seconds(1), coefficient: 2, cap: cap),
      .fullJitter(first: .seconds(1), coefficient: 2, cap: cap),
      .decorrelated(base: .milliseconds(5), cap: .seconds(2)),
    ]
    for (index, backoff) in backoffs.enumerated() {
      try expectRoundTrip(RetryPolicy(backoff, maxAttempts: index == 0 ? nil : index))
    }
    #expect(
      try document(RetryPolicy(backoffs[4]))
        == #"{"backoff":{"cap":"9s","coefficient":2,"first":"1s","kind":"fullJitter"}}"#)
    try expectRoundTrip(KafkaConsumerSettings())
    #expect(try state(KafkaConsumerSettings.self, "{}") == KafkaConsumerSettings())
    #expect(try state(CircuitBreaker.Settings.self, "{}") == CircuitBreaker.Settings())
    expectRefused(
      Backoff.self,
      [#"{"kind":"linear"}"#: "\"linear\" is none of none, constant", #"{"kind":"constant"}"#: "wait"])
    expectRefused(
      CircuitBreaker.Settings.self,
      [
        #"{"permittedCallsInHalfOpen":0}"#: "at least one permit",
        #"{"window":{"calls":0}}"#: "at least one call",
        #"{"window":{"time":"0s"}}"#: "above zero", #"{"staleResults":"kept"}"#: "recorded, discarded",
      ])
  }

  @Test func `The documents are what the interface says`() throws {
    var bucket = TokenBucket(rate: .infinity, burst: 5, at: .seconds(1))
    #expect(
      try document(bucket)
        == #"{"burst":5,"cancelled":[],"clock":"1s","lastEvent":"1s","level":5,"rate":"inf","reservations":0}"#
    )
    bucket.setRate(2, at: .seconds(1))
    _ = bucket.reserve(5, at: .seconds(1))
    let turn = bucket.reserve(1, at: .seconds(1))
    #expect(try document(turn) == #"{"number":2,"rate":2,"timeToAct":"1.5s","tokens":1}"#)
    #expect(
      try TokenBucket.Reservation(number: 2, of: 1, timeToAct: .milliseconds(1500), rate: 2) == turn)
    var gcra = GCRA(interval: .milliseconds(100), burst: 5)
    #expect(try document(gcra) == #"{"burst":5,"interval":"0.1s"}"#)
    _ = gcra.request(at: .seconds(3))
    #expect(try document(gcra) == #"{"burst":5,"interval":"0.1s","theoreticalArrival":"3.1s"}"#)
    #expect(
      try GCRA(interval: gcra.interval, burst: gcra.burst, theoreticalArrival: gcra.theoreticalArrival)
        == gcra)
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 1, maxWait: .seconds(1))
    _ = pool.enter(6, at: .seconds(3))
    _ = pool.enter(7, at: .seconds(3))
    #expect(
      try document(pool)
        == #"{"clock":"3s","expired":0,"inUse":1,"line":[{"deadline":"4s","id":7}],"maxConcurrent":1,"#
        + #""maxWait":"1s","maxWaiting":1,"overdue":[],"refused":0}"#)
    var quota = TenantQuota(tenants: 3, limit: 2)
    _ = quota.acquire(1)
    #expect(try document(quota) == #"{"held":[{"permits":1,"tenant":1}],"limit":2,"refused":0,"tenants":3}"#)
    #expect(try TenantQuota(tenants: 3, limit: 2, refused: 0, held: [1: 1]) == quota)
    let window = OutcomeWindow(.count(3), at: .seconds(4))
    #expect(try document(window) == #"{"end":"5s","next":0,"ring":[],"span":{"calls":3}}"#)
  }

  @Test func `What nothing leads to is refused with the reason`() {
    expectRefused(
      TokenBucket.self,
      [
        #"{"rate":1,"burst":1,"level":"nan","clock":"0s","lastEvent":"0s","reservations":0,"cancelled":[]}"#:
          "finite",
        #"{"rate":"many","burst":1,"level":1,"clock":"0s","lastEvent":"0s","reservations":0,"cancelled":[]}"#:
          "is no number",
        """
        {"rate":1,"burst":1,"level":1,"clock":"0s","lastEvent":"0s","reservations":0,
        "cancelled":[{"number":1,"tokens":1,"timeToAct":"0s","rate":1}]}
        """: "none has the number 1",
      ])
    expectRefused(
      TokenBucket.Reservation.self, [#"{"number":1,"tokens":-1,"timeToAct":"0s","rate":1}"#: "not -1"])
    expectRefused(GCRA.self, [#"{"interval":"0s","burst":1}"#: "above zero"])
    expectRefused(
      Bulkhead.self,
      [
        """
        {"maxConcurrent":1,"maxWaiting":1,"inUse":-1,"refused":0,"expired":0,"line":[],"overdue":[]}
        """: "inUse is a count",
        """
        {"maxConcurrent":1,"maxWaiting":1,"inUse":1,"refused":0,"expired":0,"line":[],"overdue":[]}
        """: "told a time",
        """
        {"maxConcurrent":1,"maxWaiting":2,"inUse":1,"refused":0,"expired":0,"clock":"1s","overdue":[],
        "line":[{"id":1,"deadline":"3s"},{"id":2,"deadline":"2s"}]}
        """: "order",
      ])
    expectRefused(
      TenantQuota.self,
      [
        #"{"tenants":1,"limit":1,"refused":0,"held":[{"tenant":1,"permits":1}]}"#: "number 1",
        #"{"tenants":1,"limit":1,"refused":0,"held":[{"tenant":0,"permits":-1}]}"#: "held is a count",
      ])
    expectRefused(
      OutcomeWindow.self,
      [
        #"{"span":{"calls":2},"ring":[0,0,0],"next":0,"end":"1s"}"#: "does not hold 3",
        #"{"span":{"calls":2},"ring":[4],"next":0,"end":"1s"}"#: "0...3",
        #"{"span":{"calls":2},"ring":[0],"next":1,"end":"1s"}"#: "not 1 of 1",
        #"{"span":{"calls":2},"ring":[0],"next":0,"end":"1.5s"}"#: "1.5",
        #"{"span":{"time":"2s"},"seconds":[],"end":"1s"}"#: "current second",
      ])
  }
}
