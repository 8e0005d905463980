import Diagnostics
import Engine
import LabKit
import Runs
import TestSupport
import Testing
import ToyLab

@Suite struct HeadlessRunTests {
  private func run(
    _ settings: [String] = [], at inputs: [String] = [], seed: UInt64 = 1, seconds: Double = 60
  )
    throws -> HeadlessRun
  {
    try HeadlessRun(
      Script(Toys.toll, settings: settings, inputs: inputs), seed: seed, until: .start + .seconds(seconds))
  }

  @Test func `the same run twice has the same digest and another seed another`() throws {
    let inputs = ["10s:closed", "20s:heal:closed", "30s:convoy", "30s:lanes=2"]
    let first = try run(at: inputs).play(), second = try run(at: inputs).play()
    #expect(first.digest == second.digest)
    #expect(first.journal.map(\.text) == ["closed", "heal:closed", "convoy", "lanes=2"])
    #expect(try run(at: inputs, seed: 2).play().digest != first.digest)
    #expect(try run().play().digest != first.digest)
  }

  @Test func `it ends at its time`() throws {
    let played = try run(seconds: 12.5).play()
    #expect(played.now == .start + .seconds(12.5))
    #expect(played.processed > 100)
  }

  @Test func `an input comes before the events of its instant`() throws {
    // The moment of the first arrival: an input there must find the road empty.
    var probe = Toys.toll.start(1, nil, false)
    _ = probe.advance(until: .distantFuture, limit: 1)
    let arrival = (probe.now - .start).text
    let played = try run(at: ["\(arrival):convoy"], seconds: 1).play()
    #expect(played.journal.map(\.eventsBefore) == [0])
    #expect(played.journal.map { ($0.at - .start).text } == [arrival])
  }

  @Test func `an input at the very end still counts`() throws {
    let played = try run(at: ["60s:closed"]).play()
    #expect(played.snapshot.faults == [0])
    #expect(throws: BadInput("60.001s:closed comes after the end of the run at 60s")) {
      try run(at: ["60.001s:closed"])
    }
    #expect(throws: BadInput("a run needs some time, not 0s")) { try run(seconds: 0) }
  }

  @Test func `progress goes up to the end`() throws {
    var seen: [Instant] = []
    let played = try run(["traffic=20", "service=10"], at: ["10s:convoy"], seconds: 30_000).play {
      seen.append($0)
    }
    #expect(played.processed > 500_000)
    #expect(seen.count > 5)
    #expect(seen == seen.sorted())
    #expect(seen.last == .start + .seconds(30_000))
  }

  @Test func `eventually is judged only once nothing comes in and nothing is left`() throws {
    let verdict = { (run: HeadlessRun) in run.play().snapshot.laws[2].verdict }
    #expect(try verdict(run()) == .pending, "cars still come")
    let quiet = ["10s:closed", "30s:traffic=0", "30s:service=10"]
    #expect(try verdict(run(at: quiet + ["30s:heal:all"])) == .held)
    #expect(try verdict(run(at: quiet)) == .pending, "the booth is still closed")
    #expect(try verdict(run(at: ["1s:slow"] + quiet + ["30s:heal:closed"])) == .pending, "and here it is slow")
    #expect(try verdict(run(at: quiet + ["30s:heal:all"], seconds: 30)) == .pending, "cars still wait")
  }

  @Test func `the command repeats the run`() throws {
    let run = try run(["lanes=2"], at: ["2m:heal:all", "1.5s:closed"], seed: .max, seconds: 240)
    #expect(
      run.command
        == "squall run toll --seed 18446744073709551615 --for 240s --set lanes=2 --at 1.5s:closed --at 120s:heal:all")
    #expect(try self.run().command == "squall run toll --seed 1 --for 60s")
  }

  @Test(
    arguments: [
      ("0", 0), ("42", 42), ("0x2A", 42), ("0XfF", 255), ("18446744073709551615", .max),
      ("0xFFFFFFFFFFFFFFFF", .max),
    ] as [(String, UInt64)])
  func `seeds are decimal or hexadecimal`(_ text: String, _ seed: UInt64) throws {
    #expect(try UInt64(seedText: text) == seed)
  }

  @Test(arguments: ["", "-1", "+1", "0x", "x2A", "2A", "18446744073709551616", "1.0", "0x+1", "1_000"])
  func `what is no seed is refused`(_ text: String) {
    #expect(throws: BadInput.self) { try UInt64(seedText: text) }
  }
}
