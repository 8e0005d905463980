import LabKit

extension OutboxLab {
  /// How an order's event gets from the database to the broker: by a second write of the service, as a row in the same
  /// transaction that relays read, or the same with a connector that reads the database's log.
  enum Mode: String, CaseIterable, Sendable { case dualWrite = "dual-write", poller, capture }

  /// Which of two writes comes first.
  enum FirstWrite: String, CaseIterable, Sendable { case commit, publish }

  /// What a relay does about rows that another one has locked.
  enum Locking: String, CaseIterable, Sendable {
    case skipLocked = "skip-locked", wait, keepOrder = "keep-order"
  }

  /// What can be turned: two relays on an ordinary day. Times are in milliseconds, of a restart in seconds.
  struct Knobs: KnobSet {
    var mode = Mode.poller, rate = 40.0, first = FirstWrite.commit
    var relays = 2, batch = 100, locking = Locking.keepOrder
    var pollInterval = 200.0, publishTime = 50.0
    var hasInbox = true, recordTime = 2.0
    var rollbacks = 0.0, commitTime = 5.0, crashes = 0.0, restart = 2.0

    static let fields: [Knob<Knobs>] = [
      Knob("mode", \.mode, "How events get out: two writes, an outbox that relays read, or the database's log."),
      Knob("rate", \.rate, 0...500, step: 10, unit: "/s", whileDraining: 0, "Orders a second, Poisson."),
      Knob("first.write", \.first, title: "dual: first", "With two writes: which of them comes first."),
      Knob("relays", \.relays, 1...8, "How many relays read the outbox at once."),
      Knob("batch", \.batch, 1...500, step: 10, unit: "rows", "How many rows a relay takes at a time."),
      Knob(
        "locking", \.locking,
        "What a relay does about locked rows: passes over them (SKIP LOCKED), waits (FOR UPDATE), or passes over all rows of a customer that has one locked."
      ),
      Knob(
        "poll.interval", \.pollInterval, 10...5000, step: 50, unit: "ms",
        "How long a relay waits when it found less than a batch."),
      Knob(
        "publish.time", \.publishTime, 2...1000, step: 10, unit: "ms",
        "From taking a batch to marking it; at half of it the broker has the batch."),
      Knob("inbox", \.hasInbox, "On: the consumer writes down which events it has acted on, and skips repeats."),
      Knob("record.time", \.recordTime, 0.5...20, step: 0.5, unit: "ms", "How long the consumer works on an event."),
      Knob(
        "rollbacks", \.rollbacks, 0...50, step: 1, unit: "%", whileDraining: 0,
        "The share of transactions that roll back."),
      Knob("commit.time", \.commitTime, 1...200, step: 5, unit: "ms", "How long a transaction takes."),
      Knob(
        "crashes", \.crashes, 0...60, step: 1, unit: "/min", whileDraining: 0,
        "How often a publishing process crashes by chance, before its publication or right after."),
      Knob("restart.time", \.restart, 0.5...30, step: 0.5, unit: "s", "How long a crashed process is away."),
    ]
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case order, crashBeforePublish, crashBeforeMark, brokerDown, rollback, consumerCrash

    var declaration: ActionFamily {
      switch self {
      case .order: .once("o", "order", "one order", "Takes one order now and follows its event.")
      case .crashBeforePublish:
        .once(
          "f", "crash.before-publish", "crash: unpublished",
          "The next publisher crashes after the commit and before it publishes.")
      case .crashBeforeMark:
        .once(
          "a", "crash.before-mark", "crash: unmarked",
          "The next publisher crashes after it published and before that is noted.")
      case .brokerDown: .fault("m", "broker.down", "broker down", "The broker takes and acknowledges nothing.")
      case .rollback: .once("r", "rollback", "roll back", "The next transaction rolls back instead of committing.")
      case .consumerCrash:
        .once(
          "C", "consumer.crash", "crash consumer",
          "The consumer crashes after it acted and before its offset is committed.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case ordersOffered, ordersRefused, ordersStarted, ordersCommitted, ordersRolledBack
    case eventsLost, eventsInvented, overtaken, recordsAppended, duplicates, recordsConsumed, effects, effectsTwice
    case repeatsSkipped, batches, pollsBlocked, crashes
    case rowsWaiting, rowsLocked, lag
    case publishDelay, effectDelay, batchHold

    var declaration: MeterFamily {
      switch self {
      case .ordersOffered: .counter("orders.offered", "orders", "Orders that arrived.")
      case .ordersRefused:
        .counter("orders.refused", "orders", "Orders turned away: the service was down or its disk full.")
      case .ordersStarted: .counter("orders.started", "orders", "Transactions that began.")
      case .ordersCommitted: .counter("orders.committed", "orders", "Transactions that committed.")
      case .ordersRolledBack: .counter("orders.rolledback", "orders", "Transactions that left nothing in the database.")
      case .eventsLost: .counter("events.lost", "events", "Events of committed orders that nobody will ever publish.")
      case .eventsInvented: .counter("events.invented", "events", "Published events of orders that were rolled back.")
      case .overtaken:
        .counter("events.overtaken", "events", "Events published after a younger one of the same customer.")
      case .recordsAppended: .counter("records.appended", "records", "Records at the broker, repeats included.")
      case .duplicates: .counter("records.duplicate", "records", "Records of events that the broker had before.")
      case .recordsConsumed: .counter("records.consumed", "records", "Records that the consumer looked at.")
      case .effects: .counter("effects", "effects", "What the consumer did: mails sent, say.")
      case .effectsTwice: .counter("effects.twice", "effects", "Effects of events that had had theirs before.")
      case .repeatsSkipped: .counter("repeats.skipped", "records", "Records that the inbox recognised.")
      case .batches: .counter("batches", "batches", "Batches published and marked.")
      case .pollsBlocked: .counter("polls.blocked", "polls", "Times a relay had to wait for another one's rows.")
      case .crashes: .counter("crashes", "crashes", "Processes that crashed.")
      case .rowsWaiting: .gauge("rows.waiting", "rows", "Committed events that nobody has marked published.")
      case .rowsLocked: .gauge("rows.locked", "rows", "Outbox rows in the hands of relays.")
      case .lag: .gauge("lag", "records", "Records whose offset the consumer has not committed.")
      case .publishDelay: .latency("delay.publish", "From the commit to the first record at the broker.")
      case .effectDelay: .latency("delay.effect", "From the commit to the effect.")
      case .batchHold: .latency("batch.hold", "How long a relay had a batch's rows locked.")
      }
    }
  }
}
