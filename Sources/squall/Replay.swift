import ArgumentParser
import Diagnostics
import Engine
import Files
import LabKit
import Runs
import Stories

/// Shows a session again.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Show a session again, or check that it gives the same run.",
    discussion: """
      Every run in the dashboard is written as it happens; 'squall sessions' lists the files. A replay can be paused, \
      rewound and played at any speed; what is pressed in it begins another branch, which is not written down.

      With --check the session is run again without a terminal, and every digest in the file is compared: it ends with \
      1 when one is another.
      """)

  @Argument(help: "A session file, or the name of one that 'squall sessions' lists.", completion: .sessions)
  var file: String

  @Flag(help: "Compare the digests and show nothing.")
  var check = false

  @Option(parsing: .unconditional, help: "Virtual seconds per second, 0.001 to 100.")
  var speed: Given<Pace> = "1"

  @OptionGroup var looks: LooksOptions

  func run() throws {
    let path = try SessionFolder.ofUser().find(file)
    let speed = try speed.get().value
    let (session, _) = try Session.read(path)
    if !check, !StandardStream.output.isTerminal {
      throw BadInput("the dashboard needs a terminal; with --check it does without")
    }
    var replay = session.replayedWithProgress()
    if check { return try report(session, replay) }
    // A story has its twin from the beginning on; what other twin there was had its time.
    if session.story == nil { replay.run.endTwin() }
    replay.run.go(to: Destination.branch(session.shownBranch, at: nil))
    replay.run.go(to: Destination.beginning)
    let dashboard = try DashboardSession(
      replay.run, looks: try looks.looks(), screen: try looks.openScreen(), pausesAtTip: true, speed: speed,
      story: session.story, log: nil)
    if let why = session.header.age ?? replay.deviation?.description { dashboard.say("not the run it was: \(why)") }
    try dashboard.run()
  }

  private func report(_ session: Session, _ replay: Session.Replay) throws {
    if let deviation = replay.deviation {
      StandardStream.error.write("squall: \(file.printable), \(deviation)\n")
      throw ExitCode(1)
    }
    StandardStream.output.write(
      "\(session.lab.id) seed \(session.header.seed): \(replay.digests) digests agree, over \(replay.inputs) inputs on "
        + "\(replay.branches) \(replay.branches == 1 ? "branch" : "branches"); at \(replay.run.now.seconds) s it is "
        + "\(replay.run.digest)\n")
  }
}

/// Goes on with a session.
struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on where a run ended, after a crash or a closed terminal.",
    discussion: "Without a file it is the newest session that nobody is in.")

  @Argument(help: "A session file, or the name of one that 'squall sessions' lists.", completion: .sessions)
  var file: String?

  @OptionGroup var looks: LooksOptions

  func run() throws {
    let folder = SessionFolder.ofUser()
    let path = try file.map { name throws(BadInput) in try folder.find(name) } ?? newest(in: folder)
    // Before it is read: whoever is still in it would write behind what we know, and we would cut it off.
    let lines = try LineFile.goOn(path)
    let (session, length) = try Session.read(path)
    if let age = session.header.age { throw BadInput("\(path.printable) cannot go on: \(age)") }
    guard StandardStream.output.isTerminal else { throw BadInput("the dashboard needs a terminal") }
    let replay = session.replayedWithProgress()
    if let deviation = replay.deviation {
      throw BadInput(
        "\(path.printable) cannot go on: \(deviation); it was written by squall \(session.header.squall.printable)")
    }
    let log = try SessionLog(lines, continuing: replay.run, length: length)
    let dashboard = try DashboardSession(
      replay.run, looks: try looks.looks(), screen: try looks.openScreen(), isPaused: true,
      story: session.story, log: log)
    dashboard.say("here it ended; Space goes on")
    try dashboard.run()
  }

  private func newest(in folder: SessionFolder) throws(BadInput) -> String {
    guard let found = folder.files.first(where: { !LineFile.isBeingWritten($0) }) else {
      throw BadInput("there is no session to go on with; 'squall' begins one")
    }
    return found
  }
}

/// Lists the sessions.
struct Sessions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List the sessions, the newest first: which lab, how long it ran, and what was done.",
    discussion: """
      A run is written down from its first input on, or after its first minute. Beyond \(SessionFolder.mostFiles) files \
      only those of less than a minute go by themselves, if they have no bookmark and still the name that they began \
      with; all others stay until you remove them.
      """)

  func run() throws {
    let files = SessionFolder.ofUser().files
    guard !files.isEmpty else { return StandardStream.error.write("squall: no sessions so far\n") }
    let head = ["session", "lab", "seed", "ran", "inputs", "branches", ""]
    let table = TextTable([head] + files.map(row), leftColumns: 2)
    StandardStream.output.write(table.lines.joined(separator: "\n") + "\n")
  }

  /// A line of the list; of a file that is long or cannot be read no more than its name.
  private func row(_ file: String) -> [String] {
    // Longer than that is seldom, and takes long to look through.
    let bytes = try? FileText.bytes(file, expecting: "a session", atMost: 4 << 20)
    let summary = bytes.map { SessionSummary(String(decoding: $0, as: UTF8.self)) }
    let figures = summary.flatMap { summary in
      summary.header.map { header in
        let ran = Interval(nanoseconds: summary.end.nanoseconds / 100_000_000 * 100_000_000)
        return [header.lab.printable, "\(header.seed)", ran.text, "\(summary.inputs)", "\(summary.branches)"]
      }
    }
    return [SessionFolder.name(of: file).printable] + (figures ?? ["–", "–", "–", "–", "–"]) + [
      LineFile.isBeingWritten(file) ? "(going on)" : ""
    ]
  }
}
