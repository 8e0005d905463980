import Testing

@Suite("The shop's sidecars and their control plane")
struct ShopSidecarTests {
  @Test func `two proxies add what the knob says to every call`() throws {
    for milliseconds in [0.5, 5] {
      var shop = try DrivenLab("shop", ["proxy": milliseconds])
      shop.go(30)
      // The median of the sum of two exponential times is 1.678 times their mean.
      let ratio = shop.figure("sidecar.hop", "p50") * 1000 / milliseconds
      #expect(abs(ratio - 1.678) < 0.08, "\(ratio)")
      #expect(shop.figure("calls.retried") == 0)
      #expect(shop.broken == [])
    }
    var bare = try DrivenLab("shop", ["sidecars": 0])
    bare.go(10)
    #expect(bare.figure("sidecar.hop") == 0)
  }

  @Test func `sidecars try failed calls again, as often as they were told`() throws {
    var shop = try DrivenLab("shop", ["breakers": 0, "inventory.errors": 50])
    shop.go(20)
    // Of ten calls five fail; two and a half of the second attempts do.
    let retried = shop.figure("calls.retried"), started = shop.figure("orders.started")
    #expect(abs(retried / started - 0.75) < 0.05)
    try shop.turn("retries", 0)
    shop.go(2)
    let before = shop.figure("calls.retried")
    shop.go(10)
    #expect(shop.figure("calls.retried") == before)
  }

  @Test func `an expired certificate has its service refused, until it is rotated`() throws {
    var shop = try DrivenLab("shop")
    shop.go(5)
    try shop.act("certificate.expires")
    shop.go(10)
    #expect(shop.figure("mtls.refused") > 10)
    #expect(shop.figure("breaker.payment.opened") >= 1)
    #expect(shop.law("handshake-refused").verdict == .held)
    let confirmed = shop.figure("orders.confirmed")
    shop.go(5)
    #expect(shop.figure("orders.confirmed") == confirmed)
    try shop.heal("certificate.expires")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") > confirmed + 300)
    #expect(shop.notes.contains("All certificates are good again: calls get through."))
    #expect(shop.broken == [])
  }

  @Test func `the cause of a breaker that a certificate opened is the certificate`() throws {
    var shop = try DrivenLab("shop")
    shop.go(2)
    try shop.act("certificate.expires")
    shop.go(2)
    let opened = try #require(
      shop.run.snapshot.notes(500, upTo: .headline).last { $0.text.contains("before payment opens") })
    let chain = shop.run.snapshot.chain(from: opened.id)
    #expect(chain.dropFirst().first?.text.contains("certificate of payment has run out") == true)
    #expect(chain.last?.isInput == true)
  }

  @Test func `without mTLS nobody asks for a certificate`() throws {
    var shop = try DrivenLab("shop", ["mtls": 0])
    try shop.act("certificate.expires")
    shop.go(10)
    #expect(shop.figure("mtls.refused") == 0)
    #expect(shop.figure("orders.confirmed") > 1000)
    #expect(shop.notes.contains("A certificate has run out; without mTLS nobody asks for it."))
  }

  @Test func `a dead sidecar cuts its healthy service off`() throws {
    var shop = try DrivenLab("shop")
    shop.go(5)
    try shop.act("sidecar.dies")
    shop.go(10)
    #expect(shop.figure("sidecar.cutoff") > 5)
    #expect(shop.law("healthy-unreachable").verdict == .held)
    let confirmed = shop.figure("orders.confirmed")
    // Orders are charged and refunded: shipping comes after payment.
    #expect(shop.figure("orders.compensated") > 500)
    try shop.heal("sidecar.dies")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") > confirmed + 300)
    #expect(shop.notes.contains("The sidecar of shipping is back, with all that it needs."))
    #expect(shop.broken == [])
  }

  @Test func `a sidecar that starts without a control plane lets nothing through`() throws {
    var shop = try DrivenLab("shop")
    try shop.act("control.down")
    try shop.act("sidecar.dies")
    shop.go(2)
    try shop.heal("sidecar.dies")
    shop.go(10)
    let confirmed = shop.figure("orders.confirmed")
    #expect(shop.notes.contains { $0.contains("starts again, and nobody tells it what to do") })
    try shop.heal("control.down")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") > confirmed + 300)
    shop.drain()
    #expect(shop.law("mesh-whole").verdict == .held)
    #expect(shop.broken == [])
  }

  @Test func `without the control plane all goes on until the certificates run out`() throws {
    var shop = try DrivenLab("shop", ["cert.ttl": 60])
    shop.go(5)
    try shop.act("control.down")
    shop.go(50)
    #expect(shop.figure("mtls.refused") == 0)
    #expect(shop.figure("orders.confirmed") > 5000)
    #expect(shop.law("data-plane-goes-on").verdict == .held)
    // Nobody renewed those of the start.
    shop.go(10)
    let confirmed = shop.figure("orders.confirmed")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") == confirmed)
    #expect(shop.notes.contains("The certificates of 5 sidecars have run out: calls are refused."))
    try shop.heal("control.down")
    shop.go(10)
    #expect(shop.figure("orders.confirmed") > confirmed + 300)
    #expect(shop.broken == [])
  }

  @Test func `with the control plane certificates are renewed in time`() throws {
    var shop = try DrivenLab("shop", ["cert.ttl": 10])
    shop.go(60)
    #expect(shop.figure("mtls.refused") == 0)
    #expect(shop.figure("cert.left", "min") >= 4)
  }

  @Test func `what is turned without the control plane waits for it`() throws {
    var shop = try DrivenLab("shop", ["breakers": 0, "inventory.errors": 50, "cert.ttl": 600])
    shop.go(2)
    try shop.act("control.down")
    try shop.turn("retries", 0)
    shop.go(10)
    let retried = shop.figure("calls.retried")
    #expect(retried > 500)
    #expect(shop.figure("config.behind", "last") == 1)
    #expect(shop.notes.contains { $0.hasPrefix("The new settings reach no sidecar") })
    try shop.heal("control.down")
    shop.go(2)
    let told = shop.figure("calls.retried")
    shop.go(10)
    #expect(shop.figure("calls.retried") == told)
    #expect(shop.figure("config.behind", "last") == 0)
    #expect(shop.broken == [])
  }

  @Test(arguments: ["certificate.expires", "sidecar.dies", "control.down"])
  func `without sidecars nothing of theirs can break`(fault: String) throws {
    func figures(_ isBroken: Bool) throws -> [Double] {
      var shop = try DrivenLab("shop", ["sidecars": 0])
      shop.go(5)
      if isBroken {
        try shop.act(fault)
        let said = shop.notes.last ?? ""
        #expect(said.contains("no sidecar"))
      }
      shop.go(20)
      return ["orders.confirmed", "calls.started", "calls.failed", "served.p0"].map { shop.figure($0) }
    }
    let usual = try figures(false)
    #expect(usual[0] > 2000)
    #expect(try figures(true) == usual)
  }

  @Test func `bare calls have no breaker, and a dead sidecar that is taken away hurts nobody`() throws {
    var shop = try DrivenLab("shop")
    try shop.act("sidecar.dies")
    shop.go(5)
    let confirmed = shop.figure("orders.confirmed")
    try shop.turn("sidecars", 0)
    shop.go(5)
    #expect(shop.figure("orders.confirmed") > confirmed + 300)
    let refused = shop.figure("calls.refused")
    try shop.act("payment.down")
    shop.go(5)
    #expect(shop.figure("calls.refused") == refused)
    #expect(shop.broken == [])
  }

  @Test func `sidecars move no draw of the calls`() throws {
    func offered(_ knobs: [String: Double]) throws -> [Double] {
      var shop = try DrivenLab("shop", knobs)
      shop.go(20)
      return ["offered.p0", "offered.p1", "admitted.p2", "calls.failed"].map { shop.figure($0) }
    }
    let usual = try offered([:])
    for change in [["sidecars": 0.0], ["mtls": 0], ["proxy": 5], ["cert.ttl": 10]] {
      #expect(try offered(change) == usual)
    }
  }
}
