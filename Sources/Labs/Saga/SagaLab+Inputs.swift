import LabKit
import Patterns

extension SagaLab {
  /// How the five steps are held together.
  enum Mode: String, CaseIterable, Sendable { case orchestrated, choreographed, twoPhase = "2pc", none }

  /// How a reservation is undone: by writing back what was there before, or by taking the unit off again.
  enum Undo: String, CaseIterable, Sendable { case restore, subtract }

  /// How the waits between two tries of a compensation grow.
  enum Waits: String, CaseIterable, Sendable { case constant, exponential, equal, full, decorrelated }

  /// What can be turned: an orchestrated saga on an ordinary day. Times are in milliseconds, shares in percent.
  struct Knobs: KnobSet {
    var mode = Mode.orchestrated, rate = 4.0, rows = 8
    var stepTime = 100.0, stepSpread = 20.0, failures = 0.0
    var undo = Undo.subtract, hasSemanticLock = false, isIdempotent = true
    var loss = 0.0, doubling = 0.0, delay = 5.0, timeout = 1000.0
    var setbacks = 0.0, waits = Waits.exponential, firstWait = 200.0

    static let fields: [Knob<Knobs>] = [
      Knob("mode", \.mode, "What holds the steps together: an orchestrator, events, two-phase commit, nothing."),
      Knob("rate", \.rate, 0...50, step: 1, unit: "/s", whileDraining: 0, "Orders a second, Poisson."),
      Knob("rows", \.rows, 1...64, "How many shared rows the orders fall on; on 1 they all meet."),
      Knob("step.time", \.stepTime, 10...1000, step: 10, unit: "ms", whileDraining: 10, "How long a step works."),
      Knob("step.spread", \.stepSpread, 0...100, step: 10, unit: "%", "How far step times lie around that."),
      Knob("failures", \.failures, 0...50, step: 1, unit: "%", whileDraining: 0, "Steps that are refused."),
      Knob("undo", \.undo, "Restore writes a row's old value back, subtract takes one off what is there now."),
      Knob(
        "semantic.lock", \.hasSemanticLock, title: "semantic lock",
        "A saga flags its row as not final until it has ended, and others wait for the flag."),
      Knob("idempotent", \.isIdempotent, "A service does a step once, however often it is asked."),
      Knob("loss", \.loss, 0...50, step: 1, unit: "%", whileDraining: 0, "Messages that get lost."),
      Knob("doubling", \.doubling, 0...50, step: 1, unit: "%", whileDraining: 0, "Messages that arrive twice."),
      Knob("delay", \.delay, 0...200, step: 5, unit: "ms", "How long a message takes, one way."),
      Knob(
        "timeout", \.timeout, 200...10_000, step: 100, unit: "ms", whileDraining: 10_000,
        "After how long without an answer the sender repeats a request."),
      Knob("setbacks", \.setbacks, 0...90, step: 5, unit: "%", whileDraining: 0, "Tries to undo that fail."),
      Knob("waits", \.waits, "How the waits between tries of a compensation grow."),
      Knob(
        "retry.first", \.firstWait, 50...5000, step: 50, unit: "ms",
        "The first wait before a compensation is tried again; none is longer than 10 s."),
    ]

    /// When a compensation that failed is tried again; for ever, since it must succeed in the end.
    var backoff: Backoff {
      let first = Duration.milliseconds(Int64(firstWait)), cap = Duration.seconds(10)
      return switch waits {
      case .constant: .constant(first)
      case .exponential: .exponential(first: first, coefficient: 2, cap: cap)
      case .equal: .equalJitter(first: first, coefficient: 2, cap: cap)
      case .full: .fullJitter(first: first, coefficient: 2, cap: cap)
      case .decorrelated: .decorrelated(base: first, cap: cap)
      }
    }
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case failStep1, failStep2, failStep3, failStep4, failStep5
    case order, anomaly, compensationFails, coordinatorCrash, crashInDoubt, messageLost, messageDoubled

    var declaration: ActionFamily {
      switch self {
      case .failStep1: failing("stock", "nothing to undo")
      case .failStep2: failing("payment", "one compensation")
      case .failStep3: failing("carrier", "two compensations")
      case .failStep4: failing("points", "three compensations")
      case .failStep5: failing("confirm", "four compensations")
      case .order: .once("o", "order", "one order", "Runs one order on row 1 and traces it.")
      case .anomaly: .once("a", "anomaly", "provoke anomaly", "Two orders meet on row 1; the first fails at step 4.")
      case .compensationFails:
        .fault("f", "compensation.fails", "undo fails", "Tries to undo a step fail, and are repeated.")
      case .coordinatorCrash: .fault("c", "coordinator.crash", "crash coordinator", "It forgets what it did not log.")
      case .crashInDoubt: .fault("w", "crash.in-doubt", "crash in doubt", "It crashes when all have voted, in 2PC.")
      case .messageLost: .once("x", "message.lost", "lose a message", "The next message gets lost.")
      case .messageDoubled: .once("d", "message.doubled", "double a message", "The next request arrives twice.")
      }
    }

    private func failing(_ what: String, _ undone: String) -> ActionFamily {
      let step = "\(rawValue + 1)"
      return .once(
        Character(step), "fail.step\(step)", "fail \(what)", "Runs an order whose step \(step) is refused: \(undone).")
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case ordersOffered, ordersRefused, ordersStarted, ordersCompleted, ordersUndone, ordersHalfDone
    case ordersForward, ordersBackward, orderTime
    case stepsTried, stepsRefused, compensations, compensationsFailed, compensationRetries
    case messagesWork, messagesProtocol, messagesLost, messagesDoubled, messagesRepeated, repeatsRecognised
    case lockHold, flagHold, lockWait, locksHeld, locksBlocked
    case dirtyReads, lostUpdates, doubledEffects

    var declaration: MeterFamily {
      switch self {
      case .ordersOffered: orders("offered", "Orders that arrived.")
      case .ordersRefused: orders("refused", "Orders turned away: too many at once, or no coordinator.")
      case .ordersStarted: orders("started", "Orders that began.")
      case .ordersCompleted: orders("completed", "Orders with all five steps done.")
      case .ordersUndone: orders("undone", "Failed orders of which nothing is left.")
      case .ordersHalfDone: orders("halfdone", "Failed orders whose first steps stay as they are.")
      case .ordersForward: .gauge("orders.forward", "orders", "Orders on their way forward.")
      case .ordersBackward: .gauge("orders.backward", "orders", "Orders that are being undone.")
      case .orderTime: .latency("order.time", "From an order's beginning to the end of its last step.")
      case .stepsTried: .counter("steps.tried", "steps", "Steps that a service worked on.")
      case .stepsRefused: .counter("steps.refused", "steps", "Steps that were refused.")
      case .compensations: .counter("compensations", "steps", "Steps that were undone.")
      case .compensationsFailed: .counter("compensations.failed", "tries", "Tries to undo that failed.")
      case .compensationRetries: .counter("compensations.retried", "tries", "Tries after a wait.")
      case .messagesWork: messages("work", "Requests to do or undo a step, and their answers.")
      case .messagesProtocol: messages("protocol", "Prepare, vote, decision, acknowledgement of two-phase commit.")
      case .messagesLost: messages("lost", "Messages that never arrived.")
      case .messagesDoubled: messages("doubled", "Messages that arrived twice.")
      case .messagesRepeated: messages("repeated", "Requests repeated for want of an answer.")
      case .repeatsRecognised: .counter("repeats.recognised", "messages", "Repeats that were only answered.")
      case .lockHold: .latency("lock.hold", "How long the lock on the shared row was held.")
      case .flagHold: .latency("flag.hold", "How long a semantic lock was on the shared row.")
      case .lockWait: .latency("lock.wait", "How long a step waited for its row.")
      case .locksHeld: .gauge("locks.held", "locks", "Row locks that are held.")
      case .locksBlocked: .gauge("locks.blocked", "locks", "Row locks of the prepared without a coordinator.")
      case .dirtyReads: .counter("reads.dirty", "reads", "Reads of what an unfinished order had written.")
      case .lostUpdates: .counter("updates.lost", "updates", "Updates overwritten by an undo.")
      case .doubledEffects: .counter("effects.doubled", "steps", "Steps done though they were in force.")
      }
    }

    private func orders(_ name: String, _ help: String) -> MeterFamily {
      .counter("orders." + name, "orders", help)
    }

    private func messages(_ name: String, _ help: String) -> MeterFamily {
      .counter("messages." + name, "messages", help)
    }
  }
}
