import Diagnostics
import Engine
import Foundation
import LabKit
import Runs
import Testing
import ToyLab

@Suite("Measured from a later moment on") struct MeasureFromTests {
  private static let inputs = ["2s:closed", "8s:heal:closed", "8s:convoy", "12s:traffic=3"]

  private static func run(
    until: Double = 20, from: Double = 0, inputs: [String] = inputs, seed: UInt64 = 1
  ) throws -> HeadlessRun {
    try HeadlessRun(
      Script(Toys.toll, settings: ["traffic=5"], inputs: inputs), seed: seed, until: .start + .seconds(until),
      measureFrom: .start + .seconds(from))
  }

  private static func figures(_ run: HeadlessRun) -> [String: Double] {
    run.play().snapshot.meters.reduce(into: [:]) { found, meter in
      for figure in meter.figures { found["\(meter.declaration.name) \(figure.statistic)"] = figure.value }
    }
  }

  @Test(arguments: [0.001, 7, 8, 12.5, 19]) func `what came before is in no figure`(_ from: Double) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let measured = Self.figures(try Self.run(from: from, seed: seed))
      let whole = Self.figures(try Self.run(seed: seed))
      // Those of the instant itself are measured.
      let early = Self.inputs.filter { Double($0.prefix { $0 != "s" })! < from }
      let before = Self.figures(try Self.run(until: from, inputs: early, seed: seed))
      for (name, value) in measured where name.hasSuffix(" total") || name.hasSuffix(" count") {
        #expect(value == whole[name]! - before[name]!, "\(name)")
      }
      #expect(measured["cars.arrived rate"]! == measured["cars.arrived total"]! / (20 - from))
      #expect(measured["queue last"] == whole["queue last"])
    }
  }

  @Test func `levels are those of the rest`() throws {
    let run = try Self.run(from: 9)
    let measured = Self.figures(run)
    // The same run, looked at every millisecond.
    var stepped = try Self.run(until: 9, inputs: Array(Self.inputs.prefix(3))).play()
    let queue = try #require(Toys.toll.meters.firstIndex { $0.name == "queue" })
    let levels = try (0..<11_000).map { step in
      if step == 3000 { stepped.turn(try Toys.toll.knob(named: "traffic"), to: 3) }
      let level = stepped.snapshot.meters[queue].figures[0].value
      _ = stepped.advance(until: stepped.now + .milliseconds(1), limit: .max)
      return level
    }
    #expect(Set(levels).count > 5)
    #expect(abs(measured["queue mean"]! - levels.reduce(0, +) / 11_000) < 0.05)
    #expect(measured["queue min"] == levels.min() && measured["queue max"] == levels.max())
  }

  @Test func `nothing that happens is another`() throws {
    let whole = try Self.run().play().snapshot, measured = try Self.run(from: 10).play().snapshot
    #expect(whole.digest == measured.digest && whole.processed == measured.processed)
    #expect(whole.laws.map(\.checks) == measured.laws.map(\.checks))
    #expect(whole.notes(.max, upTo: .detail).map(\.text) == measured.notes(.max, upTo: .detail).map(\.text))
  }

  @Test func `a report says from when on, and how to repeat it`() throws {
    let run = try Self.run(from: 2.5)
    let report = Report(run, played: run.play())
    let text = report.written(as: .text)
    #expect(text.contains("\nmeasured  from 2.5s on; the 2.5s before are in no figure of a meter\n"))
    #expect(text.contains(" --seed 1 --for 20s --measure-from 2.5s --set "))
    let json = try JSONSerialization.jsonObject(with: Data(report.written(as: .json).utf8)) as? [String: Any]
    #expect(json?["measuredFrom"] as? Double == 2.5)
    let whole = try Self.run()
    let plain = Report(whole, played: whole.play())
    #expect(!plain.written(as: .json).contains("measured") && !plain.written(as: .text).contains("measure"))
  }

  @Test(arguments: [20.0, 20.001, 1e9]) func `something must be left`(_ from: Double) {
    let error = #expect(throws: BadInput.self) { try Self.run(from: from) }
    #expect(error?.description.hasSuffix("s on, nothing is left of a run that ends at 20s") == true)
  }

  private static func sweep(_ shard: String = "1/1", from: Double) throws -> Sweep {
    try Sweep(
      Script(Toys.toll), axes: [SweepAxis("traffic=1..5/1", for: Toys.toll)], seeds: Seeds("1..4"),
      until: .start + .seconds(6), measureFrom: .start + .seconds(from), shard: SweepShard(shard), squall: "1")
  }

  private static func text(_ sweep: Sweep) -> String? {
    var tally = SweepProgress(sweep, SweepTable(sweep))
    for number in (0..<sweep.runs).reversed() { tally.take(sweep.outcome(ofRun: number)) }
    return tally.text
  }

  @Test func `the parts of a sweep are the whole, and parts with another warm-up are of another plan`() throws {
    let whole = try Self.sweep(from: 2)
    let parts = try (1...3).map { try #require(Self.text(Self.sweep("\($0)/3", from: 2))) }
    #expect(parts.joined() == Self.text(whole))
    let plans = try [0, 2, 2.5].map { try Self.sweep(from: $0) }
    #expect(Set(plans.map(\.fingerprint)).count == 3)
    #expect(whole.plan.hasSuffix("; measured from 2s"))
    #expect(!SweepTable(plans[0]).isWhole(try #require(Self.text(whole))))
    #expect(throws: BadInput("measured from 6s on, nothing is left of a run that ends at 6s")) {
      try Self.sweep(from: 6)
    }
  }
}
