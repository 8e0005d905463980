import Engine
import Grid
import LabKit
import Labs

/// A run of any lab that tests drive by the names people use.
struct DrivenLab {
  let entry: LabEntry
  var run: any LabRun

  static func entry(_ lab: String) -> LabEntry { Catalogue.all.first { $0.id == lab }! }

  init(_ lab: String, seed: UInt64 = 1, _ knobs: [String: Double] = [:]) throws {
    entry = Self.entry(lab)
    var values = entry.defaults
    for (key, value) in knobs { values[try entry.knob(named: key)] = value }
    run = entry.start(seed, values, false)
  }

  /// Lets that much virtual time go by.
  mutating func go(_ seconds: Double) { _ = run.advance(until: run.now + .seconds(seconds), limit: .max) }
  mutating func act(_ name: String, times: Int = 1) throws {
    for _ in 0..<times { run.act(try entry.action(named: name), isOn: true) }
  }
  mutating func heal(_ name: String) throws { run.act(try entry.action(named: name), isOn: false) }
  mutating func turn(_ key: String, _ value: Double) throws {
    run.turn(try entry.knob(named: key), to: value)
  }

  /// A figure of a meter, the first of its kind (total, last, count) unless another is asked for.
  func figure(_ meter: String, _ statistic: String? = nil) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }!
    return statistic.map { name in line.figures.first { $0.statistic == name }!.value }
      ?? line.figures[0].value
  }

  var notes: [NoteLine] { run.snapshot.notes(500, upTo: .observation) }
  func law(_ name: String) -> Verdict {
    run.snapshot.laws.first { $0.declaration.name == name }!.verdict
  }
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }

  /// The oldest note of the chain that leads to the newest note with this text in it.
  func origin(of text: String) -> NoteLine? {
    notes.last { $0.text.contains(text) }.flatMap { run.snapshot.chain(from: $0.id).last }
  }

  /// Heals everything, stops what comes in, and lets the world drain.
  mutating func drain() throws {
    run.healEverything()
    for (index, knob) in entry.knobs.enumerated() {
      if let value = knob.whileDraining { run.turn(index, to: value) }
    }
    var waited = Interval.zero
    while !run.isDrained, waited < entry.drainsWithin {
      go(1)
      waited = waited + .seconds(1)
    }
    run.judge()
  }

  /// Draws every panel at every size up to 60 x 12, and once as large as a wall.
  func drawAtAnySize() {
    let snapshot = run.snapshot
    for panel in entry.panels.indices {
      for width in 0...60 {
        for height in 0...12 {
          var canvas = Canvas(width: width, height: height)
          snapshot.draw(panel: panel, on: &canvas)
        }
      }
      var canvas = Canvas(width: 200, height: 70)
      snapshot.draw(panel: panel, on: &canvas)
    }
  }

  /// What a panel shows, line by line.
  func text(_ title: String, _ width: Int = 38, _ height: Int = 8) -> [String] {
    var canvas = Canvas(width: width, height: height)
    let panel = entry.panels.firstIndex { $0.title == title }!
    run.snapshot.draw(panel: panel, on: &canvas)
    return canvas.grid.text
  }
}
