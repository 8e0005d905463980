import Engine
import LabKit
import Labs
import Testing

/// Who presses a key sees in a sentence what came of it, with its figures.
struct FaultEffectTests {
  private static let faults = Catalogue.all.flatMap { lab in
    lab.actions.filter { $0.declaration.kind == .fault }.map { (lab.id, $0.id) }
  }

  /// Notes that lead back to the fault, in the ten seconds after it was injected at the lab's defaults.
  @Test(arguments: faults)
  func `what a fault does is told while it lasts`(id: String, fault: String) throws {
    var lab = try DrivenLab(id, seed: 4711)
    lab.go(10)
    let action = try lab.entry.action(named: fault)
    if let refusal = lab.run.snapshot.refusal(ofAction: action) {
      lab.run.act(action, isOn: true)
      #expect(!refusal.isEmpty && lab.run.snapshot.faults == [], "what is refused has no effect")
      return
    }
    try lab.act(fault)
    lab.go(10)
    let snapshot = lab.run.snapshot
    let told = snapshot.notes(500, upTo: .observation).filter { note in
      !note.isInput && snapshot.chain(from: note.id).contains { $0.isInput && $0.at == .start + .seconds(10) }
    }
    #expect(!told.isEmpty, "\(id): \(fault)")
  }

  @Test(
    arguments: ["consumers.slow", "consumer.dead", "consumer.stuck", "producer.burst"], 1...5 as ClosedRange<UInt64>)
  func `backpressure engages within ten seconds of each of its faults`(fault: String, seed: UInt64) throws {
    var lab = try DrivenLab("backpressure", seed: seed)
    lab.go(10)
    #expect(lab.note(containing: "the producer waits") == nil, "not on an ordinary day")
    try lab.act(fault)
    lab.go(10)
    #expect(lab.note(containing: "The lag is at its mark: the producer waits") != nil)
    #expect(lab.note(containing: "records wait, and more follow") != nil)
    #expect(lab.figure("upstream") > 0 && lab.brokenPromises == [])
  }

  @Test func `a backlog that grows is said to drain never, in words`() throws {
    var lab = try DrivenLab("backpressure")
    try lab.act("consumers.slow")
    lab.go(20)
    let text = lab.text("Drain time", 60, 8).joined(separator: "\n")
    #expect(text.contains("never drains: records arrive faster than they are consumed"))
    var equal = try DrivenLab("backpressure", ["traffic": 375])
    equal.go(60)
    #expect(!equal.text("Drain time", 60, 8).joined().contains("= never"))
  }

  @Test func `calls that come back late are told once, with their number`() throws {
    var lab = try DrivenLab("circuit-breaker", seed: 4711)
    lab.go(10)
    try lab.act("dependency.down")
    lab.go(6.9)
    let told = lab.notes.filter { $0.hasPrefix("Begun earlier and back in open: ") }
    #expect(told == ["Begun earlier and back in open: \(Int(lab.figure("calls.stale"))) calls, recorded there."])
  }

  @Test func `2PC and a saga are compared in a sentence once both were run`() throws {
    var lab = try DrivenLab("saga", seed: 1)
    lab.go(10)
    #expect(lab.note(containing: "2PC locks") == nil)
    try lab.turn("mode", "2pc")
    lab.go(20)
    let sentence = try #require(lab.note(containing: "2PC locks a row for"))
    #expect(sentence.text.contains(", a saga ") && sentence.text.hasSuffix("30 messages against 10."))
    lab.go(20)
    #expect(lab.notes.count { $0.contains("2PC locks") } == 1)
  }

  @Test func `a node that the cluster does not have cannot crash`() throws {
    var lab = try DrivenLab("raft", seed: 1)
    let crash = try lab.entry.action(named: "crash.n6")
    #expect(lab.run.snapshot.refusal(ofAction: crash) == "there is no n6: the cluster has 5 nodes")
    lab.run.act(crash, isOn: true)
    #expect(lab.run.snapshot.faults.isEmpty && lab.run.journal.isEmpty)
    try lab.turn("nodes", 7)
    lab.run.act(crash, isOn: true)
    #expect(lab.run.snapshot.faults == [crash])
    try lab.turn("nodes", 5)
    lab.run.act(crash, isOn: false)
    #expect(lab.run.snapshot.faults.isEmpty, "healing always can be done")
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `without majorities both halves of a cluster acknowledge writes, and one of them is lost`(seed: UInt64) throws {
    var lab = try DrivenLab("raft", seed: seed, settings: ["majority": "off"])
    lab.go(5)
    try lab.act("cut.half")
    lab.go(40)
    #expect(lab.figure("writes.lost") > 0 && lab.figure("conflicts") > 0)
    #expect(lab.origin(of: "one write is lost")?.text == "you: cut in half")
    let isDrained = lab.drain()
    #expect(isDrained && lab.broken == [], "what is claimed is claimed with majorities")
  }
}
