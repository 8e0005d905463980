import Patterns
import Testing

@Suite struct LoadShedderEvenTests {
  /// What is admitted of each class, a second, at evenly spaced arrivals: two P0 in ten, five P1, three P2.
  private func admitted(offered: Int, capacity: Double) -> [Double] {
    var chance = Chance(1)
    var shedder = LoadShedder(capacity: capacity)
    var counts = [0.0, 0, 0]
    for index in 0..<offered * 20 {
      let priority: LoadShedder.Priority = index % 10 < 2 ? .p0 : index % 10 < 7 ? .p1 : .p2
      let now = Duration.nanoseconds(Int64(index) * 1_000_000_000 / Int64(offered))
      let decision = shedder.offerEvenly(priority, at: now, uniform: chance.uniform())
      if decision == .admitted { counts[Int(priority.rawValue)] += 1 / 20 }
    }
    return counts
  }

  @Test func `every class loses the same share`() {
    let counts = admitted(offered: 2000, capacity: 1000)
    for (count, expected) in zip(counts, [200.0, 500, 300]) {
      #expect(abs(count - expected) < 0.06 * expected, "\(count) of \(expected)")
    }
  }

  @Test func `below the capacity nothing is shed`() {
    for (count, offered) in zip(admitted(offered: 900, capacity: 1000), [180.0, 450, 270]) {
      #expect(abs(count - offered) < 1e-6)
    }
  }

  @Test func `the share is the one that brings the rate down to the capacity`() {
    var shedder = LoadShedder(capacity: 100)
    #expect(shedder.evenShare(at: .zero) == 1)
    for tick in 0..<400 { _ = shedder.offerEvenly(.p1, at: .milliseconds(tick * 5), uniform: 0) }
    #expect(abs(shedder.evenShare(at: .seconds(2)) - 0.5) < 0.02)
  }
}
