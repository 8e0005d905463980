import Testing

@Suite("The shop's outbox, queue and regions")
struct ShopQueueTests {
  @Test func `a broker outage fills the outbox and loses nothing`() throws {
    var shop = try DrivenLab("shop")
    shop.go(10)
    try shop.act("broker.down")
    shop.go(30)
    #expect(shop.figure("outbox.pending", "last") > 3000)
    #expect(shop.figure("events.lost") == 0)
    shop.drain()
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.broken == [])
    #expect(shop.law("orders-end").verdict == .held)
  }

  @Test func `a dual write loses the events of the outage`() throws {
    var shop = try DrivenLab("shop", ["outbox": 0])
    try shop.act("broker.down")
    shop.go(10)
    shop.drain()
    let lost = shop.figure("events.lost")
    #expect(lost > 500)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed") - lost)
    #expect(shop.broken == [])
  }

  @Test func `an answer that the broker could not give makes duplicates, and each order counts once`() throws {
    // Over many short outages one falls between the append and its acknowledgement.
    var shop = try DrivenLab("shop")
    for outage in 0..<100 {
      try shop.act("broker.down")
      shop.go(0.011)
      try shop.heal("broker.down")
      shop.go(0.3 + 0.0007 * Double(outage))
    }
    shop.drain()
    #expect(shop.figure("queue.duplicates") > 0)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.broken == [])
  }

  @Test func `slow consumers make the lag pass the alert, and it drains`() throws {
    var shop = try DrivenLab("shop")
    try shop.act("consumers.slow")
    shop.go(70)
    #expect(shop.figure("queue.lag", "last") > 10_000)
    #expect(shop.law("lag-alert").verdict == .held)
    try shop.heal("consumers.slow")
    shop.go(60)
    #expect(shop.figure("queue.lag", "last") < 100)
  }

  @Test func `backpressure holds the lag at the high-water mark`() throws {
    var shop = try DrivenLab("shop", ["high.water": 2000])
    try shop.act("consumers.slow")
    shop.go(60)
    #expect(shop.figure("queue.lag", "max") <= 2100)
    #expect(shop.figure("outbox.pending", "last") > 1000)
    #expect(shop.broken == [])
    var open = try DrivenLab("shop", ["high.water": 2000, "backpressure": 0])
    try open.act("consumers.slow")
    open.go(60)
    #expect(open.figure("queue.lag", "max") > 5000)
  }

  @Test func `a cut-off region falls behind and catches up`() throws {
    var shop = try DrivenLab("shop")
    try shop.act("partition.c")
    shop.go(20)
    let apart = shop.figure("counter.spread", "last")
    #expect(apart > 500)
    try shop.heal("partition.c")
    shop.go(5)
    #expect(shop.figure("counter.spread", "last") < apart / 4)
    shop.drain()
    #expect(shop.law("regions-agree").verdict == .held)
    #expect(shop.figure("counter.spread", "last") == 0)
  }

  @Test func `increments by hand are merged by hand when there is no gossip`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0, "gossip": 0])
    for name in ["increment.a", "increment.a", "increment.a", "increment.b", "increment.b"] {
      try shop.act(name)
    }
    for _ in 0..<5 { try shop.act("increment.c") }
    shop.go(5)
    #expect(shop.figure("counter.spread", "last") == 3)
    try shop.act("merge.now")
    shop.go(1)
    #expect(shop.figure("counter.spread", "last") == 0)
    #expect(shop.figure("counter.value", "last") == 10)
  }

  @Test func `a plain number loses increments on the same messages`() throws {
    var shop = try DrivenLab("shop", ["g-counter": 0])
    shop.go(30)
    #expect(shop.figure("counter.value", "last") < 0.9 * shop.figure("orders.confirmed"))
  }

  @Test func `the same seed gives the same run, another one another`() throws {
    func digest(_ seed: UInt64) throws -> String {
      var shop = try DrivenLab("shop", seed: seed)
      shop.go(5)
      try shop.act("payment.down")
      shop.go(5)
      return shop.run.digest.description
    }
    #expect(try digest(3) == digest(3))
    #expect(try digest(3) != digest(4))
  }
}
