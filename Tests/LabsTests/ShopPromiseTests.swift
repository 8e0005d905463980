import Testing

/// Each promise is broken with its pattern off under a fault, and kept with all patterns on.
@Suite("What the shop promises") struct ShopPromiseTests {
  private static let seeds = 1...20 as ClosedRange<UInt64>

  /// A fault for a minute, or a crash at its beginning, and a while after it.
  private func shop(_ fault: String, seed: UInt64, without pattern: String? = nil) throws -> DrivenLab {
    var shop = try DrivenLab("shop", seed: seed, pattern.map { [$0: 0] } ?? [:])
    shop.go(20)
    #expect(shop.brokenPromises == [])
    try shop.act(fault)
    shop.go(60)
    return shop
  }

  @Test(
    arguments: [
      ("saga", "payment.down", "undone"), ("outbox", "broker.down", "announced"),
      ("outbox", "crash.before-publish", "announced"), ("inbox", "crash.before-mark", "once"),
      ("shedding", "traffic.burst", "answered"),
    ], seeds)
  func `a pattern that is off breaks its promise`(
    _ row: (pattern: String, fault: String, promise: String), seed: UInt64
  ) throws {
    #expect(try shop(row.fault, seed: seed, without: row.pattern).brokenPromises == [row.promise])
  }

  @Test(
    arguments: [
      "payment.down", "payment.slow", "inventory.down", "shipping.down", "notification.down", "sidecar.dies",
      "certificate.expires", "control.down", "consumers.slow", "broker.down", "crash.before-publish",
      "crash.before-mark", "partition.a", "traffic.burst", "capacity.halves",
    ], seeds)
  func `with all patterns on every promise is kept`(fault: String, seed: UInt64) throws {
    var shop = try shop(fault, seed: seed)
    shop.run.healEverything()
    shop.go(40)
    let brokenPromises = shop.brokenPromises
    #expect(brokenPromises == [])
    #expect(shop.broken == [])
  }
}
