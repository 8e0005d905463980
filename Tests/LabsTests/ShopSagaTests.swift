import Testing

@Suite("The shop's orders")
struct ShopSagaTests {
  private static let undone = ["release reservation", "refund payment", "cancel shipment"]

  @Test(arguments: 1...4)
  func `a failure at step j undoes the steps before it, in reverse`(step: Int) throws {
    var shop = try DrivenLab("shop", ["traffic": 0])
    shop.go(1)
    try shop.act("fail.step\(step)")
    shop.go(5)
    let undone = shop.notes.compactMap { note in Self.undone.first { note.hasSuffix(": \($0).") } }
    #expect(undone == Self.undone.prefix(step - 1).reversed())
    #expect(shop.figure("saga.compensations") == Double(step - 1))
    #expect(shop.figure("orders.compensated") == 1)
    #expect(shop.figure("orders.confirmed") == 0)
  }

  @Test func `the cause of a compensation leads back to the key`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0])
    try shop.act("fail.step3")
    shop.go(5)
    let last = try #require(
      shop.run.snapshot.notes(50, upTo: .observation).last { $0.text.contains("fully compensated") })
    let chain = shop.run.snapshot.chain(from: last.id)
    #expect(chain.last?.isInput == true)
    #expect(chain.contains { $0.text.contains("fails at step 3") })
  }

  @Test func `an order run by hand is confirmed and counted once`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0])
    try shop.act("order")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") == 1)
    #expect(shop.figure("counter.value", "last") == 1)
  }

  @Test func `without the saga a failed order stays half done`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0, "saga": 0])
    try shop.act("fail.step3")
    shop.go(5)
    #expect(shop.figure("orders.stranded") == 1)
    #expect(shop.figure("saga.compensations") == 0)
  }

  @Test func `payment down opens its breaker within its window, and healing closes it`() throws {
    var shop = try DrivenLab("shop")
    shop.go(5)
    try shop.act("payment.down")
    let before = shop.figure("calls.failed")
    shop.go(1)
    #expect(shop.figure("breaker.payment.opened") == 1)
    // Twenty calls are remembered, half of them have to be bad; a few more were on their way.
    #expect(shop.figure("calls.failed") - before < 40)
    #expect(shop.figure("calls.refused") > 50)
    try shop.heal("payment.down")
    shop.go(10)
    #expect(shop.law("breaker-recloses").verdict == .held)
    let refused = shop.figure("calls.refused")
    shop.go(10)
    #expect(shop.figure("calls.refused") == refused)
    #expect(shop.broken == [])
  }

  @Test func `slow payment opens the breaker by slow calls`() throws {
    var shop = try DrivenLab("shop")
    try shop.act("payment.slow")
    shop.go(10)
    #expect(shop.figure("breaker.payment.opened") >= 1)
  }

  @Test func `without breakers every call goes out`() throws {
    var shop = try DrivenLab("shop", ["breakers": 0])
    try shop.act("payment.down")
    shop.go(10)
    #expect(shop.figure("calls.refused") == 0)
    // One attempt and two retries each.
    #expect(shop.figure("calls.failed") > 2.5 * shop.figure("orders.compensated"))
  }

  @Test func `without sidecars nobody tries again`() throws {
    var shop = try DrivenLab("shop", ["breakers": 0, "sidecars": 0])
    try shop.act("payment.down")
    shop.go(10)
    #expect(shop.figure("calls.failed") >= shop.figure("orders.compensated"))
    #expect(shop.figure("calls.failed") < 1.1 * shop.figure("orders.compensated") + 5)
  }

  @Test func `bulkheads keep a slow payment away from the reads`() throws {
    func readsLost(bulkheads: Double) throws -> Double {
      var shop = try DrivenLab("shop", ["bulkheads": bulkheads, "breakers": 0, "traffic": 800])
      shop.go(5)
      let before = shop.figure("admitted.p1") - shop.figure("served.p1")
      try shop.act("payment.slow")
      shop.go(60)
      return shop.figure("admitted.p1") - shop.figure("served.p1") - before
    }
    let separate = try readsLost(bulkheads: 1)
    let shared = try readsLost(bulkheads: 0)
    #expect(separate < 50)
    #expect(shared > 1000)
  }
}
