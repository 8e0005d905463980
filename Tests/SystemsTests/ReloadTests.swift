import Engine
import LabKit
import Runs
import Systems
import Testing

/// A run whose file was changed.
@Suite("A system that is read again") struct ReloadTests {
  private static let text = """
    system: shop
    nodes:
      web: {arrivals: 20/s, call: {to: server, timeout: 1 s, retry: {times: 1}}}
      server: {slots: 2, queue: 50, time: exponential 50 ms, abandoned: served}
    knobs: [{set: server.slots, from: 1, to: 10}, {set: web.call.retry.times, from: 0, to: 5}]
    faults:
      - {name: stall, key: d, set: {server.state: stalled}, says: It stands still.}
      - {name: slow, key: e, set: {server.state: slow}, says: It is slow.}
    """

  private func lab(_ change: (String) -> String = { $0 }) throws -> LabEntry {
    try SystemCatalogue.lab(text: change(Self.text), file: "class.yaml")
  }

  /// A run in which knobs were turned, faults came and went, and somebody went back and did something else.
  private func old() throws -> Bench {
    var bench = try Bench(lab(), seed: 7, settings: ["server.slots": "3"])
    bench.go(to: 2)
    try bench.inject("stall")
    bench.go(to: 3)
    try bench.heal("stall")
    bench.go(to: 4)
    try bench.turn("web.call.retry.times", to: "3")
    bench.go(to: 5)
    try bench.inject("slow")
    bench.go(to: 6)
    bench.run.go(to: .start + .seconds(5.5))
    try bench.turn("web.arrivals", to: "30")
    bench.go(to: 8.25)
    return bench
  }

  @Test func `the same file gives the same run`() throws {
    let old = try old(), reload = Reload(of: old.run, as: try lab())
    #expect(reload.run.digest == old.run.digest && reload.run.now == old.run.now && reload.vanished == [])
    #expect(reload.run.journal.map(\.text) == old.run.journal.map(\.text))
  }

  @Test func `what does not exist any more is left out and named, and the rest is done at its times`() throws {
    let old = try old()
    let next = try lab { text in
      text.replacing("- {name: stall", with: "- {name: halt").replacing("from: 1, to: 10", with: "from: 1, to: 2")
        .replacing("50 ms", with: "20 ms")
    }
    let reload = Reload(of: old.run, as: next)
    #expect(reload.vanished == ["server.slots=3", "stall", "heal:stall"])
    #expect(reload.run.journal.map(\.text) == ["web.call.retry.times=3", "slow", "web.arrivals=30"])
    #expect(reload.run.journal.map(\.at) == old.run.journal.suffix(3).map(\.at))
    #expect(reload.run.seed == 7 && reload.run.now == old.run.now && reload.run.snapshot.faults == [1])
  }

  @Test func `what the new file says is at the start, unless the old run began otherwise`() throws {
    let old = try old()
    let reload = Reload(
      of: old.run, as: try lab { $0.replacing("slots: 2", with: "slots: 5").replacing("20/s", with: "40/s") })
    var beginning = reload.run
    beginning.go(to: .beginning)
    #expect(beginning.snapshot.knobs == [3, 1, 40])
  }
}
