import Engine
import LabKit
import Systems
import Testing

/// A system with a run of it.
struct Bench {
  let lab: LabEntry
  var run: any LabRun

  init(_ lab: LabEntry, seed: UInt64 = 1, settings: [String: String] = [:]) throws {
    self.lab = lab
    var knobs = lab.defaults
    for (key, value) in settings {
      knobs[try lab.knob(named: key)] = try lab.knobs[lab.knob(named: key)].value(of: value)
    }
    run = lab.start(seed, knobs, false)
  }

  init(_ text: String, seed: UInt64 = 1) throws {
    try self.init(SystemCatalogue.lab(text: text, file: "class.yaml"), seed: seed)
  }

  static var storm: LabEntry { SystemCatalogue.all.first { $0.id == "system.retry-storm" }! }

  mutating func go(to seconds: Double) { _ = run.advance(until: .start + .seconds(seconds), limit: .max) }

  mutating func inject(_ fault: String) throws { run.act(try lab.action(named: fault), isOn: true) }
  mutating func heal(_ fault: String) throws { run.act(try lab.action(named: fault), isOn: false) }
  mutating func turn(_ knob: String, to value: String) throws {
    let position = try lab.knob(named: knob)
    run.turn(position, to: try lab.knobs[position].value(of: value))
  }

  /// The first figure of a meter: of a counter the total, of a gauge the level, of a latency the count.
  func figure(_ meter: String) -> Double {
    let line = run.snapshot.meters.first { $0.declaration.name == meter }
    guard let line else {
      Issue.record("there is no meter \(meter)")
      return .nan
    }
    return line.figures[0].value
  }

  var texts: [String] { run.snapshot.notes(200, upTo: .detail).map(\.text) }

  /// Names of the laws that do not hold.
  var broken: [String] { run.snapshot.laws.filter { $0.verdict == .violated }.map(\.declaration.name) }
}

/// Whether the suite is compiled for speed.
var isOptimized: Bool {
  #if DEBUG
    false
  #else
    true
  #endif
}
