import Foundation
import Testing

@Suite("Sessions on a screen", .serialized)
struct SessionOnScreenTests {
  private let folder: SessionFolder
  init() throws { folder = try SessionFolder() }

  private func text(_ file: String) throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

  /// A run with a fault, a way back, a fork and a twin that goes on, killed in the middle.
  private func killed() throws -> String {
    let terminal = try Tmux(state: folder.path, ["--seed", "5"])
    try terminal.expect("two seconds") { $0.contains("0:00:02") }
    try terminal.press("p")
    try terminal.expect("a fault") { $0.contains("● payment down") }
    try terminal.press("<")
    try terminal.expect("the past") { $0.contains("◄‖") }
    try terminal.press("Right")
    try terminal.expect("a fork") { $0.contains("branch 2 of 2") }
    try terminal.press("t")
    try terminal.expect("what may differ") { $0.contains("Twin: what is different") }
    try terminal.press("Enter")
    try terminal.expect("two runs") { $0.contains(" A  g-counter on") && $0.contains("branch 2 of 3") }
    let file = try #require(folder.files.first)
    let before = try text(file).split(separator: "\n").count
    try terminal.press("Space")
    let (isGoingOn, _) = try terminal.wait { _ in
      ((try? text(file).split(separator: "\n").count) ?? 0) > before + 3
    }
    #expect(isGoingOn, "the twin is written down while it goes on")
    try terminal.killProgram()
    try terminal.expect("the end") { $0.contains("Killed") }
    return file
  }

  @Test func `a killed run goes on where it was, with its twin`() throws {
    let file = try killed()
    let written = try text(file)
    #expect(written.contains(#""does": "payment.down""#))
    #expect(written.contains(#""does": "traffic=650""#))
    let before = try folder.run("replay", file, "--check")
    #expect(before.code == 0, "\(before.error)")
    #expect(before.output.contains("over 3 inputs on 3 branches"))
    // The last digest that was written is the one of the twin.
    let digests = written.split(separator: "\n").filter { $0.contains("\"digest\"") }
    let last = try #require(digests.last { $0.contains(#""branch": 1,"#) })
    let digest = try #require(before.output.split(separator: " ").last).trimmingCharacters(in: .newlines)
    #expect(last.contains(digest))
    let terminal = try Tmux(state: folder.path, ["resume"])
    try terminal.expect("the twin again, paused") {
      $0.contains(" A  g-counter on") && $0.contains("paused") && $0.contains("branch 2 of 3")
    }
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
    let after = try folder.run("replay", file, "--check")
    #expect(after.output == before.output, "the same digest at the same virtual time")
    #expect(try text(file).hasPrefix(written.split(separator: "\n").joined(separator: "\n")))
    #expect(folder.files.count == 1)
  }

  @Test func `what another squall writes is left alone`() throws {
    let first = try Tmux(state: folder.path, ["--seed", "5"])
    try first.expect("running") { $0.contains("0:00:01") }
    try first.press("p")
    try first.expect("a fault, and the file of it") { $0.contains("● payment down") && !folder.files.isEmpty }
    let file = try #require(folder.files.first)
    let name = try #require(file.split(separator: "/").last?.dropLast(6)), listed = try folder.run("sessions").output
    #expect(
      listed.hasPrefix("session ") && listed.contains("\n\(name)  shop     5  ") && listed.hasSuffix("(going on)\n"))
    let second = try Tmux(columns: 250, state: folder.path, ["resume", file])
    try second.expect("a refusal") {
      $0.contains("ended 2") && $0.contains("still being written by another squall")
    }
    let third = try Tmux(columns: 250, state: folder.path, ["resume"])
    try third.expect("nothing to go on with") {
      $0.contains("ended 2") && $0.contains("no session to go on with")
    }
    let fourth = try Tmux(state: folder.path, ["--seed", "5"])
    try fourth.expect("a run of its own") { $0.contains("0:00:01") }
    try fourth.press("p")
    try fourth.expect("a fault") { $0.contains("● payment down") }
    #expect(folder.files.count == 2)
  }

  @Test func `a replay plays to the end of the file and stops`() throws {
    let file = try killed()
    let written = try text(file)
    let terminal = try Tmux(state: folder.path, ["replay", file, "--speed", "10"])
    try terminal.expect("the end") { $0.contains("here the session ends") && $0.contains("paused") }
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
    #expect(try text(file) == written, "a replay writes nothing down")
    #expect(folder.files.count == 1)
  }

  @Test func `a wrong digest ends the check with 1 and its line`() throws {
    let file = try killed()
    var lines = try text(file).split(separator: "\n").map(String.init)
    let index = try #require(lines.firstIndex { $0.contains("\"digest\"") })
    lines[index].replaceSubrange(
      lines[index].range(of: #"digest": "[0-9a-f]{4}"#, options: .regularExpression)!,
      with: #"digest": "zzzz"#)
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    let found = try folder.run("replay", file, "--check")
    #expect(found.code == 1)
    #expect(found.errorLines.count == 1)
    #expect(found.error.contains("line \(index + 1), at "), "\(found.error)")
    lines[2] = "{"
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    let refused = try folder.run("replay", file, "--check")
    #expect(refused.code == 2)
    #expect(refused.error.contains(", line 3: this is no JSON object"), "\(refused.error)")
  }

  /// A file where the folder should be: even who may write everything cannot.
  @Test func `a run that cannot be written down runs and says so`() throws {
    try Data().write(to: URL(fileURLWithPath: folder.path + "/squall"))
    let terminal = try Tmux(state: folder.path, ["--seed", "5"])
    try terminal.expect("that it is not written down") { $0.contains("not written down") }
    try terminal.expect("running") { $0.contains("0:00:01") }
  }

  @Test func `no sessions is said, too`() throws {
    let found = try folder.run("sessions")
    #expect(found.code == 0)
    #expect(found.error == "squall: no sessions so far\n")
    #expect(try folder.run("replay", "nothing", "--check").code == 2)
  }
}
