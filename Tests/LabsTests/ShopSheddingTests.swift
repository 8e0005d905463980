import Testing

@Suite("The shop sheds by the staircase")
struct ShopSheddingTests {
  /// What the catalogue's rule admits of these offered rates: P2 what is left of 800, P1 what is left of 1000.
  private func staircase(_ p0: Double, _ p1: Double, _ p2: Double) -> [Double] {
    [p0, max(0, min(p1, 1000 - p0)), max(0, min(p2, 800 - p0 - p1))]
  }

  @Test(arguments: [600.0, 1000, 1500, 3000], [1, 77] as [UInt64])
  func `admits what the rule says`(traffic: Double, seed: UInt64) throws {
    var shop = try DrivenLab("shop", seed: seed, ["traffic": traffic])
    shop.go(100)
    let offered = (0..<3).map { shop.figure("offered.p\($0)", "rate") }
    let expected = staircase(offered[0], offered[1], offered[2])
    for priority in 0..<3 {
      let admitted = shop.figure("admitted.p\(priority)", "rate")
      if expected[priority] > 0 {
        #expect(abs(admitted - expected[priority]) <= 0.02 * expected[priority], "P\(priority) at \(traffic)")
      } else {
        #expect(admitted <= 0.005 * offered[priority], "P\(priority) at \(traffic)")
      }
      #expect(
        shop.figure("admitted.p\(priority)") + shop.figure("shed.p\(priority)") == shop.figure("offered.p\(priority)"))
    }
    #expect(shop.broken == [])
  }

  @Test func `what is admitted is served in time, whatever is offered`() throws {
    var shop = try DrivenLab("shop", ["traffic": 3000])
    shop.go(60)
    #expect(shop.figure("served.p0") > 0.99 * shop.figure("admitted.p0"))
    #expect(shop.figure("served.p1") > 0.99 * shop.figure("admitted.p1"))
  }

  @Test func `without shedding goodput collapses while the servers do wasted work`() throws {
    var shop = try DrivenLab("shop", ["traffic": 3000, "shedding": 0])
    shop.go(60)
    #expect(shop.figure("shed.p2") == 0)
    #expect(shop.figure("served.p0") < 0.1 * shop.figure("offered.p0"))
    #expect(shop.figure("latency.p1", "p50") > 2)
  }

  @Test func `half the capacity halves what is admitted`() throws {
    var shop = try DrivenLab("shop", ["traffic": 3000])
    shop.go(10)
    try shop.act("capacity.halves")
    shop.go(5)
    let before = shop.figure("admitted.p1")
    shop.go(20)
    // P0 alone is above half the capacity, so P1 gets nothing at all.
    #expect(shop.figure("admitted.p1") - before < 20)
    #expect(shop.figure("refused.queue") == 0)
  }

  @Test func `a burst triples what is offered`() throws {
    var shop = try DrivenLab("shop")
    shop.go(20)
    let before = shop.figure("offered.p1")
    try shop.act("traffic.burst")
    shop.go(20)
    let ratio = (shop.figure("offered.p1") - before) / before
    #expect(ratio > 2.8 && ratio < 3.2)
    #expect(shop.notes.contains { $0.hasPrefix("P2 is being shed") })
  }

  @Test func `traffic can be stopped and started`() throws {
    var shop = try DrivenLab("shop", ["traffic": 0])
    shop.go(10)
    #expect(shop.figure("offered.p0") == 0)
    try shop.turn("traffic", 600)
    shop.go(10)
    #expect(shop.figure("offered.p0") > 900)
  }
}
