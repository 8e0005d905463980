import LabKit
import Patterns

/// Two-phase commit: its messages, who decides, and how long participants hold their locks.
extension Evidence {
  static let twoPhaseCommit = messages + decisions + locks

  private static let gray = Source("Gray 1978", family: "2PC")

  private static let messages = [1, 2, 3, 10].map { count in
    gray("messages of a commit with \(count) participants", Double(4 * count)) {
      coordinator(of: count, yes: count) { coordinator in
        for participant in 0..<count { _ = coordinator.acknowledged(by: participant) }
        return Double(coordinator.messages)
      }
    }
  }

  private static let decisions = [
    gray("one of 5 votes no, the last: decisions to commit", 0) {
      coordinator(of: 5, yes: 4) { $0.vote(false, from: 4) } == .send(.abort) ? 0 : 1
    },
    gray("the votes that are needed to commit 5", 5) {
      Double((0...5).first { coordinator(of: 5, yes: $0) { $0.state } == .decided(.commit) } ?? 0)
    },
    gray("a vote that comes twice counts as, votes", 1) {
      coordinator(of: 2, yes: 1) { $0.vote(true, from: 0) } == nil ? 1 : 2
    },
    gray("the coordinator comes back without a decision: it aborts", 1) {
      coordinator(of: 2, yes: 1) { $0.recover() } == .send(.abort) ? 1 : 0
    },
    gray("the coordinator comes back with its decision: it says it again", 1) {
      coordinator(of: 1, yes: 1) { $0.recover() } == .send(.commit) ? 1 : 0
    },
  ]

  /// What a coordinator of so many, of whom so many have voted yes, does next.
  private static func coordinator<Next>(
    of participants: Int, yes: Int, _ next: (inout TwoPhaseCommit.Coordinator) -> Next
  ) -> Next {
    var coordinator = TwoPhaseCommit.Coordinator(participants: participants)
    _ = coordinator.begin()
    for participant in 0..<yes { _ = coordinator.vote(true, from: participant) }
    return next(&coordinator)
  }

  private typealias Participant = TwoPhaseCommit.Participant

  private static let locks = [
    ("a prepared participant loses its patience", 1, .prepared, nil),
    ("a working participant loses its patience", 0, .working, nil),
    ("a participant learns the decision", 0, .prepared, .commit),
  ].map { (name: String, locks: Double, state: Participant.State, decision: TwoPhaseCommit.Decision?) in
    gray(name + ": locks that it still holds", locks) {
      var participant = Participant(state: state)
      if let decision { _ = participant.learn(decision) } else { _ = participant.timedOut() }
      return participant.holdsLocks ? 1 : 0
    }
  }
}
