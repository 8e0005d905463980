import Foundation
import LabKit
import Systems
import Testing
import squall

/// The file of a system is saved while it is on the screen.
@Suite("A file that is saved", .serialized) struct SavedFileTests {
  private static let text = """
    system: own
    title: The first title
    nodes:
      web: {arrivals: 20/s, call: {to: server}}
      server: {slots: 2, queue: 50, time: 50 ms, abandoned: served}
    faults: [{name: stall, key: d, set: {server.state: stalled}, says: It stands still.}]

    """

  @Test func `the run goes on unless the file says something else, and a mistake is named`() throws {
    let run = try SystemCatalogue.lab(text: Self.text, file: "own.yaml").start(1, nil, true)
    guard case .unchanged = Saved(Self.text, file: "own.yaml", of: run) else {
      Issue.record("it is read again for nothing")
      return
    }
    guard case .complaint(let line) = Saved(Self.text.replacing("20/s", with: "20"), file: "own.yaml", of: run) else {
      Issue.record("a mistake is taken for a system")
      return
    }
    #expect(line == "own.yaml:4:19: found '20', expected a rate up to 10000/s, such as 70/s")
    guard case .unchanged = Saved(Self.text, file: "own.yaml", of: SystemCatalogue.all[0].start(1, nil, true))
    else {
      Issue.record("another lab is replaced")
      return
    }
    guard case .reloaded(let next, let says) = Saved(Self.text + "seed: 5\n", file: "own.yaml", of: run) else {
      Issue.record("it is not read again")
      return
    }
    #expect(next.seed == 1 && says == "read again, with what was done so far")
  }

  @Test func `what is saved is on the screen, and a mistake leaves the run`() throws {
    let folder = try SessionFolder(), file = folder.path + "/own.yaml"
    func save(_ text: String, by replacing: Bool) throws {
      try text.write(toFile: file, atomically: replacing, encoding: .utf8)
    }
    try save(Self.text, by: false)
    let terminal = try Tmux(state: folder.path, [file, "--seed", "5"])
    try terminal.expect("the system") { $0.contains("The first title") && $0.contains("0:00:01") }
    try terminal.press("d")
    try terminal.expect("the fault") { $0.contains("● stall") }
    // As an editor that puts another file into its place, and as one that writes over it.
    try save(Self.text.replacing("The first", with: "The second"), by: true)
    try terminal.expect("the new title, and the fault again") {
      $0.contains("The second title") && $0.contains("● stall") && $0.contains("read again")
    }
    try save(Self.text.replacing("20/s", with: "20"), by: false)
    try terminal.expect("what is wrong") {
      $0.contains("own.yaml:4:19: found '20'") && $0.contains("The second title")
    }
    try save(
      Self.text.replacing("The first", with: "The third").replacing("name: stall", with: "name: halt"), by: false)
    try terminal.expect("what is gone") { $0.contains("The third title") && $0.contains("no longer there: stall") }
    try terminal.press("q")
    try terminal.expect("the shell") { $0.contains("ended 0") }
  }
}
