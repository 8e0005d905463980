import Patterns
import Testing

/// The paper's figures as transcripts (Ongaro and Ousterhout, USENIX ATC 2014).
@Suite struct RaftFigureTests {
  // Figure 7: the leader of term 8 and what its followers may look like.
  static let leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
  static let followers = [
    "a": [1, 1, 1, 4, 4, 5, 5, 6, 6],
    "b": [1, 1, 1, 4],
    "c": [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    "d": [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    "e": [1, 1, 1, 4, 4, 4, 4],
    "f": [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  ]
  static var figure7: RaftCluster {
    RaftCluster(logs: [leader] + followers.sorted { $0.key < $1.key }.map(\.value), term: 7)
  }

  @Test func `Figure 7: a new leader brings every log to its own`() {
    let cluster = Self.figure7
    #expect(cluster.elect(0), "a, b, e and f vote for it")
    #expect(cluster.nodes[0].voteCount >= cluster.nodes[0].majority)
    #expect(cluster.terms(3) == Self.followers["c"], "what is beyond the leader's log stays until it conflicts")
    cluster.propose("x", at: 0)
    for id in 0..<7 { #expect(cluster.nodes[id].log == cluster.nodes[0].log) }
    #expect(cluster.terms(0) == Self.leader + [8])
    #expect(cluster.nodes[0].commitIndex == 11)
    #expect(cluster.overwritten(1) == [])
    #expect(cluster.overwritten(2) == [])
    #expect(cluster.overwritten(3) == [[11, 6]])
    #expect(cluster.overwritten(4) == [[11, 7], [12, 7]])
    #expect(cluster.overwritten(5) == [[6, 4], [7, 4]])
    #expect(cluster.overwritten(6) == [[4, 2], [5, 2], [6, 2], [7, 3], [8, 3], [9, 3], [10, 3], [11, 3]])
  }

  @Test func `Figure 7: who votes for whom`() {
    // Of the seven logs these hold at most what the candidate holds, so they vote for it.
    for (candidate, voters) in [(0, [1, 2, 5, 6]), (1, [2, 5, 6]), (3, [0, 1, 2, 5, 6]), (4, [0, 1, 2, 3, 5, 6])] {
      let cluster = Self.figure7
      let wins = cluster.elect(candidate)
      let granted = cluster.nodes.indices.filter { cluster.nodes[$0].vote == candidate && $0 != candidate }
      #expect(granted == voters)
      #expect(wins == (voters.count >= 3))
    }
  }

  // Figure 8 up to (c): the second entry lies on three of five servers, but is of an earlier term.
  static func figure8() -> RaftCluster {
    let cluster = RaftCluster(logs: [[1], [1], [1], [1], [1]])
    #expect(cluster.elect(0))
    cluster.connect(0, 1)
    cluster.propose("two", at: 0)
    cluster.crash(0)
    cluster.connect(2, 3, 4)
    #expect(cluster.elect(4))
    cluster.connect(4)
    cluster.propose("three", at: 4)
    cluster.crash(4)
    cluster.restart(0)
    cluster.connect(0, 1, 2)
    cluster.elect(0)
    if cluster.nodes[0].role != .leader { #expect(cluster.elect(0)) }
    #expect((0..<5).map(cluster.terms) == [[1, 2], [1, 2], [1, 2], [1], [1, 3]])
    #expect(cluster.nodes[0].term == 4)
    return cluster
  }

  @Test func `Figure 8: an entry of an earlier term is not committed by counting`() {
    let cluster = Self.figure8()
    #expect(cluster.nodes[0].matchIndex(of: 1) == 2)
    #expect(cluster.nodes[0].matchIndex(of: 2) == 2)
    #expect(cluster.nodes[0].commitIndex == 0)
    // (d): and rightly so, since it can still be overwritten.
    cluster.crash(0)
    cluster.restart(4)
    cluster.connect(1, 2, 3, 4)
    cluster.elect(4)
    if cluster.nodes[4].role != .leader { #expect(cluster.elect(4)) }
    cluster.heartbeat(4)
    for id in 1...3 { #expect(cluster.terms(id) == [1, 3]) }
    #expect(cluster.overwritten(1) == [[2, 2]])
  }

  @Test func `Figure 8: an entry of its own term commits those before it`() {
    let cluster = Self.figure8()
    // (e)
    cluster.propose("four", at: 0)
    #expect(cluster.nodes[0].commitIndex == 3)
    #expect(cluster.outputs[0].contains(.committed(1...3)))
    cluster.crash(0)
    cluster.restart(4)
    cluster.connect(1, 2, 3, 4)
    for _ in 0..<3 { #expect(!cluster.elect(4), "only the server with the shortest log votes for it") }
    #expect(cluster.elect(1))
    #expect(cluster.terms(1) == [1, 2, 4])
  }
}
