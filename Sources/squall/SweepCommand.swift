import ArgumentParser
import Diagnostics
import Engine
import Files
import LabKit
import Runs
import Synchronization

/// Runs a lab over every combination of some knobs' values.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Run a lab over many knobs' values and seeds, into a table.",
    discussion: """
      Each combination of the varied values is a cell and a row of the file; the knob that is named last changes fastest. \
      Its columns: METER.STATISTIC.mean is the mean over the seeds and METER.STATISTIC.ci95 half the width of its 95 % \
      interval, by Student's t. METER.runs says in how many runs a level or a latency was measured at all; its means are \
      over those. 'broken' says in how many runs an always-law was violated; 'plan' is the same in all rows of a sweep. \
      Latencies are in seconds.

      Finished runs are kept in FILE.part: a sweep that was killed and is started again gives the same file as one that \
      was not. Every option that changes a figure or how it is written belongs to the plan: runs and parts of another plan \
      are refused, or have another word in the column 'plan'. --shard I/N runs the I-th of N parts. Their files in the order of the parts, one after the other as 'cat' \
      puts them, are the whole file, byte for byte: cells stay whole, and only the first part has the heading.

        squall sweep load-shedding --vary traffic=200..3000/200 \\
          --vary policy=none,priority --seeds 1..50 --for 120s --out load.csv
      """)

  @Argument(help: "The lab; 'squall labs LAB' lists its knobs.", completion: .labs)
  var lab: String

  @Option(
    name: .customLong("vary"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A knob and its values: KNOB=LOW..HIGH/STEP, up to the last step within it; KNOB=A,B,C; or both mixed; repeatable.",
      valueName: "knob=values"),
    completion: .settings)
  var axes: [String] = []

  @Option(parsing: .unconditional, help: "The seeds of every cell: 1..50, 7, or several between commas.")
  var seeds: Given<Seeds> = "1..20"

  @Option(
    name: .customLong("for"), parsing: .unconditional,
    help: ArgumentHelp("How much virtual time each run takes.", valueName: "time"))
  var duration: Given<Interval> = "60s"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where measuring begins in each run: what comes before is in no figure of a meter, but for 'broken'.",
      valueName: "time"))
  var measureFrom: Given<Interval> = "0s"

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A knob's value in every run; repeatable.", valueName: "knob=value"),
    completion: .settings)
  var settings: [String] = []

  @Option(
    name: .customLong("at"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("What is done when, in every run, as in 'squall run'; repeatable.", valueName: "time:input"))
  var inputs: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The file to write, CSV.", valueName: "file"),
    completion: .file())
  var out: String

  @OptionGroup var csv: CSVOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only this part of the work, such as 2/4 or 02/16.", valueName: "i/n"))
  var shard: Given<SweepShard> = "1/1"

  @OptionGroup var jobs: JobsOption

  func run() throws {
    guard !out.isEmpty, out != "-" else {
      throw BadInput("--out needs the name of a file, beside which the finished runs are kept; not '\(out)'")
    }
    let jobs = try jobs.count()
    let sweep = try plan(), table = SweepTable(sweep)
    if try SweepFile.isFinished(out, table) { return say(sweep, "complete already") }
    var tally = SweepProgress(sweep, table)
    let file = try SweepFile(out, sweep, table, into: &tally)
    // Another squall may have finished it while this one waited for its file.
    if try SweepFile.isFinished(out, table) { return say(sweep, "complete already") }
    let finished = try play(sweep, tally, jobs, file)
    guard let text = finished.text else { throw BadInput("\(out.printable): not all runs came to an end") }
    try file.finish(text)
    let before = tally.done > 0 ? ", \(tally.done) of them from before" : ""
    let broken = finished.broken > 0 ? "; in \(finished.broken) of them an always-law was violated" : ""
    let none = sweep.cells.isEmpty ? "; there are more parts than cells" : ""
    say(sweep, counted(sweep.runs, "run") + before + broken + none)
  }

  /// Plays what is missing; whoever stops it is told how to go on.
  private func play(
    _ sweep: Sweep, _ begun: SweepProgress, _ jobs: Int, _ file: SweepFile
  ) throws(BadInput) -> SweepProgress {
    let all = Mutex<(tally: SweepProgress, failure: BadInput?)>((begun, nil))
    let line = ProgressLine(), out = out
    let interruption = Interruption { end in
      // Nobody is let in any more, so that what is said is what is kept.
      all.withLock { all in
        line.erase()
        StandardStream.error.write(
          "squall: stopped; \(all.tally.done) of \(counted(sweep.runs, "run")) are kept in "
            + "\(SweepFile.part(of: out).printable), and the same command goes on\n")
        end()
      }
    }
    sweep.play(begun.missing, jobs: jobs) { outcome in
      let (done, goesOn) = all.withLock { all in
        do throws(BadInput) { try file.append(outcome) } catch {
          all.failure = error
          return (all.tally.done, false)
        }
        all.tally.take(outcome)
        return (all.tally.done, true)
      }
      line.show(
        "\(sweep.script.lab.id): \(done) of \(counted(sweep.runs, "run")), \(counted(sweep.cells.count, "cell"))")
      return goesOn
    }
    withExtendedLifetime(interruption) { line.erase() }
    let (finished, failure) = all.withLock { ($0.tally, $0.failure) }
    if let failure { throw failure }
    return finished
  }

  private func plan() throws(BadInput) -> Sweep {
    let lab = try Squall.lab(lab)
    var axes: [SweepAxis] = []
    for text in Squall.spread(self.axes) { axes.append(try SweepAxis(text, for: lab)) }
    let settings = Squall.spread(settings)
    let script = try Script(lab, settings: settings, inputs: Squall.spread(inputs))
    for setting in settings {
      let key = setting.prefix { $0 != "=" }
      if axes.contains(where: { lab.knobs[$0.knob].key == key }) {
        throw BadInput("\(key) is both set and varied")
      }
    }
    return try Sweep(
      script, axes: axes, seeds: seeds.get(), until: .start + duration.get(),
      measureFrom: .start + measureFrom.get(), shard: shard.get(), dialect: csv.dialect(),
      squall: Squall.configuration.version)
  }

  private func say(_ sweep: Sweep, _ what: String) {
    let cells = counted(sweep.cells.count, "cell")
    StandardStream.error.write("\(out.printable): \(cells), \(what)\n")
  }
}

private func counted(_ count: Int, _ one: String) -> String { "\(count) \(one)\(count == 1 ? "" : "s")" }
