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
  func sizes(_ width: Int, _ height: Int) {
    #expect(Snapshot.difference(bench(width, height).screen, "harbour-\(width)x\(height)") == nil)
  }

  @Test func faults() {
    var bench = bench(80, 24)
    bench.press(.tab)
    bench.type("pwo")
    bench.go(seconds: 1)
    #expect(Snapshot.difference(bench.screen, "faults") == nil)
  }

  @Test func violation() {
    var bench = bench(80, 24)
    bench.type("xp ")
    #expect(Snapshot.difference(bench.screen, "violation") == nil)
  }

  @Test func zoom() {
    var bench = bench(80, 24)
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "zoom") == nil)
  }

  @Test func choice() {
    var bench = bench(80, 24)
    bench.type("jjj")
    #expect(Snapshot.difference(bench.screen, "choice") == nil)
  }

  @Test func help() {
    var bench = bench(80, 24)
    bench.type("?")
    #expect(Snapshot.difference(bench.screen, "help") == nil)
    bench.press(.end)
    #expect(Snapshot.difference(bench.screen, "help-end") == nil)
  }

  @Test func laws() {
    var bench = bench(80, 24)
    bench.type("x:laws")
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "laws") == nil)
  }

  @Test func notes() {
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

  @Test func palette() {
    var bench = bench(80, 24)
    bench.type(":p")
    #expect(Snapshot.difference(bench.screen, "palette") == nil)
  }

  @Test func badValue() {
    var bench = bench(80, 24)
    bench.type(":traffic 9000")
    #expect(Snapshot.difference(bench.screen, "palette-bad-value") == nil)
  }

  @Test func slow() {
    var bench = bench(120, 30)
    bench.type("+++")
    bench.show(actualSpeed: 4.217)
    #expect(Snapshot.difference(bench.screen, "slow") == nil)
  }

  @Test func unknownKey() {
    var bench = bench(80, 24)
    bench.type("Z")
    #expect(Snapshot.difference(bench.screen, "unknown-key") == nil)
  }
}
