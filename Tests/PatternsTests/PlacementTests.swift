import Patterns
import Testing

/// Which replica a request goes to, and how many of them there should be.
@Suite("Placement and scaling") struct PlacementTests {
  @Test func `weights 5, 1 and 1 give the order of nginx`() {
    var weights = SmoothWeights([5, 1, 1])
    #expect((0..<7).map { _ in weights.next()! } == [0, 0, 1, 0, 2, 0, 0])
    #expect(weights.next { $0 == 2 } == 2)
    #expect(weights.next { _ in false } == nil)
  }

  @Test func `a ring is as uneven as it must be, and a new node takes keys from all and moves none between them`() {
    // Ten nodes at 100 points: the relative deviation of a share is sqrt((n - 1)/(n v + 1)) = 0.0948.
    let nine = HashRing(nodes: 9, pointsPerNode: 100), ten = HashRing(nodes: 10, pointsPerNode: 100)
    let keys = 100_000 as UInt64
    var moved = 0, counts = [Double](repeating: 0, count: 10)
    for key in 0..<keys {
      let before = nine.node(of: key)!, after = ten.node(of: key)!
      counts[after] += 1
      if before != after {
        moved += 1
        #expect(after == 9)
      }
    }
    let mean = Double(keys) / 10
    let deviation = (counts.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) } / 10).squareRoot()
    #expect(abs(deviation - 0.0948) < 0.05, "\(deviation)")
    #expect(abs(Double(moved) / Double(keys) - 0.1) < 0.03, "\(moved)")
    // Who cannot be chosen is passed over, and only its keys move.
    for key in 0..<1000 as Range<UInt64> where ten.node(of: key)! != 3 {
      #expect(ten.node(of: key) { $0 != 3 } == ten.node(of: key))
    }
  }

  @Test func `replicas follow Kubernetes' rule`() {
    var scaler = ReplicaAutoscaler(target: 75, range: 1...100)
    #expect(scaler.replicas(current: 4, metric: 90, at: .zero) == 5)
    scaler = ReplicaAutoscaler(target: 100, range: 1...100)
    #expect(scaler.replicas(current: 3, metric: 105, at: .zero) == 3)
    var current = 1, trace = [1]
    for step in 1...6 {
      current = scaler.replicas(current: current, metric: 1e9, at: .seconds(15 * step))
      trace.append(current)
    }
    #expect(trace == [1, 5, 10, 20, 40, 80, 100])
  }

  @Test func `fewer replicas only after the highest recommendation of five minutes is gone`() {
    var scaler = ReplicaAutoscaler(target: 50, range: 1...20)
    #expect(scaler.replicas(current: 8, metric: 50, at: .zero) == 8)
    for second in stride(from: 15, through: 300, by: 15) {
      #expect(scaler.replicas(current: 8, metric: 10, at: .seconds(second)) == 8)
    }
    #expect(scaler.replicas(current: 8, metric: 10, at: .seconds(301)) == 2)
  }
}
