import Dashboard
import Labs
import TestSupport
import Testing

/// The home lab as a class sees it, at the sizes of a laptop, a large window and a projector.
@Suite struct ShopScreenTests {
  private func shop(_ width: Int, _ height: Int) -> Bench {
    var bench = Bench(Catalogue.all[0], width: width, height: height)
    bench.go(seconds: 20)
    return bench
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 50)]) func `a quiet shop`(_ width: Int, _ height: Int) {
    #expect(Snapshot.difference(shop(width, height).screen, "shop-\(width)x\(height)") == nil)
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 50)]) func `a broken shop`(_ width: Int, _ height: Int) {
    var bench = shop(width, height)
    bench.type("LL3p")
    for _ in 0..<3 { bench.press(.backTab) }
    bench.go(seconds: 2.5)
    #expect(Snapshot.difference(bench.screen, "shop-broken-\(width)x\(height)") == nil)
  }

  /// What a student reads after a fault: the notes, and how the last one came about.
  @Test(arguments: [(80, 24), (60, 15), (120, 40)]) func `the notes after a fault, and how the last one came about`(
    _ width: Int, _ height: Int
  ) {
    var bench = shop(width, height)
    bench.type("LL3p")
    bench.go(seconds: 2.5)
    bench.type("n")
    bench.press(.tab)
    #expect(Snapshot.difference(bench.screen, "shop-notes-\(width)x\(height)") == nil)
    bench.press(.enter)
    #expect(Snapshot.difference(bench.screen, "shop-chain-\(width)x\(height)") == nil)
  }

  @Test func `the help of the shop`() {
    var bench = shop(80, 24)
    bench.press(.tab)
    bench.type("?")
    #expect(Snapshot.difference(bench.screen, "shop-help") == nil)
  }

  @Test func `the palette of the shop`() {
    var bench = shop(80, 24)
    bench.type(":pay")
    #expect(Snapshot.difference(bench.screen, "shop-palette") == nil)
  }
}
