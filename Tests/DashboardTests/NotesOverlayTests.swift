import Dashboard
import Engine
import Grid
import LabKit
import Testing
import ToyLab

/// The list of notes and the chain of causes.
@Suite struct NotesOverlayTests {
  private var place: (Bench) -> NotesPlace? = {
    if case .notes(let place) = $0.state.overlay { place } else { nil }
  }

  /// The line of the list with the marker.
  private func chosen(_ bench: Bench) -> String {
    bench.screen.text.first { $0.contains("║ ► 0:") } ?? ""
  }

  @Test func `it opens at the newest and closes`() {
    var bench = Bench()
    #expect(bench.type("n") == [])
    #expect(bench.text.contains("Notes: what the class should hear") && bench.text.contains("Nothing so far"))
    bench.press(.enter)
    #expect(place(bench)?.chainLine == nil)
    bench.type("n")
    #expect(bench.state.overlay == .none && !bench.state.isPaused)
    bench.type("pon")
    #expect(chosen(bench).contains("● A flare lights up the harbour"))
    #expect(bench.text.contains("4 of 4"))
    bench.press(.escape)
    #expect(bench.state.overlay == .none)
  }

  @Test func `tab cycles the level`() {
    var bench = Bench()
    bench.type("pp")
    bench.go(seconds: 0.35)
    bench.type("n")
    #expect(!bench.text.contains("Ship 60 comes in."))
    bench.press(.tab)
    #expect(bench.text.contains("Notes: what to look for"))
    bench.press(.tab)
    #expect(bench.text.contains("Notes: everything") && bench.text.contains("· Ship 60 comes in."))
    // Still the note that was chosen.
    #expect(chosen(bench).contains("The storm is over."))
    bench.press(.tab)
    #expect(bench.text.contains("Notes: what the class should hear"))
    bench.press(.backTab)
    #expect(bench.text.contains("Notes: everything"))
  }

  @Test func `it moves and stops at the ends`() {
    var bench = Bench()
    for _ in 0..<30 { bench.type("o") }
    bench.type("n")
    for (key, position) in [
      (DashboardKey.down, 60), (.up, 59), (.character("k"), 58), (.character("j"), 59), (.home, 1), (.up, 1),
      (.pageDown, 16), (.pageUp, 1), (.end, 60),
    ] {
      bench.press(key)
      #expect(bench.text.contains("\(position) of 60"), "\(key.name)")
      #expect(!chosen(bench).isEmpty)
    }
  }

  @Test func `the choice stays while notes come in`() {
    var bench = Bench()
    bench.go(seconds: 5)
    bench.type("n")
    bench.press(.tab)
    bench.press(.tab)
    bench.press(.up)
    let line = chosen(bench)
    #expect(line.contains("Ship"))
    bench.go(seconds: 1)
    #expect(chosen(bench) == line)
    bench.go(seconds: 4)
    #expect(chosen(bench) == line)
    // Pushed out: the oldest one that is left is the nearest.
    bench.go(seconds: 60)
    #expect(bench.text.contains("1 of 128") && chosen(bench).contains("Ship"))
    // The choice goes on from there.
    bench.press(.down)
    #expect(bench.text.contains("2 of 128"))
  }

  @Test func `the first note is chosen and kept`() {
    var bench = Bench()
    bench.type("n")
    bench.press(.tab)
    bench.press(.tab)
    bench.go(seconds: 0.5)
    bench.go(seconds: 0.5)
    #expect(bench.text.contains("4 of 9"))
  }

  @Test func `a chain goes down to the key`() {
    var bench = Bench()
    bench.type("pn")
    bench.press(.enter)
    #expect(bench.text.contains("● A storm closes the harbour."))
    #expect(bench.text.contains("  because 0:00:00.0 ► you: storm"))
    #expect(!bench.text.contains("because of"))
    bench.press(.escape)
    #expect(place(bench) != nil && place(bench)?.chainLine == nil)
    bench.press(.enter)
    bench.type("n")
    #expect(bench.state.overlay == .none)
  }

  @Test func `a chain ends in chance`() {
    var bench = Bench()
    bench.go(seconds: 1)
    bench.type("n")
    bench.press(.backTab)
    bench.press(.enter)
    #expect(bench.text.contains("  because of the seed's own randomness"))
    let before = bench.text.split(separator: "\n").first { $0.contains("Ship") }
    // The log forgets the note; the chain that is being read stays.
    bench.go(seconds: 60)
    #expect(bench.text.split(separator: "\n").first { $0.contains("Ship") } == before)
  }

  @Test func `a chain says what is no longer kept`() {
    var bench = Bench()
    bench.type("p" + String(repeating: "o", count: 127) + "wn")
    bench.press(.home)
    #expect(chosen(bench).contains("A storm closes the harbour."))
    bench.press(.enter)
    #expect(bench.text.contains("because of an older note that is no longer kept"))
  }

  @Test func `time goes on and stops`() {
    var bench = Bench()
    bench.type("n")
    #expect(bench.type(" ") == [.pause])
    #expect(bench.state.isPaused && place(bench) != nil)
    #expect(bench.type("]") == [.step(.topics([0]), isForward: true)])
    #expect(bench.type(" ") == [.resume])
    // Keys of the lab and knobs do nothing here.
    #expect(bench.type("pwl") == [])
    #expect(bench.press(.left) == [])
  }

  @Test func `another run has other notes`() {
    var bench = Bench()
    bench.type("oopn")
    bench.press(.home)
    bench.press(.enter)
    bench.run = bench.run.entry.start(bench.run.seed + 1, nil, false)
    bench.run.act(2, isOn: true)
    bench.show()
    #expect(place(bench)?.chainLine == nil && chosen(bench).contains("A flare"))
    #expect(bench.text.contains("2 of 2"))
  }

  @Test func `steps of a knob are one note unless everything is asked for`() {
    var bench = Bench()
    bench.type("lllon")
    #expect(bench.text.contains("3 of 3") && bench.text.contains("you: traffic=750"))
    bench.press(.backTab)
    #expect(bench.text.contains("5 of 5") && bench.text.contains("you: traffic=650"))
  }

  @Test func `the mouse chooses and opens`() {
    var bench = Bench()
    bench.type("pon")
    bench.send(.mouse(.press, column: 20, row: 4))
    #expect(chosen(bench).contains("A storm closes the harbour."))
    bench.send(.mouse(.wheelUp, column: 20, row: 4))
    #expect(chosen(bench).contains("you: storm"))
    bench.send(.mouse(.press, column: 20, row: 4))
    bench.send(.mouse(.press, column: 20, row: 4))
    #expect(place(bench)?.chainLine == 0 && bench.text.contains("because 0:00:00.0 ► you: storm"))
    bench.send(.mouse(.press, column: 20, row: 0))
    #expect(bench.state.overlay == .none)
  }
}
