import Checks
import Engine
import LabKit
import Labs
import Runs
import Systems
import Testing
import ToyLab

/// Promises are worth what their patterns do: they are broken without them, and never with them.
@Suite struct PromiseSuiteTests {
  /// Slow as it would be, in a debug build one seed has to do.
  private static let seeds = isOptimized ? 200 : 1

  @Test(arguments: (Catalogue.all + SystemCatalogue.all).map(\.id))
  func `every promise of a lab is broken without its pattern, and never with it`(id: String) throws {
    let lab = try #require((Catalogue.all + SystemCatalogue.all).first { $0.id == id })
    for promise in try summaries(lab, Self.seeds) {
      let name = "\(id): \(promise.declaration.name)"
      let off = try #require(promise.off, "\(name): nothing says how it is broken")
      #expect(off.broken == off.runs, "\(name): broken in \(off.broken) of \(off.runs) runs without its pattern")
      #expect(promise.on.broken == 0, "\(name): \(promise.on.first?.run.command ?? "")")
      #expect(off.runs == Self.seeds && promise.on.runs >= Self.seeds && !promise.fails)
    }
  }

  @Test func `a break is told with the command that repeats it`() throws {
    let found = try LawSuite(Toys.promising, runs: 10).findings(jobs: 2), promise = found.promises[0]
    let first = try #require(promise.off?.first)
    #expect(found.isClean && first.run.seed == 1)
    let command = "squall run promising --seed 1 --for 60s --set limit=off --at 5s:closed"
    #expect(first.run.command == command)
    let again = Report(first.run, played: first.run.play())
    #expect(again.promises[0].first?.at == first.at && again.promises[0].verdict == .broken)
    #expect(
      found.text.contains("kept  short  broken with road limit off under 'booth closed' in 10 of 10 runs; kept in all ")
    )
    #expect(found.text.contains("short is broken with road limit off under 'booth closed', seed 1, at "))
    #expect(found.text.contains("  repeat  \(command)\n") && found.text.contains("1 of 1 promises"))
    #expect(found.json.contains(#""brokenWith": "road limit off under 'booth closed'""#))
    #expect(found.json.contains(#""notUnder": ["slow"]"#) && found.json.contains(#""brokenRuns": 10"#))
    #expect(found.json.contains(#""repeat": "\#(command)""#))
  }

  @Test func `what is broken with the pattern on counts against the lab`() throws {
    let found = try LawSuite(Toys.boasting, runs: 10).findings(jobs: 2), promise = found.promises[0]
    #expect(!found.isClean && promise.fails && promise.on.broken > 0 && promise.off?.broken == 10)
    let first = try #require(promise.on.first)
    #expect(found.text.contains("! broken  short") && found.text.contains("  repeat  \(first.run.command)\n"))
    #expect(Report(first.run, played: first.run.play()).promises[0].breaks > 0)
  }

  @Test func `what nothing breaks counts against the lab, since no pattern keeps it`() throws {
    let found = try LawSuite(Toys.idling, runs: 10).findings(jobs: 2), promise = found.promises[0]
    #expect(!found.isClean && promise.fails && promise.on.broken == 0 && promise.off?.broken == 0)
  }

  @Test func `a fault against which it is not made is not held against a promise`() throws {
    let (made, excepted) = (try summaries(Toys.idling, 10)[0].on, try summaries(Toys.promising, 10)[0].on)
    #expect(made.runs == 40 && excepted.runs == 30, "an ordinary day, two faults, and the fault that it breaks under")
  }

  @Test func `a lab that promises nothing costs nothing more`() throws {
    let suite = try LawSuite(Toys.toll, runs: 10)
    #expect(suite.count == 10 && suite.findings(jobs: 2).promises.isEmpty)
  }

  private func summaries(_ lab: LabEntry, _ runs: Int) throws -> [PromiseSummary] {
    try LawSuite(lab, runs: runs).promiseSummaries(jobs: 2)
  }
}

/// Whether the suite is compiled for speed.
private var isOptimized: Bool {
  #if DEBUG
    false
  #else
    true
  #endif
}
