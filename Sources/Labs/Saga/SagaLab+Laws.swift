import Engine
import FirstEdition

extension SagaLab {
  /// What the lab claims.
  public enum Law: Int, LawSet {
    case allOrNothing, reverse, count, once, logSuffices, isolation, books, conservation
    case allEnd
    case compensated, halfDone, doubledEffect, dirtyRead, lostUpdate, blocked, resumed, undoRetried

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .allOrNothing:
        .init(
          "all-or-nothing", .always,
          "An order that has ended is in force at every service or at none; not promised without a pattern.")
      case .reverse: .init("reverse", .always, "A step is undone only while no later step is in force.")
      case .count:
        .init("count", .always, "A saga that failed at step j made j attempts and j - 1 compensations.")
      case .once: .init("once", .always, "With idempotent services no step is in force twice.")
      case .logSuffices:
        .init(
          "log-suffices", .always, "An orchestrator goes on to a step only when those before it are in force."
        )
      case .isolation:
        .init("isolation", .always, "Who holds a semantic lock, or locks to the end, overwrites no update.")
      case .books:
        .init(
          "books", .always, "A row's value is the reservations in force, but for the updates known as lost.")
      case .conservation:
        .init(
          "conservation", .always, "Every order that began is on its way, on its way back, or ended once.")
      case .allEnd: .init("all-end", .eventually, "Every order ends; with a pattern, none half done.")
      case .compensated: .init("compensated", .sometimes, "A saga undoes at least one step and ends.")
      case .halfDone: .init("half-done", .sometimes, "Without a pattern an order stays half done.")
      case .doubledEffect:
        .init("doubled-effect", .sometimes, "Without idempotent services a step is in force twice.")
      case .dirtyRead: .init("dirty-read", .sometimes, "A saga builds on a value that is taken back later.")
      case .lostUpdate: .init("lost-update", .sometimes, "An undo overwrites what others wrote meanwhile.")
      case .blocked:
        .init("blocked", .sometimes, "Prepared participants hold their locks and the coordinator is gone.")
      case .resumed: .init("resumed", .sometimes, "A coordinator comes back and goes on from its log.")
      case .undoRetried: .init("undo-retried", .sometimes, "A compensation fails and is tried again.")
      }
    }
  }

  /// Whether a run with these knobs and faults can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let isSaga = knobs.mode == .orchestrated || knobs.mode == .choreographed
    let isBusy = knobs.rate >= 2
    let fails = isBusy && knobs.failurePercent >= 2
    let isCrowded = knobs.rate / Double(knobs.rows) * knobs.stepMilliseconds >= 100
    switch law {
    case .compensated: return isSaga && fails
    case .halfDone: return knobs.mode == .none && fails
    case .doubledEffect:
      return isSaga && isBusy && !knobs.isIdempotent && (knobs.doublingPercent >= 2 || knobs.lossPercent >= 2)
    case .dirtyRead, .lostUpdate:
      let isOpen = isSaga && fails && isCrowded && !knobs.hasSemanticLock
      return isOpen && (law == .dirtyRead || knobs.undo == .restore)
    case .blocked:
      return knobs.mode == .twoPhase && knobs.rate >= 2 && faults.contains(.crashInDoubt)
    case .resumed: return knobs.mode == .orchestrated && isBusy && faults.contains(.coordinatorCrash)
    case .undoRetried:
      return isSaga && fails && (knobs.setbackPercent >= 10)
    default: return true
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool { orders.count == 0 && parcels.count == 0 }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<SagaLab>) -> Bool? {
    guard law == .allEnd else { return nil }
    return Int(tally.started) == tally.completed + tally.undone + tally.halfDone
      && (tally.halfDone == 0 || audit.hadNoPattern)
  }
}
