import Engine
import LabKit
import Labs
import Live
import Testing
import squall

/// Keys that are pressed faster than a run can be replaced.
@Suite("Keys around another run")
struct AnotherRunTests {
  private func desk(_ lab: LabEntry = Catalogue.all[0]) throws -> FuzzDesk {
    try FuzzDesk(lab, seed: 5, stopwatch: Stopwatch())
  }

  private func typed(_ desk: FuzzDesk, _ keys: String) { desk.feed(Array(keys.utf8)) }

  @Test func `a branch of the run before is no place to go in the new one`() throws {
    let desk = try desk()
    desk.go(seconds: 3)
    typed(desk, " <p")
    desk.work(looks: 100)
    #expect(desk.loop.state.map?.branches.count == 2)
    typed(desk, "RRsj\r")
    desk.work(looks: 100)
    #expect(desk.loop.state.map?.branches.count == 1 && desk.loop.state.map?.moment.events == 0)
    #expect(desk.loop.state.faults.isEmpty)
  }

  @Test func `steps that still wait are not made in the new run`() throws {
    let desk = try desk()
    desk.go(seconds: 1)
    typed(desk, "\t" + String(repeating: "]", count: 60) + "R")
    desk.work(looks: 1000)
    #expect(desk.loop.state.snapshot?.now == .start && desk.loop.state.isPaused)
  }

  @Test func `the run that is left for a pattern's lab goes on where it was left`() throws {
    let desk = try desk(), other = try self.desk()
    for desk in [desk, other] {
      desk.go(seconds: 2)
      typed(desk, ":panel: circuit breakers\r p")
      desk.work(looks: 1000)
    }
    let left = try #require(desk.loop.state.snapshot)
    typed(desk, "G")
    desk.work(looks: 1000)
    #expect(desk.loop.state.entry.id == "circuit-breaker" && desk.loop.state.faults.count == 1)
    #expect(desk.loop.state.snapshot?.now == .start + .seconds(10))
    typed(desk, " ")
    desk.go(seconds: 1)
    typed(desk, " G")
    desk.work(looks: 1000)
    let back = try #require(desk.loop.state.snapshot)
    #expect(back.entry.id == "shop" && back.digest == left.digest && desk.loop.state.faults == left.faults)
    // There and back without waiting for a frame.
    typed(desk, "GGGG> ")
    typed(other, "> ")
    for desk in [desk, other] {
      desk.work(looks: 100_000)
      desk.go(seconds: 1)
      typed(desk, " ")
      desk.work(looks: 1000)
    }
    #expect(desk.loop.state.entry.id == "shop" && desk.loop.state.map?.branches.count == 1)
    #expect(desk.loop.state.snapshot?.faults == left.faults)
  }

  /// Every lab after every other one: the key of an action right behind the Enter that opens the lab.
  @Test func `a key right behind another lab is a key of that lab`() throws {
    for lab in FuzzDesk.labs {
      let desk = try desk(lab)
      for next in FuzzDesk.labs where next.id != lab.id {
        guard let fault = next.actions.first(where: { $0.declaration.kind == .fault }) else { continue }
        let action = try next.action(named: fault.id)
        typed(desk, ":open lab: \(next.title)\r")
        typed(desk, "\(fault.declaration.key)")
        desk.work(looks: 100)
        #expect(desk.loop.state.entry.id == next.id)
        #expect(desk.loop.state.snapshot?.faults == [action], "\(lab.id), \(next.id)")
      }
    }
  }
}
