import Checks
import Diagnostics
import Engine
import LabKit
import Systems
import Testing

/// Systems that chance put together keep the laws.
@Suite("Random systems") struct SystemVarietyTests {
  static let count: UInt64 = isOptimized ? 300 : 20

  /// A system by chance whose calls do not multiply too much.
  private func variety(seed: UInt64) throws -> (lab: LabEntry, text: String) {
    for number in 0..<20 as Range<UInt64> {
      let text = SystemVariety(seed: seed &+ number &* 1_000_003).text
      do throws(BadInput) {
        return (try SystemCatalogue.lab(text: text, file: "variety.yaml"), text)
      } catch {
        try #require("\(error)".contains("attempts would come of one request"), "\(error)\n\(text)")
      }
    }
    throw BadInput("twenty in a row multiply too much")
  }

  /// Some faults come and go and knobs turn; then everything is healed and the system drains.
  private func played(_ lab: LabEntry, seed: UInt64) -> any LabRun {
    var run = lab.start(seed, nil, false), random = Random(seed: seed)
    for step in 1...12 {
      _ = run.advance(until: .start + .seconds(2 * Double(step)), limit: 200_000)
      switch random.next() % 4 {
      case 0:
        let knob = Int(random.next() % UInt64(lab.knobs.count))
        run.turn(knob, to: lab.knobs[knob].value(at: Int(random.next() % UInt64(lab.knobs[knob].positions))))
      case 1: run.healEverything()
      default: run.act(Int(random.next() % UInt64(lab.actions.count)), isOn: random.next() % 3 > 0)
      }
    }
    run.healEverything()
    for (knob, field) in lab.knobs.enumerated() { if let value = field.whileDraining { run.turn(knob, to: value) } }
    _ = run.advance(until: run.now + lab.drainsWithin, limit: 2_000_000)
    return run
  }

  @Test(arguments: 1...count)
  func `no law is broken, everything drains, and the same is done twice`(seed: UInt64) throws {
    let (lab, text) = try variety(seed: seed)
    #expect(lab.breaches() == [])
    let run = played(lab, seed: seed)
    let broken = run.snapshot.laws.filter { $0.verdict == .violated }
    #expect(broken.isEmpty, "\(broken.map { "\($0.declaration.name): \($0)" })\n\(text)")
    #expect(run.isDrained, "it does not drain\n\(text)")
    guard seed.isMultiple(of: 5) else { return }
    #expect(played(lab, seed: seed).digest == run.digest)
  }

  @Test func `walks through time come to what straight runs come to`() throws {
    for seed in 1...(isOptimized ? 30 : 3) as ClosedRange<UInt64> {
      let (lab, text) = try variety(seed: 1000 + seed)
      let found = try WalkSuite(lab, walks: 3).findings(jobs: 2)
      #expect(found.failure == nil, "\(found.text)\n\(text)")
    }
  }
}
