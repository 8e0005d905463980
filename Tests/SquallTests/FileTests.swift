import Foundation
import Testing

/// What is no file that can be read gets one line, and keeps nobody waiting.
@Suite(.enabled(if: Binary.isBuilt)) final class FileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder + "/folder", withIntermediateDirectories: true)
    try #require(mkfifo(folder + "/pipe", 0o600) == 0)
  }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func shell(_ line: String) throws -> Binary.Outcome {
    try Binary.shell("cd \(folder) || exit 99; \"$SQUALL\" \(line)")
  }

  @Test(arguments: [
    ("replay ./pipe", "./pipe: this is not a file but a pipe, expected a session of Squall"),
    ("replay ./folder --check", "./folder: this is not a file but a folder, expected a session of Squall"),
    ("replay /dev/zero", "/dev/zero: this is not a file but a device, expected a session of Squall"),
    ("run ./pipe", "./pipe: this is not a file but a pipe, expected a story or a system"),
    ("story ./folder", "./folder: this is not a file but a folder, expected a story"),
    ("sweep g-counter --out pipe", "pipe: this is not a file but a pipe, expected a file to write"),
  ]) func `what is no file is called by its name`(_ command: String, _ complaint: String) throws {
    let found = try shell(command)
    #expect(found.code == 2)
    #expect(found.error == "squall: \(complaint)\n")
  }

  @Test func `a file that is not there is probably the twin`() throws {
    try "story: x".write(toFile: folder + "/monday.yaml", atomically: false, encoding: .utf8)
    #expect(
      try shell("run ./mondai.yaml").error
        == "squall: ./mondai.yaml: there is no such file; did you mean './monday.yaml'?\n")
    #expect(try shell("run xyzxyzxyz.yml").error == "squall: xyzxyzxyz.yml: there is no such file\n")
    #expect(try shell("run none/monday.yaml").error == "squall: none/monday.yaml: there is no such file\n")
  }

  /// A writer may be killed within a character of a name.
  @Test func `a session that ends within a character is read`() throws {
    let header = #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "g-counter", "seed": "1", "knobs": ""}"#
    let name = #"{"line": "bookmark", "branch": 0, "at": 0, "events": 0, "inputs": 0, "name": "für"#
    let bytes = Data((header + "\n" + name).utf8)
    try bytes.dropLast(2).write(to: URL(fileURLWithPath: folder + "/cut.jsonl"))
    let found = try shell("replay ./cut.jsonl --check")
    #expect(found.code == 0, "\(found.error)")
    try (Data([0xFF]) + bytes).write(to: URL(fileURLWithPath: folder + "/spoilt.jsonl"))
    #expect(try shell("replay ./spoilt.jsonl").error.contains("this is no text, so it is no session"))
  }

  /// What was done may lead to another run by now; to go on with that would spoil the file.
  @Test func `a session of an older form is shown and not gone on with`() throws {
    try """
    {"line": "session", "format": 1, "squall": "0.0.9", "lab": "saga", "seed": "1", "knobs": ""}
    {"line": "fork", "branch": 0, "at": 0, "events": 0, "inputs": 0, "as": 1}
    {"line": "stands", "branch": 0, "at": 0, "events": 0, "inputs": 0, "beside": 1}

    """.write(toFile: folder + "/old.jsonl", atomically: false, encoding: .utf8)
    let resumed = try shell("resume ./old.jsonl")
    #expect(
      resumed.code == 2
        && resumed.error
          == "squall: ./old.jsonl cannot go on: written in form 1 by squall 0.0.9, whose labs drew their chances in another order\n"
    )
    #expect(try shell("replay ./old.jsonl --check").code == 0)
  }

  /// Only a file is replaced by its result: whoever writes to /dev/null should find it there afterwards.
  @Test func `what is no file takes a result and stays what it is`() throws {
    let header = #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "g-counter", "seed": "1", "knobs": ""}"#
    try (header + "\n").write(toFile: folder + "/s.jsonl", atomically: false, encoding: .utf8)
    let export = "export ./s.jsonl --format csv"
    let shown = try shell(export).output
    #expect(shown.hasPrefix("at,events,"))
    let pipe = try shell("\(export) --out pipe & timeout 60 cat pipe; [ -p pipe ] || exit 98")
    #expect(pipe.code == 0 && pipe.output == shown)
    let link = try shell("\(export) --out file; ln -s file link; \"$SQUALL\" \(export) --out link; readlink link")
    #expect(link.output == "file\n")
    #expect(try String(contentsOfFile: folder + "/file", encoding: .utf8) == shown)
    #expect(try shell("\(export) --out folder").error == "squall: cannot write folder: Is a directory\n")
    // Two that write one result would mix it.
    let second = try shell("\(export) --out file; flock file.new \"$SQUALL\" \(export) --out file")
    #expect(second.error == "squall: file is still being written by another squall\n")
    #expect(try String(contentsOfFile: folder + "/file", encoding: .utf8) == shown)
  }
}
