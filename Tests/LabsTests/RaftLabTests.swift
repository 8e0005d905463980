import LabKit
import Labs
import Testing

@Suite("The Raft lab") struct RaftLabTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `without a spread of the timeouts nobody is elected, with one somebody is at once`(seed: UInt64) throws {
    var lab = try DrivenLab("raft", seed: seed, ["timeout.spread": 0, "delay.spread": 0])
    lab.go(60)
    #expect(lab.figure("elections") == 0 && lab.figure("elections.split") > 30)
    #expect(lab.promise("somebody-leads") == .broken)
    try lab.turn("timeout.spread", 1000)
    lab.go(20)
    #expect(lab.figure("elections") >= 1)
    #expect(lab.promise("somebody-leads") == .mended && lab.broken == [])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `another number of nodes begins anew, and nothing of the old cluster arrives`(seed: UInt64) throws {
    var lab = try DrivenLab("raft", seed: seed, ["writes": 20, "delay": 200, "disk": 50])
    for nodes in [7.0, 3, 5, 3, 7] {
      lab.go(4)
      try lab.turn("nodes", nodes)
      let elections = lab.figure("elections")
      // What was under way would come within this time; timers start anew, so nobody can ask for votes yet.
      lab.go(0.9)
      #expect(lab.figure("elections") == elections)
      #expect(lab.sum((1...Int(nodes)).map { "n\($0).committed" }) == 0)
      #expect(lab.text("Logs", 76, 12).first { $0.contains("[") && !$0.contains("committed") } == nil)
    }
    #expect(lab.broken == [])
    let isDrained = lab.drain()
    #expect(isDrained)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `while a minority is down writes go on, and while a majority is down none is acknowledged`(
    seed: UInt64
  )
    throws
  {
    var lab = try DrivenLab("raft", seed: seed, ["writes": 10])
    lab.go(10)
    try lab.act("crash.n1")
    try lab.act("crash.n2")
    lab.go(20)
    let rate = lab.rate("writes.acknowledged", over: 10)
    #expect(rate > 3)
    try lab.act("crash.n3")
    lab.go(1)
    let none = lab.rate("writes.acknowledged", over: 20)
    #expect(none == 0)
    #expect(lab.promise("somebody-leads") != .broken, "no majority, no promise")
    let isDrained = lab.drain()
    #expect(isDrained && lab.broken == [] && lab.figure("writes.lost") == 0)
  }

  @Test func `a write takes a round trip and both disks`() throws {
    var lab = try DrivenLab("raft", ["writes": 5, "delay": 10, "delay.spread": 0, "disk": 5])
    lab.go(60)
    // To the followers and back, and a follower's write; at most one more write that is under way before it.
    #expect(lab.figure("write", "p50") > 0.0245 && lab.figure("write", "p50") < 0.031)
  }

  @Test func `the notes of an election lead back to who was pressed`() throws {
    var lab = try DrivenLab("raft", seed: 3)
    lab.go(8)
    try lab.act("cut.leader")
    lab.go(8)
    #expect(lab.origin(of: "is elected: it leads in term 2")?.text == "you: cut leader off")
  }

  @Test func `it draws at any size, whatever goes on`() throws {
    var lab = try DrivenLab("raft", ["nodes": 7])
    lab.drawAtAnySize()
    try lab.act("cut.half")
    lab.go(6)
    try lab.act("crash.n1")
    lab.drawAtAnySize()
    lab.run.healEverything()
    lab.go(0.5)
    lab.drawAtAnySize()
  }
}
