import Engine
import LabKit
import Patterns

extension SagaLab {
  static let verifications = byStep + isolation + onOneRow + twoPhase + lengths + votes

  private static let salem = "Garcia-Molina and Salem 1987", gray = "Gray 1978", ours = "ours"

  private static func row(
    _ source: String, _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    of family: String? = nil, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    let family = family ?? (source == gray ? "2PC" : "saga")
    return Verification(family, source: source, name, expected: expected, tolerance, measure: measure)
  }

  /// A run without traffic, unless it is turned on, in which some keys are pressed at the beginning.
  private static func run(
    _ keys: [Action] = [], seconds: Double = 20, _ change: (inout Knobs) -> Void = { _ in }
  ) -> Bench<SagaLab> {
    var bench = Bench<SagaLab> { knobs in
      knobs.rate = 0
      change(&knobs)
    }
    for key in keys { bench.act(key) }
    bench.go(seconds)
    return bench
  }

  private static func count(
    _ source: String, _ name: String, _ expected: Int, _ meter: Meter, _ keys: Action...,
    change: @escaping @Sendable (inout Knobs) -> Void = { _ in }
  ) -> Verification { row(source, name, Double(expected)) { run(keys, change).total(meter) } }

  private static func digits(_ all: some Sequence<Int>) -> Double { all.reduce(0) { $0 * 10 + Double($1) } }

  private static let byStep: [Verification] =
    (1...steps).flatMap { step in
      let key = Action(rawValue: step - 1)!, name = "step \(step) of 5 fails"
      return [
        count(salem, name + ": forward attempts", step, .stepsTried, key),
        count(salem, name + ": compensations", step - 1, .compensations, key),
        row(salem, name + ": order of undoing, as digits", digits((1..<step).reversed())) {
          digits(run([key]).run.lab.trace.spans.filter { $0.kind == .undoing }.map(\.step))
        },
        count(salem, name + ", choreographed: attempts", step, .stepsTried, key) { $0.mode = .choreographed },
        count(salem, name + ", choreographed: compensations", step - 1, .compensations, key) {
          $0.mode = .choreographed
        },
      ]
    } + [
      count(salem, "no step fails: forward attempts", 5, .stepsTried, .order),
      count(salem, "no step fails: compensations", 0, .compensations, .order),
    ]

  /// Two orders on one row; the first fails at step 4, when the second has read what it wrote.
  private static func anomaly(
    _ name: String, _ expected: Int, _ meter: Meter, change: @escaping @Sendable (inout Knobs) -> Void
  ) -> Verification {
    count(salem, "isolation, two orders on one row: " + name, expected, meter, .anomaly, change: change)
  }

  private static let isolation: [Verification] = [
    anomaly("updates lost by writing back", 1, .lostUpdates) { $0.undo = .restore },
    anomaly("updates lost by subtracting", 0, .lostUpdates) { $0.undo = .subtract },
    anomaly("updates lost with a semantic lock", 0, .lostUpdates) { $0.hasSemanticLock = true },
    anomaly("dirty reads", 1, .dirtyReads) { _ in },
    anomaly("dirty reads with a semantic lock", 0, .dirtyReads) { $0.hasSemanticLock = true },
    anomaly("dirty reads in two-phase commit", 0, .dirtyReads) { $0.mode = .twoPhase },
    count(ours, "a doubled request, idempotent services: effects twice", 0, .doubledEffects, .messageDoubled, .order),
    count(ours, "a doubled request, other services: effects twice", 1, .doubledEffects, .messageDoubled, .order) {
      $0.isIdempotent = false
    },
  ]

  /// How many orders a second one row takes.
  private static let onOneRow: [Verification] = [
    ("saga", "orders/s on one row, a lock for one step", 10, .orchestrated, false),
    ("saga", "orders/s on one row with a semantic lock", 2, .orchestrated, true),
    ("2PC", "orders/s on one row, 5 steps of 100 ms", 2, .twoPhase, false),
  ].map { (family: String, name: String, expected: Double, mode: Mode, isFlagging: Bool) in
    row(ours, name, expected, .relative(0.02), of: family) {
      run(seconds: 60) {
        ($0.mode, $0.hasSemanticLock, $0.rate, $0.rows, $0.delay, $0.stepSpread) = (mode, isFlagging, 30, 1, 0, 0)
      }.total(.ordersCompleted) / 60
    }
  }

  private static let twoPhase: [Verification] = [
    count(gray, "messages of a commit of the lab's five services", 20, .messagesProtocol, .order) {
      $0.mode = .twoPhase
    },
    row(ours, "lock on the row for 5 steps of 100 ms, ms", 500, .relative(0.01), of: "2PC") {
      let alone = run([.order]) { ($0.mode, $0.delay, $0.stepSpread) = (.twoPhase, 0, 0) }
      return View(alone.run).mean(.all(.lockHold))!.milliseconds
    },
    row(ours, "decisions in a minute without a coordinator", 0, of: "2PC") {
      var busy = run(seconds: 10) { ($0.mode, $0.rate) = (.twoPhase, 20) }
      busy.act(.coordinatorCrash)
      return 60 * busy.rate(.ordersCompleted, over: 60)
    },
  ]

  /// What a saga of so many steps commands when one fails, 0 for none, and for so many times its undoing too; and how it
  /// ends.
  private static func play(_ steps: Int, failing: Int, setbacks: Int = 0)
    -> (tried: [Int], undone: [Int], end: Saga.Command?)
  {
    var saga = Saga(steps: steps), tried: [Int] = [], undone: [Int] = [], command = saga.start()
    while true {
      switch command {
      case .execute(let step):
        tried.append(step)
        command = saga.handle(step == failing ? .stepFailed(step) : .stepSucceeded(step))
      case .compensate(let step) where saga.retries < setbacks: command = saga.handle(.compensationFailed(step))
      case .compensate(let step):
        undone.append(step)
        command = saga.handle(.compensationSucceeded(step))
      case .retryCompensation(let step): command = saga.handle(.retryDue(step))
      case .complete, .fail, nil: return (tried, undone, command)
      }
    }
  }

  private static let lengths: [Verification] =
    [1, 2, 4, 7].flatMap { steps in
      (0...steps).flatMap { failing in
        let name = failing == 0 ? "no step of \(steps) fails" : "step \(failing) of \(steps) fails"
        let tried = failing == 0 ? steps : failing, end = failing == 0 ? Saga.Command.complete : .fail
        return [
          row(salem, name + ": steps tried, as digits", digits(1...tried)) {
            let played = play(steps, failing: failing)
            return played.end == end ? digits(played.tried) : .nan
          },
          row(salem, name + ": steps undone, as digits", digits((1..<max(1, failing)).reversed())) {
            digits(play(steps, failing: failing).undone)
          },
        ]
      }
    } + [
      row(salem, "a compensation that fails 100 times: compensations in the end", 2) {
        Double(play(4, failing: 3, setbacks: 100).undone.count)
      }
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

  private static let votes: [Verification] =
    [1, 2, 3, 10].map { count in
      row(gray, "messages of a commit with \(count) participants", Double(4 * count)) {
        coordinator(of: count, yes: count) { coordinator in
          for participant in 0..<count { _ = coordinator.acknowledged(by: participant) }
          return Double(coordinator.messages)
        }
      }
    } + [
      row(gray, "one of 5 votes no, the last: decisions to commit", 0) {
        coordinator(of: 5, yes: 4) { $0.vote(false, from: 4) } == .send(.abort) ? 0 : 1
      },
      row(gray, "the votes that are needed to commit 5", 5) {
        Double((0...5).first { coordinator(of: 5, yes: $0) { $0.state } == .decided(.commit) } ?? 0)
      },
      row(gray, "a vote that comes twice counts as, votes", 1) {
        coordinator(of: 2, yes: 1) { $0.vote(true, from: 0) } == nil ? 1 : 2
      },
      row(gray, "the coordinator comes back without a decision: it aborts", 1) {
        coordinator(of: 2, yes: 1) { $0.recover() } == .send(.abort) ? 1 : 0
      },
      row(gray, "the coordinator comes back with its decision: it sends it again", 1) {
        coordinator(of: 1, yes: 1) { $0.recover() } == .send(.commit) ? 1 : 0
      },
    ]
    + [
      ("a prepared participant loses its patience", 1, .prepared, nil),
      ("a working participant loses its patience", 0, .working, nil),
      ("a participant learns the decision", 0, .prepared, .commit),
    ].map { (name: String, locks: Double, state: Participant.State, decision: TwoPhaseCommit.Decision?) in
      row(gray, name + ": locks that it still holds", locks) {
        var participant = Participant(state: state)
        if let decision { _ = participant.learn(decision) } else { _ = participant.timedOut() }
        return participant.holdsLocks ? 1 : 0
      }
    }

  private typealias Participant = TwoPhaseCommit.Participant
}
