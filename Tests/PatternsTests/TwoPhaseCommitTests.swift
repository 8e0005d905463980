import Patterns
import Testing

@Suite struct TwoPhaseCommitTests {
  typealias Coordinator = TwoPhaseCommit.Coordinator
  typealias Participant = TwoPhaseCommit.Participant

  @Test(arguments: [1, 2, 3, 5, 64])
  func `it takes four messages for each participant`(n: Int) {
    var coordinator = Coordinator(participants: n)
    #expect(coordinator.begin() == .sendPrepare)
    #expect(coordinator.begin() == nil)
    for index in 0..<n {
      #expect(coordinator.vote(true, from: index) == (index == n - 1 ? .send(.commit) : nil))
    }
    for index in 0..<n {
      #expect(coordinator.acknowledged(by: index) == (index == n - 1 ? .finish(.commit) : nil))
    }
    #expect(coordinator.messages == 4 * n)
    #expect(coordinator.state == .done(.commit))
  }

  @Test func `one no aborts`() {
    var coordinator = Coordinator(participants: 3)
    _ = coordinator.begin()
    #expect(coordinator.vote(true, from: 2) == nil)
    #expect(coordinator.vote(true, from: 2) == nil, "a vote that comes twice counts once")
    #expect(coordinator.vote(true, from: 7) == nil)
    #expect(coordinator.awaited == [0, 1])
    #expect(coordinator.vote(false, from: 0) == .send(.abort))
    #expect(coordinator.vote(true, from: 1) == nil)
    #expect(coordinator.state == .decided(.abort))
  }

  @Test func `the coordinator remembers its decision`() {
    var coordinator = Coordinator(participants: 2)
    #expect(coordinator.recover() == nil)
    _ = coordinator.begin()
    var undecided = coordinator
    #expect(undecided.recover() == .send(.abort))
    var impatient = coordinator
    #expect(impatient.voteTimedOut() == .send(.abort))
    _ = coordinator.vote(true, from: 0)
    _ = coordinator.vote(true, from: 1)
    _ = coordinator.acknowledged(by: 0)
    #expect(coordinator.voteTimedOut() == nil)
    #expect(coordinator.recover() == .send(.commit))
    #expect(coordinator.awaited == [1])
    #expect(coordinator.acknowledged(by: 1) == .finish(.commit))
    #expect(coordinator.recover() == nil)
  }

  @Test func `a prepared participant is blocked`() {
    var participant = Participant()
    #expect(participant.holdsLocks && !participant.isBlocked)
    #expect(participant.learn(.commit) == nil, "nobody has asked it")
    #expect(participant.prepare(canCommit: true) == .vote(isYes: true))
    #expect(participant.timedOut() == false)
    #expect(participant.isBlocked && participant.holdsLocks)
    #expect(participant.prepare(canCommit: false) == .vote(isYes: true), "its word stands")
    #expect(participant.learn(.commit) == .acknowledge(.commit))
    #expect(!participant.holdsLocks)
    #expect(participant.learn(.commit) == .acknowledge(.commit))
    #expect(participant.learn(.abort) == nil)
    #expect(participant.prepare(canCommit: true) == nil)

    var lonely = Participant()
    #expect(lonely.timedOut() == true)
    #expect(lonely.prepare(canCommit: true) == .vote(isYes: false))
    #expect(lonely.learn(.abort) == .acknowledge(.abort))
  }

  /// Messages that are lost, doubled and late, crashes and impatience: nobody ever commits while another
  /// aborts, and when the network heals everybody knows.
  @Test(arguments: 0..<150)
  func `all commit or none`(seed: UInt64) {
    var chance = Chance(seed)
    let n = 1 + chance.below(5)
    var coordinator = Coordinator(participants: n)
    var participants = [Participant](repeating: Participant(), count: n)
    var isPrepareSent = coordinator.begin() != nil
    var acks: [Int] = []
    func decision() -> TwoPhaseCommit.Decision? {
      switch coordinator.state {
      case .decided(let decision), .done(let decision): decision
      default: nil
      }
    }
    func exchange(with index: Int, reliable: Bool) {
      if isPrepareSent, reliable || chance.happens(0.6) {
        let command = participants[index].prepare(canCommit: chance.happens(0.9))
        if case .vote(let isYes) = command, reliable || chance.happens(0.7) {
          _ = coordinator.vote(isYes, from: index)
        }
      }
      if let decision = decision(), reliable || chance.happens(0.5),
        participants[index].learn(decision) != nil
      {
        acks.append(index)
      }
      if !acks.isEmpty { _ = coordinator.acknowledged(by: acks[chance.below(acks.count)]) }
    }
    for _ in 0..<30 {
      let index = chance.below(n)
      switch chance.below(20) {
      case 0: _ = participants[index].timedOut()
      case 1: _ = coordinator.recover()
      default: exchange(with: index, reliable: false)
      }
      let known = participants.compactMap { participant -> TwoPhaseCommit.Decision? in
        if case .decided(let decision) = participant.state { decision } else { nil }
      }
      #expect(Set(known).count <= 1)
    }
    isPrepareSent = true
    for _ in 0..<2 { for index in 0..<n { exchange(with: index, reliable: true) } }
    #expect(participants.allSatisfy { !$0.holdsLocks })
  }

  @Test func `any number of participants is asked, the last one too`() {
    var coordinator = Coordinator(participants: 65)
    _ = coordinator.begin()
    for index in 0..<64 { #expect(coordinator.vote(true, from: index) == nil) }
    #expect(coordinator.awaited == [64])
    #expect(coordinator.vote(false, from: 64) == .send(.abort))
    #expect(Coordinator(participants: 1_000_000).participants == 1_000_000)
  }

  /// Five participants and nothing lost. Whoever votes no before the decision is not told it: 2 messages less.
  @Test(arguments: 0..<5)
  func `an abort takes 18 messages for five participants`(refusing: Int) {
    var coordinator = Coordinator(participants: 5)
    _ = coordinator.begin()
    var told: [Int] = []
    for index in 0..<5 {
      let command = coordinator.vote(index != refusing, from: index)
      #expect(command == (index == refusing ? .send(.abort) : nil))
      if command != nil { told = coordinator.awaited }
    }
    #expect(told == (0..<5).filter { $0 != refusing })
    #expect(coordinator.acknowledged(by: refusing) == nil, "it is not awaited")
    for (index, participant) in told.enumerated() {
      #expect(coordinator.acknowledged(by: participant) == (index == 3 ? .finish(.abort) : nil))
    }
    #expect(coordinator.messages == 18)
  }

  @Test func `each message is counted once, and what is told again is counted again`() {
    var coordinator = Coordinator(participants: 3)
    _ = coordinator.begin()
    #expect(coordinator.messages == 3)
    _ = coordinator.vote(true, from: 0)
    _ = coordinator.vote(true, from: 0)
    #expect(coordinator.messages == 4)
    #expect(coordinator.voteTimedOut() == .send(.abort))
    #expect(coordinator.messages == 7, "nobody has voted no, all three are told")
    #expect(coordinator.vote(false, from: 2) == nil)
    #expect(coordinator.messages == 8, "a vote that comes late")
    _ = coordinator.acknowledged(by: 0)
    #expect(coordinator.recover() == .send(.abort))
    #expect(coordinator.messages == 11)
    #expect(coordinator.awaited == [1, 2])
  }

  @Test func `the no of the only participant leaves nobody to tell`() {
    var coordinator = Coordinator(participants: 1)
    _ = coordinator.begin()
    #expect(coordinator.vote(false, from: 0) == .finish(.abort))
    #expect(coordinator.state == .done(.abort) && coordinator.messages == 2 && coordinator.awaited == [])
  }
}
