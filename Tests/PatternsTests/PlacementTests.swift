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

  @Test func `a new node of a ring takes keys from all and moves none between them`() {
    let nine = HashRing(nodes: 9, pointsPerNode: 100), ten = HashRing(nodes: 10, pointsPerNode: 100)
    for key in 0..<10_000 as Range<UInt64> where nine.node(of: key) != ten.node(of: key) {
      #expect(ten.node(of: key) == 9)
    }
    // Who cannot be chosen is passed over, and only its keys move.
    for key in 0..<1000 as Range<UInt64> where ten.node(of: key)! != 3 {
      #expect(ten.node(of: key) { $0 != 3 } == ten.node(of: key))
    }
  }

  @Test func `replicas rise by four, and then to the double, at each look`() {
    var scaler = ReplicaAutoscaler(target: 100, range: 1...100), trace = [1]
    for step in 1...6 { trace.append(scaler.replicas(current: trace.last!, metric: 1e9, at: .seconds(15 * step))) }
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
