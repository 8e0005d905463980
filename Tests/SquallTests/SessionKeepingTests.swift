import Foundation
import Testing

/// Which sessions there are, and which stay.
@Suite("Sessions that are kept", .serialized)
struct SessionKeepingTests {
  private let folder: SessionFolder
  private var sessions: String { folder.path + "/squall/sessions" }

  init() throws { folder = try SessionFolder() }

  private static let header =
    #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "shop", "seed": "1", "knobs": ""}"#

  /// An older session of so many seconds; those with lower numbers are older.
  private func put(_ name: String, _ number: Int, seconds: Int = 5) throws {
    try FileManager.default.createDirectory(atPath: sessions, withIntermediateDirectories: true)
    let path = "\(sessions)/\(name).jsonl"
    let end = #"{"line": "reached", "branch": 0, "at": \#(seconds)000000000, "events": 0, "inputs": 0, "digest": ""}"#
    try (Self.header + "\n" + end + "\n").write(toFile: path, atomically: false, encoding: .utf8)
    let date = Date(timeIntervalSince1970: 1_700_000_000 + Double(number))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
  }

  private func ours(_ number: Int) -> String { "2026-01-01-\(100_000 + number)-shop-\(number)" }

  @Test func `a restart in which nothing was done leaves no file, and a fault leaves one`() throws {
    for number in 1...100 { try put(ours(number), number) }
    let before = folder.files
    let terminal = try Tmux(state: folder.path, ["--seed", "5"])
    try terminal.expect("running") { $0.contains("0:00:01") }
    try terminal.press("-N", "60", "R")
    try terminal.expect("running again") { $0.contains("0:00:01") }
    #expect(folder.files == before)
    try terminal.press("p")
    try terminal.expect("a fault") { $0.contains("● payment down") }
    let (isWritten, _) = try terminal.wait { _ in folder.files.contains { !before.contains($0) } }
    #expect(isWritten)
    #expect(folder.files.count == 100, "the oldest one, of five seconds, went")
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
    let file = try #require(folder.files.first { !before.contains($0) })
    let check = try folder.run("replay", file, "--check")
    #expect(check.code == 0 && check.output.contains("over 1 inputs"), "\(check.error)")
    // As an editor or a mail program of another system hands it on.
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let other = folder.path + "/crlf.jsonl"
    try text.replacing("\n", with: "\r\n").write(toFile: other, atomically: false, encoding: .utf8)
    #expect(try folder.run("replay", other, "--check").output == check.output)
  }

  @Test func `a run is written down after a minute, too`() throws {
    let terminal = try Tmux(state: folder.path, ["open", "g-counter", "--seed", "5"])
    try terminal.press("-N", "20", "+")
    let (isWritten, screen) = try terminal.wait { _ in !folder.files.isEmpty }
    #expect(isWritten, "\(screen)")
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
    #expect(try folder.run("replay", folder.files[0], "--check").code == 0)
  }

  @Test func `what is long, named, or written by another squall stays`() throws {
    for number in 1...110 {
      switch number {
      case 2: try put("monday", number)
      case 3: try put(ours(number), number, seconds: 61)
      case 4: try put(ours(number) + "-demo", number)
      default: try put(ours(number), number)
      }
    }
    let open = open("\(sessions)/\(ours(5)).jsonl", O_RDONLY)
    defer { close(open) }
    #expect(flock(open, LOCK_EX | LOCK_NB) == 0)
    let before = folder.files
    let terminal = try Tmux(state: folder.path, ["--seed", "5"])
    try terminal.expect("running") { $0.contains("0:00:01") }
    try terminal.press("p")
    // 111 with the new one: eleven stand behind the hundred that are kept anyway, and four of them stay.
    let (isPruned, _) = try terminal.wait { _ in folder.files.count <= 104 }
    #expect(isPruned)
    let gone = before.filter { !folder.files.contains($0) }
    #expect(gone == [1, 6, 7, 8, 9, 10, 11].map { "\(sessions)/\(ours($0)).jsonl" }.sorted())
  }

  /// As on a full disk: a limit of the shell's, that is then lifted.
  @Test func `a file that cannot grow is told, and grows again`() throws {
    let command = "ulimit -S -f 4; exec \(Binary.url.path) --seed 5"
    let terminal = try Tmux(columns: 120, rows: 30, state: folder.path, program: ["bash", "-c", command])
    try terminal.expect("running") { $0.contains("0:00:01") }
    try terminal.press("p")
    try terminal.expect("that it is not written down") {
      $0.contains("from here on this run is not written down") && $0.contains("File too large")
    }
    let file = try #require(folder.files.first)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasSuffix("}\n"), "no line is cut off")
    let process = try #require(try terminal.processes().first)
    _ = try Binary.tool(["prlimit", "--pid", "\(process)", "--fsize=unlimited"])
    try terminal.expect("that it is written down again") { $0.contains("this run is written down again") }
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
    let check = try folder.run("replay", file, "--check")
    #expect(check.code == 0 && check.output.contains("over 1 inputs"), "\(check.error)")
  }

  @Test func `who leaves while the file cannot grow is told once more`() throws {
    let command = "ulimit -S -f 4; exec \(Binary.url.path) --seed 5"
    let terminal = try Tmux(columns: 200, rows: 30, state: folder.path, program: ["bash", "-c", command])
    try terminal.expect("running") { $0.contains("0:00:01") }
    try terminal.press("p")
    try terminal.expect("that it is not written down") { $0.contains("this run is not written down") }
    try terminal.press("q")
    try terminal.expect("the shell, and that it is not written down") {
      $0.contains("squall: from here on this run is not written down") && $0.contains("ended 0")
    }
  }

  @Test func `a name that would steer the terminal is shown without what does`() throws {
    try put("a\u{1B}[31mb\u{9B}c\u{202E}", 1)
    let found = try folder.run("sessions")
    #expect(found.code == 0 && found.output.contains("a\u{FFFD}[31mb\u{FFFD}c\u{FFFD} "), "\(found.output)")
  }
}
