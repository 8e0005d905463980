import Engine
import LabKit

extension OutboxLab {
  /// What a crash at each point costs in each mode, and what locks cost relays.
  static let verifications: [Verification] = crashes + writes + ratios

  private static let select = "PostgreSQL, SELECT"

  /// 100 orders at once, one crash.
  private static let crashes: [Verification] = [
    crash("outbox, crash before publishing: events lost", 0, .poller, .crashBeforePublish, lost),
    crash("outbox, crash before publishing: published twice", 0, .poller, .crashBeforePublish, twice),
    crash("outbox, crash before marking: events lost", 0, .poller, .crashBeforeMark, lost),
    crash("outbox, crash before marking, batch of 100: published twice", 100, .poller, .crashBeforeMark, twice),
    crash("outbox, batch of 10: published twice", 10, .poller, .crashBeforeMark, twice) { $0.batch = 10 },
    crash("capture, crash before publishing: events lost", 0, .capture, .crashBeforePublish, lost),
    crash("capture, crash before its position is noted: published twice", 100, .capture, .crashBeforeMark, twice),
    crash("with an inbox: effects that happen twice", 0, .poller, .crashBeforeMark, again, source: "ours"),
    crash("without an inbox: effects that happen twice", 100, .poller, .crashBeforeMark, again, source: "ours") {
      $0.hasInbox = false
    },
  ]

  private static let writes: [Verification] = [
    row("two writes, crash in between: committed orders without their event", "ours", 1) {
      lost(single(.dualWrite, .commit, .crashBeforePublish))
    },
    row("two writes, publication first, rollback: events without an order", "ours", 1) {
      Double(single(.dualWrite, .publish, .rollback).total(.eventsInvented))
    },
    row("outbox, rollback: events published", "ours", 0) {
      Double(single(.poller, .commit, .rollback).total(.recordsAppended))
    },
  ]

  /// k workers with skipping and with waiting, a batch a second each.
  private static let ratios: [Verification] = [1, 2, 4, 8].flatMap { relays in
    [
      row(
        "\(relays) relays with SKIP LOCKED, batches/s of 1 s each", select, Double(relays), .relative(0.02)
      ) { batches(relays, .skipLocked) },
      row("\(relays) relays with plain FOR UPDATE, batches/s of 1 s each", select, 1, .relative(0.02)) {
        batches(relays, .wait)
      },
    ]
  }

  private static func row(
    _ name: String, _ source: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification("outbox", source: source, name, expected: expected, tolerance, measure: measure) }

  /// Committed events of which the consumer never heard, once everything is drained.
  @Sendable private static func lost(_ context: Context<OutboxLab>) -> Double {
    Double(context.total(.ordersCommitted) + context.total(.effectsTwice) - context.total(.effects))
  }

  @Sendable private static func twice(_ context: Context<OutboxLab>) -> Double {
    Double(context.total(.recordsAppended) - context.total(.ordersCommitted))
  }

  @Sendable private static func again(_ context: Context<OutboxLab>) -> Double {
    Double(context.total(.effectsTwice))
  }

  /// A hundred orders pile up while the broker is down; then one relay publishes them and crashes.
  private static func crash(
    _ name: String, _ expected: Double, _ mode: Mode, _ point: Action,
    _ measure: @escaping @Sendable (Context<OutboxLab>) -> Double, source: String = "Debezium outbox",
    _ change: @escaping @Sendable (inout Knobs) -> Void = { _ in }
  ) -> Verification {
    row(name, source, expected) {
      var knobs = Knobs()
      (knobs.mode, knobs.rate, knobs.relays) = (mode, 0, 1)
      change(&knobs)
      var run = Simulation(Plan<OutboxLab>(), seed: 1, knobs: knobs)
      run.act(.brokerDown)
      for _ in 0..<100 { run.act(.order) }
      run.advance(until: .start + .seconds(2), limit: .max)
      run.act(.brokerDown, isOn: false)
      run.act(point)
      run.advance(until: .start + .seconds(30), limit: .max)
      return measure(run.context)
    }
  }

  /// One order, and something happens to it.
  private static func single(_ mode: Mode, _ first: FirstWrite, _ action: Action) -> Context<OutboxLab> {
    var knobs = Knobs()
    (knobs.mode, knobs.first, knobs.rate) = (mode, first, 0)
    var run = Simulation(Plan<OutboxLab>(), seed: 1, knobs: knobs)
    run.act(action)
    run.act(.order)
    run.advance(until: .start + .seconds(10), limit: .max)
    return run.context
  }

  private static func batches(_ relays: Int, _ locking: Locking) -> Double {
    var knobs = Knobs()
    (knobs.relays, knobs.locking, knobs.batch, knobs.publishTime, knobs.rate) = (relays, locking, 1, 1000, 100)
    var run = Simulation(Plan<OutboxLab>(), seed: 1, knobs: knobs)
    run.advance(until: .start + .seconds(10), limit: .max)
    let before = run.context.total(.batches)
    run.advance(until: .start + .seconds(110), limit: .max)
    return Double(run.context.total(.batches) - before) / 100
  }
}
