import Engine
import FirstEdition
import Patterns

extension OutboxLab {
  /// The published numbers, measured by running the lab.
  static let checks: [Verification] = crashPoints + ratios + tableChecks

  /// What a crash at each point costs in each mode: 100 orders at once, one crash.
  private static let crashPoints: [Verification] = [
    row("outbox, crash before publishing: events lost", "Debezium outbox", 0) {
      lost(crash(.poller, .crashBeforePublish))
    },
    row("outbox, crash before publishing: published twice", "Debezium outbox", 0) {
      twice(crash(.poller, .crashBeforePublish))
    },
    row("outbox, crash before marking: events lost", "Debezium outbox", 0) {
      lost(crash(.poller, .crashBeforeMark))
    },
    row("outbox, crash before marking, batch of 100: published twice", "Debezium outbox", 100) {
      twice(crash(.poller, .crashBeforeMark))
    },
    row("outbox, batch of 10: published twice", "Debezium outbox", 10) {
      twice(crash(.poller, .crashBeforeMark) { $0.batch = 10 })
    },
    row("capture, crash before publishing: events lost", "Debezium outbox", 0) {
      lost(crash(.capture, .crashBeforePublish))
    },
    row("capture, crash before its position is noted: published twice", "Debezium outbox", 100) {
      twice(crash(.capture, .crashBeforeMark))
    },
    row("with an inbox: effects that happen twice", "ours", 0) {
      Double(crash(.poller, .crashBeforeMark).meters(.effectsTwice))
    },
    row("without an inbox: effects that happen twice", "ours", 100) {
      Double(crash(.poller, .crashBeforeMark) { $0.hasInbox = false }.meters(.effectsTwice))
    },
    row("two writes, crash in between: committed orders without their event", "ours", 1) {
      lost(single(first: .commit, .crashBeforePublish))
    },
    row("two writes, publication first, rollback: events without an order", "ours", 1) {
      Double(single(first: .publish, .rollback).meters(.eventsInvented))
    },
    row("outbox, rollback: events published", "ours", 0) {
      Double(single(mode: .poller, .rollback).meters(.recordsAppended))
    },
  ]

  /// k workers with skipping and with waiting, a batch a second each.
  private static let ratios: [Verification] = [1, 2, 4, 8].flatMap { relays in
    [
      row(
        "\(relays) relays with SKIP LOCKED, batches/s of 1 s each", "PostgreSQL, SELECT", Double(relays),
        .relative(0.02)
      ) { batches(relays, .skipLocked) },
      row(
        "\(relays) relays with plain FOR UPDATE, batches/s of 1 s each", "PostgreSQL, SELECT", 1,
        .relative(0.02)
      ) { batches(relays, .wait) },
    ]
  }

  private static func row(
    _ name: String, _ source: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification("outbox", source: source, name, expected: expected, tolerance, measure: measure)
  }

  /// Committed events of which the consumer never heard, once everything is drained.
  private static func lost(_ simulation: Simulation<OutboxLab>) -> Double {
    let ledger = simulation.model.ledger
    return Double(
      (ledger.startIndex..<ledger.endIndex).count {
        ledger[$0].stage == .committed && ledger[$0].effects == 0
      })
  }

  private static func twice(_ simulation: Simulation<OutboxLab>) -> Double {
    Double(simulation.meters(.recordsAppended)) - Double(simulation.meters(.ordersCommitted))
  }

  /// A hundred orders pile up while the broker is down; then one relay publishes them and crashes.
  private static func crash(
    _ mode: Mode, _ point: Action, _ change: (inout Knobs) -> Void = { _ in }
  ) -> Simulation<OutboxLab> {
    var knobs = Knobs()
    (knobs.mode, knobs.rate, knobs.relays) = (mode, 0, 1)
    change(&knobs)
    var simulation = Simulation<OutboxLab>(seed: 1, knobs: knobs)
    simulation.apply(.act(.brokerDown, isOn: true), "broker.down")
    for _ in 0..<100 { simulation.apply(.act(.order, isOn: true), "order") }
    simulation.advance(until: .start + .seconds(2))
    simulation.apply(.act(.brokerDown, isOn: false), "heal:broker.down")
    simulation.apply(.act(point, isOn: true), point.rawValue)
    simulation.advance(until: .start + .seconds(30))
    return simulation
  }

  /// One order, and something happens to it.
  private static func single(
    mode: Mode = .dualWrite, first: FirstWrite = .commit, _ action: Action
  ) -> Simulation<OutboxLab> {
    var knobs = Knobs()
    (knobs.mode, knobs.first, knobs.rate) = (mode, first, 0)
    var simulation = Simulation<OutboxLab>(seed: 1, knobs: knobs)
    simulation.apply(.act(action, isOn: true), action.rawValue)
    simulation.apply(.act(.order, isOn: true), "order")
    simulation.advance(until: .start + .seconds(10))
    return simulation
  }

  private static func batches(_ relays: Int, _ locking: Locking) -> Double {
    var knobs = Knobs()
    (knobs.relays, knobs.locking, knobs.batch, knobs.publishMilliseconds) = (relays, locking, 1, 1000)
    knobs.rate = 100
    var simulation = Simulation<OutboxLab>(seed: 1, knobs: knobs)
    simulation.advance(until: .start + .seconds(10))
    let before = simulation.meters(.batches)
    simulation.advance(until: .start + .seconds(110))
    return Double(simulation.meters(.batches) - before) / 100
  }
}

extension Simulation<OutboxLab> {
  fileprivate func meters(_ meter: OutboxLab.Meter) -> UInt64 { context.meters[count: meter] }
}
