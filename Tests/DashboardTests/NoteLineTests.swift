import Dashboard
import Testing

/// What the newest notes look like.
@Suite struct NoteLineTests {
  @Test func `steps of a knob are one note`() {
    var bench = Bench(width: 80, height: 50)
    bench.type("o")
    let before = bench.screen
    bench.type("lll")
    // Only the slider and the strip of knobs moved.
    let changed = (0..<50).filter { row in (0..<80).contains { before[$0, row] != bench.screen[$0, row] } }
    #expect(changed == [1, 2])
    bench.type("p")
    #expect(bench.text.contains("you: traffic=750") && !bench.text.contains("traffic=700"))
    #expect(bench.text.contains("A storm closes the harbour."))
  }

  @Test func `the wheel scrolls back`() {
    var bench = Bench(width: 80, height: 50)
    for _ in 0..<6 { bench.type("o") }
    bench.type("p")
    // Below the panels, which have last events of their own.
    func showsStorm() -> Bool { bench.screen.text.suffix(8).contains { $0.contains("A storm closes") } }
    #expect(showsStorm())
    bench.send(.mouse(.wheelUp, column: 5, row: 45))
    #expect(!showsStorm())
    bench.send(.mouse(.wheelDown, column: 5, row: 45))
    #expect(showsStorm())
  }
}
