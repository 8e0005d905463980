import ArgumentParser
import Diagnostics
import Engine
import Files
import LabKit
import Runs

/// Runs a lab without a terminal.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a lab or a story without a terminal, as fast as it can.",
    discussion: """
      The same lab, seed and options give the same digest and the same figures on every machine. Latencies are in \
      seconds. It ends with 1 when an always-law is violated and with 2 when it was asked for something that cannot be.

        squall run shop --for 120s --set traffic=1500 --at 10s:payment.down --at 40s:heal:payment.down

      A story, by its name or from a file, says itself what is set, done and expected; it takes --seed or --seeds, and \
      ends with 1 when something does not come as it expects. Many seeds are played on all cores.

        squall run retry-storm --seeds 1..20 --format csv
      """)

  @Argument(
    help: "The lab or the story; 'squall labs' and 'squall stories' list them. Or the file of a story or of a system.",
    completion: .labsAndStories)
  var lab: String

  @Option(
    parsing: .unconditional,
    help: "Where chance begins: a whole number, decimal or 0x-hexadecimal. (default: 1, or a story's own)")
  var seed: Given<SeedNumber>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of a story: all seeds from one to another.", valueName: "first..last"))
  var seeds: Given<Seeds>?

  @Option(
    name: .customLong("for"), parsing: .unconditional,
    help: ArgumentHelp("How much virtual time: 500ms, 10s, 2m, 1h. (default: 60s)", valueName: "time"))
  var duration: Given<Interval>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Where measuring begins: what comes before is in no count, rate, mean, percentile or extreme of a meter. Laws and "
        + "notes are of the whole run. (default: 0s)", valueName: "time"))
  var measureFrom: Given<Interval>?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A knob's value at the start; repeatable, later ones win.", valueName: "knob=value"),
    completion: .settings)
  var settings: [String] = []

  @Option(
    name: .customLong("at"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What is done when: 10s:FAULT, 30s:heal:FAULT, 30s:heal:all, 40s:KNOB=VALUE; repeatable.",
      valueName: "time:input"))
  var inputs: [String] = []

  @Option(parsing: .unconditional, help: "How the report is written.")
  var format: Given<Report.Format> = "text"

  @OptionGroup var csv: CSVOptions

  @Option(
    defaultAsFlag: "observation",
    help: ArgumentHelp("Include the newest notes, up to a level.", valueName: "level"))
  var notes: Given<NoteLevel>?

  func run() throws {
    let system = try Squall.system(inFile: lab)
    guard let lab = system?.lab ?? Squall.labs.first(where: { $0.id == lab }) else { return try runStory() }
    if seeds != nil {
      throw BadInput("--seeds belongs to a story; 'squall check' runs a lab over many seeds")
    }
    let format = try format.get(), dialect = try csv.dialect(isCSV: format == .csv)
    let level = try notes?.get()
    let run = try HeadlessRun(
      Script(lab, settings: Squall.spread(settings), inputs: Squall.spread(inputs)),
      seed: seed?.get().value ?? system?.seed ?? 1, until: .start + (duration ?? "60s").get(),
      measureFrom: .start + (measureFrom ?? "0s").get())
    let line = ProgressLine()
    let played = run.play { line.show(Run.progress(lab.id, $0, run.until)) }
    line.erase()
    let report = Report(run, played: played, notes: level)
    StandardStream.output.write(report.written(as: format, csv: dialect))
    if report.breaksSafety { throw ExitCode(1) }
  }

  static func progress(_ lab: String, _ now: Instant, _ until: Instant) -> String {
    let percent = Int(100 * now.seconds / until.seconds)
    return "\(lab): \(percent) %, \(Int(now.seconds)) of \((until - .start).text)"
  }
}
