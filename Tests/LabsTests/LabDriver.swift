import Engine
import Grid
import LabKit
import Labs
import Testing

/// A run of any lab that tests drive by the names people use.
struct LabDriver {
  let entry: LabEntry
  var run: any LabRun

  init(_ lab: String, seed: UInt64 = 1, _ knobs: [String: Double] = [:]) throws {
    entry = try #require(Catalogue.all.first { $0.id == lab })
    var values = entry.defaults
    for (key, value) in knobs { values[try entry.knob(named: key)] = value }
    run = entry.start(seed, values, false)
  }

  /// Lets that much virtual time go by.
  mutating func go(_ seconds: Double) { _ = run.advance(until: run.now + .seconds(seconds), limit: .max) }
  mutating func act(_ name: String) throws { run.act(try entry.action(named: name), isOn: true) }
  mutating func heal(_ name: String) throws { run.act(try entry.action(named: name), isOn: false) }
  mutating func turn(_ key: String, _ value: Double) throws {
    run.turn(try entry.knob(named: key), to: value)
  }

  /// A figure of a meter, `total` or `last` unless another is asked for.
  func figure(_ meter: String, _ statistic: String? = nil) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }!
    return statistic.map { name in line.figures.first { $0.statistic == name }!.value }
      ?? line.figures[0].value
  }

  func sum(_ meters: [String]) -> Double { meters.reduce(0) { $0 + figure($1) } }

  /// How fast counters rise over the next seconds.
  mutating func rate(_ meters: String..., over seconds: Double) -> Double {
    let before = sum(meters)
    go(seconds)
    return (sum(meters) - before) / seconds
  }

  var notes: [String] { run.snapshot.notes(500, upTo: .observation).map(\.text) }
  func note(containing text: String) -> NoteLine? {
    run.snapshot.notes(500, upTo: .detail).last { $0.text.contains(text) }
  }
  func law(_ name: String) -> LawLine { run.snapshot.laws.first { $0.declaration.name == name }! }
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }

  /// Heals everything, stops arrivals, and lets the world drain.
  mutating func drain() throws {
    run.healEverything()
    for (index, knob) in entry.knobs.enumerated() {
      if let value = knob.whileDraining { run.turn(index, to: value) }
    }
    let deadline = run.now + entry.drainsWithin
    while !run.isDrained, run.now < deadline { go(1) }
    run.judge()
  }

  /// Draws every panel at every size up to the usual one; a trap ends the test.
  func drawAtAnySize() {
    let snapshot = run.snapshot
    for width in 0...60 {
      for height in 0...12 {
        for panel in entry.panels.indices {
          var canvas = Canvas(width: width, height: height)
          snapshot.draw(panel: panel, on: &canvas)
        }
      }
    }
  }

  /// A panel as lines of text.
  func text(panel title: String, width: Int, height: Int) -> [String] {
    let panel = entry.panels.firstIndex { $0.title == title }!
    var canvas = Canvas(width: width, height: height)
    run.snapshot.draw(panel: panel, on: &canvas)
    return (0..<height).map { row in
      String(String.UnicodeScalarView((0..<width).map { canvas.grid[$0, row].glyph }))
    }
  }
}
