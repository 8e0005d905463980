import FirstEdition
import Patterns

extension SagaLab {
  /// How the five steps are held together.
  public enum Mode: String, CaseIterable, Sendable {
    case orchestrated, choreographed
    case twoPhase = "2pc"
    case none
  }

  /// How a reservation is undone.
  public enum Undo: String, CaseIterable, Sendable {
    /// By writing back what was there before.
    case restore
    /// By taking the unit off again, whatever is there now.
    case subtract
  }

  /// How long the waits between two tries of a compensation are.
  public enum Waits: String, CaseIterable, Sendable {
    case constant, exponential, equal, full, decorrelated
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var mode = Mode.orchestrated
    var rate = 4.0
    var rows = 8
    var stepMilliseconds = 100.0
    var spreadPercent = 20.0
    var failurePercent = 0.0
    var undo = Undo.restore
    var hasSemanticLock = false
    var isIdempotent = true
    var lossPercent = 0.0
    var doublingPercent = 0.0
    var delayMilliseconds = 5.0
    var timeoutMilliseconds = 1000.0
    var setbackPercent = 0.0
    var waits = Waits.exponential
    var retryMilliseconds = 200.0

    /// An orchestrated saga on an ordinary day.
    public init() {}

    /// In the order in which they are shown.
    public static let fields: [Knob<Knobs>] = world + network + compensation

    private static let world: [Knob<Knobs>] = [
      Knob(
        "mode", \.mode,
        "What holds the steps together: an orchestrator, events from service to service, two-phase commit, nothing."
      ),
      Knob("rate", \.rate, 0...50, step: 1, unit: "/s", whileDraining: 0, "Orders a second, Poisson."),
      Knob("rows", \.rows, 1...64, "How many shared rows the orders fall on; 1 makes them all meet on one."),
      Knob(
        "step.time", \.stepMilliseconds, 10...1000, step: 10, unit: "ms", whileDraining: 10,
        "How long a step works on its row."),
      Knob(
        "step.spread", \.spreadPercent, 0...100, step: 10, unit: "%",
        "How far step times lie on either side of that, evenly."),
      Knob(
        "failures", \.failurePercent, 0...50, step: 1, unit: "%", whileDraining: 0,
        "The share of steps that are refused: sold out, card declined."),
      Knob(
        "undo", \.undo,
        "How a reservation is undone: restore writes the old value back, subtract takes one off what is there now."
      ),
      Knob(
        "semantic.lock", \.hasSemanticLock, title: "semantic lock",
        "A saga flags its row as not final until it has ended, and others wait for the flag."),
    ]

    private static let network: [Knob<Knobs>] = [
      Knob(
        "idempotent", \.isIdempotent,
        "On: a service does each step of a saga once, however often it is asked. Off: as often as it is asked."
      ),
      Knob("loss", \.lossPercent, 0...50, step: 1, unit: "%", whileDraining: 0, "Messages that get lost."),
      Knob(
        "doubling", \.doublingPercent, 0...50, step: 1, unit: "%", whileDraining: 0,
        "Messages that arrive twice."),
      Knob("delay", \.delayMilliseconds, 0...200, step: 5, unit: "ms", "How long a message takes, one way."),
      Knob(
        "timeout", \.timeoutMilliseconds, 200...10_000, step: 100, unit: "ms", whileDraining: 10_000,
        "After how long without an answer the sender says it again."),
    ]

    private static let compensation: [Knob<Knobs>] = [
      Knob(
        "setbacks", \.setbackPercent, 0...90, step: 5, unit: "%", whileDraining: 0,
        "The share of tries to undo a step that fail."),
      Knob("waits", \.waits, "How the waits between tries of a compensation grow."),
      Knob(
        "retry.first", \.retryMilliseconds, 50...5000, step: 50, unit: "ms",
        "The first wait before a compensation is tried again; none is longer than 10 s."),
    ]

    /// When a compensation that failed is tried again; for ever, since it must succeed in the end.
    var retryPolicy: RetryPolicy {
      let first = Duration.milliseconds(Int64(retryMilliseconds)), cap = Duration.seconds(10)
      return switch waits {
      case .constant: RetryPolicy(.constant(first))
      case .exponential: RetryPolicy(.exponential(first: first, coefficient: 2, cap: cap))
      case .equal: RetryPolicy(.equalJitter(first: first, coefficient: 2, cap: cap))
      case .full: RetryPolicy(.fullJitter(first: first, coefficient: 2, cap: cap))
      case .decorrelated: RetryPolicy(.decorrelated(base: first, cap: cap))
      }
    }
  }
}
