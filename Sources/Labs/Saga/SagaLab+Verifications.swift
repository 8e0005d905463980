import Engine
import LabKit

extension SagaLab {
  static let verifications = byStep + isolation + onOneRow + twoPhase

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

  private static let byStep: [Verification] =
    (1...steps).flatMap { step in
      let key = Action(rawValue: step - 1)!, name = "step \(step) of 5 fails"
      return [
        count(salem, name + ": forward attempts", step, .stepsTried, key),
        count(salem, name + ": compensations", step - 1, .compensations, key),
        row(salem, name + ": order of undoing, as digits", Verification.digits((1..<step).reversed())) {
          Verification.digits(run([key]).run.lab.trace.spans.filter { $0.kind == .undoing }.map(\.step))
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
}
