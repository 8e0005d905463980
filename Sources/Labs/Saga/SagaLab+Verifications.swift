import Engine
import LabKit
import Patterns

extension SagaLab {
  static let verifications = byStep + isolation + onOneRow + twoPhase + lengths + votes

  private static let plan = Plan<SagaLab>()
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
  ) -> Simulation<SagaLab> {
    var knobs = Knobs()
    knobs.rate = 0
    change(&knobs)
    var run = Simulation(plan, seed: 1, knobs: knobs)
    for key in keys { run.apply(.act(key.rawValue, isOn: true), "\(key)") }
    run.advance(until: .start + .seconds(seconds), limit: .max)
    return run
  }

  private static func count(
    _ source: String, _ name: String, _ expected: Int, _ meter: Meter, _ keys: Action...,
    change: @escaping @Sendable (inout Knobs) -> Void = { _ in }
  ) -> Verification { row(source, name, Double(expected)) { Double(run(keys, change).context.total(meter)) } }

  private static func digits(_ all: some Sequence<Int>) -> Double { all.reduce(0) { $0 * 10 + Double($1) } }

  private static let byStep: [Verification] =
    (1...steps).flatMap { step in
      let key = Action(rawValue: step - 1)!, name = "step \(step) of 5 fails", undone = step - 1
      let events: @Sendable (inout Knobs) -> Void = { $0.mode = .choreographed }
      return [
        count(salem, name + ": forward attempts", step, .stepsTried, key),
        count(salem, name + ": compensations", undone, .compensations, key),
        row(salem, name + ": order of undoing, as digits", digits((1..<step).reversed())) {
          digits(run([key]).lab.trace.spans.filter { $0.kind == .undoing }.map(\.step))
        },
        count(salem, name + ", choreographed: attempts", step, .stepsTried, key, change: events),
        count(salem, name + ", choreographed: compensations", undone, .compensations, key, change: events),
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

  private static func doubled(_ services: String, _ expected: Int, isIdempotent: Bool) -> Verification {
    let name = "a doubled request, \(services): effects twice"
    return count(ours, name, expected, .doubledEffects, .messageDoubled, .order) { $0.isIdempotent = isIdempotent }
  }

  private static let isolation: [Verification] = [
    anomaly("updates lost by writing back", 1, .lostUpdates) { $0.undo = .restore },
    anomaly("updates lost by subtracting", 0, .lostUpdates) { $0.undo = .subtract },
    anomaly("updates lost with a semantic lock", 0, .lostUpdates) { $0.hasSemanticLock = true },
    anomaly("dirty reads", 1, .dirtyReads) { _ in },
    anomaly("dirty reads with a semantic lock", 0, .dirtyReads) { $0.hasSemanticLock = true },
    anomaly("dirty reads in two-phase commit", 0, .dirtyReads) { $0.mode = .twoPhase },
    doubled("idempotent services", 0, isIdempotent: true), doubled("other services", 1, isIdempotent: false),
  ]

  /// How many orders a second one row takes.
  private static let onOneRow: [Verification] = [
    ("saga", "orders/s on one row, a lock for one step", 10, .orchestrated, false),
    ("saga", "orders/s on one row with a semantic lock", 2, .orchestrated, true),
    ("2PC", "orders/s on one row, 5 steps of 100 ms", 2, .twoPhase, false),
  ].map { (family: String, name: String, expected: Double, mode: Mode, isFlagging: Bool) in
    row(ours, name, expected, .relative(0.02), of: family) {
      let row = run(seconds: 60) {
        ($0.mode, $0.hasSemanticLock, $0.rate, $0.rows) = (mode, isFlagging, 30, 1)
        ($0.delay, $0.stepSpread) = (0, 0)
      }
      return Double(row.context.total(.ordersCompleted)) / 60
    }
  }

  private static let twoPhase: [Verification] = [
    count(gray, "messages of a commit of the lab's five services", 20, .messagesProtocol, .order) {
      $0.mode = .twoPhase
    },
    row(ours, "lock on the row for 5 steps of 100 ms, ms", 500, .relative(0.01), of: "2PC") {
      let alone = run([.order]) { ($0.mode, $0.delay, $0.stepSpread) = (.twoPhase, 0, 0) }
      return View(alone).mean(.all(.lockHold))!.milliseconds
    },
    row(ours, "decisions in a minute without a coordinator", 0, of: "2PC") {
      var busy = run(seconds: 10) { ($0.mode, $0.rate) = (.twoPhase, 20) }
      busy.apply(.act(Action.coordinatorCrash.rawValue, isOn: true), "coordinator.crash")
      let before = busy.context.total(.ordersCompleted)
      busy.advance(until: .start + .seconds(70), limit: .max)
      return Double(busy.context.total(.ordersCompleted) - before)
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

  /// A coordinator that so many have voted yes.
  private static func asked(_ participants: Int, yes: Int) -> TwoPhaseCommit.Coordinator {
    var coordinator = TwoPhaseCommit.Coordinator(participants: participants)
    _ = coordinator.begin()
    for participant in 0..<yes { _ = coordinator.vote(true, from: participant) }
    return coordinator
  }

  private static let votes: [Verification] =
    [1, 2, 3, 10].map { count in
      row(gray, "messages of a commit with \(count) participants", Double(4 * count)) {
        var coordinator = asked(count, yes: count)
        for participant in 0..<count { _ = coordinator.acknowledged(by: participant) }
        return Double(coordinator.messages)
      }
    } + [
      row(gray, "one of 5 votes no, the last: decisions to commit", 0) {
        var coordinator = asked(5, yes: 4)
        return coordinator.vote(false, from: 4) == .send(.abort) ? 0 : 1
      },
      row(gray, "the votes that are needed to commit 5", 5) {
        Double((0...5).first { asked(5, yes: $0).state == .decided(.commit) } ?? 0)
      },
      row(gray, "a vote that comes twice counts as, votes", 1) {
        var coordinator = asked(2, yes: 1)
        return coordinator.vote(true, from: 0) == nil ? 1 : 2
      },
      row(gray, "the coordinator comes back without a decision: it aborts", 1) {
        var coordinator = asked(2, yes: 1)
        return coordinator.recover() == .send(.abort) ? 1 : 0
      },
      row(gray, "the coordinator comes back with its decision: it sends it again", 1) {
        var coordinator = asked(1, yes: 1)
        return coordinator.recover() == .send(.commit) ? 1 : 0
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
