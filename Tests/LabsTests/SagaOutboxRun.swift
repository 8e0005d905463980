import Engine
import Grid
import LabKit
import Labs

/// A run of a lab that tests drive by the names people use.
struct NamedRun {
  let entry: LabEntry
  var run: any LabRun

  init(_ lab: String, seed: UInt64 = 1, _ settings: [String: String] = [:]) throws {
    entry = Catalogue.all.first { $0.id == lab }!
    var values = entry.defaults
    for (key, text) in settings {
      let knob = try entry.knob(named: key)
      values[knob] = try entry.knobs[knob].value(of: text)
    }
    run = entry.start(seed, values, false)
  }

  /// Lets that much virtual time go by.
  mutating func go(_ seconds: Double) { _ = run.advance(until: run.now + .seconds(seconds), limit: .max) }
  mutating func act(_ name: String) throws { run.act(try entry.action(named: name), isOn: true) }
  mutating func heal(_ name: String) throws { run.act(try entry.action(named: name), isOn: false) }
  mutating func turn(_ key: String, _ text: String) throws {
    let knob = try entry.knob(named: key)
    run.turn(knob, to: try entry.knobs[knob].value(of: text))
  }

  /// A figure of a meter; its first one unless another is asked for.
  func figure(_ meter: String, _ statistic: String? = nil) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }!
    return statistic.map { name in line.figures.first { $0.statistic == name }!.value }
      ?? line.figures[0].value
  }

  var notes: [String] { run.snapshot.notes(500, upTo: .observation).map(\.text) }
  func law(_ name: String) -> LawLine { run.snapshot.laws.first { $0.declaration.name == name }! }
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }

  /// Whether the newest note with these words leads back to a key.
  func leadsToKey(_ words: String) -> Bool {
    guard let note = run.snapshot.notes(500, upTo: .detail).last(where: { $0.text.contains(words) }) else {
      return false
    }
    return run.snapshot.chain(from: note.id).last?.isInput == true
  }

  /// Heals everything, stops arrivals, and lets the world drain; says whether it did.
  mutating func drain() -> Bool {
    run.healEverything()
    for (index, knob) in entry.knobs.enumerated() {
      if let value = knob.whileDraining { run.turn(index, to: value) }
    }
    for _ in 0..<2000 where !run.isDrained { go(1) }
    run.judge()
    return run.isDrained
  }

  /// Draws every panel at every size up to 60 x 12, and at a few larger ones.
  func drawEverywhere() -> Int {
    var drawn = 0
    let sizes = (0...60).flatMap { width in (0...12).map { (width, $0) } } + [(78, 20), (120, 40), (200, 50)]
    for (width, height) in sizes {
      for panel in entry.panels.indices {
        var canvas = Canvas(width: width, height: height)
        run.snapshot.draw(panel: panel, on: &canvas)
        drawn += canvas.grid.text.joined().contains { $0 != " " } ? 1 : 0
      }
    }
    return drawn
  }
}
