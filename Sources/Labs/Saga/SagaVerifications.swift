import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// The published numbers, measured by running the lab or the pattern.
  static let checks: [Verification] = byStep + twoPhase + oneRow + modeChecks + patternChecks

  private static let salem = "Garcia-Molina and Salem 1987"

  private static let byStep: [Verification] =
    (1...steps).flatMap { step in
      [
        Verification(
          "saga", source: salem, "step \(step) of 5 fails: forward attempts", expected: Double(step)
        ) {
          Double(failed(at: step).meters(.stepsTried))
        },
        Verification(
          "saga", source: salem, "step \(step) of 5 fails: compensations", expected: Double(step - 1)
        ) {
          Double(failed(at: step).meters(.compensations))
        },
        Verification(
          "saga", source: salem, "step \(step) of 5 fails: order of undoing, as digits",
          expected: [0, 1, 21, 321, 4321][step - 1]
        ) {
          failed(at: step).model.trace.spans.filter { $0.kind == .undoing }.reduce(0) {
            $0 * 10 + Double($1.step)
          }
        },
      ]
    }
    + [
      Verification("saga", source: salem, "no step fails: forward attempts", expected: 5) {
        Double(failed(at: 0).meters(.stepsTried))
      },
      Verification("saga", source: salem, "no step fails: compensations", expected: 0) {
        Double(failed(at: 0).meters(.compensations))
      },
    ]

  private static let twoPhase: [Verification] =
    [1, 2, 3, 10].map { count in
      Verification(
        "2PC", source: "Gray 1978", "messages of a commit with \(count) participants",
        expected: Double(4 * count)
      ) {
        var coordinator = TwoPhaseCommit.Coordinator(participants: count)
        _ = coordinator.begin()
        for participant in 0..<count { _ = coordinator.vote(true, from: participant) }
        for participant in 0..<count { _ = coordinator.acknowledged(by: participant) }
        return Double(coordinator.messages)
      }
    } + [
      Verification(
        "2PC", source: "Gray 1978", "messages of a commit of the lab's five services", expected: 20
      ) {
        Double(run({ $0.mode = .twoPhase }, [.order], seconds: 5).meters(.messagesProtocol))
      },
      Verification(
        "2PC", source: "ours", "lock on the row for 5 steps of 100 ms, ms", expected: 500, .relative(0.01)
      ) {
        alone({ $0.mode = .twoPhase }).context.meters[latency: .lockHold].mean.milliseconds
      },
      Verification(
        "2PC", source: "ours", "decisions in a minute without a coordinator", expected: 0
      ) {
        var simulation = run(
          {
            $0.mode = .twoPhase; $0.rate = 20
          }, [], seconds: 10)
        simulation.apply(.act(.coordinatorCrash, isOn: true), "coordinator.crash")
        let before = simulation.meters(.ordersCompleted)
        simulation.advance(until: .start + .seconds(70))
        return Double(simulation.meters(.ordersCompleted) - before)
      },
    ]

  /// How many orders a second one row takes.
  private static let oneRow: [Verification] = [
    Verification(
      "2PC", source: "ours", "orders/s on one row, 5 steps of 100 ms", expected: 2, .relative(0.02)
    ) {
      perSecond { $0.mode = .twoPhase }
    },
    Verification(
      "saga", source: "ours", "orders/s on one row, a lock for one step", expected: 10, .relative(0.02)
    ) {
      perSecond { $0.mode = .orchestrated }
    },
    Verification(
      "saga", source: "ours", "orders/s on one row with a semantic lock", expected: 2, .relative(0.02)
    ) {
      perSecond {
        $0.mode = .orchestrated
        $0.hasSemanticLock = true
      }
    },
  ]

  private static func failed(at step: Int) -> Simulation<SagaLab> {
    let keys: [Action] = [.order, .failStep1, .failStep2, .failStep3, .failStep4, .failStep5]
    return run({ _ in }, [keys[step]], seconds: 10)
  }

  private static func alone(_ change: (inout Knobs) -> Void) -> Simulation<SagaLab> {
    run(
      { knobs in
        (knobs.delayMilliseconds, knobs.spreadPercent) = (0, 0)
        change(&knobs)
      }, [.order], seconds: 5)
  }

  private static func perSecond(_ change: (inout Knobs) -> Void) -> Double {
    let seconds = 60.0
    let simulation = run(
      { knobs in
        (knobs.rate, knobs.rows, knobs.delayMilliseconds, knobs.spreadPercent) = (30, 1, 0, 0)
        change(&knobs)
      }, [], seconds: seconds)
    return Double(simulation.meters(.ordersCompleted)) / seconds
  }

  private static func run(
    _ change: (inout Knobs) -> Void, _ keys: [Action], seconds: Double
  ) -> Simulation<SagaLab> {
    var knobs = Knobs()
    knobs.rate = 0
    change(&knobs)
    var simulation = Simulation<SagaLab>(seed: 1, knobs: knobs)
    for key in keys { simulation.apply(.act(key, isOn: true), key.rawValue) }
    simulation.advance(until: .start + .seconds(seconds))
    return simulation
  }
}

extension Simulation<SagaLab> {
  fileprivate func meters(_ meter: SagaLab.Meter) -> UInt64 { context.meters[count: meter] }
}
