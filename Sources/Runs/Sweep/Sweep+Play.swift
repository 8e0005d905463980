import LabKit

/// The finished runs of a sweep, gathered to rows.
public struct SweepProgress: Sendable {
  private let sweep: Sweep
  private let table: SweepTable
  /// The runs of cells that are not finished yet.
  private var open: [Int: [SweepOutcome]] = [:]
  private var rows: [String?]
  private var isDone: [Bool]
  /// How many runs are finished.
  public private(set) var done = 0
  /// In how many of them an always-law was violated.
  public private(set) var broken = 0

  /// Nothing finished yet.
  public init(_ sweep: Sweep, _ table: SweepTable) {
    self.sweep = sweep
    self.table = table
    rows = Array(repeating: nil, count: sweep.cells.count)
    isDone = Array(repeating: false, count: sweep.runs)
  }

  /// Takes in a finished run; one that was taken before changes nothing.
  public mutating func take(_ outcome: SweepOutcome) {
    guard !isDone[outcome.run] else { return }
    isDone[outcome.run] = true
    done += 1
    if outcome.isBroken { broken += 1 }
    let cell = outcome.run / sweep.seeds.count
    open[cell, default: []].append(outcome)
    guard let outcomes = open[cell], outcomes.count == sweep.seeds.count else { return }
    // Sums depend on their order, and the runs came in any.
    rows[cell] = table.row(ofCell: sweep.cells.lowerBound + cell, outcomes.sorted { $0.run < $1.run })
    open[cell] = nil
  }

  /// The runs that are still to be done, by their numbers.
  public var missing: [Int] { isDone.indices.filter { !isDone[$0] } }

  /// The text of this part's file; nil as long as a run is missing.
  public var text: String? {
    guard done == sweep.runs else { return nil }
    return (sweep.shard.number == 1 ? table.heading : "") + rows.compactMap { $0 }.joined()
  }
}

extension Sweep {
  /// Plays one run, by its number in this part.
  public func outcome(ofRun number: Int) -> SweepOutcome { SweepOutcome(number, run(number).play()) }

  /// Plays runs on so many cores at once: whoever is done takes the next. `finished` is told each outcome, one call at a
  /// time, in no fixed order, and says whether to go on.
  public func play(_ runs: [Int], jobs: Int, finished: @Sendable (SweepOutcome) -> Bool) {
    inParallel(jobs: jobs, count: runs.count, { outcome(ofRun: runs[$0]) }, done: { finished($1) })
  }
}
