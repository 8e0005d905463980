import Patterns
import Testing

@Suite struct RaftSafetyTests {
  // In each of 16 parts, which run side by side.
  #if DEBUG
    static let seeds: UInt64 = 16
  #else
    static let seeds: UInt64 = 160
  #endif

  /// What was seen in some seeds.
  struct Sight {
    var acknowledged = 0
    var elections = 0
    var rivals = 0
    var splits = 0
    var overwritten = 0
    var violations: [RaftLaws.Law: Int] = [:]
  }

  static func look(_ seeds: Range<UInt64>, settings: RaftSettings = RaftSettings(), isSafe: Bool = true)
    -> Sight
  {
    var sight = Sight()
    for seed in seeds {
      var storm = RaftStorm(seed: seed, settings: settings)
      storm.rage()
      if isSafe {
        let settles = storm.calm()
        #expect(settles, "seed \(seed)")
        #expect(storm.world.laws.violations == [:], "seed \(seed)")
      }
      let laws = storm.world.laws
      sight.acknowledged += laws.acknowledged
      sight.elections += laws.elections
      sight.rivals += laws.rivalTerms
      sight.splits += laws.splitTerms
      sight.overwritten += laws.overwritten
      for law in laws.violations.keys { sight.violations[law, default: 0] += 1 }
    }
    return sight
  }

  @Test(arguments: 0..<16)
  func `The safety properties hold, an acknowledged write is kept, a minority never commits`(part: UInt64) {
    let sight = Self.look(part * Self.seeds..<(part + 1) * Self.seeds)
    #expect(sight.acknowledged > 10 * Int(Self.seeds))
    #expect(sight.rivals > 0 && sight.splits > 0 && sight.overwritten > 0, "the interesting cases were reached")
  }

  @Test func `Without the check of the log an acknowledged write is lost`() {
    var careless = RaftSettings()
    careless.votesCheckLog = false
    let sight = Self.look(0..<2 * Self.seeds, settings: careless, isSafe: false)
    #expect(sight.violations[.acknowledgedIsKept, default: 0] > 0)
    #expect(sight.violations[.electionSafety] == nil, "one vote a term still means one leader a term")
  }
}
