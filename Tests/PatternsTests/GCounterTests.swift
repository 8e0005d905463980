import Patterns
import Testing

@Suite struct GCounterTests {
  func random(_ chance: inout Chance) -> GCounter {
    GCounter((0..<chance.below(6)).map { _ in UInt64(chance.below(4)) })
  }

  func merged(_ left: GCounter, _ right: GCounter) -> GCounter {
    var result = left
    result.merge(right)
    return result
  }

  @Test func `three replicas come together`() {
    var a = GCounter([3, 0, 0])
    #expect(a.merge(GCounter([0, 2, 0])) == 1)
    #expect(a.merge(GCounter([0, 0, 5])) == 1)
    #expect(a.value == 10)
    #expect(a.vector == [3, 2, 5])
    #expect(a.merge(GCounter([1, 2, 3])) == 0)
  }

  @Test func `a delta carries one entry`() {
    var a = GCounter(replicas: 64)
    a.increment(9, by: 4)
    a.increment(9)
    #expect(a.size == 64)
    #expect(a.delta(of: 9).size == 1)
    var b = GCounter(replicas: 64)
    #expect(a.delta(since: b).entries.map(\.count) == [5])
    #expect(b.merge(a.delta(of: 9)) == 1)
    #expect(b.merge(a.delta(of: 9)) == 0, "a delta may come twice")
    #expect(b == a)
    #expect(a.delta(since: b).size == 0)
  }

  @Test func `it orders by what was seen`() {
    #expect(GCounter([1, 0]).compared(to: GCounter([1])) == .equal)
    #expect(GCounter([1, 0]) == GCounter([1]))
    #expect(GCounter([1, 0]).hashValue == GCounter([1]).hashValue)
    #expect(GCounter([1]).compared(to: GCounter([1, 2])) == .before)
    #expect(GCounter([2, 2]).compared(to: GCounter([1, 2])) == .after)
    #expect(GCounter([2, 0]).compared(to: GCounter([0, 2])) == .concurrent)
    #expect(GCounter([2])[7] == 0)
  }

  @Test func `Nothing wraps at the end of the integers`() {
    var counter = GCounter([.max - 1])
    counter.increment(0, by: .max)
    counter.increment(1, by: 5)
    #expect(counter.vector == [.max, 5])
    #expect(counter.value == .max, "the sum is greater")
    var both = PNCounter(added: counter, removed: GCounter([.max]))
    #expect(both.value == 5)
    both.decrement(1, by: .max)
    both.decrement(2, by: .max)
    #expect(both.value == .min)
  }

  @Test(arguments: 0..<300)
  func `merging is commutative, associative and idempotent`(seed: UInt64) {
    var chance = Chance(seed)
    let (a, b, c) = (random(&chance), random(&chance), random(&chance))
    #expect(merged(a, b) == merged(b, a))
    #expect(merged(merged(a, b), c) == merged(a, merged(b, c)))
    #expect(merged(a, a) == a)
    #expect([.equal, .before].contains(a.compared(to: merged(a, b))))
    var byDelta = a
    byDelta.merge(b.delta(since: a))
    #expect(byDelta == merged(a, b))
  }

  /// Replicas that count and send full states or deltas over a network that loses, doubles and reorders
  /// messages: after one last full exchange all agree on the truth.
  @Test(arguments: 0..<50)
  func `it converges whatever the network does`(seed: UInt64) {
    var chance = Chance(seed)
    let n = 2 + chance.below(6)
    var replicas = [GCounter](repeating: GCounter(replicas: n), count: n)
    var network: [GCounter] = []
    var deltas: [GCounter.Delta] = []
    var truth: UInt64 = 0
    for _ in 0..<400 {
      let replica = chance.below(n)
      switch chance.below(4) {
      case 0:
        replicas[replica].increment(replica)
        truth += 1
        deltas.append(replicas[replica].delta(of: replica))
      case 1: network.append(replicas[replica])
      case 2: if !network.isEmpty { replicas[replica].merge(network[chance.below(network.count)]) }
      default: if !deltas.isEmpty { replicas[replica].merge(deltas[chance.below(deltas.count)]) }
      }
      #expect(replicas.allSatisfy { $0.value <= truth })
    }
    let full = replicas.reduce(GCounter()) { merged($0, $1) }
    for replica in 0..<n { replicas[replica].merge(full) }
    #expect(replicas.allSatisfy { $0.value == truth })
  }
}
