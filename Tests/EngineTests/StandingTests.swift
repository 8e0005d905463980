import Engine
import Testing

/// How often something was looked at and seen, and the first time.
@Suite struct StandingTests {
  /// Words are put together only when somebody will read them.
  private func unread() -> String { preconditionFailure("asked for words that nobody reads") }

  @Test func `the first time is kept, and all are counted`() throws {
    var standings = Standings(count: 2)
    #expect(standings[0].checks == 0 && standings[0].first == nil)
    standings.check(0, false, at: .start, events: 0, unread)
    standings.check(0, true, at: .start + .seconds(2), events: 7) { "first" }
    standings.check(0, true, at: .start + .seconds(3), events: 9, unread)
    standings.check(0, false, at: .start + .seconds(3), events: 9, unread)
    standings.hit(0, 5, at: .start + .seconds(4), events: 10, unread)
    #expect(standings[0].checks == 4 && standings[0].hits == 7)
    let first = try #require(standings[0].first)
    #expect(first.at == .start + .seconds(2) && first.events == 7 && first.detail == "first")
    #expect(standings[1].checks == 0 && standings[1].hits == 0 && standings[1].first == nil)
  }

  @Test func `a snapshot keeps its own`() {
    var standings = Standings(count: 1)
    standings.check(0, false, at: .start, events: 0, unread)
    let snapshot = standings
    standings.check(0, true, at: .start, events: 0) { "later" }
    #expect(snapshot[0].checks == 1 && snapshot[0].hits == 0 && snapshot[0].first == nil)
  }
}
