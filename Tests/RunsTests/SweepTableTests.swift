import Engine
import LabKit
import Labs
import Runs
import Synchronization
import Testing
import ToyLab

@Suite struct SweepTableTests {
  private func sweep(_ axes: [String], seeds: String = "1..20", shard: String = "1/1") throws -> Sweep {
    try Sweep(
      Script(Toys.toll, settings: ["service=200"], inputs: ["1s:convoy"]),
      axes: axes.map { try SweepAxis($0, for: Toys.toll) }, seeds: Seeds(seeds),
      until: .start + .seconds(5),
      shard: SweepShard(shard), squall: "test")
  }

  private let twelve = ["traffic=0..5/1", "payment=cash,tag"]

  private func played(_ sweep: Sweep, jobs: Int = 1, before: [String] = []) throws -> String {
    let table = SweepTable(sweep)
    var begun = SweepProgress(sweep, table)
    for line in before {
      begun.take(try #require(SweepOutcome(line.dropLast(), runs: sweep.runs, figures: table.figures)))
    }
    let tally = Mutex(begun)
    sweep.play(begun.missing, jobs: jobs) { outcome in
      tally.withLock { $0.take(outcome) }
      return true
    }
    let text = tally.withLock { $0.text }
    return try #require(text)
  }

  /// The rows, by the names of their columns.
  private func rows(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test func `a row is what single runs give`() throws {
    let sweep = try sweep(["traffic=2,5"], seeds: "4..6")
    let row = try rows(played(sweep))[1]
    #expect(row["plan"] == sweep.fingerprint)
    #expect([row["cell"], row["traffic"], row["seeds"], row["broken"]] == ["2", "5", "3", "0"])
    let passed = try (4...6).map { seed in
      let script = try Script(Toys.toll, settings: ["service=200", "traffic=5"], inputs: ["1s:convoy"])
      let meters = try HeadlessRun(script, seed: UInt64(seed), until: .start + .seconds(5)).play().snapshot.meters
      let meter = try #require(meters.first { $0.declaration.name == "cars.passed" })
      return try #require(meter.figures.first { $0.statistic == "total" }).value
    }
    let mean = passed.reduce(0, +) / 3
    let deviation = (passed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
    // Student's t with two degrees of freedom, from any table.
    let half = 4.302652730 * deviation / 3.0.squareRoot()
    #expect(deviation > 0)
    #expect(abs(try #require(Double(row["cars.passed.total.mean"] ?? "")) - mean) < 1e-12)
    #expect(abs(try #require(Double(row["cars.passed.total.ci95"] ?? "")) - half) < 1e-8)
  }

  @Test func `what was not measured is empty`() throws {
    let quiet = try Sweep(
      Script(Toys.toll, settings: ["traffic=0"]), axes: [], seeds: Seeds("1..3"),
      until: .start + .seconds(2),
      squall: "test")
    let none = try rows(played(quiet))[0]
    #expect([none["stay.count.mean"], none["stay.runs"]] == ["0", "0"])
    #expect([none["stay.p99.mean"], none["stay.p99.ci95"]] == ["", ""])
    #expect([none["queue.last.mean"], none["queue.runs"]] == ["0", "3"])
    let one = try rows(played(sweep(["traffic=5"], seeds: "1")))[0]
    #expect(one["cars.passed.total.mean"] != "")
    #expect(one["cars.passed.total.ci95"] == "", "one run says nothing about how sure it is")
  }

  @Test func `the table does not depend on the jobs`() throws {
    let sweep = try sweep(twelve)
    let one = try played(sweep, jobs: 1)
    #expect(try played(sweep, jobs: 3) == one)
    #expect(rows(one).count == 12)
    #expect(SweepTable(sweep).isWhole(one))
  }

  @Test func `what was done before is not done again`() throws {
    let sweep = try sweep(twelve)
    let lines = (0..<sweep.runs).reversed().filter { $0 % 3 != 1 }.map { sweep.outcome(ofRun: $0).line }
    #expect(try played(sweep, jobs: 2, before: lines + lines) == played(sweep))
    var tally = SweepProgress(sweep, SweepTable(sweep))
    for line in lines { tally.take(try #require(SweepOutcome(line.dropLast(), runs: 240, figures: 15))) }
    #expect(tally.missing == (0..<240).filter { $0 % 3 == 1 })
    #expect(tally.text == nil)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 12, 13, 30]) func `shards joined are the whole`(_ count: Int) throws {
    let parts = try (1...count).map { number in
      let part = try sweep(twelve, shard: "\(number)/\(count)")
      let text = try played(part)
      #expect(SweepTable(part).isWhole(text))
      return text
    }
    #expect(try parts.joined() == played(sweep(twelve)))
  }

  @Test func `a result of another plan is no result`() throws {
    let sweep = try sweep(["traffic=1..3/1"], seeds: "1..2")
    let text = try played(sweep), table = SweepTable(sweep)
    #expect(table.isWhole(text))
    #expect(!table.isWhole(String(text.dropLast())))
    #expect(!table.isWhole(text + text))
    #expect(!table.isWhole(""))
    #expect(!table.isWhole(String(text.dropFirst(table.heading.count))))
    #expect(!table.isWhole(try played(self.sweep(["traffic=1..3/1"], seeds: "1..3"))))
    #expect(!table.isWhole(try played(self.sweep(["traffic=1..3/1"], seeds: "1..2", shard: "1/3"))))
  }

  @Test func `a line of a finished run reads back`() throws {
    let sweep = try sweep(twelve), figures = SweepTable(sweep).figures
    let line = sweep.outcome(ofRun: 17).line
    let read = try #require(SweepOutcome(line.dropLast(), runs: 240, figures: figures))
    #expect(read == sweep.outcome(ofRun: 17))
    let rest = String(line.dropFirst(2).dropLast())
    let spoilt = [
      "", "x", String(line.dropLast(2)) + "z", String(line.dropLast()) + " 1", "240" + rest, "-1" + rest,
    ]
    for bad in spoilt + ["17 short" + rest.dropFirst(17), "17" + rest.dropFirst(5)] {
      #expect(SweepOutcome(Substring(bad), runs: 240, figures: figures) == nil, "\(bad)")
    }
  }

  @Test(arguments: Catalogue.all.map(\.id)) func `every column of every lab has a name of its own`(_ id: String) throws
  {
    let lab = try Catalogue.all.named(id)
    let axes = try lab.knobs.map { try SweepAxis("\($0.key)=\($0.text($0.range.lowerBound))", for: lab) }
    let sweep = try Sweep(Script(lab), axes: axes, seeds: Seeds("1"), until: .start + .seconds(1), squall: "test")
    let columns = SweepTable(sweep).heading.dropLast().split(separator: ",", omittingEmptySubsequences: false)
    #expect(Set(columns).count == columns.count)
    #expect(columns.allSatisfy { !$0.isEmpty && !$0.contains("\"") })
    let row = SweepTable(sweep).row(ofCell: 0, [sweep.outcome(ofRun: 0)])
    #expect(row.split(separator: ",", omittingEmptySubsequences: false).count == columns.count)
  }
}
