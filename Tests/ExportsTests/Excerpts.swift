import Checks
import Engine
import Exports
import LabKit
import Runs
import ToyLab

/// Excerpts of runs with random knobs and faults.
enum Excerpts {
  /// A run of the law suite, with everything that was done in it.
  static func run(_ lab: LabEntry, seed: UInt64, seconds: Double) throws -> any LabRun {
    let script = Script(trialOf: lab, seed: seed, lasting: .seconds(seconds))
    return try HeadlessRun(script, seed: seed, until: .start + .seconds(seconds)).play()
  }

  /// A run of the toy lab with branches, bookmarks and twins.
  static func walked(seed: UInt64) -> any LabRun {
    var walk = Walk(Toys.toll, seed: seed)
    for step in 1...24 { _ = walk.take(step: step) }
    return walk.run
  }

  /// The two tables of an excerpt as CSV.
  static func tables(_ table: ExportTable, _ dialect: CSVDialect) -> (readings: String, notes: String) {
    var readings = "", notes = ""
    table.writeCSV(dialect, readings: { readings += $0 }, notes: { notes += $0 })
    return (readings, notes)
  }

  /// All that one writer writes.
  static func text(_ write: ((String) throws -> Void) throws -> Void) rethrows -> String {
    var text = ""
    try write { text += $0 }
    return text
  }
}
