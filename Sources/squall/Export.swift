import ArgumentParser
import Diagnostics
import Engine
import Exports
import Files
import LabKit
import Runs
import Stories

/// Writes a session in a form that other programs read.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a session for other programs: tables, metrics, traces, recordings.",
    discussion: """
      csv           the readings of the meters as a table, one line each; with
                    --notes-csv the notes too, as a table of their own. Times
                    are in seconds. Totals and counts are of the run so far;
                    rates, means and percentiles since the reading before.
      jsonl         the same as JSON, one object a line, readings and notes in
                    the order of time; what is empty in a table is left out.
      openmetrics   metrics text (OpenMetrics 1.0), virtual times as timestamps,
                    from 1970 on or from --epoch on.
      perfetto      a trace for ui.perfetto.dev: spans of sagas and calls, faults,
                    notes and meters; at most a million spans.
      cast          the dashboard as a recording for asciinema.
      svg           the dashboard at the end as a picture.

      It is the branch that was looked at last, from its beginning to its end, and in a recording or picture the twin beside \
      it; in the other forms what the twin did is another branch.

        squall export FILE --format csv --out run.csv --notes-csv notes.csv
        squall export FILE --format openmetrics --epoch now --out run.txt
      """)

  /// The forms.
  enum Format: String, CaseIterable, Sendable {
    case csv, jsonl, openmetrics, perfetto, cast, svg
  }

  @Argument(help: "A session file, or the name of one that 'squall sessions' lists.", completion: .sessions)
  var session: String

  @Option(parsing: .unconditional, help: "What is written.")
  var format: Given<Format>

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The file to write; standard output if left out or -.", valueName: "file"),
    completion: .file())
  var out: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Begin at this virtual time.", valueName: "time"))
  var from: Given<Interval> = "0s"

  @Option(parsing: .unconditional, help: ArgumentHelp("End at this virtual time.", valueName: "time"))
  var to: Given<Interval>?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often the meters are read, in virtual time. (default: 1s)", valueName: "time"))
  var every: Given<Interval>?

  @Option(parsing: .unconditional, help: "Another branch, by its number; 1 is the run as it began. 's' shows them.")
  var branch: String?

  @Option(parsing: .unconditional, help: "Which notes. (default: observation)")
  var notes: Given<NoteChoice>?

  @Option(
    name: .customLong("notes-csv"), parsing: .unconditional,
    help: ArgumentHelp("Of csv: write the notes to this file.", valueName: "file"), completion: .file())
  var notesFile: String?

  @OptionGroup var csv: CSVOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of openmetrics: when virtual time begins: now, a time like 2026-01-31T08:00:00Z, or seconds since 1970. A database "
        + "drops what is older than it keeps. (default: 0)", valueName: "time"))
  var epoch: Given<Epoch>?

  @OptionGroup var cast: CastOptions

  func run() throws {
    let format = try format.get()
    try refuseWhatDoesNotBelong(to: format)
    try refuseFilesWithoutNames()
    let content = Content(
      level: try notes?.get().level ?? (notes == nil ? .observation : nil),
      dialect: try csv.dialect(isCSV: format == .csv), epoch: try epoch?.get() ?? .unix)
    let (session, _) = try Session.read(try SessionFolder.ofUser().find(session))
    let replay = session.replayedWithProgress()
    var excerpt = try excerpt(session, replay.run, format)
    let file = try ResultFile(out == "-" ? nil : out), line = ProgressLine()
    let notesFile = try notesFile.map { path throws(BadInput) in try ResultFile(path) }
    let interruption = Interruption(discarding: file, notesFile)
    defer { withExtendedLifetime(interruption) {} }
    let (lab, end) = (session.lab.id, Int(excerpt.end.at.seconds))
    excerpt.progress = { line.show("\(lab): \(Int($0.seconds)) of \(end) s") }
    defer { line.erase() }
    try write(excerpt, format, content, file, notes: notesFile)
    try file.finish()
    try notesFile?.finish()
    guard let deviation = replay.deviation else { return }
    // Whoever goes on with these figures should know whose they are.
    StandardStream.error.write("squall: not the run it was: \(deviation)\n")
    throw ExitCode(1)
  }

  /// The part of the run that was asked for.
  private func excerpt(_ session: Session, _ run: any LabRun, _ format: Format) throws(BadInput) -> Excerpt {
    let branch = try branch.map { text throws(BadInput) in try number(of: text, in: session) }
    let hasTwin = [.cast, .svg].contains(format) && branch == nil
    let every = try format == .cast ? cast.every() : (every ?? "1s").get()
    return try Excerpt(
      run, branch: branch ?? session.shownBranch, twin: hasTwin ? session.twinBranch : nil,
      from: .start + from.get(),
      until: try to.map { time throws(BadInput) in .start + (try time.get()) }, every: every)
  }

  /// The position of a branch by the number that the dashboard shows.
  private func number(of text: String, in session: Session) throws(BadInput) -> Int {
    let last = session.branchNumbers.count
    if let number = Int(text), (1...last).contains(number) { return number - 1 }
    throw BadInput(
      "there is no branch \(text.printable); " + (last == 1 ? "1 is the only one" : "they go from 1 to \(last)"))
  }

  /// What is written of the excerpt, and how.
  private struct Content {
    let level: NoteLevel?
    let dialect: CSVDialect
    let epoch: Epoch
  }

  private func write(
    _ excerpt: Excerpt, _ format: Format, _ content: Content, _ file: ResultFile, notes: ResultFile?
  ) throws {
    let squall = Squall.configuration.version
    switch format {
    case .csv:
      try ExportTable(excerpt, notesUpTo: notes == nil ? nil : content.level)
        .writeCSV(content.dialect, readings: file.write) { try notes?.write($0) }
    case .jsonl: try ExportTable(excerpt, notesUpTo: content.level).writeJSONLines(file.write)
    case .openmetrics: try OpenMetrics(excerpt, squall: squall, epoch: content.epoch).write(file.write)
    case .perfetto: try TraceEvents(excerpt, notesUpTo: content.level, squall: squall).write(file.write)
    case .cast: try cast.write(excerpt, file.write)
    case .svg: try cast.draw(excerpt, file.write)
    }
  }

  private func refuseFilesWithoutNames() throws(BadInput) {
    guard out != "" else {
      throw BadInput("--out needs the name of a file; without it, standard output is written to")
    }
    guard let notesFile else { return }
    guard notesFile != "", notesFile != "-", notesFile != out else {
      throw BadInput("--notes-csv needs the name of a file of its own, not '\(notesFile.printable)'")
    }
  }

  /// An option, whether it was given, and the formats that it is for.
  typealias Use = (option: String, isGiven: Bool, formats: [Format])

  private var uses: [Use] {
    [
      ("--every", every != nil, [.csv, .jsonl, .openmetrics, .perfetto]),
      ("--notes", notes != nil, [.csv, .jsonl, .perfetto]), ("--notes-csv", notesFile != nil, [.csv]),
      ("--epoch", epoch != nil, [.openmetrics]),
    ] + cast.uses
  }

  /// An option that changes nothing in a format is a mistake of whoever gives it.
  private func refuseWhatDoesNotBelong(to format: Format) throws(BadInput) {
    if let use = uses.first(where: { $0.isGiven && !$0.formats.contains(format) }) {
      throw BadInput("\(use.option) is for --format \(use.formats.map(\.rawValue).joined(separator: ", "))")
    }
    if let notes, notes.text != "none", format == .csv, notesFile == nil {
      _ = try notes.get()
      throw BadInput("--notes needs --notes-csv FILE here: in CSV, notes are a table of their own")
    }
  }
}
