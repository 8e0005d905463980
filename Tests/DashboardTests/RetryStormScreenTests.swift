import Dashboard
import Engine
import LabKit
import Systems
import Testing

/// What a student in the last row reads at 80x24 of a system from a file while a key is pressed, over 20 seeds.
@Suite("A retry storm on the screen") struct RetryStormScreenTests {
  private func storm(seed: UInt64, width: Int = 80, height: Int = 24) throws -> Bench {
    let lab = try #require(SystemCatalogue.all.first { $0.id == "system.retry-storm" })
    var bench = Bench(lab, width: width, height: height, seed: seed)
    bench.go(seconds: 5)
    return bench
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `the collapse is seen, and that it outlives its trigger`(seed: UInt64) throws {
    var bench = try storm(seed: seed)
    #expect(bench.text.contains("✓ clients") && bench.text.contains("✓ servers ×2"))
    bench.type("d")
    bench.go(seconds: 2)
    #expect(bench.text.contains("1 stalled"))
    #expect(bench.screen.text[22].contains("Server 1 stops and keeps what it has."))
    bench.type("d")
    bench.go(seconds: 1)
    // The source says how much is answered, or once the stall has ended, that this did not help.
    let isTold = bench.text.contains("% answered in time") || bench.text.contains("no recovery")
    #expect(isTold, "\(bench.text)")
    bench.go(seconds: 42)
    #expect(bench.text.contains("✗ no recovery: stall ended 43 s ago"), "\(bench.text)")
    #expect(bench.text.contains("✗ clients") && bench.text.contains("good 0/s"))
    #expect(bench.screen.text[22].contains("stall ended 10 s ago: clients still get no answers."))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `its twin with a budget recovers beside it`(seed: UInt64) throws {
    var bench = try storm(seed: seed)
    let budget = try bench.run.entry.knob(named: "clients.call.retry.budget")
    bench.run.beginTwin()
    bench.run.turnTwin(budget, to: 1)
    bench.type("d")
    bench.go(seconds: 2)
    bench.type("d")
    bench.go(seconds: 43)
    let twin = try #require(bench.run.twinSnapshot)
    #expect(bench.run.snapshot.status(panel: 0) == "0/s in time")
    #expect(twin.promises.map(\.verdict) != [.broken] && twin.status(panel: 0) != "0/s in time")
    #expect(
      twin.notes(50, upTo: .observation).contains {
        $0.text == "clients: the retry budget is empty, failures are final."
      })
  }

  @Test func `a large screen has room for all words`() throws {
    var bench = try storm(seed: 7, width: 200, height: 50)
    bench.type("d")
    bench.go(seconds: 2)
    #expect(bench.text.contains("✗ Server 1 stops and keeps what it has."))
    bench.type("d")
    bench.go(seconds: 30)
    #expect(!bench.text.contains("…"), "\(bench.text)")
  }
}
