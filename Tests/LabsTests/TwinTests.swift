import Engine
import LabKit
import Labs
import Testing

/// Two runs from one seed, side by side.
@Suite("Twins") struct TwinTests {
  private static let stream = DrawStream(0x7477_696E)

  /// An input by chance; both get it.
  private func press(_ run: inout any LabRun, _ draw: inout Draw) {
    let lab = run.entry
    if draw.chance(0.5), !lab.knobs.isEmpty {
      let knob = draw.below(lab.knobs.count)
      run.turn(knob, to: lab.knobs[knob].value(at: draw.below(lab.knobs[knob].positions)))
    } else if !lab.actions.isEmpty {
      let action = draw.below(lab.actions.count)
      run.act(action, isOn: lab.actions[action].declaration.kind == .once || draw.chance(0.6))
    }
  }

  @Test(arguments: Catalogue.all.map(\.id))
  func `two that differ in nothing never diverge, over 100 seeds`(_ id: String) throws {
    let lab = try #require(Catalogue.all.first { $0.id == id })
    for seed in UInt64(1)...100 {
      var run = lab.start(seed, nil, true)
      var draw = Draw(seed: seed, stream: TwinTests.stream, entity: 0)
      _ = run.advance(until: .start + .milliseconds(draw.uniform() * 500), limit: 1000)
      run.beginTwin()
      for _ in 0..<8 {
        press(&run, &draw)
        _ = run.advance(until: run.now + .milliseconds(draw.uniform() * 600), limit: 1 + draw.below(250))
      }
      let other = try #require(run.twinSnapshot)
      #expect(run.map.twin?.difference == nil, "seed \(seed)")
      #expect(other.digest.events == run.digest.events, "seed \(seed)")
      #expect(other.processed == run.processed, "seed \(seed)")
      #expect(other.meters.map { $0.figures.map(\.value) } == run.snapshot.meters.map { $0.figures.map(\.value) })
    }
  }

  /// Keyed draws: who comes depends on nothing that becomes of those who came before.
  @Test(arguments: [("breakers", 0.0), ("bulkheads", 0.0), ("retries", 0.0)])
  func `what a pattern does not touch is the same beside it`(_ key: String, _ value: Double) throws {
    let lab = try #require(Catalogue.all.first { $0.id == "shop" })
    var run = lab.start(3, nil, true)
    run.beginTwin(.knob(try lab.knob(named: key), value))
    run.act(try lab.action(named: "payment.slow"), isOn: true)
    _ = run.advance(until: .start + .seconds(8), limit: .max)
    run.act(try lab.action(named: "payment.down"), isOn: true)
    _ = run.advance(until: .start + .seconds(16), limit: .max)
    let other = try #require(run.twinSnapshot)
    func figure(_ snapshot: any LabSnapshot, _ meter: String) throws -> Double {
      try #require(snapshot.meters.first { $0.declaration.name == meter }).figures[0].value
    }
    for meter in ["offered.p0", "offered.p1", "offered.p2"] {
      #expect(try figure(run.snapshot, meter) == figure(other, meter))
      #expect(try figure(other, meter) > 1000)
    }
    #expect(run.map.twin?.difference != nil)
    #expect(run.digest.events != other.digest.events)
  }
}
