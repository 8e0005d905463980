import Dashboard
import Engine
import Grid
import LabKit
import Labs
import Testing

/// What a student in the last row reads at 80x24 while keys are pressed, over 20 seeds.
@Suite("Raft on the screen") struct RaftScreenTests {
  private static let seeds = UInt64(1)...20

  /// The lab with its first leader, and no writes but those of the key.
  private func quietCluster(seed: UInt64, nodes: Double = 5) throws -> (bench: Bench, leader: Int, term: Int) {
    let lab = try #require(Catalogue.all.first { $0.id == "raft" })
    var bench = Bench(lab, width: 80, height: 24, seed: seed)
    bench.run.turn(try lab.knob(named: "nodes"), to: nodes)
    bench.type("p")
    try wait(&bench, "somebody leads") { $0.leader != nil }
    bench.go(seconds: 1)
    let leader = try #require(bench.leader), status = bench.run.snapshot.status(panel: 0)
    return (bench, leader, try #require(status.split(separator: " ").last.flatMap { Int($0) }))
  }

  /// Lets virtual time go by until something stands on the screen.
  private func wait(_ bench: inout Bench, _ what: String, until isThere: (Bench) -> Bool) throws {
    for _ in 0..<200 where !isThere(bench) { bench.go(seconds: 0.1) }
    try #require(isThere(bench), "\(what), seed \(bench.run.seed):\n\(bench.text)")
  }

  @Test(arguments: seeds) func `the leader crashes and another one is elected`(seed: UInt64) throws {
    var (bench, old, _) = try quietCluster(seed: seed)
    bench.type("\(old)")
    bench.go(seconds: 0.3)
    #expect(bench.text.contains("n\(old), the leader, is down: 4 of 5 are left, a majority."))
    #expect(bench.text.contains("no leader for"))
    try wait(&bench, "another one leads") { $0.leader != nil }
    let new = try #require(bench.leader)
    #expect(new != old)
    #expect(bench.row(22).contains("n\(new) is elected: it leads in term"))
    #expect(bench.lane(new).contains("LEADER") && bench.lane(old).contains("down"))
    #expect(bench.text.contains("n\(new) led"))
    bench.type("w")
    bench.go(seconds: 0.5)
    #expect(bench.figure("writes.acknowledged") == 1)
    bench.type("\(old)")
    try wait(&bench, "the old one follows") { $0.text.contains("all have the same log") }
    #expect(bench.lane(old).contains("follower"))
  }

  @Test(arguments: seeds)
  func `a leader that is cut off writes on its side, heals, and loses those entries`(seed: UInt64) throws {
    var (bench, old, term) = try quietCluster(seed: seed)
    bench.type("cww")
    try wait(&bench, "its writes wait") { $0.text.contains("n\(old) reaches 1 of 5: 2 cannot commit") }
    try wait(&bench, "another one leads") { $0.leader ?? old != old }
    let new = try #require(bench.leader)
    #expect(bench.lane(old).contains("LEADER \(term)") && bench.lane(new).contains("LEADER"))
    #expect(bench.log(old).hasSuffix("(\(term)) (\(term))"), "\(bench.log(old))")
    bench.type("www")
    bench.go(seconds: 0.5)
    #expect(bench.figure("writes.acknowledged") == 3)
    #expect(bench.text.contains("n\(old) reaches 1 of 5: 5 cannot commit"))
    bench.type("c")
    try wait(&bench, "what it wrote alone is gone") { $0.log(old).contains("╳\(term)╳") }
    #expect(bench.log(old).count { $0 == "╳" } == 10)
    #expect(bench.text.contains("n\(old) lost 5 of term \(term), never committed"))
    #expect(bench.row(22).contains("n\(old) takes back 5 of its entries: term"))
    try wait(&bench, "all is well") { $0.text.contains("all have the same log") }
    #expect(bench.figure("writes.lost") == 0 && bench.run.snapshot.laws.allSatisfy { $0.verdict != .violated })
  }

  @Test(arguments: seeds) func `a minority cannot commit`(seed: UInt64) throws {
    var (bench, old, term) = try quietCluster(seed: seed)
    let committed = bench.figure("n\(old).committed")
    bench.type("xw")
    bench.go(seconds: 0.3)
    #expect(bench.text.contains("n\(old) reaches 2 of 5: 1 cannot commit"))
    try wait(&bench, "it is told") { bench in
      bench.run.snapshot.notes(20, upTo: .headline).contains {
        $0.text == "n\(old) reaches 2 of 5: a minority cannot commit."
      }
    }
    try wait(&bench, "the majority elects") { $0.leader ?? old != old }
    bench.type("w")
    bench.go(seconds: 5)
    #expect(bench.text.contains("n\(old) reaches 2 of 5: 2 cannot commit"), "\(bench.text)")
    #expect(bench.figure("n\(old).committed") == committed)
    #expect(bench.figure("writes.acknowledged") == 1, "the majority's")
    bench.type("x")
    try wait(&bench, "it is overwritten") { $0.text.contains("lost 2 of term \(term), never committed") }
    #expect(bench.run.snapshot.laws.allSatisfy { $0.verdict != .violated })
  }

  /// Three nodes. The leader a is cut off; b is elected and acknowledges a write, which it and c have. b and c go down, and
  /// c comes back together with a, which times out first.
  @Test(arguments: seeds)
  func `without the log check an acknowledged write is lost, in its twin it is not`(seed: UInt64) throws {
    var (bench, a, _) = try quietCluster(seed: seed, nodes: 3)
    let lab = bench.run.entry
    bench.run.beginTwin(.knob(try lab.knob(named: "logcheck"), 0))
    bench.type("c")
    try wait(&bench, "another one leads") { $0.leader ?? a != a }
    let b = try #require(bench.leader), c = 6 - a - b
    bench.type("w")
    bench.go(seconds: 0.5)
    bench.type("\(b)\(c)")
    // What b sent before arrives in this time, and is lost at the cut.
    bench.go(seconds: 0.5)
    bench.type("c\(c)")
    bench.run.turn(try lab.knob(named: "timeout"), to: 100)
    bench.run.turn(try lab.knob(named: "timeout.spread"), to: 100)
    bench.go(seconds: 6)
    let (kept, lost) = (bench.run.snapshot, try #require(bench.run.twinSnapshot))
    #expect(Bench.figure("writes.acknowledged", kept) == 1 && Bench.figure("writes.acknowledged", lost) >= 1)
    #expect(Bench.figure("writes.lost", kept) == 0 && Bench.figure("writes.lost", lost) == 1)
    #expect(kept.promises[0].verdict == .kept && lost.promises[0].verdict == .broken)
    #expect(Bench.logs(lost).contains("✗ 1 acknowledged write is lost"), "\(Bench.logs(lost))")
    #expect(!Bench.logs(kept).contains("acknowledged write"))
    #expect(kept.laws.allSatisfy { $0.verdict != .violated })
    #expect(lost.laws.allSatisfy { $0.verdict != .violated }, "without the check the laws claim less")
  }
}

extension Bench {
  fileprivate func row(_ row: Int) -> String { screen.text[row] }

  /// Who leads a majority, as the title of the first panel says.
  fileprivate var leader: Int? {
    run.snapshot.status(panel: 0).firstMatch(of: /n(\d) leads term/).flatMap { Int($0.output.1) }
  }

  /// The line of a node in the first panel, which has the focus, and in the second one.
  fileprivate func lane(_ node: Int) -> String {
    screen.text.first { $0.hasPrefix("║n\(node) ") }.map { String($0.prefix(42)) } ?? ""
  }
  fileprivate func log(_ node: Int) -> String {
    let border = "║│"
    let line = screen.text.first { $0.contains("\(border)n\(node)") } ?? ""
    guard let start = line.firstRange(of: border)?.upperBound else { return "" }
    return String(String(line[start...].dropLast().reversed().drop { $0 == " " }).reversed())
  }

  /// The panel of the logs by itself.
  fileprivate static func logs(_ snapshot: any LabSnapshot) -> String {
    var canvas = Canvas(width: 38, height: 12)
    snapshot.draw(panel: 1, on: &canvas)
    return canvas.grid.text.joined(separator: "\n")
  }

  fileprivate func figure(_ meter: String) -> Double { Self.figure(meter, run.snapshot) }
  fileprivate static func figure(_ meter: String, _ snapshot: any LabSnapshot) -> Double {
    snapshot.meters.first { $0.declaration.name == meter }!.figures[0].value
  }
}
