import Patterns
import Testing

@Suite struct LimiterCodingTests {
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
        == #"{"burst":5,"cancelled":[],"clock":"1s","lastEvent":"1s","level":5,"rate":"inf","reservations":0}"#)
    bucket.setRate(2, at: .seconds(1))
    _ = bucket.reserve(5, at: .seconds(1))
    let turn = bucket.reserve(1, at: .seconds(1))
    #expect(try document(turn) == #"{"number":2,"rate":2,"timeToAct":"1.5s","tokens":1}"#)
    #expect(try TokenBucket.Reservation(number: 2, of: 1, timeToAct: .milliseconds(1500), rate: 2) == turn)
    var gcra = GCRA(interval: .milliseconds(100), burst: 5)
    #expect(try document(gcra) == #"{"burst":5,"interval":"0.1s"}"#)
    _ = gcra.request(at: .seconds(3))
    #expect(try document(gcra) == #"{"burst":5,"interval":"0.1s","theoreticalArrival":"3.1s"}"#)
    #expect(try GCRA(interval: gcra.interval, burst: gcra.burst, theoreticalArrival: gcra.theoreticalArrival) == gcra)
    var pool = Bulkhead(maxConcurrent: 1, maxWaiting: 1, maxWait: .seconds(1))
    _ = pool.enter(6, at: .seconds(3))
    _ = pool.enter(7, at: .seconds(3))
    #expect(
      try document(pool) == #"{"clock":"3s","expired":0,"inUse":1,"line":[{"deadline":"4s","id":7}],"maxConcurrent":1,"#
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
        #"{"rate":1,"burst":1,"level":"nan","clock":"0s","lastEvent":"0s","reservations":0,"cancelled":[]}"#: "finite",
        #"{"rate":"many","burst":1,"level":1,"clock":"0s","lastEvent":"0s","reservations":0,"cancelled":[]}"#:
          "is no number",
        """
        {"rate":1,"burst":1,"level":1,"clock":"0s","lastEvent":"0s","reservations":0,
        "cancelled":[{"number":1,"tokens":1,"timeToAct":"0s","rate":1}]}
        """: "none has the number 1",
      ])
    expectRefused(TokenBucket.Reservation.self, [#"{"number":1,"tokens":-1,"timeToAct":"0s","rate":1}"#: "not -1"])
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
