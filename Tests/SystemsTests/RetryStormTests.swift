import Engine
import LabKit
import Systems
import Testing

/// The system of the file retry-storm.yaml.
@Suite("Retry storm from a file") struct RetryStormTests {
  /// What is answered in time a second between 50 s and 60 s, server 1 standing still from 5 s to 7 s.
  private func storm(seed: UInt64, budget: String) throws -> (answered: Double, bench: Bench) {
    var bench = try Bench(Bench.storm, seed: seed, settings: ["clients.call.retry.budget": budget])
    bench.go(to: 5)
    try bench.inject("stall")
    bench.go(to: 7)
    try bench.heal("stall")
    bench.go(to: 50)
    let before = bench.figure("clients.good")
    bench.go(to: 60)
    return ((bench.figure("clients.good") - before) / 10, bench)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `it outlives its trigger without a budget, and ends with one`(seed: UInt64) throws {
    let (collapsed, bench) = try storm(seed: seed, budget: "none")
    #expect(collapsed < 1 && bench.broken == [])
    #expect(bench.run.snapshot.promises.map(\.verdict) == [.broken])
    #expect(bench.texts.contains("stall ended 10 s ago: clients still get no answers."))
    #expect(bench.texts.contains { $0.hasPrefix("A retry storm: clients send") })

    let (recovered, twin) = try storm(seed: seed, budget: "10-percent")
    #expect(recovered >= 60 && twin.broken == [])
    #expect(twin.run.snapshot.promises.map(\.verdict) != [.broken])
    #expect(!twin.texts.contains { $0.contains("still get no answers") })
  }

  @Test func `without the stall nothing happens`() throws {
    var bench = try Bench(Bench.storm)
    bench.go(to: 60)
    #expect(bench.run.snapshot.promises.map(\.verdict) == [.kept])
    #expect(bench.texts == [] && bench.broken == [])
  }

  @Test func `a collapse ends when retries are turned off`() throws {
    var (_, bench) = try storm(seed: 3, budget: "none")
    try bench.turn("clients.call.retry.times", to: "0")
    bench.go(to: 400)
    #expect(bench.texts.contains("clients get answers in time again."))
    #expect(bench.run.snapshot.promises.map(\.verdict) == [.mended])
  }

  @Test func `everything that a file says is there as in any lab`() throws {
    let lab = Bench.storm
    #expect(lab.breaches() == [])
    #expect(lab.knobs.map(\.key) == ["clients.arrivals", "clients.call.retry.times", "clients.call.retry.budget"])
    #expect(lab.knobs[2].kind == .choice(["none", "10-percent"]))
    #expect(lab.actions.map(\.id) == ["stall"] && lab.actions.map(\.declaration.key) == ["d"])
    #expect(lab.promises.map(\.sentence) == ["Requests are answered in time."])
    #expect(lab.panels.map(\.title) == ["System", "Goodput", "Stations", "Queues", "Time"])
    #expect(lab.meters.map(\.name).contains("servers.2.waiting"))
  }

  @Test func `what is measured agrees with what is published`() {
    for row in Bench.storm.verifications where isOptimized || row.family != "queueing" {
      let measured = row.measure()
      #expect(row.agrees(measured), "\(row.name): expected \(row.expected), measured \(measured)")
    }
  }
}
