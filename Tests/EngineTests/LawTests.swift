import Engine
import FirstEdition
import Testing

/// The four verdicts.
@Suite struct LawTests {
  @Test func alwaysLaws() {
    var run = ProbeModel.run
    #expect(run.context.laws.verdict(.always) == .pending)
    run.context.check(.always, true, fatal())
    #expect(run.context.laws.verdict(.always) == .held)
    run.advance(until: .start + .seconds(2))
    run.context.check(.always, false, "first")
    run.advance(until: .start + .seconds(3))
    run.context.check(.always, false, fatal())
    run.context.check(.always, true, fatal())
    #expect(run.context.laws.verdict(.always) == .violated)
    let standing = run.context.laws[.always]
    #expect(standing.checks == 4 && standing.hits == 2)
    #expect(standing.first?.at == .start + .seconds(2) && standing.first?.detail == "first")
    #expect(run.context.laws.all(.violated) == [.always])
    #expect(run.context.laws.all(.pending) == [.eventually, .untested])
  }

  @Test func sometimesLaws() {
    var run = ProbeModel.run
    #expect(run.context.laws.verdict(.sometimes) == .notReached)
    run.context.reach(.sometimes, "here")
    #expect(run.context.laws.verdict(.sometimes) == .held)
    #expect(run.context.laws[.sometimes].first?.detail == "here")
  }

  @Test func eventuallyLaws() {
    var run = ProbeModel.run
    #expect(run.context.laws.verdict(.eventually) == .pending)
    run.context.check(.eventually, true)
    #expect(run.context.laws.verdict(.eventually) == .held)
    run.context.check(.eventually, false)
    #expect(run.context.laws.verdict(.eventually) == .violated)
  }

  /// A snapshot keeps its own standing.
  @Test func snapshotsAreIndependent() {
    var run = ProbeModel.run
    run.context.check(.always, true)
    let snapshot = run
    run.context.check(.always, false)
    #expect(snapshot.context.laws.verdict(.always) == .held)
    #expect(snapshot.context.laws[.always].checks == 1)
  }

  /// Words are put together only when somebody will read them.
  private func fatal() -> String { preconditionFailure("asked for words that nobody reads") }
}
