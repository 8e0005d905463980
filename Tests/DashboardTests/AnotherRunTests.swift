import Dashboard
import Engine
import LabKit
import Testing
import ToyLab

/// A position in a run that was replaced, such as a branch, means nothing in the one that took its place.
@Suite("Another run on the dashboard")
struct AnotherRunTests {
  /// A run with two branches, on the second of them.
  private static func branched() -> Bench {
    var bench = Bench()
    bench.go(seconds: 3)
    bench.type("<p")
    return bench
  }

  private func begin(_ bench: inout Bench, _ entry: LabEntry = Bench.harbour, run: Int = 1) -> LabSnapshot {
    let next = entry.start(7, nil, true)
    _ = update(&bench.state, .snapshot(next.snapshot, actualSpeed: 1, map: next.map, run: run))
    return next.snapshot
  }

  @Test(arguments: ["s", "n", "b", "t", "s", ":"])
  func `what lies over the panels goes with the run that it is about`(key: String) {
    var bench = Self.branched()
    bench.type(key)
    #expect(bench.state.overlay != .none)
    _ = begin(&bench)
    #expect(bench.state.overlay == .none && bench.state.map?.branches.count == 1)
  }

  @Test func `no branch of the old run can be chosen`() {
    var bench = Self.branched()
    _ = begin(&bench)
    let effects = bench.type("sj") + bench.press(.enter)
    #expect(effects == [.go(.branch(0, at: nil))] || effects == [.pause, .go(.branch(0, at: nil))])
  }

  @Test func `what was asked of the old run is not shown for the new one`() {
    var bench = Self.branched()
    _ = update(&bench.state, .key(.right))
    _ = update(&bench.state, .key(.character("p")))
    let snapshot = begin(&bench)
    #expect(bench.state.value(ofKnob: 0) == snapshot.knobs[0] && bench.state.faults.isEmpty)
  }

  @Test func `a moment of the old run that still comes in is not shown`() throws {
    var bench = Self.branched()
    let old = bench.run
    _ = begin(&bench)
    _ = update(&bench.state, .snapshot(old.snapshot, actualSpeed: 1, map: old.map))
    #expect(bench.state.snapshot?.seed == 7 && bench.state.map?.branches.count == 1)
  }

  @Test func `another lab is shown from its first moment on`() {
    var bench = Self.branched()
    bench.type("jj")
    bench.press(.tab)
    bench.press(.enter)
    _ = begin(&bench, Toys.toll)
    #expect(bench.state.entry.id == "toll")
    #expect((bench.state.focusedKnob, bench.state.focusedPanel) == (0, 0) && !bench.state.isZoomed)
  }

  @Test func `the same lab keeps what is focused`() {
    var bench = Self.branched()
    bench.type("jj")
    bench.press(.enter)
    _ = begin(&bench)
    #expect(bench.state.focusedKnob == 2 && bench.state.isZoomed)
  }
}
