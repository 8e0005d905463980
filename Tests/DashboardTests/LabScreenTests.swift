import Dashboard
import Grid
import LabKit
import TestSupport
import Testing

/// The whole screen of every lab, recorded as plain text: on an ordinary day, with its first fault, and healed.
@Suite struct LabScreenTests {
  private static let sizes = [(80, 24), (200, 50)]

  /// Screens at three moments, 20 seconds apart.
  private static func moments(_ lab: LabEntry, _ width: Int, _ height: Int) -> [(name: String, screen: CellGrid)] {
    var bench = Bench(lab, width: width, height: height)
    bench.go(seconds: 20)
    let idle = bench.screen
    if let fault = lab.actions.first(where: { $0.declaration.kind == .fault }) {
      bench.type(String(fault.declaration.key))
    }
    bench.go(seconds: 20)
    let broken = bench.screen
    bench.type("0")
    bench.go(seconds: 20)
    return [("idle", idle), ("broken", broken), ("healed", bench.screen)]
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `a lab's screens are as recorded`(id: String) {
    guard !Snapshot.isStillToCome("Screens/\(id)-idle-80x24") else { return }
    let lab = Bench.labs.first { $0.id == id }!
    for (width, height) in Self.sizes {
      for (moment, screen) in Self.moments(lab, width, height) {
        let text = screen.text.joined(separator: "\n") + "\n"
        let difference = Snapshot.difference(text, "Screens/\(id)-\(moment)-\(width)x\(height)")
        #expect(difference == nil)
      }
    }
  }

  @Test func `every recorded screen is of a lab`() {
    let names = Bench.labs.flatMap { lab in
      Self.sizes.flatMap { size in
        ["idle", "broken", "healed"].map { "\(lab.id)-\($0)-\(size.0)x\(size.1)" }
      }
    }
    #expect(Snapshot.strays(in: "Screens", besides: names) == [])
  }
}
