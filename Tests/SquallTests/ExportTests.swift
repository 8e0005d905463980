import Foundation
import Testing

@Suite("Export", .serialized)
struct ExportTests {
  private let folder: SessionFolder
  init() throws { folder = try SessionFolder() }

  /// A run with a fault and a twin, as a class leaves it.
  private func session() throws -> String {
    let terminal = try Tmux(state: folder.path, ["circuit-breaker", "--seed", "5"])
    let steps: [(key: String?, appears: String)] = [
      (nil, "0:00:02"), ("d", "● dependency down"), ("t", "Twin: what is different"),
      ("Enter", " A  breaker on"),
      ("Space", "paused"), ("q", "ended 0"),
    ]
    for step in steps {
      if let key = step.key { try terminal.press(key) }
      let (isRight, screen) = try terminal.wait { $0.contains(step.appears) }
      try #require(isRight, "\(step.appears)\n\(screen)")
    }
    return try #require(folder.files.first)
  }

  @Test func `all forms, by file and by name, to a file and to standard output`() throws {
    let file = try session()
    let name = try #require(file.split(separator: "/").last?.split(separator: ".").first)
    for format in ["csv", "jsonl", "openmetrics", "perfetto", "cast", "svg"] {
      let out = folder.path + "/out." + format
      let written = try folder.run("export", file, "--format", format, "--out", out)
      #expect(written.code == 0 && written.output.isEmpty && written.error.isEmpty, "\(written)")
      let shown = try folder.run("export", String(name), "--format", format)
      #expect(shown.code == 0)
      #expect(
        try Binary.shell(
          "cd \(folder.path) && \"$SQUALL\" export \(file) --format \(format) --out - && test ! -e ./-"
        ).output == shown.output)
      #expect(try shown.output == String(contentsOfFile: out, encoding: .utf8))
      #expect(shown.output.utf8.count > 1000)
    }
    let others = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".new")
    }
    #expect(others.isEmpty)
  }

  /// The player is asciinema's own, in a terminal.
  @Test func `asciinema plays the recording, and it shows the dashboard with its twin`() throws {
    let file = try session(), cast = folder.path + "/run.cast"
    #expect(try folder.run("export", file, "--format", "cast", "--size", "90x30", "--out", cast).code == 0)
    let terminal = try Tmux(columns: 90, rows: 30, program: ["asciinema", "play", "--speed", "0.5", cast])
    try terminal.expect("the dashboard") {
      $0.contains("Circuit breaker  ▶ running") && $0.contains("seed 5")
    }
    // The last picture stays, one line higher.
    try terminal.expect("its end, with the twin") { $0.contains("ended 0") && $0.contains(" A  breaker on") }
  }

  @Test func `the recording of a story shows its strip and what it says`() throws {
    let terminal = try Tmux(state: folder.path, ["story", "lag-runaway"])
    // A run is written down from its first input on.
    let steps: [(key: String?, appears: String)] = [
      (nil, "0:00:02"), ("u", "0:00"), ("Space", "paused"), ("q", "ended 0"),
    ]
    for step in steps {
      if let key = step.key { try terminal.press(key) }
      #expect(try terminal.wait { $0.contains(step.appears) }.isRight, "\(step.appears)")
    }
    let cast = try folder.run("export", #require(folder.files.first), "--format", "cast")
    #expect(cast.output.contains("warned in time"))
  }

  @Test func `a part of it, less often, without notes`() throws {
    let file = try session()
    let found = try folder.run(
      "export", file, "--format", "csv", "--from", "500ms", "--to", "1500ms", "--every", "250ms", "--notes",
      "none")
    let times = found.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
    #expect(times == ["0.75", "1", "1.25", "1.5"])
    let notes = folder.path + "/notes.csv"
    let twin = try folder.run(
      "export", file, "--format", "csv", "--branch", "2", "--notes", "headline", "--notes-csv", notes)
    let lines = try String(contentsOfFile: notes, encoding: .utf8)
    #expect(twin.code == 0 && lines.hasPrefix("line,at,id,cause,level,text\n") && lines.contains("\ninput,"))
    #expect(!lines.contains(",observation,") && !twin.output.contains("input"))
  }

  @Test func `metrics begin when they are told to`() throws {
    let file = try session()
    func stamps(_ options: String...) throws -> [Double] {
      let found = try Binary.run(["export", file, "--format", "openmetrics"] + options)
      #expect(found.code == 0, "\(found.error)")
      return found.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    }
    let plain = try stamps()
    #expect(plain.max()! < 1000 && plain.count > 20)
    #expect(try stamps("--epoch", "0") == plain)
    let dated = try stamps("--epoch", "2026-01-31T08:00:00Z")
    #expect(zip(plain, dated).allSatisfy { abs($1 - $0 - 1_769_846_400) < 1e-5 })
    let before = Date().timeIntervalSince1970.rounded(.down), now = try stamps("--epoch", "now")
    let began = now[0] - plain[0]
    #expect((before...Date().timeIntervalSince1970).contains(began.rounded()), "\(began) and \(before)")
  }

  /// A device is at its place for all programs of a machine.
  @Test func `a pipe and a device are written to and not replaced, and a link stays one`() throws {
    let file = folder.path + "/made.jsonl"
    try #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "saga", "seed": "1", "knobs": ""}"#
      .appending("\n").write(toFile: file, atomically: false, encoding: .utf8)
    let export = "\"$SQUALL\" export made.jsonl --format csv --out"
    let pipe = try Binary.shell(
      "cd \(folder.path) && mkfifo pipe && { cat pipe & } && \(export) pipe && wait && test -p pipe")
    #expect(pipe.code == 0 && pipe.output.hasPrefix("at,events,"), "\(pipe)")
    // What it leads to is no file, as /dev/null is none, but nobody misses it when it is gone.
    let stdout = try Binary.shell("cd \(folder.path) && ln -s /dev/stdout out && \(export) out && test -L out")
    #expect(stdout.code == 0 && stdout.output == pipe.output, "\(stdout)")
    let link = try Binary.shell(
      "cd \(folder.path) && echo old > far && ln -s far link && \(export) link && test -L link && cat far")
    #expect(link.code == 0 && link.output == pipe.output, "\(link)")
  }

  @Test func `who is stopped half-way leaves nothing`() throws {
    let lines = [
      #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "saga", "seed": "1", "knobs": ""}"#,
      // Three million readings: nobody is done with them before somebody stops it.
      #"{"line": "input", "branch": 0, "at": 3000000000000, "events": 9999999, "inputs": 0, "does": "order"}"#,
    ]
    try lines.joined(separator: "\n").appending("\n").write(
      toFile: folder.path + "/long.jsonl", atomically: false, encoding: .utf8)
    let until = "look=0; until [ %s ]; do look=$((look + 1)); [ $look -lt 1200 ] || exit 98; sleep 0.05; done"
    let stopped = try Binary.shell(
      """
      cd \(folder.path) || exit 99
      "$SQUALL" export long.jsonl --format jsonl --every 1ms --out out & export=$!
      \(until.replacingOccurrences(of: "%s", with: "-s out.new"))
      kill -TERM $export
      \(until.replacingOccurrences(of: "%s", with: "! -e out.new"))
      test ! -e out
      """)
    #expect(stopped.code == 0, "\(stopped)")
  }

  @Test func `what makes no sense is one line and 2, and leaves no file`() throws {
    let file = try session()
    let cases: [(arguments: [String], says: String)] = [
      (["--format", "xml"], "there is no format 'xml'; the nearest name is 'csv'"),
      (["--format", "csv", "--fps", "3"], "--fps is for --format cast"),
      (["--format", "svg", "--fps", "3"], "--fps is for --format cast"),
      (["--format", "csv", "--size", "80x24"], "--size is for --format cast, svg"),
      (["--format", "svg", "--every", "1s"], "--every is for --format csv, jsonl, openmetrics, perfetto"),
      (["--format", "cast", "--every", "1s"], "--every is for --format csv, jsonl, openmetrics, perfetto"),
      (["--format", "csv", "--out", ""], "--out needs the name of a file; without it, standard output is written"),
      (["--format", "cast", "--notes", "none"], "--notes is for --format csv, jsonl, perfetto"),
      (["--format", "csv", "--from", "900s"], "nothing lies between 900s and "),
      (["--format", "csv", "--branch", "0"], "there is no branch 0; they go from 1 to 2"),
      (["--format", "csv", "--from", "-5s"], "'-5s' is not a time; write it like 10s"),
      (["--format", "cast", "--size", "0x4"], "--size is columns and rows from 1 to 1000, such as 80x24, not '0x4'"),
      (["--format", "csv", "--notes", "all"], "there is no level of notes 'all'"),
      (["--format", "csv", "--notes", "detail"], "--notes needs --notes-csv FILE here"),
      (["--format", "jsonl", "--notes-csv", "x"], "--notes-csv is for --format csv"),
      (["--format", "csv", "--notes-csv", "-"], "--notes-csv needs the name of a file of its own, not '-'"),
      (["--format", "csv", "--epoch", "now"], "--epoch is for --format openmetrics"),
      (["--format", "openmetrics", "--epoch", "nwo"], "did you mean 'now'?"),
      (["--format", "openmetrics", "--epoch", "2026-02-30T00:00:00Z"], "is no moment since 1970; write it"),
      (["--format", "jsonl", "--csv-dialect", "semicolon"], "--csv-dialect is for --format csv"),
      (["--format", "csv", "--csv-dialect", "semi"], "the nearest name is 'semicolon'"),
      (["--format", "csv", "--every", "never"], "'never' is not a time; write it like 10s"),
      (["--format", "csv", "--out", folder.path + "/no/where"], "/no/where: No such file or directory"),
    ]
    for (arguments, says) in cases {
      let found = try Binary.run(["export", file] + arguments)
      #expect(found.code == 2 && found.output.isEmpty && found.errorLines.count == 1, "\(arguments)")
      #expect(found.error.contains(says), "\(found.error)")
    }
    #expect(try folder.run("export", "nothing", "--format", "csv").error.contains("there is no session 'nothing'"))
  }

  @Test func `a session that is not the run it was says so and ends with 1`() throws {
    let file = try session()
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let digest = try #require(text.range(of: #"digest": "[0-9a-f]{4}"#, options: .regularExpression))
    try text.replacingCharacters(in: digest, with: #"digest": "0000"#)
      .write(toFile: file, atomically: false, encoding: .utf8)
    let found = try folder.run("export", file, "--format", "csv")
    #expect(found.code == 1 && found.errorLines.count == 1)
    #expect(found.error.contains("not the run it was: line "))
    #expect(found.output.hasPrefix("at,events,"))
  }
}
