import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// The same failures without an orchestrator, and what the lack of isolation lets happen.
  static let modeChecks: [Verification] = choreography + isolation

  private static let salem = "Garcia-Molina and Salem 1987"
  private static let failures: [Action] = [.failStep1, .failStep2, .failStep3, .failStep4, .failStep5]

  private static let choreography: [Verification] = failures.indices.flatMap { done in
    [
      choreographed("attempts", done, .stepsTried, done + 1),
      choreographed("compensations", done, .compensations, done),
    ]
  }

  private static func choreographed(_ name: String, _ done: Int, _ meter: Meter, _ expected: Int)
    -> Verification
  {
    Verification(
      "saga", source: salem, "step \(done + 1) of 5 fails, choreographed: \(name)", expected: Double(expected)
    ) { count(meter, [failures[done]]) { $0.mode = .choreographed } }
  }

  /// Two orders on one row; the first fails at step 4, when the second has read what it wrote.
  private static let isolation: [Verification] = [
    anomaly("updates lost by writing back", 1, .lostUpdates) { $0.undo = .restore },
    anomaly("updates lost by subtracting", 0, .lostUpdates) { $0.undo = .subtract },
    anomaly("updates lost with a semantic lock", 0, .lostUpdates) { $0.hasSemanticLock = true },
    anomaly("dirty reads", 1, .dirtyReads) { _ in },
    anomaly("dirty reads with a semantic lock", 0, .dirtyReads) { $0.hasSemanticLock = true },
    anomaly("dirty reads in two-phase commit", 0, .dirtyReads) { $0.mode = .twoPhase },
    Verification("saga", source: "ours", "a doubled request, idempotent services: effects twice", expected: 0)
    {
      doubled(isIdempotent: true)
    },
    Verification("saga", source: "ours", "a doubled request, other services: effects twice", expected: 1) {
      doubled(isIdempotent: false)
    },
  ]

  private static func anomaly(
    _ name: String, _ expected: Double, _ meter: Meter, _ change: @escaping @Sendable (inout Knobs) -> Void
  ) -> Verification {
    Verification("saga", source: salem, "isolation, two orders on one row: \(name)", expected: expected) {
      count(meter, [.anomaly], change)
    }
  }

  private static func doubled(isIdempotent: Bool) -> Double {
    count(.doubledEffects, [.messageDoubled, .order]) { $0.isIdempotent = isIdempotent }
  }

  private static func count(_ meter: Meter, _ keys: [Action], _ change: (inout Knobs) -> Void) -> Double {
    var knobs = Knobs()
    knobs.rate = 0
    change(&knobs)
    var simulation = Simulation<SagaLab>(seed: 1, knobs: knobs)
    for key in keys { simulation.apply(.act(key, isOn: true), key.rawValue) }
    simulation.advance(until: .start + .seconds(20))
    return Double(simulation.context.meters[count: meter])
  }
}
