import FirstEdition
import Patterns

extension OutboxLab {
  /// How an order's event gets from the database to the broker.
  public enum Mode: String, CaseIterable, Sendable {
    /// The service writes to both, one after the other.
    case dualWrite = "dual-write"
    /// The event is a row in the same transaction; relays read it.
    case poller
    /// The same, and a connector reads the database's log instead of the table.
    case capture
  }

  /// Which of two writes comes first.
  public enum FirstWrite: String, CaseIterable, Sendable {
    case commit, publish
  }

  /// What a relay does about rows that another one has locked.
  public enum Locking: String, CaseIterable, Sendable {
    case skipLocked = "skip-locked"
    case wait
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var mode = Mode.poller
    var rate = 40.0
    var first = FirstWrite.commit
    var relays = 2
    var batch = 100
    var locking = Locking.skipLocked
    var pollMilliseconds = 200.0
    var publishMilliseconds = 50.0
    var hasInbox = true
    var recordMilliseconds = 2.0
    var rollbackPercent = 0.0
    var commitMilliseconds = 5.0
    var crashesPerMinute = 0.0
    var restartSeconds = 2.0

    /// Two relays on an ordinary day.
    public init() {}

    /// In the order in which they are shown.
    public static let fields: [Knob<Knobs>] = [
      Knob(
        "mode", \.mode, "How events get out: two writes, an outbox that relays read, or the database's log."),
      Knob("rate", \.rate, 0...500, step: 10, unit: "/s", whileDraining: 0, "Orders a second, Poisson."),
      Knob("first.write", \.first, title: "dual: first", "With two writes: which of them comes first."),
      Knob("relays", \.relays, 1...8, "How many relays read the outbox at once."),
      Knob("batch", \.batch, 1...500, step: 10, unit: "rows", "How many rows a relay takes at a time."),
      Knob(
        "locking", \.locking,
        "What a relay does about locked rows: passes over them (FOR UPDATE SKIP LOCKED), or waits (FOR UPDATE)."
      ),
      Knob(
        "poll.interval", \.pollMilliseconds, 10...5000, step: 50, unit: "ms",
        "How long a relay waits when it found less than a batch."),
      Knob(
        "publish.time", \.publishMilliseconds, 2...1000, step: 10, unit: "ms",
        "From taking a batch to marking it; at half of it the broker has the batch."),
      Knob(
        "inbox", \.hasInbox, "On: the consumer writes down which events it has acted on, and skips repeats."),
      Knob(
        "record.time", \.recordMilliseconds, 0.5...20, step: 0.5, unit: "ms",
        "How long the consumer works on an event."),
      Knob(
        "rollbacks", \.rollbackPercent, 0...50, step: 1, unit: "%", whileDraining: 0,
        "The share of transactions that roll back."),
      Knob(
        "commit.time", \.commitMilliseconds, 1...200, step: 5, unit: "ms", "How long a transaction takes."),
      Knob(
        "crashes", \.crashesPerMinute, 0...60, step: 1, unit: "/min", whileDraining: 0,
        "How often a publishing process crashes by chance, before its publication or right after."),
      Knob(
        "restart.time", \.restartSeconds, 0.5...30, step: 0.5, unit: "s",
        "How long a crashed process is away."),
    ]
  }
}
