import Dashboard
import Grid
import TestSupport
import Testing

/// Whole screens, recorded: read them as somebody in the last row would.
@Suite struct ScreenSnapshotTests {
  private func bench(_ width: Int, _ height: Int) -> Bench {
    var bench = Bench(width: width, height: height)
    bench.go(seconds: 83.4)
    return bench
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 50), (60, 15), (30, 6), (29, 5)])
  func `a screen at every size`(_ width: Int, _ height: Int) {
    #expect(Snapshot.difference(bench(width, height).screen, "harbour-\(width)x\(height)") == nil)
  }

  @Test func `faults are marked`() {
    var bench = bench(80, 24)
    bench.press(.tab)
    bench.type("pwo")
    bench.go(seconds: 1)
    #expect(Snapshot.difference(bench.screen, "faults") == nil)
  }

  @Test func `a broken law raises the alarm`() {
    var bench = bench(80, 24)
    bench.type("xp ")
    #expect(Snapshot.difference(bench.screen, "violation") == nil)
  }

  @Test func `one panel fills the screen`() {
    var bench = bench(80, 24)
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "zoom") == nil)
  }

  @Test func `a knob with named positions is chosen`() {
    var bench = bench(80, 24)
    bench.type("jjj")
    #expect(Snapshot.difference(bench.screen, "choice") == nil)
  }

  @Test func `help from its beginning to its end`() {
    var bench = bench(80, 24)
    bench.type("?")
    #expect(Snapshot.difference(bench.screen, "help") == nil)
    bench.press(.end)
    #expect(Snapshot.difference(bench.screen, "help-end") == nil)
  }

  @Test func `how the laws stand`() {
    var bench = bench(80, 24)
    bench.type("x:laws")
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "laws") == nil)
  }

  @Test func `notes, everything, and a chain`() {
    var bench = bench(80, 24)
    bench.type("po")
    bench.go(seconds: 1)
    bench.type("pln")
    bench.press(.up)
    #expect(Snapshot.difference(bench.screen, "notes") == nil)
    bench.press(.backTab)
    #expect(Snapshot.difference(bench.screen, "notes-everything") == nil)
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "notes-chain") == nil)
  }

  @Test func `the palette with what it found`() {
    var bench = bench(80, 24)
    bench.type(":p")
    #expect(Snapshot.difference(bench.screen, "palette") == nil)
  }

  @Test func `the palette says what is wrong with a value`() {
    var bench = bench(80, 24)
    bench.type(":traffic 9000")
    #expect(Snapshot.difference(bench.screen, "palette-bad-value") == nil)
  }

  @Test func `a machine that is too slow is told`() {
    var bench = bench(120, 30)
    bench.type("+++")
    bench.show(actualSpeed: 4.217)
    #expect(Snapshot.difference(bench.screen, "slow") == nil)
  }

  @Test func `an unknown key is told`() {
    var bench = bench(80, 24)
    bench.type("Z")
    #expect(Snapshot.difference(bench.screen, "unknown-key") == nil)
  }
}
