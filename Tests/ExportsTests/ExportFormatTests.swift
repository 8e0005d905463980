import Engine
import Exports
import Foundation
import LabKit
import Labs
import Runs
import Testing

/// Exports read by programs that the project did not write: Python's csv and json, and prometheus_client.
@Suite("Formats of exports") struct ExportFormatTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("check-export.py").path

  /// The first Python that has prometheus_client; Debian's own has it as a package.
  private static let python: String? = ["python3", "/usr/bin/python3"].first {
    (try? run([$0, "-c", "import prometheus_client"]).code) == 0
  }

  private static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process(), output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Writes every format of a twin each other; gives their path without the ending.
  private func write(_ run: any LabRun, _ folder: URL, _ name: String, every: Interval) throws -> String {
    let excerpt = try Excerpt(run, branch: run.map.branch, every: every)
    let table = ExportTable(excerpt, notesUpTo: .detail)
    let path = folder.appendingPathComponent(name).path
    let standard = try Excerpts.tables(table, .standard), semicolon = try Excerpts.tables(table, .semicolon)
    let epoch = try Epoch(text: "2026-01-31T08:00:00.25Z")
    let texts = [
      ("csv", standard.readings), ("notes.csv", standard.notes), ("semicolon.csv", semicolon.readings),
      ("semicolon-notes.csv", semicolon.notes), ("jsonl", try Excerpts.text(table.writeJSONLines)),
      ("openmetrics", try Excerpts.text(OpenMetrics(excerpt, squall: "0.0.0").write)),
      ("epoch", try Excerpts.text(OpenMetrics(excerpt, squall: "0.0.0", epoch: epoch).write)),
      ("perfetto", try Excerpts.text(TraceEvents(excerpt, notesUpTo: .observation, squall: "0.0.0").write)),
    ]
    for (ending, text) in texts {
      try text.write(toFile: path + "." + ending, atomically: false, encoding: .utf8)
    }
    return path
  }

  private func check(_ paths: [String]) throws -> String {
    let python = try #require(Self.python, "no Python has prometheus_client; bash .ci/install installs it")
    let (code, output) = try Self.run([python, Self.script] + paths)
    #expect(code == 0, "\(output)")
    return output
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `every lab's exports hold to their formats`() throws {
    try inFolder { folder in
      let paths = try Catalogue.all.enumerated().map { index, lab in
        try write(
          Excerpts.run(lab, seed: UInt64(index + 1), seconds: 10), folder, lab.id,
          every: .milliseconds(index % 2 == 0 ? 1000 : 333))
      }
      let output = try check(paths)
      let spans = try #require(Int(output.split(separator: " ").first ?? ""))
      #expect(spans > 1000, "there are spans to look at")
    }
  }

  @Test func `so do exports of branches, of nothing and of a moment`() throws {
    try inFolder { folder in
      var paths = try (1...10).map {
        try write(Excerpts.walked(seed: UInt64($0)), folder, "walk-\($0)", every: .milliseconds(100))
      }
      let shop = try Catalogue.all.named("shop")
      paths.append(try write(shop.start(1, nil, true), folder, "nothing", every: .seconds(1)))
      _ = try check(paths)
    }
  }

  /// The check itself must be able to fail.
  @Test(arguments: [
    ("csv", "\n1,", "\n1.5,"), ("notes.csv", ",headline,", ",detail,"), ("semicolon.csv", ";", ","),
    ("semicolon.csv", "\n1;", "\n1.5;"), ("semicolon-notes.csv", ";headline;", ";detail;"),
    ("epoch", " 1769846401.25\n", " 1769846401.5\n"), ("jsonl", "\"at\": 1,", "\"at\": 1.5,"),
    ("openmetrics", "# EOF\n", ""),
    ("openmetrics", "_total{", "_whole{"), ("perfetto", "\"ph\": \"e\"", "\"ph\": \"b\""),
    ("perfetto", "\"s\": \"t\"", "\"s\": \"x\""),
    ("perfetto", "\"ph\": \"e\", \"name\": \"", "\"ph\": \"e\", \"name\": \"no "),
  ])
  func `a spoiled export is found out`(ending: String, was: String, becomes: String) throws {
    try inFolder { folder in
      let run = try Excerpts.run(Catalogue.all.named("saga"), seed: 3, seconds: 10)
      let path = try write(run, folder, "spoiled", every: .seconds(1))
      let text = try String(contentsOfFile: path + "." + ending, encoding: .utf8)
      let at = try #require(text.range(of: was))
      try text.replacingCharacters(in: at, with: becomes)
        .write(toFile: path + "." + ending, atomically: false, encoding: .utf8)
      let python = try #require(Self.python)
      #expect(try Self.run([python, Self.script, path]).code == 1)
    }
  }
}
