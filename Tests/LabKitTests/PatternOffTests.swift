import Engine
import LabKit
import Testing
import ToyLab

/// How a promise is broken is declared once, by names, and found by positions.
struct PatternOffTests {
  private let lab = Toys.promising

  @Test func `names become positions, and sentences`() throws {
    let off = try #require(lab.promises[0].off)
    #expect(off.off.map(\.knob) == [try lab.knob(named: "limit")] && off.off.map(\.value) == [0])
    #expect(off.action == (try lab.action(named: "closed")) && off.conditions.isEmpty)
    #expect(lab.words(off) == "road limit off under 'booth closed'")
    #expect(lab.knobs(off, isOn: true) == lab.defaults && lab.knobs(off) != lab.defaults)
    #expect(lab.breaches().isEmpty)
  }

  @Test func `the pattern can be switched on where it is off`() throws {
    let limit = try lab.knob(named: "limit")
    #expect(lab.patternOn(lab.promises[0]) { lab.defaults[$0] }.isEmpty)
    let on = lab.patternOn(lab.promises[0]) { $0 == limit ? 0 : lab.defaults[$0] }
    #expect(on.map(\.knob) == [limit] && on.map(\.value) == [1])
  }

  @Test func `what it names and is not there is a breach of the contract`() {
    let breaches = Toys.misnaming.breaches()
    #expect(breaches.contains("a promise names a knob 'lmit' that the lab does not have"))
    #expect(breaches.contains("limit is on or off, not 'maybe'"))
  }

  @Test func `a break says when, how often, and what had just happened`() throws {
    var run = lab.start(1, lab.knobs(try #require(lab.promises[0].off)), false)
    run.act(try lab.action(named: "closed"), isOn: true)
    _ = run.advance(until: .start + .seconds(20), limit: .max)
    let promise = run.snapshot.promises[0], first = try #require(promise.first), latest = try #require(promise.latest)
    #expect(promise.verdict == .broken && promise.breaks == 1 && latest.at == first.at)
    #expect(first.detail == "61 wait" && latest.detail != first.detail, "what is wrong now is not what was wrong first")
    #expect(promise.reasons.last == "you: booth closed")
  }

  @Test func `what is counted stands in the singular and in the plural`() {
    let words = [
      ("event lost", "2 events lost"), ("crash", "2 crashes"), ("entry in conflict", "2 entries in conflict"),
    ]
    for (one, two) in words { #expect(1.of(one) == "1 \(one)" && 2.of(one) == two && 0.of(one).hasPrefix("0 ")) }
  }
}
