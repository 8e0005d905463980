import Foundation
import Testing

/// Whoever stops a long run finds the terminal as it was.
@Suite("Stopping on a screen", .serialized)
struct InterruptionTests {
  private let folder: SessionFolder
  init() throws { folder = try SessionFolder() }

  @Test(arguments: [
    ["run", "shop", "--for", "1000h"], ["check", "shop", "--seeds", "100000"],
    ["check", "shop", "--walks", "100000"], ["run", "retry-storm", "--seeds", "1..100000"], ["verify"],
    ["sweep", "shop", "--seeds", "1..100000", "--out", "FOLDER/x.csv"], ["replay", "FOLDER/long", "--check"],
    ["export", "FOLDER/long", "--format", "csv", "--out", "FOLDER/y.csv"],
  ])
  func `no line of progress stays`(_ arguments: [String]) throws {
    let hours = (1...100).map {
      #"{"line": "reached", "branch": 0, "at": \#($0 * 3600)000000000, "events": \#($0 * 40_000_000), "inputs": 0, "#
        + #""digest": ""}"#
    }
    let header =
      #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "shop", "seed": "1", "knobs": "traffic=3000"}"#
    try ([header] + hours).map { $0 + "\n" }.joined()
      .write(toFile: folder.path + "/long", atomically: false, encoding: .utf8)
    let terminal = try Tmux(
      state: folder.path, arguments.map { $0.replacingOccurrences(of: "FOLDER", with: folder.path) })
    let isProgress = { (line: Substring) in
      line.wholeMatch(of: /(squall: )?[a-z-]+: .*\d.*/) != nil && !line.contains("stopped")
    }
    try terminal.expect("how far it is") { $0.split(separator: "\n").contains(where: isProgress) }
    try terminal.signalProgram(SIGINT)
    try terminal.expect("the end") { $0.contains("ended 130") }
    let left = try terminal.screen().split(separator: "\n").filter(isProgress)
    #expect(left.isEmpty, "\(left)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.hasSuffix(".new") }, "\(files)")
  }
}
