import Dashboard
import Engine
import LabKit
import Labs
import Testing

/// Promises on the screen, at the outbox lab without its pattern: a broken promise has to be seen from the last row.
struct PromiseTests {
  /// Two writes, and a broker that is down for five seconds.
  private func losing(width: Int = 80) -> Bench {
    var bench = Bench(Catalogue.all.first { $0.id == "outbox" }!, width: width, height: 24)
    bench.press(.left)
    bench.go(seconds: 3)
    bench.type("m")
    bench.go(seconds: 5)
    return bench
  }

  private var first: Instant? {
    losing().run.snapshot.promises.first { $0.verdict == .broken }?.first?.at
  }

  @Test func `what is broken stands first, with how often and when, and the rest are ticks`() throws {
    let row = losing().screen.text[1], times = losing().run.snapshot.promises[0].breaks
    #expect(row.hasPrefix("✗ announced: \(times) events lost, first at 0:00:03.") && times > 100)
    #expect(row.contains("✓ true  ✓ once  ✓ in order"))
    var calm = Bench(Catalogue.all.first { $0.id == "outbox" }!, width: 80, height: 24)
    calm.go(seconds: 5)
    #expect(calm.screen.text[1].hasPrefix("✓ announced  ✓ true  ✓ once  ✓ in order"))
  }

  @Test(arguments: [30, 34, 40, 60])
  func `where there is no room the broken one keeps its name and all keep their signs`(
    width: Int
  ) {
    let row = losing(width: width).screen.text[1]
    #expect(row.hasPrefix("✗ announced") && row.count { $0 == "✓" } == 3 && !row.contains("…"), "\(row)")
  }

  @Test func `a key goes to where it broke first, and says so`() throws {
    var bench = losing()
    bench.type("!")
    let first = try #require(first)
    #expect(bench.state.isPaused && bench.run.now == first + Interval(nanoseconds: 1))
    #expect(bench.text.contains("✗ Every order that is committed is announced. Broken: "))
    var calm = Bench(width: 80, height: 24)
    calm.type("!")
    #expect(calm.text.contains("no promise was broken so far") && !calm.state.isPaused)
  }

  @Test func `a twin's caption says what is broken there`() {
    var bench = losing()
    bench.type("0t")
    #expect(bench.text.contains("mode poller"))
    bench.press(.enter)
    bench.go(seconds: 1)
    #expect(bench.screen.text.contains { $0.contains(" A ") && $0.contains("✗ announced") && $0.contains(" B ") })
  }
}

/// What a person made in a run is not lost by one key.
struct RestartTests {
  /// A run with a second branch.
  private func branched() -> Bench {
    var bench = Bench(width: 80, height: 24)
    bench.go(seconds: 3)
    bench.type("<s")
    bench.press(.escape)
    bench.press(.right)
    bench.go(seconds: 1)
    return bench
  }

  private static let again = Effect.restart(sameSeed: true)

  @Test func `a run with branches begins anew only when it is said twice`() {
    var bench = branched()
    #expect(bench.run.map.branches.count == 2)
    #expect(bench.type("R") == [] && bench.text.contains("1 branch would be gone; the same again begins anew"))
    #expect(bench.type("R") == [Self.again])
  }

  @Test func `whatever is done between has to be followed by two again`() {
    for between: (inout Bench) -> Void in [
      { $0.type("N") }, { $0.press(.tab) },
      {
        $0.type("?"); $0.press(.escape)
      },
    ] {
      var bench = branched()
      bench.type("R")
      between(&bench)
      #expect(bench.type("R") == [])
    }
  }

  @Test func `the palette asks as well, and is believed the second time`() {
    var bench = branched()
    for asked in [[], [Self.again]] {
      bench.type(":restart")
      #expect(bench.press(.enter) == asked)
    }
  }

  @Test func `a run in which nothing would be lost begins anew at once`() {
    var bench = Bench(width: 80, height: 24)
    bench.go(seconds: 1)
    #expect(bench.type("R") == [Self.again])
  }
}
