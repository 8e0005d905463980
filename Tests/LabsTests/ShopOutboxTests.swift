import Testing

@Suite("The shop's outbox, its relays and the inbox")
struct ShopOutboxTests {
  /// Rows pile up while the broker is down; then one relay publishes a full batch and crashes.
  private func crash(_ action: String, _ knobs: [String: Double] = [:]) throws -> DrivenLab {
    var shop = try DrivenLab("shop", knobs)
    shop.go(5)
    try shop.act("broker.down")
    shop.go(5)
    let known = shop.figure("relay.duplicates")
    #expect(known == 0)
    try shop.act(action)
    try shop.heal("broker.down")
    shop.go(1)
    #expect(shop.figure("publisher.crashes") == 1)
    #expect(shop.figure("outbox.pending", "last") > 200)
    shop.drain()
    return shop
  }

  @Test func `a relay that crashes before it marks publishes one batch again, and each order counts once`()
    throws
  {
    let shop = try crash("crash.before-mark")
    #expect(shop.figure("relay.duplicates") == 100)
    #expect(shop.figure("queue.duplicates") == 100)
    #expect(shop.figure("counter.doubled") == 0)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.law("published-twice").verdict == .held)
    #expect(shop.law("outbox-delivers").verdict == .held)
    #expect(shop.law("true-total").verdict == .held)
    #expect(shop.broken == [])
  }

  @Test func `a relay that crashes before it publishes loses and repeats nothing`() throws {
    let shop = try crash("crash.before-publish")
    #expect(shop.figure("relay.duplicates") == 0)
    #expect(shop.figure("events.lost") == 0)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.law("outbox-delivers").verdict == .held)
    #expect(shop.broken == [])
  }

  @Test func `without the inbox a repeat is counted again, and the total is wrong by it`() throws {
    let shop = try crash("crash.before-mark", ["inbox": 0])
    #expect(shop.figure("counter.doubled") == 100)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed") + 100)
    #expect(shop.law("doubled-effect").verdict == .held)
    #expect(shop.law("true-total").verdict == .pending)
    #expect(shop.broken == [])
  }

  @Test func `without the outbox a crash between commit and publication loses the event`() throws {
    var shop = try DrivenLab("shop", ["outbox": 0])
    shop.go(2)
    try shop.act("crash.before-publish")
    shop.go(1)
    #expect(shop.figure("events.lost") == 1)
    #expect(shop.notes.contains { $0.hasSuffix("its event is lost: a dual write.") })
    // After the publication there is nothing left to lose.
    try shop.act("crash.before-mark")
    shop.go(1)
    #expect(shop.figure("publisher.crashes") == 2)
    shop.drain()
    #expect(shop.figure("events.lost") == 1)
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed") - 1)
    #expect(shop.law("event-lost").verdict == .held)
    #expect(shop.broken == [])
  }

  @Test func `the outbox loses nothing to a crash that comes every two seconds`() throws {
    var shop = try DrivenLab("shop", ["crashes": 30, "relays": 2])
    shop.go(120)
    let crashes = shop.figure("publisher.crashes")
    #expect(crashes > 20)
    #expect(shop.figure("relay.duplicates") > 0)
    #expect(shop.figure("relay.duplicates") <= 100 * crashes)
    shop.drain()
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.broken == [])
  }

  @Test func `relays pass over each other's rows, and share the work`() throws {
    var alone = try DrivenLab("shop", ["traffic": 1500])
    alone.go(30)
    #expect(alone.law("skips-locked").verdict == .notReached)
    var shared = try DrivenLab("shop", ["traffic": 1500, "relays": 4])
    shared.go(30)
    #expect(shared.law("skips-locked").verdict == .held)
    #expect(shared.figure("relay.duplicates") == 0)
    #expect(shared.broken == [])
    // A relay that is crashed leaves its work to the others.
    try shared.act("crash.before-publish")
    shared.go(1)
    #expect(shared.figure("publisher.crashes") == 1)
    #expect(shared.figure("outbox.pending", "last") < 200)
  }

  @Test func `relays that are switched off end their batch`() throws {
    var shop = try DrivenLab("shop", ["relays": 4])
    for _ in 0..<40 {
      shop.go(0.513)
      try shop.turn("relays", 1)
      shop.go(0.2)
      try shop.turn("relays", 4)
    }
    shop.drain()
    #expect(shop.figure("counter.value", "last") == shop.figure("orders.confirmed"))
    #expect(shop.broken == [])
  }

  @Test func `outbox, inbox, relays and crashes move no draw of the orders`() throws {
    func orders(_ knobs: [String: Double]) throws -> [Double] {
      var shop = try DrivenLab("shop", knobs)
      shop.go(20)
      return ["offered.p0", "orders.confirmed", "calls.started", "served.p1"].map { shop.figure($0) }
    }
    let usual = try orders([:])
    for change in [["outbox": 0.0], ["inbox": 0], ["relays": 4], ["crashes": 60]] {
      #expect(try orders(change) == usual)
    }
  }

  @Test func `the traced order's event is told from its row to its region, and again after a crash`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0, "inbox": 0])
    shop.go(1)
    try shop.act("crash.before-mark")
    try shop.act("order")
    shop.go(10)
    let said = shop.notes.filter { $0.contains("order 0") }
    #expect(said.count { $0 == "Relay 1 locks the outbox row of order 0." } == 2)
    #expect(said.count { $0 == "Relay 1 publishes the event of order 0." } == 2)
    #expect(said.count { $0 == "Relay 1 marks the row of order 0: that deletes it." } == 1)
    #expect(said.count { $0.hasSuffix(" counts order 0.") } == 2)
    let note = try #require(shop.run.snapshot.notes(500, upTo: .headline).last { $0.text.contains("is counted again") })
    let chain = shop.run.snapshot.chain(from: note.id)
    #expect(chain.contains { $0.text.hasPrefix("Relay 1 crashes after publishing a batch of 1") })
    #expect(chain.last?.isInput == true)
  }
}
