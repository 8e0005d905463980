import Dashboard
import Grid
import LabKit
import Testing

/// A panel that is shown alone says more than it did among others: how it is read, what happened, what can be turned.
struct ZoomTests {
  /// The dashboard with one panel zoomed.
  private func zoomed(_ lab: LabEntry, panel: Int, _ width: Int, _ height: Int) -> Bench {
    var bench = Bench(lab, width: width, height: height)
    for _ in 0..<panel { bench.press(.tab) }
    bench.press(.enter)
    bench.go(seconds: 20)
    return bench
  }

  @Test(arguments: Bench.labs.map(\.id), [(80, 24), (200, 50)])
  func `every panel says how it is read, and names its knobs`(id: String, size: (width: Int, height: Int)) {
    let lab = Bench.labs.first { $0.id == id }!
    for (index, panel) in lab.panels.enumerated() {
      let text = zoomed(lab, panel: index, size.width, size.height).text
      for word in panel.reading.split(separator: " ").prefix(6) {
        #expect(text.contains(word), "\(panel.title): \(word)")
      }
      if let knob = panel.knobs.first { #expect(text.contains(lab.knobs[knob].title), "\(panel.title)") }
    }
  }

  @Test(arguments: Bench.labs.map(\.id)) func `three lines say it`(id: String) {
    for panel in Bench.labs.first(where: { $0.id == id })!.panels {
      #expect((1...3).contains(Paragraph(panel.reading).rows(forWidth: 76)), "\(id): \(panel.title)")
    }
  }

  @Test func `a zoomed panel has a place for its last events`() {
    let lab = Bench.labs.first { $0.id == "circuit-breaker" }!
    var bench = zoomed(lab, panel: 0, 80, 24)
    bench.type("d")
    bench.go(seconds: 5)
    #expect(bench.text.contains("last events"), "\(bench.text)")
    #expect(bench.screen.text.contains { $0.hasPrefix("║0:2") }, "\(bench.text)")
  }
}
