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

  /// With values as they are written on the command line.
  init(_ lab: String, seed: UInt64 = 1, settings: [String: String]) throws {
    let entry = Self.entry(lab)
    try self.init(lab, seed: seed)
    var values = entry.defaults
    for (key, text) in settings {
      let knob = try entry.knob(named: key)
      values[knob] = try entry.knobs[knob].value(of: text)
    }
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
  mutating func turn(_ key: String, _ text: String) throws {
    try turn(key, entry.knobs[entry.knob(named: key)].value(of: text))
  }

  /// Heals everything, stops what comes in, and lets the world drain; says whether it did in the time that it needs.
  @discardableResult
  mutating func drain() -> Bool {
    run.healEverything()
    for (index, knob) in entry.knobs.enumerated() {
      if let value = knob.whileDraining { run.turn(index, to: value) }
    }
    let deadline = run.now + entry.drainsWithin
    while !run.isDrained, run.now < deadline { go(1) }
    run.judge()
    return run.isDrained
  }
}

// What it shows.
extension DrivenLab {
  /// A figure of a meter, the first of its kind (total, last, count) unless another is asked for.
  func figure(_ meter: String, _ statistic: String? = nil) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }!
    return statistic.map { name in line.figures.first { $0.statistic == name }!.value } ?? line.figures[0].value
  }

  func sum(_ meters: [String]) -> Double { meters.reduce(0) { $0 + figure($1) } }

  /// How fast counters rise over the next seconds.
  mutating func rate(_ meters: String..., over seconds: Double) -> Double {
    let before = sum(meters)
    go(seconds)
    return (sum(meters) - before) / seconds
  }

  func law(_ name: String) -> LawLine { run.snapshot.laws.first { $0.declaration.name == name }! }
  func promise(_ name: String) -> PromiseLine.Verdict {
    run.snapshot.promises.first { $0.declaration.name == name }!.verdict
  }
  /// The promises that were broken, if only for a time.
  var brokenPromises: [String] {
    run.snapshot.promises.filter { $0.breaks > 0 }.map(\.declaration.name)
  }
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }

  var notes: [String] { run.snapshot.notes(500, upTo: .observation).map(\.text) }
  func note(containing text: String) -> NoteLine? {
    run.snapshot.notes(500, upTo: .detail).last { $0.text.contains(text) }
  }

  /// The oldest note of the chain that leads to the newest note with this text in it.
  func origin(of text: String) -> NoteLine? {
    note(containing: text).flatMap { run.snapshot.chain(from: $0.id).last }
  }

  /// Draws every panel at every size up to 60 x 12, and at a few larger ones; says how many were not blank.
  @discardableResult
  func drawAtAnySize() -> Int {
    let snapshot = run.snapshot
    let sizes = (0...60).flatMap { width in (0...12).map { (width, $0) } } + [(78, 20), (120, 40), (200, 70)]
    var drawn = 0
    for (width, height) in sizes {
      for panel in entry.panels.indices {
        var canvas = Canvas(width: width, height: height)
        snapshot.draw(panel: panel, on: &canvas)
        drawn += canvas.grid.text.joined().contains { $0 != " " } ? 1 : 0
      }
    }
    return drawn
  }

  /// What a panel shows, line by line.
  func text(_ title: String, _ width: Int = 38, _ height: Int = 8) -> [String] {
    var canvas = Canvas(width: width, height: height)
    let panel = entry.panels.firstIndex { $0.title == title }!
    run.snapshot.draw(panel: panel, on: &canvas)
    return canvas.grid.text
  }
}
