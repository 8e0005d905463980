import Patterns
import Testing

@Suite struct RaftRuleTests {
  typealias Node = RaftNode<String>

  @Test func `A cut-off leader goes on writing, heals and loses what it wrote`() {
    let cluster = RaftCluster(logs: Array(repeating: [], count: 5))
    #expect(cluster.elect(0))
    #expect(cluster.propose("kept", at: 0) == 1)
    cluster.connect(0, 1)
    #expect(cluster.propose("cut off", at: 0) == 2)
    #expect(cluster.propose("cut off too", at: 0) == 3)
    #expect(cluster.nodes[0].commitIndex == 1, "two of five are no majority")
    #expect(cluster.elect(2))
    #expect(cluster.propose("new", at: 2) == 2)
    #expect(cluster.nodes[2].commitIndex == 2)
    #expect(cluster.nodes[0].role == .leader, "nobody has told it")
    cluster.connect()
    cluster.heartbeat(2)
    cluster.heartbeat(2)
    for id in 0..<5 {
      #expect(cluster.nodes[id].log == cluster.nodes[2].log)
      #expect(cluster.nodes[id].commitIndex == 2)
    }
    #expect(cluster.nodes[0].role == .follower)
    #expect(cluster.overwritten(0) == [[2, 1], [3, 1]])
    #expect(cluster.overwritten(1) == [[2, 1], [3, 1]])
  }

  @Test func `A restarted node keeps its vote`() {
    let cluster = RaftCluster(logs: [[], [], []])
    cluster.connect(0, 1)
    #expect(cluster.elect(0))
    cluster.crash(1)
    #expect(cluster.nodes[1].vote == 0)
    cluster.restart(1)
    var outputs: [Node.Output] = []
    let request = Node.Message(term: 1, .requestVote(lastIndex: 0, lastTerm: 0))
    cluster.nodes[1].receive(request, from: 2, into: &outputs)
    #expect(outputs == [.send(Node.Message(term: 1, .vote(isGranted: false)), to: 2)])
  }

  @Test func `A vote leaves when it is on the disk, a refusal at once`() {
    var node = Node(id: 0, of: 3)
    var outputs: [Node.Output] = []
    node.start(into: &outputs)
    #expect(outputs == [.startElectionTimer])
    outputs = []
    node.receive(Node.Message(term: 1, .requestVote(lastIndex: 0, lastTerm: 0)), from: 1, into: &outputs)
    #expect(outputs == [.became(.follower, term: 1), .voted(for: 1), .startElectionTimer, .write(2)])
    outputs = []
    node.receive(Node.Message(term: 1, .requestVote(lastIndex: 0, lastTerm: 0)), from: 2, into: &outputs)
    #expect(outputs == [.send(Node.Message(term: 1, .vote(isGranted: false)), to: 2)])
    outputs = []
    node.persisted(1, into: &outputs)
    #expect(outputs == [], "an unknown write")
    node.persisted(2, into: &outputs)
    #expect(outputs == [.send(Node.Message(term: 1, .vote(isGranted: true)), to: 1)])
    // A crash before that forgets the vote, and nobody has heard of it.
    var other = Node(id: 0, of: 3)
    other.start(into: &outputs)
    other.receive(Node.Message(term: 1, .requestVote(lastIndex: 0, lastTerm: 0)), from: 1, into: &outputs)
    outputs = []
    other.crash(into: &outputs)
    #expect(outputs == [.became(.follower, term: 0)])
    #expect(other.vote == nil)
    other.start(into: &outputs)
    outputs = []
    other.persisted(2, into: &outputs)
    #expect(outputs == [])
  }

  @Test func `A candidate wins only when its own vote is on its disk`() {
    let cluster = RaftCluster(logs: [[], [], [], [], []])
    cluster.slowDisks = [0]
    #expect(!cluster.elect(0), "four others have voted for it")
    cluster.finishWrites(0)
    #expect(cluster.nodes[0].role == .leader)
  }

  @Test func `A candidate asks for votes with what is on its disk`() {
    // Otherwise: it gets a vote for a log with the committed entry, crashes, has neither entry nor term any more,
    // asks again in the same term, and leads with the vote from before.
    let cluster = RaftCluster(logs: [[], [], []])
    #expect(cluster.elect(0))
    cluster.slowDisks = [2]
    cluster.propose("x", at: 0)
    #expect(cluster.nodes[0].commitIndex == 1)
    #expect(cluster.nodes[2].log.lastIndex == 1)
    cluster.elect(2)
    #expect(cluster.nodes[1].vote == nil)
    cluster.slowDisks = []
    cluster.settle()
    #expect(cluster.elect(2))
  }

  @Test func `A leader's own entry counts when it is on its disk, a majority of followers suffices`() {
    let cluster = RaftCluster(logs: [[], [], []])
    #expect(cluster.elect(0))
    cluster.slowDisks = [0]
    cluster.connect(0, 1)
    cluster.propose("x", at: 0)
    #expect(cluster.nodes[0].commitIndex == 0)
    cluster.finishWrites(0)
    #expect(cluster.nodes[0].commitIndex == 1)
    cluster.connect()
    cluster.propose("y", at: 0)
    cluster.heartbeat(0)
    #expect(cluster.nodes[0].persistedIndex == 1)
    #expect(cluster.nodes[0].commitIndex == 2)
  }

  @Test func `What is not on the disk is lost in a crash`() {
    let cluster = RaftCluster(logs: [[1], [1], [1]])
    #expect(cluster.elect(0))
    cluster.slowDisks = [0]
    cluster.connect(0)
    cluster.propose("x", at: 0)
    cluster.crash(0)
    #expect(
      cluster.outputs[0].suffix(2) == [.lost(index: 2, RaftEntry(term: 2, command: "x")), .became(.follower, term: 2)])
    #expect(cluster.terms(0) == [1])
    cluster.restart(0)
    #expect(cluster.propose("y", at: 0) == nil)
  }

  @Test func `What overwrites entries is on the disk when it is written, not because they were`() {
    let old = RaftEntry(term: 1, command: "old")
    let new = RaftEntry(term: 2, command: "new")
    var node = Node(id: 0, of: 3, log: RaftLog([old, old, old]))
    var outputs: [Node.Output] = []
    node.start(into: &outputs)
    let append = Node.Message.Content.appendEntries(previous: 1, previousTerm: 1, entries: [new, new], commit: 0)
    node.receive(Node.Message(term: 2, append), from: 1, into: &outputs)
    #expect(outputs.contains(.overwritten(index: 2, old)) && outputs.contains(.overwritten(index: 3, old)))
    #expect(node.persistedIndex == 1)
    outputs = []
    node.crash(into: &outputs)
    #expect(outputs.prefix(2) == [.lost(index: 2, new), .lost(index: 3, new)])
    #expect(node.log == RaftLog([old]))
  }

  @Test func `Answers of an earlier term do not count`() {
    let cluster = RaftCluster(logs: [[1], [1], [1]])
    #expect(cluster.elect(0))
    cluster.crash(0)
    cluster.restart(0)
    cluster.connect(0)
    #expect(!cluster.elect(0))
    cluster.run(0) { $0.receive(Node.Message(term: 2, .vote(isGranted: true)), from: 1, into: &$1) }
    #expect(cluster.nodes[0].role == .candidate)
    cluster.connect(0, 2)
    #expect(cluster.elect(0))
    cluster.run(0) { $0.receive(Node.Message(term: 2, .appended(through: 1)), from: 1, into: &$1) }
    #expect(cluster.nodes[0].matchIndex(of: 1) == 0)
  }

  @Test func `The election timer restarts on a granted vote, a leader's request and a candidacy only`() {
    func isRestarted(_ input: (inout Node, inout [Node.Output]) -> Void) -> Bool {
      var node = Node(id: 0, of: 3, term: 2, log: RaftLog([RaftEntry(term: 2, command: "x")]))
      var outputs: [Node.Output] = []
      node.start(into: &outputs)
      outputs = []
      input(&node, &outputs)
      return outputs.contains(.startElectionTimer)
    }
    func hears(_ message: Node.Message) -> Bool { isRestarted { $0.receive(message, from: 1, into: &$1) } }
    #expect(hears(Node.Message(term: 3, .requestVote(lastIndex: 1, lastTerm: 2))))
    #expect(!hears(Node.Message(term: 3, .requestVote(lastIndex: 0, lastTerm: 0))), "its log is shorter")
    #expect(!hears(Node.Message(term: 1, .requestVote(lastIndex: 1, lastTerm: 2))), "its term is over")
    let heartbeat = Node.Message.Content.appendEntries(previous: 5, previousTerm: 2, entries: [], commit: 0)
    #expect(hears(Node.Message(term: 2, heartbeat)), "refused, but from the leader")
    #expect(!hears(Node.Message(term: 1, heartbeat)))
    let candidacy = isRestarted { $0.electionTimedOut(into: &$1) }
    #expect(candidacy)
    let heartbeatOfNoLeader = isRestarted { $0.heartbeatDue(into: &$1) }
    #expect(!heartbeatOfNoLeader)
  }

  @Test func `A leader that learns of a later term has an election timer again`() {
    let cluster = RaftCluster(logs: [[1], [1], [1]])
    #expect(cluster.elect(0))
    cluster.outputs[0] = []
    let request = Node.Message(term: 9, .requestVote(lastIndex: 0, lastTerm: 0))
    cluster.run(0) { $0.receive(request, from: 1, into: &$1) }
    #expect(cluster.outputs[0].prefix(2) == [.became(.follower, term: 9), .startElectionTimer])
  }

  @Test func `A follower that was away gets all it lacks, batch by batch`() {
    let cluster = RaftCluster(logs: [[], [], []], settings: RaftSettings())
    #expect(cluster.elect(0))
    cluster.connect(0, 1)
    for number in 0..<300 { cluster.propose("\(number)", at: 0) }
    cluster.connect()
    cluster.heartbeat(0)
    cluster.heartbeat(0)
    #expect(cluster.nodes[2].log == cluster.nodes[0].log)
    #expect(cluster.nodes[2].commitIndex == 301)
    #expect(cluster.nodes[2].log[301].command == "299")
  }

  @Test func `Without the check of the log a committed entry is overwritten`() {
    var careless = RaftSettings.plain
    careless.votesCheckLog = false
    for (settings, isLost) in [(RaftSettings.plain, false), (careless, true)] {
      let cluster = RaftCluster(logs: [[], [], []], settings: settings)
      #expect(cluster.elect(0))
      cluster.connect(0, 1)
      cluster.propose("acknowledged", at: 0)
      #expect(cluster.nodes[0].commitIndex == 1)
      cluster.crash(0)
      cluster.connect(1, 2)
      #expect(cluster.elect(2) || cluster.elect(2) == isLost)
      cluster.propose("other", at: 2)
      #expect(cluster.overwritten(1).contains([1, 1]) == isLost)
    }
  }
}
