import Patterns
import Testing

@Suite struct RaftStorageTests {
  typealias Node = RaftNode<Int>

  /// A node and the number of its latest write, which a new life counts anew.
  private struct Life {
    var node: Node
    var write = 0

    /// Does one random thing and returns what the node says to it.
    mutating func act(_ chance: inout Chance) -> String {
      var outputs: [Node.Output] = []
      switch chance.below(8) {
      case 0: node.electionTimedOut(into: &outputs)
      case 1: node.heartbeatDue(into: &outputs)
      case 2: _ = node.propose(chance.below(9), into: &outputs)
      case 3, 4: node.persisted(write, into: &outputs)
      default:
        let contents: [Node.Message.Content] = [
          .vote(isGranted: true), .requestVote(lastIndex: chance.below(30), lastTerm: chance.below(30)),
          .appended(through: chance.below(node.log.lastIndex + 1)),
          .appendEntries(previous: 0, previousTerm: 0, entries: [.init(term: 1, command: 5)], commit: 0),
        ]
        let message = Node.Message(term: node.term + chance.below(5) / 4, contents[chance.below(4)])
        node.receive(message, from: chance.below(node.count), into: &outputs)
      }
      return outputs.map { output in
        guard case .write(let number) = output else { return "\(output)" }
        write = number
        return "write"
      }.joined(separator: "; ")
    }
  }

  @Test(arguments: 0..<20)
  func `A node that is put together of what its disk has kept goes on like one that crashed`(seed: UInt64)
    throws
  {
    var storm = RaftStorm(seed: seed)
    storm.rage()
    for node in storm.world.nodes {
      let text = try document(node)
      var lives = [
        Life(node: node), Life(node: try Node(node.parts)), Life(node: try state(Node.self, text)),
      ]
      #expect(lives[1].node == lives[2].node && lives[1].node.parts == node.parts)
      #expect(try document(lives[2].node) == text)
      for index in lives.indices {
        var outputs: [Node.Output] = []
        lives[index].node.crash(into: &outputs)
        lives[index].node.start(into: &outputs)
      }
      var chance = Chance(seed)
      for _ in 0..<40 {
        let now = chance
        let answer = lives[0].act(&chance)
        for index in 1...2 {
          var same = now
          #expect(lives[index].act(&same) == answer)
          #expect(lives[index].node.parts == lives[0].node.parts)
        }
      }
    }
  }

  @Test func `What no disk has kept is refused`() {
    let log = RaftLog<Int>([.init(term: 1, command: nil), .init(term: 3, command: 7)])
    let good = Node.Parts(id: 1, count: 3, term: 4, vote: 2, log: log)
    #expect(throws: Never.self) { try Node(good) }
    let damages: [(String, (inout Node.Parts) -> Void)] = [
      ("count", { $0.count = 0 }), ("count", { $0.count = 65 }), ("id", { $0.id = -1 }),
      ("id", { $0.id = 3 }),
      ("vote", { $0.vote = -1 }), ("vote", { $0.vote = 3 }), ("term", { $0.term = 2 }),
      ("term", { $0.term = .max }), ("term", { $0.term = -1 }),
      ("log", { $0.log = RaftLog([.init(term: 0, command: nil)]) }),
      ("log", { $0.log = RaftLog([.init(term: 3, command: nil), .init(term: 2, command: nil)]) }),
    ]
    for (part, damage) in damages {
      var parts = good
      damage(&parts)
      let error = #expect(throws: InvalidState.self) { try Node(parts) }
      #expect(error?.description.hasPrefix(part) == true)
    }
    expectRefused(
      RaftLog<Int>.self,
      [
        #"[{"term":2},{"term":1}]"#: "1 follows 2", #"[{"term":0}]"#: "at least 1",
        #"[{"term":9223372036854775807}]"#: "a term is a count",
      ])
  }
}
