import Labs
import Testing

@Suite("The saga lab")
struct SagaLabTests {
  @Test(arguments: 1...5, ["orchestrated", "choreographed"])
  func `a failure at step j makes j attempts and undoes j - 1 steps in reverse`(step: Int, mode: String)
    throws
  {
    var lab = try DrivenLab("saga", settings: ["rate": "0", "mode": mode])
    try lab.act("fail.step\(step)")
    lab.go(10)
    #expect(lab.figure("steps.tried") == Double(step))
    #expect(lab.figure("compensations") == Double(step - 1))
    let undone = lab.notes.compactMap { note in
      note.hasSuffix("is undone.") ? note.split(separator: " ").dropLast(2).last.flatMap { Int($0) } : nil
    }
    #expect(undone == Array((1..<step).reversed()))
    #expect(lab.figure("orders.undone") == 1)
    #expect(lab.origin(of: step == 1 ? "nothing is left" : "undone what it did")?.isInput == true)
    #expect(lab.broken == [])
  }

  /// The quiz: step 3 of 5 fails, so the compensations of 2 and 1 run.
  @Test func `step 3 of 5 fails and 2 and 1 are undone`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0"])
    try lab.act("fail.step3")
    lab.go(5)
    #expect(
      lab.notes.filter { $0.hasSuffix("is undone.") } == ["Order 0: step 2 is undone.", "Order 0: step 1 is undone."])
  }

  @Test func `without a pattern an order stays half done`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0", "mode": "none"])
    try lab.act("fail.step4")
    lab.go(5)
    #expect(lab.figure("orders.halfdone") == 1)
    #expect(lab.figure("compensations") == 0)
    #expect(lab.law("half-done").verdict == .held)
  }

  @Test func `two-phase commit leaves nothing of an order that fails`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0", "mode": "2pc"])
    try lab.act("fail.step4")
    lab.go(5)
    #expect(lab.figure("orders.undone") == 1)
    #expect(lab.figure("compensations") == 0)
    #expect(lab.figure("messages.protocol") > 0)
    #expect(lab.broken == [])
  }

  @Test func `two-phase commit holds the row five times as long`() throws {
    func hold(_ mode: String) throws -> Double {
      var lab = try DrivenLab("saga", settings: ["rate": "0", "mode": mode, "delay": "0", "step.spread": "0"])
      try lab.act("order")
      lab.go(5)
      return lab.figure("lock.hold", "max")
    }
    #expect(try hold("2pc") == 0.5)
    #expect(try hold("orchestrated") == 0.1)
  }

  @Test func `a semantic lock costs the throughput that it gives isolation for`() throws {
    func perSecond(_ settings: [String: String]) throws -> Double {
      var lab = try DrivenLab("saga", settings: settings.merging(["rate": "30", "rows": "1"]) { $1 })
      lab.go(60)
      return lab.figure("orders.completed") / 60
    }
    #expect(try perSecond(["mode": "orchestrated"]) > 9)
    #expect(try perSecond(["mode": "orchestrated", "semantic.lock": "on"]) < 2)
    #expect(try perSecond(["mode": "2pc"]) < 2)
  }

  @Test func `a coordinator that crashes stops the sagas, and its log brings them back`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "10", "failures": "10"])
    lab.go(20)
    try lab.act("coordinator.crash")
    lab.go(2)
    let before = lab.figure("orders.completed")
    lab.go(30)
    #expect(lab.figure("orders.completed") == before)
    #expect(lab.figure("locks.held", "last") == 0)
    #expect(lab.figure("orders.refused") > 200)
    try lab.heal("coordinator.crash")
    let isDrained = lab.drain()
    #expect(isDrained)
    #expect(lab.law("resumed").verdict == .held)
    #expect(lab.law("all-end").verdict == .held)
    #expect(lab.figure("orders.started") == lab.figure("orders.completed") + lab.figure("orders.undone"))
    #expect(lab.broken == [])
  }

  @Test func `a choreography does not notice that a coordinator is gone`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "10", "mode": "choreographed"])
    lab.go(10)
    try lab.act("coordinator.crash")
    let before = lab.figure("orders.completed")
    lab.go(20)
    #expect(lab.figure("orders.completed") - before > 150)
  }

  @Test func `in doubt, prepared participants keep their locks until the coordinator is back`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "10", "mode": "2pc", "rows": "1"])
    lab.go(5)
    try lab.act("crash.in-doubt")
    lab.go(10)
    #expect(lab.figure("locks.blocked", "last") == 5)
    #expect(lab.law("blocked").verdict == .held)
    #expect(lab.origin(of: "In doubt")?.isInput == true)
    let before = lab.figure("orders.completed")
    lab.go(60)
    #expect(lab.figure("orders.completed") == before)
    #expect(lab.figure("locks.blocked", "last") == 5)
    try lab.heal("crash.in-doubt")
    let isDrained = lab.drain()
    #expect(isDrained)
    #expect(lab.figure("locks.held", "last") == 0)
    #expect(lab.broken == [])
  }

  @Test func `a message that is lost is sent again`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0"])
    try lab.act("message.lost")
    try lab.act("order")
    lab.go(10)
    #expect(lab.figure("messages.lost") == 1)
    #expect(lab.figure("messages.repeated") == 1)
    #expect(lab.figure("orders.completed") == 1)
  }

  @Test func `a doubled message has one effect with idempotent services and two without`() throws {
    func doubled(_ idempotent: String) throws -> Double {
      var lab = try DrivenLab("saga", settings: ["rate": "0", "idempotent": idempotent])
      try lab.act("message.doubled")
      try lab.act("order")
      lab.go(10)
      #expect(lab.figure("messages.doubled") == 1)
      #expect(lab.figure("orders.completed") == 1)
      return lab.figure("effects.doubled")
    }
    #expect(try doubled("on") == 0)
    #expect(try doubled("off") == 1)
  }

  @Test func `a compensation that fails is tried again until it succeeds`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0"])
    try lab.act("compensation.fails")
    try lab.act("fail.step3")
    lab.go(60)
    #expect(lab.figure("orders.undone") == 0)
    #expect(lab.figure("compensations.failed") > 5)
    try lab.heal("compensation.fails")
    lab.go(20)
    #expect(lab.figure("orders.undone") == 1)
    #expect(lab.figure("compensations") == 2)
    #expect(lab.broken == [])
  }

  @Test(arguments: [("restore", "off", 1.0), ("subtract", "off", 0), ("restore", "on", 0)])
  func `an undo overwrites what others wrote, unless it subtracts or the row is flagged`(
    undo: String, flag: String, lost: Double
  ) throws {
    var lab = try DrivenLab("saga", settings: ["rate": "0", "undo": undo, "semantic.lock": flag])
    try lab.act("anomaly")
    lab.go(10)
    #expect(lab.figure("updates.lost") == lost)
    #expect(lab.figure("orders.completed") == 1)
    #expect(lab.figure("orders.undone") == 1)
    #expect((lab.figure("reads.dirty") > 0) == (flag == "off"))
    #expect(lab.broken == [])
  }

  @Test func `two-phase commit shows nobody what is not final`() throws {
    var lab = try DrivenLab("saga", settings: ["rate": "10", "mode": "2pc", "failures": "10", "rows": "2"])
    lab.go(60)
    #expect(lab.figure("reads.dirty") == 0)
    #expect(lab.figure("updates.lost") == 0)
  }

  @Test(arguments: ["orchestrated", "choreographed", "2pc"])
  func `messages that get lost and double break nothing`(mode: String) throws {
    var lab = try DrivenLab(
      "saga",
      settings: [
        "rate": "5", "mode": mode, "loss": "20", "doubling": "20", "failures": "5", "setbacks": "30",
      ])
    lab.go(120)
    let isDrained = lab.drain()
    #expect(isDrained)
    #expect(lab.figure("messages.repeated") > 10)
    #expect(lab.figure("orders.completed") > 100)
    #expect(lab.broken == [])
  }

  /// A repeat that waits behind others waits for them, and they for the flag of its own order.
  @Test(arguments: 1...5)
  func `a repeated request does not wait for the flag of its own order`(seed: UInt64) throws {
    var lab = try DrivenLab(
      "saga", seed: seed,
      settings: [
        "rate": "0", "semantic.lock": "on", "idempotent": "off", "loss": "30", "doubling": "50",
        "delay": "200",
      ])
    for _ in 0..<8 { try lab.act("order") }
    lab.go(20)
    let isDrained = lab.drain()
    #expect(isDrained)
    #expect(lab.law("all-end").verdict == .held)
    #expect(lab.figure("effects.doubled") > 0)
    #expect(lab.figure("orders.completed") == 8)
  }

  // What sagas promise with a semantic lock, and what breaks without each part of the pattern.
  private static let trouble = [
    "rate": "8", "rows": "2", "failures": "5", "loss": "5", "doubling": "10", "setbacks": "20",
    "semantic.lock": "on",
  ]

  @Test(arguments: ["orchestrated", "choreographed", "2pc"], 1...20 as ClosedRange<UInt64>)
  func `whatever fails, sagas and two-phase commit keep their promises`(mode: String, seed: UInt64) throws {
    var lab = try DrivenLab("saga", seed: seed, settings: Self.trouble.merging(["mode": mode]) { $1 })
    lab.go(30)
    try lab.act("compensation.fails")
    lab.go(10)
    try lab.heal("compensation.fails")
    // Without a coordinator two-phase commit breaks the promise that rows are free.
    if mode != "2pc" { try lab.act("coordinator.crash") }
    lab.go(10)
    if mode != "2pc" { try lab.heal("coordinator.crash") }
    lab.go(30)
    #expect(lab.figure("orders.undone") > 0 && lab.figure("messages.doubled") > 0)
    #expect(lab.brokenPromises == [] && lab.broken == [])
  }

  @Test(
    arguments: [
      (["mode": "none"], "nothing-half-done"), (["idempotent": "off", "failures": "0"], "once"),
      (["semantic.lock": "off", "undo": "restore", "rate": "20"], "updates-kept"),
    ], 1...20 as ClosedRange<UInt64>)
  func `without a part of the pattern its promise is broken, and no other`(
    part: (settings: [String: String], promise: String), seed: UInt64
  ) throws {
    var lab = try DrivenLab("saga", seed: seed, settings: Self.trouble.merging(part.settings) { $1 })
    lab.go(120)
    #expect(lab.brokenPromises == [part.promise] && lab.broken == [])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a coordinator that crashes in doubt leaves rows locked`(seed: UInt64) throws {
    for (mode, broken) in [("2pc", ["rows-free"]), ("orchestrated", []), ("choreographed", [])] {
      var lab = try DrivenLab("saga", seed: seed, settings: ["mode": mode, "rate": "8"])
      lab.go(10)
      try lab.act("crash.in-doubt")
      lab.go(20)
      #expect(lab.brokenPromises == broken, "\(mode)")
      try lab.heal("crash.in-doubt")
      lab.go(20)
      #expect(lab.promise("rows-free") == (broken == [] ? .kept : .mended), "\(mode)")
    }
  }

  @Test(arguments: ["orchestrated", "2pc", "none"])
  func `panels draw at any size`(mode: String) throws {
    var lab = try DrivenLab("saga", settings: ["mode": mode, "failures": "20", "setbacks": "50"])
    try lab.act("fail.step5")
    lab.go(10)
    try lab.act("crash.in-doubt")
    lab.go(5)
    #expect(lab.drawAtAnySize() > 2000)
  }
}
