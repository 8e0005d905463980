import Engine
import LabKit

/// The file that a sweep gives: a row per cell, as CSV.
///
/// The columns are the plan's fingerprint, the cell's number from 1, the varied knobs, the number of seeds, in how many
/// runs an always-law was broken, and for each figure of each meter its mean over the seeds and half the width of the
/// 95 % interval around it (Student's t with one degree of freedom less than there are runs). Where a level or a latency
/// may not have been measured in every run, a column ahead says in how many it was, and the mean is over those. A field
/// is empty where there is nothing to say: no mean without a measurement, no interval without two.
public struct SweepTable: Sendable {
  private let sweep: Sweep
  private let statistics: [(meter: MeterDeclaration, statistic: String, mayBeMissing: Bool)]
  /// Student's t for what is measured in every run, which is most.
  private let quantile: Double

  /// The table of a sweep.
  public init(_ sweep: Sweep) {
    self.sweep = sweep
    statistics = sweep.statistics
    quantile = StudentT.twoSided95(max(1, sweep.seeds.count - 1))
  }

  /// How many figures a run gives.
  public var figures: Int { statistics.count }

  /// The heading with its line's end; only the first shard's file has it.
  public var heading: String {
    var columns = ["plan", "cell"] + sweep.axes.map { sweep.script.lab.knobs[$0.knob].key } + ["seeds", "broken"]
    for (index, figure) in statistics.enumerated() {
      if countsRuns(index) { columns.append("\(figure.meter.name).runs") }
      let name = "\(figure.meter.name).\(figure.statistic)"
      columns += ["\(name).mean", "\(name).ci95"]
    }
    return sweep.dialect.line(columns.map(CSVDialect.Field.text))
  }

  /// Whether the column with the number of runs comes before this figure: at the first of each meter's that may be
  /// missing.
  private func countsRuns(_ index: Int) -> Bool {
    guard statistics[index].mayBeMissing else { return false }
    guard index > 0, statistics[index - 1].mayBeMissing else { return true }
    return statistics[index - 1].meter.name != statistics[index].meter.name
  }

  /// The row of a cell, counted from 0 over all shards, with its line's end; the outcomes are in the order of the seeds.
  public func row(ofCell cell: Int, _ outcomes: [SweepOutcome]) -> String {
    let lab = sweep.script.lab
    var fields = beginning(ofCell: cell)
    fields += zip(sweep.axes, sweep.values(ofCell: cell)).map { axis, value in
      lab.knobs[axis.knob].field(value)
    }
    fields += [.number("\(outcomes.count)"), .number("\(outcomes.count { $0.isBroken })")]
    for index in statistics.indices {
      let interval = MeanInterval(outcomes.compactMap { $0.figures[index] }) {
        $0 == sweep.seeds.count - 1 ? quantile : StudentT.twoSided95($0)
      }
      if countsRuns(index) { fields.append(.number("\(interval.count)")) }
      fields += [interval.mean, interval.halfWidth].map { .number($0?.figure ?? "") }
    }
    return sweep.dialect.line(fields)
  }

  private func beginning(ofCell cell: Int) -> [CSVDialect.Field] {
    [.text(sweep.fingerprint), .number("\(cell + 1)")]
  }

  /// Whether a text is what this part of the sweep gives: as many rows, each of this plan and of its cell.
  public func isWhole(_ text: String) -> Bool {
    guard text.isEmpty || text.utf8.last == UInt8(ascii: "\n") else { return false }
    var rest = text[...]
    if sweep.shard.number == 1 {
      guard rest.hasPrefix(heading) else { return false }
      rest = rest.dropFirst(heading.count)
    }
    let rows = rest.split(separator: "\n")
    return rows.count == sweep.cells.count
      && zip(sweep.cells, rows).allSatisfy { cell, row in
        row.hasPrefix(sweep.dialect.line(beginning(ofCell: cell) + [.text("")]).dropLast())
      }
  }
}

extension KnobField {
  /// A value as a field of a table.
  fileprivate func field(_ value: Double) -> CSVDialect.Field {
    switch kind {
    case .number, .whole: .number(text(value))
    case .toggle, .choice: .text(text(value))
    }
  }
}
