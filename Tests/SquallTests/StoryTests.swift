import Foundation
import Testing

@Suite("Stories on the command line", .enabled(if: Binary.isBuilt), .serialized)
struct StoryCommandTests {
  private func file(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private static let text = """
    story: two-writes
    lab: outbox
    knobs: {mode: dual-write}
    for: 20s
    at: [5s: crash.before-publish]
    expect: [{meter: events.lost, figure: total, above: 0}]
    """

  @Test func `a story that comes as expected ends with 0 and one that does not with 1`() throws {
    let path = try file(Self.text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let right = try Binary.run("run", path)
    #expect(right.code == 0 && right.error.isEmpty)
    #expect(right.output.contains("✓  at 20s  events.lost total above 0"))
    #expect(try Binary.run("run", path).output == right.output, "twice the same")
    try Data(Self.text.replacingOccurrences(of: "above: 0", with: "above: 100").utf8)
      .write(to: URL(fileURLWithPath: path))
    let wrong = try Binary.run("run", path, "--seeds", "1..3")
    #expect(wrong.code == 1)
    #expect(wrong.output.contains("in 0 of 3"))
  }

  @Test func `what cannot be is one line that names the place and the nearest name`() throws {
    let path = try file(Self.text.replacingOccurrences(of: "outbox", with: "outbux"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (arguments, line) in [
      (["run", path], "\(path):2:6: there is no lab 'outbux'; did you mean 'outbox'?"),
      (["run", "retry-strom"], "there is no lab or story 'retry-strom'; did you mean 'retry-storm'?"),
      (["run", "outbux"], "there is no lab or story 'outbux'; did you mean 'outbox'?"),
      (["run", "none.yaml"], "none.yaml: there is no such file"),
      (["run", "/dev/zero"], "/dev/zero: this is not a file"),
      (["run", "lost-event", "--set", "rate=4"], "--set belongs to a lab; a story says itself what is set"),
      (["run", "lost-event", "--seeds", "5..1"], "the seeds run backwards: 5 to 1"),
      (["run", "outbox", "--seeds", "1..5"], "--seeds belongs to a story"),
      (["story", "lost-evnt"], "there is no story 'lost-evnt'; did you mean 'lost-event'?"),
      (["stories", "lost-evnt"], "there is no story 'lost-evnt'; did you mean 'lost-event'?"),
    ] {
      let found = try Binary.run(arguments)
      #expect(found.code == 2, "\(arguments)")
      #expect(found.errorLines.count == 1 && found.error.contains(line), "\(found.error)")
    }
  }

  @Test(arguments: [
    (Data(), "1:1: found nothing, expected story, lab, for, expect"),
    (Data("story: a\nlab: \u{E9}x".utf8) + [0xFF], "2:8: found bytes that are not UTF-8, expected text"),
    (Data([0xFF, 0xFE]) + "story".data(using: .utf16LittleEndian)!, "1:1: found bytes that are not UTF-8"),
    (Data(repeating: 0x23, count: 10_000_000), "found more than 64 kB, expected a story or a system"),
  ])
  func `a file that is no text says where`(_ bytes: Data, _ line: String) throws {
    let path = try file("")
    defer { try? FileManager.default.removeItem(atPath: path) }
    try bytes.write(to: URL(fileURLWithPath: path))
    let found = try Binary.run("run", path)
    #expect(found.code == 2 && found.errorLines.count == 1)
    #expect(found.error.hasPrefix("squall: \(path):") && found.error.contains(line), "\(found.error)")
  }

  @Test func `the printed file of a story is the story`() throws {
    let path = try file(try Binary.run("stories", "lost-event").output)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Binary.run("run", path).output == Binary.run("run", "lost-event").output)
    #expect(try Binary.run("stories").output.contains("lost-event"))
  }

  @Test func `CSV and JSON on all cores are what each seed gives alone`() throws {
    let path = try file(Self.text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rows = try Binary.run("run", path, "--seeds", "1..6", "--format", "csv").output.split(separator: "\n")
    #expect(rows.count == 7 && rows[0] == "seed,run,at,since,of,figure,expected,found,verdict")
    for seed in 1...6 {
      let alone = try Binary.run("run", path, "--seed", "\(seed)", "--format", "csv").output
      #expect(alone.split(separator: "\n").dropFirst() == [rows[seed]])
    }
    let json = try Binary.run("run", path, "--seeds", "1..6", "--format", "json").output
    let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((read["trials"] as? [[String: Any]])?.compactMap { $0["seed"] as? Int } == Array(1...6))
  }

  @Test func `a story that was killed goes on as that story, and its replay tells it, too`() throws {
    let folder = try SessionFolder()
    let terminal = try Tmux(state: folder.path, ["story", "lost-event", "--seed", "9"])
    try terminal.expect("under way") { $0.contains("0:00:02") }
    // A key of its own; the story tells the rest.
    try terminal.press("b", "h", "Enter")
    let (isWritten, _) = try terminal.wait { _ in !folder.files.isEmpty }
    #expect(isWritten)
    try terminal.killProgram()
    try terminal.expect("the end") { $0.contains("Killed") }
    let resumed = try Tmux(state: folder.path, ["resume"])
    try resumed.expect("the strip and the twin, paused") { screen in
      ["◆ ", "A  · an event is lost", "B  · none lost", "mode poller", "paused"].allSatisfy(screen.contains)
    }
    try resumed.press("Space", "+", "+", "+", "+")
    try resumed.expect("the inputs that were still to come, and their outcome") { screen in
      ["A  ✓ an event is lost", "B  ✓ none lost", "0:00:40.0", "here the story ends"].allSatisfy(screen.contains)
    }
    try resumed.press("q")
    try resumed.expect("the shell") { $0.contains("ended 0") }
    let file = try #require(folder.files.first)
    #expect(folder.files.count == 1)
    #expect(try folder.run("replay", file, "--check").output.contains("digests agree"))
    let replay = try Tmux(state: folder.path, ["replay", file, "--speed", "20"])
    try replay.expect("what is said, and both runs") { screen in
      screen.contains("No more orders.") && screen.contains("mode poller")
    }
    try replay.expect("the end") {
      $0.contains("✓ gone for ever") && $0.contains("✓ all arrive") && $0.contains("paused")
    }
  }

  @Test func `a story plays at 80 by 24, with its twin beside, and goes back without doing things twice`()
    throws
  {
    let terminal = try Tmux(["story", "lost-event"])
    try terminal.expect("the strip, a sentence and both runs") { screen in
      ["◆ ", "A  · an event is lost", "B  · none lost", "mode poller", "Two writes, one after the other."].allSatisfy(
        screen.contains)
    }
    try terminal.press("+", "+", "+", "+")
    try terminal.expect("all expectations came") { $0.contains("✓ gone for ever") && $0.contains("✓ all arrive") }
    try terminal.expect("it stops at its end") { $0.contains("paused") && $0.contains("0:00:40.0") }
    try terminal.press("Home")
    try terminal.expect("nothing was judged at the beginning") {
      $0.contains("· gone for ever") && $0.contains("0:00:00.0")
    }
    try terminal.press("End")
    try terminal.expect("and all of it at the end") { $0.contains("✓ gone for ever") && $0.contains("0:00:40.0") }
    // The card lies over the bar of time.
    try terminal.press("Escape")
    try terminal.expect("on the two branches that there were") { $0.contains("branch 1 of 2") }
    try terminal.press("q")
    try terminal.expect("the end") { $0.contains("ended 0") }
  }
}
