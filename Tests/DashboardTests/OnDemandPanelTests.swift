import Dashboard
import LabKit
import Testing

/// A panel that is shown only while it is asked for, and time that is slow in it.
@Suite("Panels on demand") struct OnDemandPanelTests {
  private func bench(_ width: Int, _ height: Int) -> Bench {
    var bench = Bench(Bench.labs.first { $0.id == "shop" }!, width: width, height: height)
    bench.go(seconds: 2)
    return bench
  }

  private func isShown(_ bench: Bench) -> Bool { bench.text.contains("One order") }

  @Test(arguments: [(80, 24), (200, 50)]) func `it comes by its key, and goes with the focus`(width: Int, height: Int) {
    var bench = bench(width, height)
    #expect(!bench.text.contains("One order"))
    bench.type("x")
    #expect(isShown(bench) && bench.state.isZoomed)
    bench.press(.escape)
    #expect(isShown(bench) && !bench.state.isZoomed)
    bench.press(.tab)
    #expect(!bench.text.contains("One order"))
  }

  @Test func `with a twin both halves show it`() {
    var bench = bench(80, 24)
    bench.type("t")
    bench.press(.enter)
    bench.type("x")
    bench.go(seconds: 1)
    #expect(bench.text.split(separator: "\n").contains { $0.ranges(of: "Order ").count == 2 })
  }

  @Test func `its time is slow while it is shown alone, unless that is switched off`() {
    var bench = bench(80, 24)
    #expect(bench.type("x").contains(.watch(panel: bench.state.focusedPanel)))
    #expect(bench.press(.escape) == [.watch(panel: nil)])
    #expect(bench.press(.enter) == [.watch(panel: bench.state.focusedPanel)])
    #expect(bench.type("z") == [.watch(panel: nil)])
    #expect(bench.text.contains("nothing is slowed down"))
    #expect(bench.type("z") == [.watch(panel: bench.state.focusedPanel)])
    _ = update(&bench.state, .snapshot(bench.run.snapshot, actualSpeed: 1, isSlow: true))
    #expect(bench.screen.text[0].contains("slow motion, z ends it"))
    // A panel in which nothing is brief.
    bench.press(.escape)
    while bench.state.entry.panels[bench.state.focusedPanel].title != "Load shedding" { bench.press(.tab) }
    #expect(bench.press(.enter) == [])
  }
}
