import Dashboard
import Engine
import Grid
import LabKit
import Labs
import TestSupport
import Testing

/// The way back: scrubbing, branches, bookmarks and twins, as a person at the keys meets them.
@Suite struct TimeDialTests {
  private func harbour(seconds: Double = 5) -> Bench {
    var bench = Bench()
    bench.go(seconds: seconds)
    return bench
  }

  @Test func `seconds go back and forth`() {
    var bench = harbour()
    #expect(bench.type("<") == [.pause, .go(.seconds(-1))])
    bench.type("<")
    #expect(bench.run.now == .start + .seconds(3))
    #expect(bench.text.contains("in the past"))
    #expect(bench.text.contains("0:00:03.0 ├"))
    bench.type(">")
    #expect(bench.run.now == .start + .seconds(4))
    bench.press(.end)
    #expect(bench.run.now == .start + .seconds(5))
    #expect(!bench.text.contains("in the past"))
    bench.press(.home)
    #expect(bench.run.processed == 0)
    bench.type("<")
    #expect(bench.run.now == .start)
    // Beyond the tip it runs on.
    bench.press(.pageDown)
    #expect(bench.run.now == .start + .seconds(60))
  }

  @Test func `what is done in the past is another branch`() {
    var bench = harbour()
    let digest = bench.run.digest
    bench.type("<<p")
    bench.go(seconds: 4)
    #expect(bench.run.map.branches.count == 2)
    #expect(bench.run.digest != digest)
    #expect(bench.text.contains("branch 2 of 2"))
    bench.type("s")
    #expect(bench.text.contains("the first run"))
    #expect(bench.text.contains("storm"))
    bench.press(.up)
    bench.press(.enter)
    #expect(bench.run.digest == digest)
    #expect(bench.state.overlay == .none)
  }

  @Test func `events of the focused panel go back and forth`() {
    var bench = harbour()
    var moments: [Moment] = []
    for _ in 0..<6 {
      bench.type("[")
      moments.append(bench.run.map.moment)
    }
    #expect(Set(moments).count == 6)
    #expect(moments == moments.sorted(by: >))
    for moment in moments.dropLast().reversed() {
      bench.type("]")
      #expect(bench.run.processed == moment.events)
    }
  }

  @Test func `notes go back and forth`() {
    var bench = harbour()
    bench.type("p")
    bench.go(seconds: 3)
    bench.type("{")
    let notes = bench.run.snapshot.notes(1, upTo: .observation)
    #expect(notes.last?.at == bench.run.now)
  }

  @Test func `a bookmark has a name and leads back`() {
    var bench = harbour()
    bench.type("b")
    #expect(bench.text.contains("a name for this moment"))
    bench.type("high  tide")
    #expect(bench.press(.enter) == [.bookmark("high tide")])
    bench.go(seconds: 3)
    bench.type("s")
    #expect(bench.text.contains("⚑ high tide"))
    bench.press(.down)
    bench.press(.enter)
    #expect(bench.run.now == .start + .seconds(5))
    // Without a name it is called by its time, and Esc forgets it.
    bench.type("b")
    #expect(bench.press(.enter) == [.bookmark("0:00:05.0")])
    bench.type("bxyz")
    #expect(bench.press(.escape) == [] && bench.state.overlay == .none)
  }

  @Test func `a twin differs in one thing`() throws {
    var bench = harbour()
    bench.type("t")
    #expect(bench.text.contains("what is different in the second run?"))
    while !bench.text.contains("► storm") { bench.press(.down) }
    bench.press(.enter)
    #expect(bench.run.map.twin != nil)
    #expect(bench.run.snapshot.faults.isEmpty && bench.run.twinSnapshot?.faults == [0])
    #expect(bench.text.contains("so far both do the same") && bench.text.contains(" against "))
    bench.go(seconds: 20)
    #expect(bench.text.contains(" A  as it is"))
    #expect(bench.text.contains(" B  storm"))
    #expect(bench.text.contains("≠ "))
    #expect(bench.text.contains(" against "))
    // Keys act on both.
    bench.press(.right)
    #expect(bench.run.snapshot.knobs == bench.run.twinSnapshot?.knobs)
    let before = bench.run.now, difference = try #require(bench.run.map.twin?.difference)
    bench.type("D")
    #expect(bench.run.now >= difference.at && bench.run.now < before)
  }

  @Test func `the twin ends and one of them stays`() throws {
    for keepsTwin in [false, true] {
      var bench = harbour()
      bench.effects = []
      bench.send(.key(.character("t")))
      while !bench.text.contains("► storm") { bench.press(.down) }
      bench.press(.enter)
      bench.go(seconds: 2)
      let digests = [bench.run.digest, try #require(bench.run.twinSnapshot).digest]
      bench.type("t")
      if keepsTwin { bench.press(.down) }
      bench.press(.enter)
      #expect(bench.run.map.twin == nil)
      #expect(bench.run.digest == digests[keepsTwin ? 1 : 0])
      // The other one is a branch still.
      bench.type("s")
      bench.press(keepsTwin ? .up : .down)
      bench.press(.enter)
      #expect(bench.run.digest == digests[keepsTwin ? 0 : 1])
    }
  }

  @Test func `a knob of the twin is turned in the list`() {
    var bench = harbour()
    bench.type("t")
    bench.press(.end)
    bench.press(.left)
    bench.press(.left)
    let effects = bench.press(.enter)
    guard case .beginTwin(.knob(let knob, let value))? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(bench.run.twinSnapshot?.knobs[knob] == value)
    #expect(bench.run.snapshot.knobs[knob] != value)
  }

  @Test func `branches are compared beside each other`() {
    var bench = harbour()
    bench.type("<<p")
    bench.go(seconds: 2)
    bench.type("s")
    bench.press(.up)
    #expect(bench.type("t") == [.compare(withBranch: 0)])
    #expect(bench.run.map.twin?.branch == 0)
    #expect(bench.run.map.twin?.difference != nil)
    #expect(bench.run.twinSnapshot?.now == bench.run.now)
  }

  @Test func `screens of twins, branches and the past`() {
    for (width, height) in [(80, 24), (200, 50), (60, 15)] {
      var bench = Bench(Catalogue.all[0], width: width, height: height, labs: Catalogue.all)
      bench.go(seconds: 20)
      bench.send(.key(.character("t")))
      while !bench.text.contains("► breakers") { bench.press(.down) }
      if (width, height) == (80, 24) { #expect(Snapshot.difference(bench.screen, "twin-menu") == nil) }
      bench.press(.enter)
      bench.type("p")
      bench.go(seconds: 12)
      #expect(Snapshot.difference(bench.screen, "twin-\(width)x\(height)") == nil)
      guard width == 80 else { continue }
      bench.type("|")
      #expect(Snapshot.difference(bench.screen, "twin-stacked") == nil)
      bench.type("t")
      bench.press(.enter)
      bench.type("b")
      bench.type("calm")
      bench.press(.enter)
      bench.type("<<<0")
      bench.go(seconds: 5)
      bench.type("<")
      #expect(Snapshot.difference(bench.screen, "in-the-past") == nil)
      bench.type("s")
      #expect(Snapshot.difference(bench.screen, "branches") == nil)
    }
  }
}
