import Engine
import LabKit

extension OutboxLab {
  /// What a crash at each point costs in each mode, and what locks cost relays.
  static let verifications: [Verification] = crashes + writes + ratios

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
      single(.dualWrite, .publish, .rollback).total(.eventsInvented)
    },
    row("outbox, rollback: events published", "ours", 0) {
      single(.poller, .commit, .rollback).total(.recordsAppended)
    },
  ]

  /// k workers with skipping and with waiting, a batch a second each.
  private static let ratios: [Verification] = [1, 2, 4, 8].flatMap { relays in
    [("SKIP LOCKED", Locking.skipLocked, relays), ("plain FOR UPDATE", .wait, 1)].map { words, locking, batches in
      row(
        "\(relays) relays with \(words), batches/s of 1 s each", "PostgreSQL, SELECT", Double(batches), .relative(0.02)
      ) {
        var bench = Bench<OutboxLab> {
          ($0.relays, $0.locking, $0.batch, $0.publishTime, $0.rate) = (relays, locking, 1, 1000, 100)
        }
        bench.go(10)
        return bench.rate(.batches, over: 100)
      }
    }
  }

  private static func row(
    _ name: String, _ source: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification { Verification("outbox", source: source, name, expected: expected, tolerance, measure: measure) }

  /// Committed events of which the consumer never heard, once everything is drained.
  @Sendable private static func lost(_ bench: Bench<OutboxLab>) -> Double {
    bench.total(.ordersCommitted) + bench.total(.effectsTwice) - bench.total(.effects)
  }

  @Sendable private static func twice(_ bench: Bench<OutboxLab>) -> Double {
    bench.total(.recordsAppended) - bench.total(.ordersCommitted)
  }

  @Sendable private static func again(_ bench: Bench<OutboxLab>) -> Double { bench.total(.effectsTwice) }

  /// A hundred orders pile up while the broker is down; then one relay publishes them and crashes.
  private static func crash(
    _ name: String, _ expected: Double, _ mode: Mode, _ point: Action,
    _ measure: @escaping @Sendable (Bench<OutboxLab>) -> Double, source: String = "Debezium outbox",
    _ change: @escaping @Sendable (inout Knobs) -> Void = { _ in }
  ) -> Verification {
    row(name, source, expected) {
      var bench = Bench<OutboxLab> { knobs in
        (knobs.mode, knobs.rate, knobs.relays) = (mode, 0, 1)
        change(&knobs)
      }
      bench.act(.brokerDown)
      for _ in 0..<100 { bench.act(.order) }
      bench.go(2)
      bench.act(.brokerDown, isOn: false)
      bench.act(point)
      bench.go(28)
      return measure(bench)
    }
  }

  /// One order, and something happens to it.
  private static func single(_ mode: Mode, _ first: FirstWrite, _ action: Action) -> Bench<OutboxLab> {
    var bench = Bench<OutboxLab> { ($0.mode, $0.first, $0.rate) = (mode, first, 0) }
    bench.act(action)
    bench.act(.order)
    bench.go(10)
    return bench
  }
}
