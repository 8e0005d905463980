import ArgumentParser
import Diagnostics
import Engine
import Exports
import LabKit
import Stories

/// Writes a session in a form that other programs read.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a session for other programs: tables, metrics, traces, recordings.",
    discussion: """
      csv, jsonl    one table: a line for each reading of the meters and for each
                    note; what is empty in the one is left out in the other.
                    Times are in seconds. Totals and counts are of the run so
                    far; rates, means and percentiles since the reading before.
      openmetrics   metrics text (OpenMetrics 1.0), virtual times as timestamps.
      perfetto      a trace for ui.perfetto.dev: spans of sagas and calls, faults,
                    notes and meters; at most a million spans.
      cast          the dashboard as a recording for asciinema.

      It is the branch that was looked at last, from its beginning to its end, and in a recording the twin beside it; \
      in the other forms what the twin did is another branch.

        squall export FILE --format csv --every 500ms --out run.csv
      """)

  /// The forms.
  enum Format: String, CaseIterable {
    case csv, jsonl, openmetrics, perfetto, cast
  }

  @Argument(help: "A session file, or the name of one that 'squall sessions' lists.")
  var session: String

  @Option(parsing: .unconditional, help: "csv, jsonl, openmetrics, perfetto or cast.")
  var format: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The file to write; standard output if left out or -.", valueName: "file"))
  var out: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Begin at this virtual time.", valueName: "time"))
  var from: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("End at this virtual time.", valueName: "time"))
  var to: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often the meters are read, in virtual time. 1s if left out.", valueName: "time"))
  var every: String?

  @Option(
    parsing: .unconditional, help: "Another branch, by its number; 1 is the run as it began. 's' shows them.")
  var branch: String?

  @Option(
    parsing: .unconditional,
    help: "Which notes: none, headline, observation or detail. observation if left out.")
  var notes: String?

  @OptionGroup var cast: CastOptions

  func run() throws {
    let format = try Export.format(format)
    try refuseWhatDoesNotBelong(to: format)
    guard out != "" else {
      throw BadInput("--out needs the name of a file; without it, standard output is written to")
    }
    let level = try Export.level(notes ?? "observation")
    let (session, _) = try Session.read(try SessionFolder.ofUser().find(session))
    let replay = session.replayedWithProgress()
    var excerpt = try excerpt(session, replay.run, format)
    let file = try ResultFile(out == "-" ? nil : out), line = ProgressLine()
    let (lab, end) = (session.lab.id, Int(excerpt.end.at.seconds))
    excerpt.progress = { line.show("\(lab): \(Int($0.seconds)) of \(end) s") }
    defer { line.erase() }
    try write(excerpt, format, level, file)
    try file.finish()
    guard let deviation = replay.deviation else { return }
    // Whoever goes on with these figures should know whose they are.
    StandardStream.error.write("squall: not the run it was: \(deviation)\n")
    throw ExitCode(1)
  }

  /// The part of the run that was asked for.
  private func excerpt(_ session: Session, _ run: any LabRun, _ format: Format) throws(BadInput) -> Excerpt {
    let branch = try branch.map { text throws(BadInput) in try number(of: text, in: session) }
    let hasTwin = format == .cast && branch == nil
    let every = try format == .cast ? cast.every() : Interval(text: every ?? "1s")
    return try Excerpt(
      run, branch: branch ?? session.shownBranch, beside: hasTwin ? session.besideBranch : nil,
      from: .start + Interval(text: from ?? "0s"),
      until: try to.map { text throws(BadInput) in .start + (try Interval(text: text)) }, every: every)
  }

  /// The position of a branch by the number that the dashboard shows.
  private func number(of text: String, in session: Session) throws(BadInput) -> Int {
    let last = session.branchNumbers.count
    if let number = Int(text), (1...last).contains(number) { return number - 1 }
    throw BadInput(
      "there is no branch \(text.printable); "
        + (last == 1 ? "1 is the only one" : "they go from 1 to \(last)"))
  }

  private func write(_ excerpt: Excerpt, _ format: Format, _ level: NoteLevel?, _ file: ResultFile) throws {
    switch format {
    case .csv: try ExportTable(excerpt, notesUpTo: level).writeCSV(file.write)
    case .jsonl: try ExportTable(excerpt, notesUpTo: level).writeJSONLines(file.write)
    case .openmetrics: try OpenMetrics(excerpt, squall: Squall.configuration.version).write(file.write)
    case .perfetto:
      try TraceEvents(excerpt, notesUpTo: level, squall: Squall.configuration.version).write(file.write)
    case .cast: try cast.write(excerpt, file.write)
    }
  }

  private static func format(_ name: String) throws(BadInput) -> Format {
    if let format = Format(rawValue: name) { return format }
    throw BadInput(
      "there is no format '\(name.printable)'", nearestTo: name, among: Format.allCases.map(\.rawValue))
  }

  private static func level(_ name: String) throws(BadInput) -> NoteLevel? {
    if name == "none" { return nil }
    do { return try NoteLevel(named: name) } catch {
      throw BadInput("--notes is none, headline, observation or detail, not '\(name.printable)'")
    }
  }

  /// An option that changes nothing in a format is a mistake of whoever gives it.
  private func refuseWhatDoesNotBelong(to format: Format) throws(BadInput) {
    if format == .cast, every != nil { throw BadInput("--every is for readings; a recording has --fps") }
    if format != .cast, let option = cast.given { throw BadInput("\(option) is for --format cast") }
    if notes != nil, format == .cast || format == .openmetrics {
      throw BadInput("--notes is for csv, jsonl and perfetto")
    }
  }
}
