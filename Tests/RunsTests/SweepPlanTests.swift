import Diagnostics
import Engine
import LabKit
import Runs
import Testing
import ToyLab

@Suite struct SweepPlanTests {
  @Test(arguments: [
    ("traffic=1..4/1", [1, 2, 3, 4]), ("traffic=1..4/2", [1, 3]), ("traffic=2..2/1", [2]),
    ("traffic=0.1..0.5/0.1", [0.1, 0.2, 0.3, 0.4, 0.5]), ("traffic=3,1", [3, 1]),
    ("traffic=5,1..2/0.5", [5, 1, 1.5, 2]),
    ("payment=cash,tag", [0, 2]), ("limit=off,on", [0, 1]), ("lanes=1..4/2", [1, 3]),
    ("traffic=1/s..4/s/2/s", [1, 3]), ("traffic=1..4/2/s", [1, 3]), ("traffic=1/s,2/s", [1, 2]),
  ]) func `values are read as they are written`(_ text: String, _ values: [Double]) throws {
    #expect(try SweepAxis(text, for: Toys.toll).values == values)
  }

  @Test(arguments: [
    ("trafic=1,2", "toll has no knob 'trafic'; did you mean 'traffic'?"),
    ("traffic", "traffic is a knob and needs a value; write it like traffic=LOW..HIGH/STEP or traffic=A,B"),
    ("trafic", "'trafic' varies nothing; "), ("traffic=", "traffic needs a number, not ''"),
    ("traffic=1,,2", "traffic needs a number, not ''"),
    ("traffic=1..4", "'1..4' has no step; write it like 1..4/"),
    ("traffic=1/s..4/s", "'1/s..4/s' has no step; write it like 1/s..4/s/"),
    ("traffic=1..4/0", "the step of traffic is a number above 0, not '0'"),
    ("traffic=1..4/-1", "the step of traffic is a number above 0, not '-1'"),
    ("traffic=1..4/x", "the step of traffic is a number above 0, not 'x'"),
    ("traffic=1..4/nan", "a number above 0"), ("traffic=1..4/inf", "a number above 0"),
    ("traffic=4..1/1", "the range of traffic runs backwards: 4 to 1"),
    ("traffic=0..99999/1", "traffic goes from 0 to "),
    ("traffic=x..2/1", "traffic needs a number, not 'x'"),
    ("traffic=0..1/0.0000001", "more than 100000 values"),
    ("traffic=0..0.000001/0.0000001", "more than six decimals"),
    ("traffic=1,1..2/1", "traffic is to be 1 twice"),
    ("lanes=1..3/0.5", "lanes takes whole numbers, so its step is one too, not '0.5'"),
    ("payment=cash..tag/1", "payment has no range; it is one of "), ("payment=csh", "did you mean 'cash'?"),
    ("limit=off..on/1", "limit is on or off and has no range"),
  ]) func `what cannot be varied is said in one line`(_ text: String, _ complaint: String) {
    let error = #expect(throws: BadInput.self) { try SweepAxis(text, for: Toys.toll) }
    #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
  }

  @Test(
    arguments: [
      ("1..4", [1, 2, 3, 4]), ("7", [7]), ("3,1..2,0xA", [3, 1, 2, 10]),
      ("18446744073709551614..18446744073709551615", [UInt64.max - 1, .max]),
    ] as [(String, [UInt64])]) func `seeds are read as they are written`(_ text: String, _ seeds: [UInt64]) throws
  { #expect(try Seeds(text).seeds == seeds) }

  @Test(arguments: [
    ("4..1", "run backwards"), ("1..x", "'1..x' is no seed and no range; write 7, 1..50, or several"),
    ("", "'' is no seed"), ("1-5", "'1-5' is no seed"), ("1..", "'1..' is no seed"),
    ("1...5", "'1...5' is no seed"),
    ("-1", "'-1' is no seed"),
    ("1,1", "seed 1 comes twice"),
    ("1..100001", "at most 100000 seeds"), ("1..90000,100001..190000", "at most 100000 seeds"),
    ("0..18446744073709551615", "at most 100000 seeds"),
  ]) func `bad seeds are refused`(_ text: String, _ complaint: String) {
    let error = #expect(throws: BadInput.self) { try Seeds(text) }
    #expect(error?.description.contains(complaint) == true)
  }

  @Test(arguments: [
    ("5/4", "there is no shard 5/4; they go from 1/4 to 4/4"), ("0/4", "there is no shard 0/4"),
    ("1", "'1' is no shard"),
    ("1/0", "'1/0' is no shard"), ("a/b", "'a/b' is no shard"), ("1/2/3", "'1/2/3' is no shard"),
    ("+1/2", "'+1/2' is no shard"), ("1/1000001", "'1/1000001' is no shard"), ("", "'' is no shard"),
  ]) func `bad shards are refused`(_ text: String, _ complaint: String) {
    let error = #expect(throws: BadInput.self) { try SweepShard(text) }
    #expect(error?.description.contains(complaint) == true)
  }

  private func sweep(
    _ axes: [String], seeds: String = "1..3", shard: String = "1/1", squall: String = "1",
    inputs: [String] = [], from: Double = 0, dialect: CSVDialect = .standard
  ) throws -> Sweep {
    try Sweep(
      Script(Toys.toll, settings: [], inputs: inputs), axes: axes.map { try SweepAxis($0, for: Toys.toll) },
      seeds: Seeds(seeds), until: .start + .seconds(5), measureFrom: .start + .seconds(from),
      shard: SweepShard(shard), dialect: dialect, squall: squall)
  }

  @Test func `the shards are all cells once`() throws {
    let axes = ["traffic=1..7/1", "limit=off,on"]
    for count in [1, 2, 3, 4, 13, 14, 15, 40] {
      let parts = try (1...count).map { try sweep(axes, shard: "\($0)/\(count)").cells }
      #expect(Array(parts.joined()) == Array(0..<14))
      #expect(try #require(parts.map(\.count).max()) - #require(parts.map(\.count).min()) <= 1)
    }
    #expect(try sweep(axes, shard: "03/16").shard == sweep(axes, shard: "3/16").shard, "as 'seq -w' writes it")
  }

  @Test func `too much is refused`() {
    #expect(throws: BadInput("a sweep takes at most 100000 cells, and these are more")) {
      try sweep(["traffic=0..20/0.01", "service=10..110/1"])
    }
    #expect(throws: BadInput("that is 100000000 runs; a sweep takes at most 10000000")) {
      try sweep(["traffic=0..9.99/0.01"], seeds: "1..100000")
    }
    #expect(throws: BadInput("traffic is varied twice; give all its values at once, between commas")) {
      try sweep(["traffic=1", "traffic=2"])
    }
    #expect(throws: BadInput("6s:closed comes after the end of the run at 5s")) {
      try sweep([], inputs: ["6s:closed"])
    }
  }

  @Test func `a plan that differs in one thing has another fingerprint`() throws {
    let plans = try [
      sweep(["traffic=1,2"]), sweep(["traffic=1,3"]), sweep(["traffic=2,1"]),
      sweep(["traffic=1,2"], seeds: "1..4"),
      sweep(["traffic=1,2"], squall: "2"), sweep(["traffic=1,2"], inputs: ["1s:closed"]),
      sweep(["traffic=1,2", "limit=off,on"]), sweep(["traffic=1,2", "limit=on"]),
      sweep(["traffic=1,2"], from: 1), sweep(["traffic=1,2"], dialect: .semicolon),
    ]
    #expect(Set(plans.map(\.fingerprint)).count == plans.count)
    #expect(
      plans.allSatisfy { $0.fingerprint.utf8.count == 16 && $0.fingerprint.allSatisfy { "a"..."p" ~= $0 } },
      "no reader of tables takes it for a number")
    let shard = try sweep(["traffic=1,2"], shard: "2/2")
    #expect(shard.fingerprint == plans[0].fingerprint, "the parts of a sweep are of one plan")
  }
}
