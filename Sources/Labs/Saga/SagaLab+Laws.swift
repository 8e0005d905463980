import Engine
import LabKit

extension SagaLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case allOrNothing, reverse, count, once, logSuffices, isolation, books, conservation
    case allEnd
    case compensated, halfDone, doubledEffect, dirtyRead, lostUpdate, blocked, resumed, undoRetried
  }

  static func rule(_ law: Law) -> Rule<SagaLab> {
    switch law {
    case .allOrNothing:
      .always("all-or-nothing", "With a pattern an order that has ended is in force everywhere or nowhere.")
    case .reverse: .always("reverse", "A step is undone only while no later step is in force.")
    case .count: .always("count", "A saga that failed at step j made j attempts and j - 1 compensations.")
    case .once: .always("once", "With idempotent services no step is in force twice.")
    case .logSuffices:
      .always("log-suffices", "An orchestrator goes on to a step only when those before it are in force.")
    case .isolation: .always("isolation", "Who holds a semantic lock, or locks to the end, overwrites no update.")
    case .books:
      .always("books", "A row's value is the reservations in force, but for the updates known as lost.") { lab, _ in
        lab.rows.first { $0.value != $0.inForce + $0.drift }.map {
          "a row says \($0.value), \($0.inForce) in force, drift \($0.drift)"
        }
      }
    case .conservation:
      .always("conservation", "Every order that began is on its way, on its way back, or ended once.") { lab, context in
        let began = context.total(.ordersStarted), (forward, backward) = (lab.census.forward, lab.census.backward)
        let isKept = began == forward + backward + ended(context)
        return isKept ? nil : "\(began) began, \(forward) on their way, \(backward) back"
      }
    case .allEnd:
      .eventually("all-end", "Every order ends.") { _, context in
        context.total(.ordersStarted) == ended(context)
      }
    case .compensated: may("compensated", "A saga undoes at least one step and ends.") { $0.isSaga && $0.fails }
    case .halfDone: may("half-done", "Without a pattern an order stays half done.") { $0.mode == .none && $0.fails }
    case .doubledEffect:
      may("doubled-effect", "Without idempotent services a step is in force twice.") {
        $0.isSaga && $0.isBusy && !$0.isIdempotent && max($0.doubling, $0.loss) >= 2
      }
    case .dirtyRead: may("dirty-read", "A saga builds on a value that is taken back later.") { $0.isOpen }
    case .lostUpdate:
      may("lost-update", "An undo overwrites what others wrote meanwhile.") { $0.isOpen && $0.undo == .restore }
    case .undoRetried:
      may("undo-retried", "A compensation fails and is tried again.") { $0.isSaga && $0.fails && $0.setbacks >= 10 }
    case .blocked:
      .sometimes("blocked", "Prepared participants hold their locks and the coordinator is gone.") {
        $0.mode == .twoPhase && $0.isBusy && $1.contains(.crashInDoubt)
      }
    case .resumed:
      .sometimes("resumed", "A coordinator comes back and goes on from its log.") {
        $0.mode == .orchestrated && $0.isBusy && $1.contains(.coordinatorCrash)
      }
    }
  }

  private static func may(
    _ name: String, _ claim: String, when canReach: @escaping @Sendable (Knobs) -> Bool
  ) -> Rule<SagaLab> { .sometimes(name, claim) { knobs, _ in canReach(knobs) } }

  /// Any pattern keeps the first, idempotent services the second, two-phase commit and sagas with a semantic lock or an
  /// undo that subtracts the third. The fourth only sagas keep.
  static let promises: [Promise<SagaLab>] = [
    .never(
      "nothing-half-done", "An order that fails leaves nothing behind.", counted: .ordersHalfDone,
      as: "order half done",
      breaks: .when(off: ["mode": "none"], under: .failStep3)),
    .never(
      "once", "No step is done twice, however often it is asked for.", counted: .doubledEffects, as: "step done twice",
      breaks: .when(off: ["idempotent": "off"], under: .messageDoubled)),
    .never(
      "updates-kept", "Nobody's update of a row is overwritten.", counted: .lostUpdates, as: "update lost",
      breaks: .when(off: ["undo": "restore"], under: .anomaly)),
    .holds(
      "rows-free", "No row stays locked because a coordinator is gone.",
      breaks: .when(off: ["mode": "2pc"], under: .crashInDoubt)
    ) { lab, _ in
      lab.census.blocked > 0 ? "\(lab.census.blocked) rows stay locked" : nil
    },
  ]

  private static func ended(_ context: Context<Self>) -> Int {
    context.total(.ordersCompleted) + context.total(.ordersUndone) + context.total(.ordersHalfDone)
  }

  /// Where orders are, whose undoing fails, and who is prepared without a coordinator.
  struct Census: Sendable { var forward = 0, backward = 0, stuck = 0, blocked = 0 }

  var counted: Census {
    var census = Census()
    for slot in openOrders {
      if orders[slot].isGoingBack { census.backward += 1 } else { census.forward += 1 }
      if orders[slot].setbacks > 0 { census.stuck += 1 }
      if !coordinator.isUp { census.blocked += orders[slot].branches.count { $0.member.isBlocked } }
    }
    return census
  }

  /// The order is over and its last straggler gone: what the services say must be all or nothing.
  mutating func checkEnd(_ slot: Slot, _ context: inout Context<Self>) {
    let mode = orders[slot].mode, serial = orders[slot].serial
    guard mode != .none, orders[slot].isIdempotent else { return }
    let isDone = orders[slot].branches.allSatisfy { $0.inForce == 1 }, outcome = orders[slot].outcome
    context.check(
      .allOrNothing, outcome == .completed ? isDone : outcome == .undone && orders[slot].isUndone,
      "order \(serial), \(outcome.rawValue.lowercased()), in force \(orders[slot].inForce)")
    guard mode != .twoPhase else { return }
    let failed = orders[slot].failedStep, attempts = orders[slot].attempts, undone = orders[slot].undone
    context.check(
      .count, isDone ? attempts == Self.steps && undone == 0 : attempts == failed && undone == failed - 1,
      "order \(serial) failed at \(failed): \(attempts) attempts, \(undone) compensations")
    if undone > 0 { context.reach(.compensated, "order \(serial) undid \(undone) steps") }
  }
}

extension SagaLab.Knobs {
  /// Whether orders that begin now are sagas.
  var isSaga: Bool { mode == .orchestrated || mode == .choreographed }
  fileprivate var isBusy: Bool { rate >= 2 }
  fileprivate var fails: Bool { isBusy && failures >= 2 }
  /// Whether sagas that fail meet on rows that they do not lock.
  fileprivate var isOpen: Bool { isSaga && fails && !hasSemanticLock && rate / Double(rows) * stepTime >= 100 }
}
