import ArgumentParser
import Classroom
import Engine
import LabKit
import Labs
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a lab over every combination of some knobs' values.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Run a lab over many knobs' values and seeds, into a table.",
    discussion: """
      Each combination of the varied values is a cell and a row of the file; the knob that is named last changes fastest. \
      For every figure of every meter the row has the mean over the seeds (.mean) and half the width of its 95 % interval \
      (.ci95), by Student's t; .runs says in how many runs a level or a latency was measured at all, and 'broken' in how \
      many an always-law was violated. Latencies are in seconds.

      Finished runs are kept in FILE.part: a sweep that was killed and is started again gives the same file as one that \
      was not. --shard I/N runs the I-th of N parts; 'cat' of the parts' files, in their order, is the whole file, byte \
      for byte, since cells stay whole and only the first part has the heading.

        squall sweep load-shedding --vary traffic=200..3000/200 --vary policy=none,priority \\
          --seeds 1..50 --for 120s --out load.csv
      """)

  @Argument(help: "The lab; 'squall labs LAB' lists its knobs.")
  var lab: String

  @Option(
    name: .customLong("vary"),
    help: ArgumentHelp(
      "A knob and its values: KNOB=LOW..HIGH/STEP, KNOB=A,B,C, or both mixed; repeatable.",
      valueName: "knob=values"))
  var axes: [String] = []

  @Option(help: "The seeds of every cell: 1..50, 7, or several between commas.")
  var seeds = "1..20"

  @Option(
    name: .customLong("for"), help: ArgumentHelp("How much virtual time each run takes.", valueName: "time"))
  var duration = "60s"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A knob's value in every run; repeatable.", valueName: "knob=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("at"),
    help: ArgumentHelp(
      "What is done when, in every run, as in 'squall run'; repeatable.", valueName: "time:input"))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("The file to write, CSV.", valueName: "file"))
  var out: String

  @Option(help: ArgumentHelp("Only this part of the work, such as 2/4.", valueName: "i/n"))
  var shard = "1/1"

  @Option(
    help: "How many runs at once; as many as there are cores if left out. The file does not depend on it.")
  var jobs: Int?

  func run() throws {
    let sweep = try plan()
    if let jobs, jobs < 1 { throw BadInput("--jobs needs a whole number from 1, not '\(jobs)'") }
    let table = SweepTable(sweep)
    if access(out, F_OK) == 0 { return try leaveAsItIs(sweep, table) }
    var tally = SweepTally(sweep, table)
    let file = try SweepFile(out, sweep, table, into: &tally)
    let before = tally.done
    let all = Mutex<(tally: SweepTally, failure: BadInput?)>((tally, nil))
    let line = ProgressLine()
    sweep.play(tally.missing, jobs: jobs ?? Check.cores) { outcome in
      let (done, goesOn) = all.withLock { all in
        do throws(BadInput) { try file.append(outcome) } catch { all.failure = error }
        all.tally.take(outcome)
        return (all.tally.done, all.failure == nil)
      }
      line.show("\(sweep.script.lab.id): \(done) of \(sweep.runs) runs, \(sweep.cells.count) cells")
      return goesOn
    }
    line.erase()
    let (finished, failure) = all.withLock { ($0.tally, $0.failure) }
    if let failure { throw failure }
    guard let text = finished.text else { throw BadInput("\(out.printable): not all runs came to an end") }
    try file.finish(text)
    say(sweep, "\(sweep.runs) runs" + (before > 0 ? ", \(before) of them from before" : ""), finished.broken)
  }

  private func plan() throws(BadInput) -> Sweep {
    let lab = try Catalogue.all.named(lab)
    var axes: [SweepAxis] = []
    for text in self.axes { axes.append(try SweepAxis(text, for: lab)) }
    let script = try Script(lab, settings: settings, inputs: inputs)
    for setting in settings {
      let key = setting.prefix { $0 != "=" }
      if axes.contains(where: { lab.knobs[$0.knob].key == key }) {
        throw BadInput("\(key) is both set and varied")
      }
    }
    return try Sweep(
      script, axes: axes, seeds: SweepSeeds(seeds), until: .start + Interval(text: duration),
      shard: SweepShard(shard), squall: Squall.configuration.version)
  }

  /// A result that is there is complete: it came to its place as a whole.
  private func leaveAsItIs(_ sweep: Sweep, _ table: SweepTable) throws(BadInput) {
    guard let bytes = contents(ofFile: out), table.isWhole(String(decoding: bytes, as: UTF8.self)) else {
      throw BadInput("\(out.printable) is there already and is no result of this sweep; take another --out")
    }
    SweepFile.removePart(of: out)
    say(sweep, "complete already", 0)
  }

  private func say(_ sweep: Sweep, _ what: String, _ broken: Int) {
    let laws = broken > 0 ? "; in \(broken) of them an always-law was violated" : ""
    StandardStream.error.write("\(out.printable): \(sweep.cells.count) cells, \(what)\(laws)\n")
  }
}
