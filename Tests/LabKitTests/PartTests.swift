import Engine
import LabKit
import Testing
import ToyLab

/// The parts that labs are built of, each by itself.
@Suite struct PartTests {
  @Test func `hysteresis turns after so many looks in a row and not after a fluctuation`() {
    var part = Hysteresis()
    let looks = [true, true, false, true, true, true, false, false, true, false, false, false]
    let turns = looks.map { part.follow($0, on: 3, off: 3) }
    #expect(turns == [nil, nil, nil, nil, nil, .rose, nil, nil, nil, nil, nil, .fell])
    #expect(!part.isOn)
  }

  @Test func `hysteresis of a level has two marks`() {
    var part = Hysteresis()
    let turns = [5.0, 10, 9, 8, 7.9, 9.9, 10].map { part.follow($0, high: 10, low: 8) }
    #expect(turns == [nil, .rose, nil, nil, .fell, nil, .rose])
  }

  @Test func `a ceiling that is turned down holds from when what was over it has gone`() {
    var ceiling = Ceiling(10)
    func isAllowed(_ amount: Int, under bound: Int) -> Bool { ceiling.allows(amount, under: bound) }
    #expect([10, 11].map { isAllowed($0, under: 10) } == [true, false])
    // Turned down to 5 while ten are there: they may go, and nobody may come.
    #expect([9, 10, 6, 7, 5, 6].map { isAllowed($0, under: 5) } == [true, false, true, false, true, false])
    #expect(isAllowed(12, under: 20))
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>) func `a slab knows who lives`(_ seed: UInt64) {
    var random = Random(seed: seed), slab = Slab<Int>(), living: [(slot: Slot, tag: UInt32, value: Int)] = []
    var gone: [(slot: Slot, tag: UInt32)] = []
    for value in 0..<500 {
      if random.below(3) > 0 || living.isEmpty {
        let slot = slab.insert(value)
        living.append((slot, slab.tag(slot), value))
      } else {
        let one = living.remove(at: random.below(living.count))
        slab.remove(one.slot)
        gone.append((one.slot, one.tag))
      }
      #expect(slab.count == living.count)
    }
    #expect(slab.alive == living.map(\.slot).sorted())
    #expect(living.allSatisfy { slab.holds($0.slot, $0.tag) && slab[$0.slot] == $0.value })
    #expect(gone.allSatisfy { !slab.holds($0.slot, $0.tag) })
    #expect(!slab.holds(99_999, 1))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func `the rate of arrivals can be turned, off and on again`(
    _ seed: UInt64
  ) {
    let entry = LabEntry(Turnstile.self)
    var run = entry.start(seed, nil, false)
    func came() -> Double { run.snapshot.meters[0].figures[0].value }
    _ = run.advance(until: .start + .seconds(100), limit: .max)
    let first = came()
    #expect(abs(first - 2000) < 250)
    run.turn(0, to: 0)
    _ = run.advance(until: .start + .seconds(200), limit: .max)
    #expect(came() == first)
    run.turn(0, to: 40)
    _ = run.advance(until: .start + .seconds(300), limit: .max)
    #expect(abs(came() - first - 4000) < 350)
  }
}
