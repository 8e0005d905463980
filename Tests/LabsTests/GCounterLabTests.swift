import LabKit
import Testing

@Suite("The G-Counter lab")
struct GCounterLabTests {
  /// Positions of the choices.
  private static let pnCounter = 1.0, orSet = 2.0, register = 3.0
  private static let quiet: [String: Double] = ["increments": 0, "loss": 0, "duplication": 0]

  @Test(arguments: ["partition", "crash"], 1...20 as ClosedRange<UInt64>)
  func `merged values keep all promises on a bad network`(fault: String, seed: UInt64) throws {
    for type in ["g-counter", "pn-counter", "or-set", "lww-register"] {
      var lab = try DrivenLab("g-counter", seed: seed, settings: ["type": type, "loss": "30%", "duplication": "30%"])
      lab.go(20)
      try lab.act(fault)
      lab.go(40)
      try lab.heal(fault)
      lab.go(60)
      try lab.turn("increments", 0)
      lab.go(40)
      #expect(lab.brokenPromises == [] && lab.broken == [])
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `plain values break them, each in its way`(seed: UInt64) throws {
    let all = ["all-counted", "counted-once", "right-at-rest"]
    for (show, broken) in [("added", all), ("overwritten", ["all-counted", "right-at-rest"])] {
      var lab = try DrivenLab("g-counter", seed: seed, settings: ["show": show])
      lab.go(60)
      try lab.turn("increments", 0)
      lab.go(40)
      #expect(lab.brokenPromises == broken && lab.broken == [])
      #expect(lab.law("equals-truth").verdict != .violated)
    }
  }

  @Test func `what is shown can be turned, and the rest goes on`() throws {
    var merged = try DrivenLab("g-counter"), turned = try DrivenLab("g-counter")
    merged.go(30)
    turned.go(10)
    try turned.turn("show", "added")
    turned.go(10)
    #expect(turned.text("Replicas").contains { $0.contains("+") || $0.contains("−") })
    try turned.turn("show", "merged")
    turned.go(10)
    for meter in ["operations", "bytes.sent", "plain.lost", "apart", "value.lowest"] {
      #expect(merged.figure(meter) == turned.figure(meter))
    }
    #expect(turned.brokenPromises == ["all-counted", "counted-once"])
  }

  @Test func `without gossip nobody learns what others accept, and the promise says so`() throws {
    var lab = try DrivenLab("g-counter", ["gossip": 0])
    lab.go(29)
    #expect(lab.brokenPromises == [])
    lab.go(10)
    #expect(lab.promise("all-counted") == .broken)
    try lab.turn("gossip", 500)
    lab.go(20)
    #expect(lab.promise("all-counted") == .mended)
  }

  @Test func `three replicas count 3, 2 and 5, and all show 10 after a merge`() throws {
    var lab = try DrivenLab("g-counter", Self.quiet.merging(["replicas": 3, "gossip": 0]) { $1 })
    try lab.act("increment.a", times: 3)
    try lab.act("increment.b", times: 2)
    try lab.act("increment.c", times: 5)
    #expect(lab.figure("value.lowest") == 2 && lab.figure("value.highest") == 5)
    try lab.act("merge.now")
    #expect(lab.figure("value.lowest") == 10 && lab.figure("value.highest") == 10)
    #expect(lab.figure("apart") == 0)
  }

  @Test func `a bad network costs the vectors nothing and the plain number much`() throws {
    var lab = try DrivenLab("g-counter", ["loss": 30, "duplication": 30, "reordering": 100])
    lab.go(60)
    lab.drain()
    #expect(lab.figure("apart") == 0)
    #expect(lab.figure("value.lowest") == lab.figure("operations"))
    #expect(lab.figure("plain.error") > 50)
    #expect(lab.figure("plain.lost") > 50 && lab.figure("plain.doubled") > 50)
    #expect(lab.law("plain-loses").verdict == .held && lab.law("plain-doubles").verdict == .held)
    #expect(lab.law("equals-truth").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `on a perfect network the plain sum is right too`() throws {
    var lab = try DrivenLab("g-counter", ["loss": 0, "duplication": 0])
    lab.go(60)
    try lab.turn("increments", 0)
    lab.go(120)
    #expect(lab.figure("plain.error") == 0)
    #expect(lab.figure("apart") == 0)
    #expect(lab.law("plain-loses").verdict == .notReached)
  }

  @Test func `both sides of a partition go on, and meet again without loss`() throws {
    var lab = try DrivenLab("g-counter")
    lab.go(5)
    try lab.act("partition")
    lab.go(30)
    #expect(lab.figure("apart") > 100)
    #expect(lab.law("both-sides-count").verdict == .held)
    #expect(lab.text("Replicas").filter { $0.contains("✂") }.count == 2)
    try lab.heal("partition")
    lab.go(20)
    #expect(lab.figure("apart") < 50)
    #expect(lab.origin(of: "operations apart")?.isInput == true)
    #expect(lab.origin(of: "agree again")?.isInput == true)
    #expect(lab.broken == [])
  }

  @Test func `a crashed replica refuses, and comes back with all it had`() throws {
    var lab = try DrivenLab("g-counter", ["victim": 3])
    lab.go(10)
    try lab.act("crash")
    let operations = lab.figure("operations")
    lab.go(20)
    #expect(lab.figure("refused") > 30)
    #expect(lab.figure("operations") - operations > 200)
    #expect(lab.text("Replicas").contains { $0.hasPrefix("✗C") })
    try lab.heal("crash")
    #expect(lab.notes.contains { $0.hasPrefix("C is back") })
    lab.drain()
    #expect(lab.figure("apart") == 0)
    #expect(lab.law("own-position").verdict == .held && lab.law("never-back").verdict == .held)
  }

  @Test func `deltas cost a fraction and end in the same counter`() throws {
    var figures: [(bytes: Double, value: Double)] = []
    for send in [0.0, 1] {
      var lab = try DrivenLab("g-counter", seed: 4, ["replicas": 32, "send": send, "increments": 0.2])
      lab.go(60)
      lab.drain()
      #expect(lab.law("equals-truth").verdict == .held)
      #expect(lab.broken == [])
      figures.append((lab.figure("bytes.sent"), lab.figure("value.lowest")))
    }
    #expect(figures[0].value == figures[1].value)
    #expect(figures[1].bytes < 0.5 * figures[0].bytes)
  }

  @Test func `with nothing to say deltas are silent, full states are not`() throws {
    var silent = try DrivenLab("g-counter", Self.quiet.merging(["send": 1]) { $1 })
    try silent.act("increment.a")
    silent.go(60)
    let sent = silent.figure("messages.sent")
    silent.go(60)
    #expect(silent.figure("messages.sent") == sent)
    #expect(silent.figure("apart") == 0)
    var talking = try DrivenLab("g-counter", Self.quiet)
    talking.go(60)
    #expect(talking.figure("entries.sent") == 5 * talking.figure("messages.sent"))
  }

  @Test func `a PN-Counter goes down, a G-Counter says why it cannot`() throws {
    var down = try DrivenLab("g-counter", Self.quiet.merging(["type": Self.pnCounter]) { $1 })
    try down.act("increment.a")
    try down.act("take.away", times: 3)
    down.go(30)
    #expect(down.figure("value.lowest") == -2 && down.figure("value.highest") == -2)
    var only = try DrivenLab("g-counter", Self.quiet)
    try only.act("take.away")
    #expect(only.figure("operations") == 0)
    #expect(only.notes.contains { $0.contains("only grows") })
  }

  @Test func `in an OR-Set an addition survives a removal that has not seen it`() throws {
    var lab = try DrivenLab("g-counter", ["type": Self.orSet, "removals": 50])
    lab.go(30)
    #expect(lab.law("addition-wins").verdict == .held)
    lab.drain()
    #expect(lab.law("equals-truth").verdict == .held)
    // The plain set beside it gets back what was removed.
    #expect(lab.figure("plain.error") > 0)
  }

  @Test func `a register agrees, and loses writes only when clocks are off`() throws {
    for (skew, loses) in [(0.0, false), (2000, true)] {
      var lab = try DrivenLab("g-counter", ["type": Self.register, "skew": skew])
      lab.go(30)
      #expect((lab.figure("writes.lost") > 0) == loses)
      lab.drain()
      #expect(lab.law("equals-truth").verdict == .held)
      #expect(lab.broken == [])
    }
  }

  @Test func `replicas come and go, and nothing is lost`() throws {
    var lab = try DrivenLab("g-counter", ["replicas": 20, "send": 1])
    lab.go(10)
    try lab.turn("replicas", 3)
    lab.go(10)
    try lab.turn("replicas", 40)
    lab.go(10)
    lab.drain()
    #expect(lab.figure("value.lowest") == lab.figure("operations"))
    #expect(lab.law("equals-truth").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test func `the type can change on the way`() throws {
    var lab = try DrivenLab("g-counter", ["send": 1])
    for type in [Self.orSet, Self.register, Self.pnCounter, 0] {
      lab.go(5)
      try lab.turn("type", type)
    }
    lab.go(5)
    lab.drain()
    #expect(lab.law("equals-truth").verdict == .held)
    #expect(lab.broken == [])
  }

  @Test(arguments: [2.0, 5, 64], [0.0, 1, 2, 3]) func `panels draw at any size`(replicas: Double, type: Double) throws {
    var lab = try DrivenLab("g-counter", ["replicas": replicas, "type": type])
    lab.drawAtAnySize()
    lab.go(5)
    try lab.act("partition")
    try lab.act("crash")
    lab.go(5)
    lab.drawAtAnySize()
    try lab.turn("show", "overwritten")
    lab.drawAtAnySize()
  }
}
