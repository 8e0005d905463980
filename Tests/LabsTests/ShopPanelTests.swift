import Grid
import LabKit
import TestSupport
import Testing

@Suite("The shop's panels")
struct ShopPanelTests {
  /// A quiet shop, and one in which something is broken behind every panel.
  private static func moments() throws -> [(name: String, snapshot: any LabSnapshot)] {
    var quiet = try DrivenLab("shop", seed: 5)
    quiet.go(30)
    var broken = try DrivenLab("shop", seed: 5, ["traffic": 1500])
    broken.go(20)
    try broken.act("partition.c")
    try broken.act("consumers.slow")
    broken.go(15)
    try broken.act("payment.down")
    broken.go(2)
    try broken.act("fail.step1")
    broken.go(0.5)
    var traced = try DrivenLab("shop", seed: 5, ["payment.errors": 40])
    traced.go(5)
    try traced.act("fail.step4")
    traced.go(1)
    return [("quiet", quiet.run.snapshot), ("broken", broken.run.snapshot), ("traced", traced.run.snapshot)]
  }

  @Test func `look as recorded at the sizes they get`() throws {
    for (name, snapshot) in try Self.moments() {
      for (width, height) in [(38, 5), (58, 9), (64, 20)] {
        for panel in DrivenLab.entry("shop").panels.indices {
          var canvas = Canvas(width: width, height: height)
          canvas.inside(canvas.bounds) { snapshot.draw(panel: panel, on: &$0) }
          let title = DrivenLab.entry("shop").panels[panel].title.replacing(" ", with: "-").lowercased()
          let difference = Snapshot.difference(canvas.grid, "\(title)-\(name)-\(width)x\(height)")
          #expect(difference == nil)
        }
      }
    }
  }

  @Test func `draw at any size`() throws {
    for (_, snapshot) in try Self.moments() {
      for width in 0...60 {
        for height in 0...12 {
          for panel in DrivenLab.entry("shop").panels.indices {
            var canvas = Canvas(width: width, height: height)
            snapshot.draw(panel: panel, on: &canvas)
          }
        }
      }
    }
  }
}
