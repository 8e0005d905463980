import Dashboard
import LabKit
import Testing

/// From a panel of the shop to the lab of its pattern, and back.
@Suite struct VisitTests {
  static let links = Bench.labs.flatMap { lab in
    lab.panels.flatMap { panel in panel.labs.map { (lab.id, panel.title, $0.lab) } }
  }

  private static func shop() -> Bench {
    var bench = Bench(Bench.labs[0], width: 80, height: 24, labs: Bench.labs)
    bench.go(seconds: 5)
    return bench
  }

  @Test(arguments: links) func `a pattern's lab exists, and so do the faults there`(
    id: String, title: String, named: String
  )
    throws
  {
    let lab = try #require(Bench.labs.first { $0.id == id }), other = try #require(Bench.labs.first { $0.id == named })
    let panel = try #require(lab.panels.first { $0.title == title })
    for fault in try #require(panel.labs.first { $0.lab == named }).faults {
      let theirs = try other.actions[other.action(named: fault.theirs)].declaration
      #expect(lab.actions[fault.own].declaration.kind == .fault && theirs.kind == .fault, "\(fault.theirs)")
    }
  }

  @Test func `each of the eight can be reached from a panel of the shop`() {
    let eight = Bench.labs.filter { $0.group == "The eight" }.map(\.id)
    #expect(Set(Self.links.map(\.2)) == Set(eight))
  }

  @Test func `the fault that is injected is injected there, and the shop comes back as it was left`() throws {
    var bench = Self.shop()
    bench.focus("Circuit breakers")
    bench.type("p")
    bench.go(seconds: 5)
    #expect(bench.text.contains("G pattern's lab"))
    bench.press(.enter)
    let (before, left) = (bench.text, bench.run.digest)
    #expect(bench.type("G") == [.visit(lab: "circuit-breaker", faults: ["dependency.down"])])
    bench.go(seconds: 3)
    #expect(bench.state.entry.id == "circuit-breaker" && bench.text.contains("G back to shop"))
    let down = try bench.state.entry.action(named: "dependency.down")
    #expect(bench.state.faults == [down])
    bench.press(.escape)
    #expect(bench.type("G").first == .comeBack)
    #expect(bench.state.entry.id == "shop" && bench.run.digest == left)
    #expect(bench.text == before, "paused and zoomed as it was")
  }

  @Test(arguments: [("m", "outbox"), ("c", "backpressure"), ("", "backpressure")])
  func `of several labs the one is opened that has the fault`(keys: String, expected: String) {
    var bench = Self.shop()
    bench.focus("Queue depth")
    bench.type(keys)
    bench.go(seconds: 1)
    bench.type("G")
    #expect(bench.state.entry.id == expected && bench.state.faults.count == keys.count)
  }

  @Test func `the palette lists the labs of the focused panel, and the way back`() {
    var bench = Self.shop()
    bench.focus("Circuit breakers")
    bench.type(":pattern's lab bulk")
    #expect(bench.press(.enter) == [.visit(lab: "bulkhead", faults: [])])
    bench.type(":back to shop")
    #expect(bench.press(.enter) == [.comeBack] && bench.state.entry.id == "shop")
  }

  @Test func `who opens another lab in between leaves the shop for good, who begins again does not`() {
    var bench = Self.shop()
    bench.type("G")
    bench.type("R")
    #expect(bench.type("G") == [.comeBack])
    bench.type("G")
    bench.type(":open lab: raft")
    bench.press(.enter)
    #expect(bench.state.entry.id == "raft" && bench.type("G") == [])
    #expect(bench.text.contains("no pattern of this panel has a lab of its own"))
  }
}

extension Bench {
  /// Focuses a panel by its title.
  fileprivate mutating func focus(_ title: String) {
    for _ in state.entry.panels where state.focusedPanelTitle != title { press(.tab) }
  }
}

extension DashboardState {
  fileprivate var focusedPanelTitle: String { entry.panels[focusedPanel].title }
}
