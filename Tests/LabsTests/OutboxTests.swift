import Labs
import Testing

@Suite("The outbox lab")
struct OutboxLabTests {
  /// The quiz: no event is lost between database and broker.
  @Test(arguments: ["poller", "capture"], ["crash.before-publish", "crash.before-mark"])
  func `no crash loses an event that was committed with its order`(mode: String, crash: String) throws {
    var lab = try DrivenLab("outbox", settings: ["mode": mode])
    lab.go(10)
    for _ in 0..<5 {
      try lab.act(crash)
      lab.go(5)
    }
    #expect(lab.figure("crashes") == 5)
    let isDrained = lab.drain()
    #expect(isDrained)
    #expect(lab.law("all-delivered").verdict == .held)
    #expect(lab.figure("events.lost") == 0)
    #expect(lab.figure("effects") == lab.figure("orders.committed"))
    #expect((lab.figure("records.duplicate") > 0) == (crash == "crash.before-mark"))
    #expect(lab.figure("records.duplicate") <= 5 * 100)
    #expect(lab.figure("effects.twice") == 0)
    #expect(lab.broken == [])
  }

  @Test func `two writes lose the event when the service crashes in between`() throws {
    var lab = try DrivenLab("outbox", settings: ["mode": "dual-write", "rate": "0"])
    try lab.act("crash.before-publish")
    try lab.act("order")
    lab.go(5)
    #expect(lab.figure("orders.committed") == 1)
    #expect(lab.figure("events.lost") == 1)
    #expect(lab.figure("effects") == 0)
    #expect(lab.origin(of: "its event is lost")?.isInput == true)
    #expect(lab.law("lost-event").verdict == .held)
  }

  @Test(arguments: ["rollback", "crash.before-mark"])
  func `two writes the other way round invent events`(action: String) throws {
    var lab = try DrivenLab(
      "outbox", settings: ["mode": "dual-write", "first.write": "publish", "rate": "0"])
    try lab.act(action)
    try lab.act("order")
    lab.go(5)
    #expect(lab.figure("orders.committed") == 0)
    #expect(lab.figure("events.invented") == 1)
    #expect(lab.figure("effects") == 1)
    #expect(lab.law("invented-event").verdict == .held)
    #expect(lab.origin(of: "there is no such order")?.isInput == true)
  }

  private static let crashes = ["crash.before-publish", "crash.before-mark", "consumer.crash"]

  /// Everything that can happen, four times, and then no more orders.
  private static func badDay(_ settings: [String: String], seed: UInt64) throws -> DrivenLab {
    var lab = try DrivenLab("outbox", seed: seed, settings: settings)
    lab.go(10)
    for _ in 0..<4 {
      for crash in crashes + ["rollback"] {
        try lab.act(crash)
        lab.go(5)
      }
      try lab.act("broker.down")
      lab.go(5)
      try lab.heal("broker.down")
    }
    lab.drain()
    #expect(lab.broken == [])
    return lab
  }

  @Test(
    arguments: [["locking": "keep-order", "relays": "4"], ["locking": "wait"], ["mode": "capture"]],
    1...20 as ClosedRange<UInt64>)
  func `an outbox whose relays keep the order keeps all promises`(settings: [String: String], seed: UInt64)
    throws
  {
    let lab = try Self.badDay(settings.merging(["publish.time": "300"]) { $1 }, seed: seed)
    #expect(lab.brokenPromises == [])
    #expect(lab.law("keeps-order").verdict == .held)
    #expect(lab.law("all-delivered").verdict == .held && lab.figure("records.duplicate") > 0)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `without the pattern each of the promises is broken`(seed: UInt64) throws {
    for (settings, broken) in [
      (["mode": "dual-write"], "announced"), (["mode": "dual-write", "first.write": "publish"], "true"),
      (["inbox": "off", "locking": "wait"], "once"),
      (["locking": "skip-locked", "relays": "4", "publish.time": "300", "crashes": "20"], "in-order"),
    ] { #expect(try Self.badDay(settings, seed: seed).brokenPromises == [broken]) }
  }

  @Test func `two relays let events of one customer overtake each other when one crashes`() throws {
    var lab = try DrivenLab(
      "outbox", settings: ["locking": "skip-locked", "relays": "4", "publish.time": "300", "rate": "200"])
    lab.go(10)
    #expect(lab.law("overtaken").verdict == .notReached)
    for _ in 0..<5 {
      try lab.act("crash.before-publish")
      lab.go(2.9)
    }
    #expect(lab.figure("events.overtaken") > 0)
    #expect(lab.law("overtaken").verdict == .held && lab.broken == [])
    #expect(lab.origin(of: "is announced after a younger one")?.isInput == true)
    #expect(lab.text("Relays", 38, 9).contains { $0.contains("out of order ") && !$0.contains("out of order 0") })
  }

  @Test func `a claim that keeps the order leaves the other relays enough to do`() throws {
    func published(_ locking: String) throws -> Double {
      let settings = ["relays": "4", "locking": locking, "batch": "1", "publish.time": "1000", "rate": "100"]
      var lab = try DrivenLab("outbox", settings: settings)
      lab.go(60)
      return lab.figure("batches")
    }
    #expect(try published("keep-order") > 0.95 * published("skip-locked"))
  }

  @Test func `a rollback takes the outbox row with it`() throws {
    var lab = try DrivenLab("outbox", settings: ["rate": "0"])
    try lab.act("rollback")
    try lab.act("order")
    lab.go(5)
    #expect(lab.figure("orders.rolledback") == 1)
    #expect(lab.figure("records.appended") == 0)
  }

  @Test func `a broker that is down costs two writes their events and an outbox only time`() throws {
    func outage(_ mode: String) throws -> (lost: Double, waiting: Double) {
      var lab = try DrivenLab("outbox", settings: ["mode": mode])
      lab.go(10)
      try lab.act("broker.down")
      lab.go(20)
      let waiting = lab.figure("rows.waiting", "last")
      let isDrained = lab.drain()
      #expect(isDrained)
      #expect(lab.broken == [])
      return (lab.figure("orders.committed") - lab.figure("effects"), waiting)
    }
    let dual = try outage("dual-write"), poller = try outage("poller"), capture = try outage("capture")
    #expect(dual.lost > 600 && dual.waiting == 0)
    #expect(poller.lost == 0 && poller.waiting > 600)
    #expect(capture.lost == 0 && capture.waiting > 600)
  }

  @Test(arguments: [("on", 0.0), ("off", 1.0)])
  func `a consumer that crashes acts again unless it has an inbox`(inbox: String, twice: Double) throws {
    var lab = try DrivenLab("outbox", settings: ["rate": "0", "inbox": inbox])
    try lab.act("consumer.crash")
    try lab.act("order")
    lab.go(10)
    #expect(lab.figure("effects.twice") == twice)
    #expect(lab.figure("repeats.skipped") == 1 - twice)
  }

  @Test func `relays that skip locked rows share the work, relays that wait do not`() throws {
    func published(_ relays: String, _ locking: String) throws -> Double {
      var lab = try DrivenLab(
        "outbox",
        settings: ["relays": relays, "locking": locking, "batch": "1", "publish.time": "1000", "rate": "100"])
      lab.go(60)
      #expect(lab.broken == [])
      return lab.figure("batches")
    }
    let one = try published("1", "skip-locked")
    #expect(try published("4", "skip-locked") > 3.9 * one)
    #expect(try published("4", "wait") < 1.1 * one)
  }

  @Test func `capture is sooner out than polling`() throws {
    func delay(_ mode: String) throws -> Double {
      var lab = try DrivenLab("outbox", settings: ["mode": mode, "publish.time": "2"])
      lab.go(60)
      return lab.figure("delay.publish", "p50")
    }
    #expect(try delay("capture") < 0.5 * delay("poller"))
  }

  @Test func `an order run by hand can be followed to its effect`() throws {
    var lab = try DrivenLab("outbox", settings: ["rate": "0"])
    try lab.act("order")
    lab.go(5)
    #expect(lab.origin(of: "The consumer acts on the event")?.isInput == true)
  }

  @Test(arguments: ["dual-write", "poller", "capture"])
  func `panels draw at any size`(mode: String) throws {
    var lab = try DrivenLab("outbox", settings: ["mode": mode, "rollbacks": "20"])
    try lab.act("order")
    lab.go(5)
    try lab.act("broker.down")
    lab.go(5)
    #expect(lab.drawAtAnySize() > 2000)
  }
}
