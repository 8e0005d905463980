import Engine
import FirstEdition

extension OutboxLab {
  /// What the lab claims.
  public enum Law: Int, LawSet {
    case noLoss, noInvention, lockedOnce, duplicateBound, onceWithInbox, conservation
    case allDelivered
    case lostEvent, inventedEvent, duplicated, effectTwice, skipsLocked, relayBlocked

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .noLoss:
        .init(
          "no-loss", .always,
          "The event of an order committed with its outbox row is in the table, the log, at the broker, or acted on."
        )
      case .noInvention:
        .init(
          "no-invention", .always, "A relay or connector publishes no event of an order that did not commit.")
      case .lockedOnce: .init("locked-once", .always, "No outbox row is in the hands of two relays.")
      case .duplicateBound:
        .init(
          "duplicate-bound", .always, "A crash or a lost acknowledgement publishes at most one batch again.")
      case .onceWithInbox: .init("once-with-inbox", .always, "With an inbox every effect happens once.")
      case .conservation:
        .init("conservation", .always, "Every order is open, committed or rolled back, and counted once.")
      case .allDelivered:
        .init("all-delivered", .eventually, "Every event that was committed with its order was acted on.")
      case .lostEvent:
        .init("lost-event", .sometimes, "With two writes an order is committed and its event lost.")
      case .inventedEvent:
        .init("invented-event", .sometimes, "With two writes an event is out and its order rolled back.")
      case .duplicated: .init("duplicated", .sometimes, "An event is published twice.")
      case .effectTwice: .init("effect-twice", .sometimes, "Without an inbox an effect happens twice.")
      case .skipsLocked: .init("skips-locked", .sometimes, "Two relays work on different rows at once.")
      case .relayBlocked:
        .init("relay-blocked", .sometimes, "A relay waits for rows that another has locked.")
      }
    }
  }

  /// Whether a run with these knobs and faults can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let isBusy = knobs.rate >= 20
    let crashes = isBusy && knobs.crashesPerMinute >= 10
    let overlaps =
      knobs.mode == .poller && knobs.relays >= 2 && knobs.rate >= 40 && knobs.publishMilliseconds >= 200
      && knobs.pollMilliseconds <= 1000
    switch law {
    case .lostEvent: return knobs.mode == .dualWrite && knobs.first == .commit && crashes
    case .inventedEvent:
      return knobs.mode == .dualWrite && knobs.first == .publish && isBusy
        && (crashes || knobs.rollbackPercent >= 5)
    case .duplicated: return knobs.mode != .dualWrite && crashes
    case .effectTwice: return knobs.mode != .dualWrite && crashes && !knobs.hasInbox
    case .skipsLocked: return overlaps && knobs.locking == .skipLocked
    case .relayBlocked: return overlaps && knobs.locking == .wait
    default: return true
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool {
    service.transactions.count == 0 && table.count == 0 && changes.isEmpty && broker.isEmpty && service.isUp
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<OutboxLab>) -> Bool? {
    law == .allDelivered ? books.kept == books.promised : nil
  }

  /// Counts everything anew from where it lies.
  mutating func auditState(_ context: inout Context<OutboxLab>) {
    guard context.processed >= books.nextAudit else { return }
    let backlog = table.count + changes.count + broker.count
    books.nextAudit = context.processed + max(1000, 4 * backlog)
    let first = ledger.startIndex
    var isSomewhere = [Bool](repeating: false, count: ledger.count)
    for (row, _) in table.rows { isSomewhere[Int(row.payload) - first] = true }
    for index in changes.startIndex..<changes.endIndex { isSomewhere[Int(changes[index]) - first] = true }
    for index in broker.startIndex..<broker.endIndex { isSomewhere[Int(broker[index]) - first] = true }
    var open = 0
    for index in first..<ledger.endIndex {
      let fate = ledger[index]
      if fate.stage == .open { open += 1 }
      guard fate.stage == .committed, fate.mode != .dualWrite else { continue }
      context.check(
        .noLoss, fate.effects > 0 || isSomewhere[index - first], "the event of order \(index) is nowhere")
    }
    context.check(
      .conservation, ledger.endIndex == open + books.committed + books.rolledBack,
      "\(ledger.endIndex) began, \(open) open, \(books.committed) committed, \(books.rolledBack) rolled back")
  }
}
