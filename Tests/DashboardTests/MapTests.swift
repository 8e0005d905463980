import Dashboard
import Grid
import LabKit
import TestSupport
import Testing

/// The whole flow of each lab.
@Suite struct MapTests {
  /// With its first fault injected, and the map open.
  private static func bench(_ lab: LabEntry, _ width: Int, _ height: Int) -> Bench {
    var bench = Bench(lab, width: width, height: height)
    bench.go(seconds: 20)
    if let fault = lab.actions.first(where: { $0.declaration.kind == .fault }) {
      bench.type(String(fault.declaration.key))
    }
    bench.go(seconds: 10)
    bench.type("v")
    return bench
  }

  @Test(arguments: Bench.labs.filter { !$0.map.isEmpty }.map(\.id), [(80, 24), (200, 50)])
  func `each component of a lab stands on its map, with no name cut`(id: String, size: (Int, Int)) {
    let lab = Bench.labs.first { $0.id == id }!
    guard !Snapshot.isStillToCome("Maps/\(id)-80x24") else { return }
    let screen = Self.bench(lab, size.0, size.1).screen, text = screen.text.joined(separator: "\n") + "\n"
    for component in lab.map { #expect(text.contains(component.name), "\(component.name)") }
    #expect(Snapshot.difference(text, "Maps/\(id)-\(size.0)x\(size.1)") == nil)
  }

  /// A lab that draws its picture itself declares none.
  @Test(arguments: Bench.labs.filter { !$0.flows.isEmpty }.map(\.id))
  func `its rates are the meters' rates`(id: String) {
    let lab = Bench.labs.first { $0.id == id }!, bench = Self.bench(lab, 200, 50)
    let topology = bench.run.snapshot.map(selected: 0)!
    let rates = lab.meters.indices.map { meter in
      let course = bench.run.snapshot.course(ofMeter: meter, most: 10, every: 1, asTotals: false)
      return course.isEmpty ? 0 : course.reduce(0, +) / Double(course.count)
    }
    #expect(topology.wires.count == lab.flows.count)
    for (wire, flow) in zip(topology.wires, lab.flows) {
      #expect(wire.from == flow.from && wire.to == flow.to)
      // A whole family is the sum of its members.
      let rate = flow.meters.map { Figure.rate($0.reduce(0) { $0 + rates[$1] }) }
      #expect(wire.label == rate ?? "", "\(lab.map[wire.from].name) to \(lab.map[wire.to].name)")
    }
  }

  @Test func `Enter on a component goes to its panel, and keys of the lab go on working`() {
    var bench = Self.bench(Bench.labs[0], 80, 24)
    bench.press(.down)
    bench.press(.right)
    guard case .map(let selected) = bench.state.overlay else {
      Issue.record("the map is closed")
      return
    }
    bench.type("m")
    #expect(bench.screen.text[0].contains("broker down"))
    bench.press(.enter)
    #expect(bench.state.overlay == .none && bench.state.focusedPanel == Bench.labs[0].map[selected].panel)
  }
}
