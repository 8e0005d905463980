import Diagnostics
import Engine
import LabKit

/// A lab run over and over: every combination of some knobs' values, each with the same seeds.
public struct Sweep: Sendable {
  /// The lab, the knobs that are not varied, and what is done in every run.
  public let script: Script
  /// What is varied; the last axis changes fastest from cell to cell.
  public let axes: [SweepAxis]
  /// The seeds of every cell.
  public let seeds: [UInt64]
  /// The virtual time at which every run ends, and where measuring begins in it.
  public let until: Instant, measureFrom: Instant
  /// How its table is written.
  public let dialect: CSVDialect
  /// The cells that this part runs, counted from 0.
  public let cells: Range<Int>
  /// Which part of how many this is.
  public let shard: SweepShard
  /// What everything about it comes to but for the shard, in one line: runs of another plan are other runs.
  public let plan: String
  /// The plan's fingerprint, 16 letters from a to p; it stands in every row.
  public let fingerprint: String

  /// More cells than this are a slip of the finger, and so are more runs.
  static let mostCells = 100_000, mostRuns = 10_000_000

  /// A sweep. `squall` is the version that runs it: another one may give other figures.
  public init(
    _ script: Script, axes: [SweepAxis], seeds: Seeds, until: Instant, measureFrom: Instant = .start,
    shard: SweepShard = .whole, dialect: CSVDialect = .standard, squall: String
  ) throws(BadInput) {
    let knobs = script.lab.knobs
    var count = 1
    for (index, axis) in axes.enumerated() {
      guard !axes[..<index].contains(where: { $0.knob == axis.knob }) else {
        throw BadInput("\(knobs[axis.knob].key) is varied twice; give all its values at once, between commas")
      }
      count *= axis.values.count
      guard count <= Sweep.mostCells else {
        throw BadInput("a sweep takes at most \(Sweep.mostCells) cells, and these are more")
      }
    }
    self.script = script
    self.axes = axes
    self.seeds = seeds.seeds
    (self.until, self.measureFrom) = (until, measureFrom)
    self.shard = shard
    self.dialect = dialect
    cells = shard.cells(of: count)
    guard cells.count * seeds.seeds.count <= Sweep.mostRuns else {
      throw BadInput("that is \(cells.count * seeds.seeds.count) runs; a sweep takes at most \(Sweep.mostRuns)")
    }
    // Complains about the time and about inputs that come too late.
    _ = try HeadlessRun(script, seed: 0, until: until, measureFrom: measureFrom)
    plan =
      Sweep.plan(script, axes, seeds.seeds, until, squall)
      + (measureFrom > .start ? "; measured from \((measureFrom - .start).text)" : "")
      + (dialect == .standard ? "" : "; csv \(dialect.rawValue)")
    fingerprint = Sweep.fingerprint(of: plan)
  }

  /// How many runs this part has.
  public var runs: Int { cells.count * seeds.count }

  /// The values of the varied knobs in a cell, in the order of the axes.
  func values(ofCell cell: Int) -> [Double] {
    var rest = cell
    var values: [Double] = []
    for axis in axes.reversed() {
      values.append(axis.values[rest % axis.values.count])
      rest /= axis.values.count
    }
    return values.reversed()
  }

  /// One run, by its number in this part: those of a cell follow one another.
  func run(_ number: Int) -> HeadlessRun {
    var knobs = script.knobs
    for (axis, value) in zip(axes, values(ofCell: cell(ofRun: number))) { knobs[axis.knob] = value }
    return HeadlessRun(
      unchecked: Script(script.lab, knobs: knobs, inputs: script.inputs), seed: seeds[number % seeds.count],
      until: until, measureFrom: measureFrom)
  }

  /// The cell that a run belongs to, by its number in this part.
  func cell(ofRun number: Int) -> Int { cells.lowerBound + number / seeds.count }
}

extension Sweep {
  private static func plan(
    _ script: Script, _ axes: [SweepAxis], _ seeds: [UInt64], _ until: Instant, _ squall: String
  ) -> String {
    let lab = script.lab
    // All knobs and not only those that were set: a default may be another one tomorrow.
    let fixed = lab.knobs.indices.filter { knob in !axes.contains { $0.knob == knob } }
      .map { "\(lab.knobs[$0].key)=\(lab.knobs[$0].text(script.knobs[$0]))" }
    let varied = axes.map { axis in
      "\(lab.knobs[axis.knob].key)=" + axis.values.map(lab.knobs[axis.knob].text).joined(separator: ",")
    }
    let parts = [
      "squall \(squall)", lab.id, "for \((until - .start).text)", "vary \(varied.joined(separator: " "))",
      "set \(fixed.joined(separator: " "))",
      "at \(script.inputs.map { $0.text(for: lab) }.joined(separator: " "))",
      "seeds \(inWords(seeds))",
    ]
    return parts.joined(separator: "; ")
  }

  /// Seeds that follow one another as a range.
  private static func inWords(_ seeds: [UInt64]) -> String {
    var ranges: [ClosedRange<UInt64>] = []
    for seed in seeds {
      if let last = ranges.last, last.upperBound < .max, last.upperBound + 1 == seed {
        ranges[ranges.count - 1] = last.lowerBound...seed
      } else {
        ranges.append(seed...seed)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
      .joined(separator: ",")
  }

  /// FNV-1a with 64 bits, which is the same in every process; the standard library's hashes are not.
  private static func fingerprint(of text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    // Letters, since what reads tables would take 16 digits, some of them, for a number.
    return stride(from: 60, through: 0, by: -4).reduce(into: "") { letters, shift in
      letters.unicodeScalars.append(Unicode.Scalar(UInt8(ascii: "a") + UInt8(hash >> UInt64(shift) & 0xF)))
    }
  }
}
