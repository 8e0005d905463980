import Engine
import LabKit
import Labs

/// A run of the shop that tests drive by the names people use.
struct ShopRun {
  static let entry = Catalogue.all.first { $0.id == "shop" }!
  var run: any LabRun

  init(seed: UInt64 = 1, _ knobs: [String: Double] = [:]) throws {
    var values = Self.entry.defaults
    for (key, value) in knobs { values[try Self.entry.knob(named: key)] = value }
    run = Self.entry.start(seed, values, false)
  }

  /// Lets that much virtual time go by.
  mutating func go(_ seconds: Double) { _ = run.advance(until: run.now + .seconds(seconds), limit: .max) }
  mutating func act(_ name: String) throws { run.act(try Self.entry.action(named: name), isOn: true) }
  mutating func heal(_ name: String) throws { run.act(try Self.entry.action(named: name), isOn: false) }
  mutating func turn(_ key: String, _ value: Double) throws {
    run.turn(try Self.entry.knob(named: key), to: value)
  }

  /// A figure of a meter, `total` or `last` unless another is asked for.
  func figure(_ meter: String, _ statistic: String? = nil) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }!
    return statistic.map { name in line.figures.first { $0.statistic == name }!.value }
      ?? line.figures[0].value
  }

  var notes: [String] { run.snapshot.notes(500, upTo: .observation).map(\.text) }
  func law(_ name: String) -> LawLine { run.snapshot.laws.first { $0.declaration.name == name }! }
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }

  /// Heals everything, stops arrivals, and lets the world drain.
  mutating func drain() throws {
    run.healEverything()
    for (index, knob) in Self.entry.knobs.enumerated() {
      if let value = knob.whileDraining { run.turn(index, to: value) }
    }
    for _ in 0..<7200 where !run.isDrained { go(1) }
    run.judge()
  }
}
