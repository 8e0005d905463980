import Dashboard
import LabKit
import Labs
import Testing

/// What somebody is told to try who has never seen Squall.
@Suite struct GuideTests {
  private func begun() -> Bench {
    var bench = Bench(Catalogue.home, width: 80, height: 24, labs: Catalogue.all)
    bench.state.beginGuide()
    bench.go(seconds: 2)
    return bench
  }

  /// What the line asks for, read as a person would.
  private func keys(of bench: Bench) -> [DashboardKey]? {
    guard let line = bench.screen.text.first(where: { $0.hasPrefix("try ") }),
      let begin = line.firstRange(of: "Press "), let end = line[begin.upperBound...].firstIndex(of: ":")
    else { return nil }
    return line[begin.upperBound..<end].split(separator: ", then ").map { name in
      switch name {
      case "Enter": .enter
      case "Esc": .escape
      default: .character(Character(String(name)))
      }
    }
  }

  @Test func `whoever presses what the line says sees P2 shed, a breaker open, its cause, and a twin`() throws {
    var bench = begun(), pressed = 0, seen: [String: Int] = [:]
    /// After how many keys something stands on the screen for the first time.
    func look(_ what: String, _ isSeen: Bool) { if isSeen, seen[what] == nil { seen[what] = pressed } }
    while let keys = keys(of: bench), pressed < 20 {
      for key in keys {
        bench.press(key)
        pressed += 1
        for _ in 0..<8 {
          bench.go(seconds: 1)
          look("P2 shed", bench.text.contains("P2 is being shed"))
          look("breaker open", bench.text.contains("breaker before payment opens"))
          look("cause", bench.text.contains("because") && bench.text.contains("you: payment down"))
          look("twin", bench.screen.text.contains { $0.contains(" A ") && $0.contains(" B ") && $0.contains("off") })
        }
      }
    }
    #expect(try #require(seen["P2 shed"]) <= 3)
    #expect(try #require(seen["breaker open"]) <= 6 && #require(seen["cause"]) <= 6)
    #expect(try #require(seen["twin"]) <= 10)
    #expect(!bench.text.contains("try "))
  }

  @Test func `it goes after ten other keys, and the help brings it back`() {
    var bench = begun()
    for _ in 0..<9 { bench.press(.tab) }
    #expect(bench.screen.text[1].hasPrefix("try 1/4  Press L: "))
    bench.press(.tab)
    #expect(!bench.text.contains("try 1/4"))
    bench.type("?")
    #expect(bench.screen.text[1].hasPrefix("try 1/4  Press Esc, then L: "))
    bench.press(.escape)
    #expect(bench.screen.text[1].hasPrefix("try 1/4  Press L: "))
  }

  @Test func `it is gone in a lab that has nothing to try`() {
    var bench = begun()
    bench.type(":saga")
    bench.press(.enter)
    var other = Bench(Catalogue.all.first { $0.id == "saga" }!, width: 80, height: 24)
    other.state = bench.state
    other.show()
    #expect(other.screen.text[0].hasPrefix("Saga") && !other.text.contains("try 1"))
  }

  @Test func `who is on another knob is led back to the first`() {
    var bench = begun()
    bench.press(.down)
    bench.press(.down)
    #expect(bench.screen.text[1].hasPrefix("try 1/4  Press ↑, then ↑, then L: "))
  }
}

/// Why something is so, one key away.
@Suite struct WhyTests {
  @Test func `a key shows what led to the newest thing that happened, and closes to the panels`() {
    var bench = Bench(Catalogue.home, width: 80, height: 24)
    bench.go(seconds: 5)
    bench.type("p")
    bench.go(seconds: 8)
    #expect(bench.screen.text.last!.contains("y why"))
    bench.type("y")
    #expect(bench.text.contains("why this happened") && bench.text.contains("you: payment down"))
    // However far it was read.
    bench.press(.down)
    bench.press(.escape)
    #expect(bench.state.overlay == .none)
  }

  @Test func `before anything happened there is nothing to explain`() {
    var bench = Bench(Catalogue.home, width: 80, height: 24)
    bench.type("y")
    #expect(bench.state.overlay == .none && bench.text.contains("nothing has happened so far"))
  }
}
