import FirstEdition
import Patterns

extension SagaLab {
  /// The orchestrator, a service's part and two-phase commit by themselves: sagas of other lengths, and what comes twice or
  /// too late.
  static let patternChecks: [Verification] = lengths + stubborn + parts + decisions

  private static let salem = "Garcia-Molina and Salem 1987"

  private static func row(
    _ family: String, _ source: String, _ name: String, _ expected: Double,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(family, source: source, name, expected: expected, measure: measure)
  }

  /// What a saga commanded until it ended: steps as digits in their order, and how it ended (1 completed, 0 undone).
  private static func play(_ steps: Int, failing: Int) -> (forward: Double, back: Double, end: Double) {
    var saga = Saga(steps: steps)
    var (forward, back) = (0.0, 0.0)
    var command = saga.start()
    while let now = command {
      switch now {
      case .execute(let step):
        forward = forward * 10 + Double(step)
        command = saga.handle(step == failing ? .stepFailed(step) : .stepSucceeded(step))
      case .compensate(let step):
        back = back * 10 + Double(step)
        command = saga.handle(.compensationSucceeded(step))
      case .complete: return (forward, back, 1)
      case .fail: return (forward, back, 0)
      case .retryCompensation: return (forward, back, .nan)
      }
    }
    return (forward, back, .nan)
  }

  private static let up: [Double] = [0, 1, 12, 123, 1234, 12345, 123_456, 1_234_567]
  private static let down: [Double] = [0, 1, 21, 321, 4321, 54321, 654_321]

  private static let lengths: [Verification] = [1, 2, 4, 7].flatMap(ofLength)

  private static func ofLength(_ steps: Int) -> [Verification] {
    var rows: [Verification] = []
    for step in 1...steps {
      let name = "step \(step) of \(steps) fails: steps"
      rows.append(
        row("saga", salem, name + " tried, as digits", up[step]) { play(steps, failing: step).forward })
      rows.append(
        row("saga", salem, name + " undone, as digits", down[step - 1]) { play(steps, failing: step).back })
    }
    rows.append(
      row("saga", salem, "no step of \(steps) fails: steps tried, as digits", up[steps]) {
        let run = play(steps, failing: 0)
        return run.end == 1 && run.back == 0 ? run.forward : .nan
      })
    return rows
  }

  /// A saga of four at the undoing of step 2, after step 3 has failed.
  private static func undoing() -> Saga {
    var saga = Saga(steps: 4)
    _ = saga.start()
    _ = saga.handle(.stepSucceeded(1))
    _ = saga.handle(.stepSucceeded(2))
    _ = saga.handle(.stepFailed(3))
    return saga
  }

  private static let stubborn: [Verification] = [
    row("saga", salem, "a compensation that fails 100 times: compensations in the end", 2) {
      var saga = undoing()
      for _ in 0..<100 {
        guard saga.handle(.compensationFailed(2)) == .retryCompensation(2),
          saga.handle(.retryDue(2)) == .compensate(2)
        else { return .nan }
      }
      _ = saga.handle(.compensationSucceeded(2))
      return saga.handle(.compensationSucceeded(1)) == .fail ? Double(saga.compensations) : .nan
    },
    row("saga", "ours", "an answer that comes twice: commands it brings", 0) {
      var saga = Saga(steps: 4)
      _ = saga.start()
      _ = saga.handle(.stepSucceeded(1))
      return saga.handle(.stepSucceeded(1)) == nil ? 0 : 1
    },
    row("saga", "ours", "a success that comes after the failure: commands it brings", 0) {
      var saga = undoing()
      return saga.handle(.stepSucceeded(3)) == nil ? 0 : 1
    },
  ]

  private static let parts: [Verification] = [
    row("saga", "ours", "a service that is asked twice: how often it does its step", 1) {
      var part = SagaParticipant()
      let first = part.execute()
      _ = part.hasExecuted(true)
      return Double([first, part.execute()].count { $0 == .execute })
    },
    row("saga", "ours", "a service that is told twice to undo: how often it does", 1) {
      var part = SagaParticipant()
      _ = part.execute()
      _ = part.hasExecuted(true)
      let first = part.compensate()
      _ = part.hasCompensated(true)
      return Double([first, part.compensate()].count { $0 == .compensate })
    },
    row("saga", "ours", "a service whose undo failed is told again: how often it tries", 2) {
      var part = SagaParticipant()
      _ = part.execute()
      _ = part.hasExecuted(true)
      let first = part.compensate()
      _ = part.hasCompensated(false)
      return Double([first, part.compensate()].count { $0 == .compensate })
    },
    row("saga", "ours", "a request that comes after its undo: steps done", 0) {
      var part = SagaParticipant()
      _ = part.compensate()
      return part.execute() == .ignore ? 0 : 1
    },
  ]

  private static let decisions: [Verification] = [
    row("2PC", "Gray 1978", "one of 5 votes no, the last: decisions to commit", 0) {
      var coordinator = TwoPhaseCommit.Coordinator(participants: 5)
      _ = coordinator.begin()
      let answers = (0..<5).map { coordinator.vote($0 != 4, from: $0) }
      return answers.last == .some(.send(.abort)) ? 0 : 1
    },
    row("2PC", "Gray 1978", "the votes that are needed to commit 5", 5) {
      var coordinator = TwoPhaseCommit.Coordinator(participants: 5)
      _ = coordinator.begin()
      return Double((0..<5).first { coordinator.vote(true, from: $0) == .send(.commit) } ?? -1) + 1
    },
    row("2PC", "Gray 1978", "a vote that comes twice counts as, votes", 1) {
      var coordinator = TwoPhaseCommit.Coordinator(participants: 2)
      _ = coordinator.begin()
      _ = coordinator.vote(true, from: 0)
      return coordinator.vote(true, from: 0) == nil ? 1 : 2
    },
    row("2PC", "Gray 1978", "the coordinator comes back without a decision: it aborts", 1) {
      var coordinator = TwoPhaseCommit.Coordinator(participants: 2)
      _ = coordinator.begin()
      _ = coordinator.vote(true, from: 0)
      return coordinator.recover() == .send(.abort) ? 1 : 0
    },
    row("2PC", "Gray 1978", "the coordinator comes back with its decision: it says it again", 1) {
      var coordinator = TwoPhaseCommit.Coordinator(participants: 1)
      _ = coordinator.begin()
      _ = coordinator.vote(true, from: 0)
      return coordinator.recover() == .send(.commit) ? 1 : 0
    },
    row("2PC", "Gray 1978", "a prepared participant loses its patience: locks that it still holds", 1) {
      var participant = TwoPhaseCommit.Participant()
      _ = participant.prepare(canCommit: true)
      return participant.timedOut() || !participant.holdsLocks ? 0 : 1
    },
    row("2PC", "Gray 1978", "a working participant loses its patience: locks that it still holds", 0) {
      var participant = TwoPhaseCommit.Participant()
      return participant.timedOut() && !participant.holdsLocks ? 0 : 1
    },
    row("2PC", "Gray 1978", "a participant learns the decision: locks that it still holds", 0) {
      var participant = TwoPhaseCommit.Participant()
      _ = participant.prepare(canCommit: true)
      return participant.learn(.commit) == .acknowledge(.commit) && !participant.holdsLocks ? 0 : 1
    },
  ]
}
