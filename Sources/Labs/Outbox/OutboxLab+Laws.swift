import Engine
import LabKit

extension OutboxLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case noLoss, noInvention, lockedOnce, keepsOrder, duplicateBound, onceWithInbox, conservation
    case allDelivered
    case lostEvent, inventedEvent, overtaken, duplicated, effectTwice, skipsLocked, relayBlocked
  }

  static func rule(_ law: Law) -> Rule<OutboxLab> {
    switch law {
    case .noLoss:
      .always(
        "no-loss",
        "The event of an order committed with its outbox row is in the table, the log, at the broker, or acted on.")
    case .noInvention:
      .always("no-invention", "A relay or connector publishes no event of an order that did not commit.")
    case .lockedOnce: .always("locked-once", "No outbox row is in the hands of two relays.")
    case .keepsOrder:
      .always(
        "keeps-order", "No claim that waits or keeps the order lets an event overtake an older one of its customer.")
    case .duplicateBound:
      .always("duplicate-bound", "A crash or a lost acknowledgement publishes at most one batch again.")
    case .onceWithInbox: .always("once-with-inbox", "With an inbox every effect happens once.")
    case .conservation: .always("conservation", "Every order is open, committed or rolled back, and counted once.")
    case .allDelivered:
      .eventually("all-delivered", "Every event that was committed with its order was acted on.") { lab, _ in
        lab.truth.kept == lab.truth.promised
      }
    case .lostEvent:
      .sometimes("lost-event", "With two writes an order is committed and its event lost.") { knobs, _ in
        knobs.mode == .dualWrite && knobs.first == .commit && knobs.crashOften
      }
    case .inventedEvent:
      .sometimes("invented-event", "With two writes an event is out and its order rolled back.") { knobs, _ in
        let isUndone = knobs.crashOften || knobs.rate >= 20 && knobs.rollbacks >= 5
        return knobs.mode == .dualWrite && knobs.first == .publish && isUndone
      }
    case .overtaken:
      .sometimes("overtaken", "An event is published after a younger one of the same customer.") { knobs, _ in
        knobs.relaysOverlap && knobs.locking == .skipLocked && knobs.crashOften
      }
    case .duplicated:
      .sometimes("duplicated", "An event is published twice.") { knobs, _ in knobs.relaysCrash }
    case .effectTwice:
      .sometimes("effect-twice", "Without an inbox an effect happens twice.") { knobs, _ in
        knobs.relaysCrash && !knobs.hasInbox
      }
    case .skipsLocked:
      .sometimes("skips-locked", "Two relays work on different rows at once.") { knobs, _ in
        knobs.relaysOverlap && knobs.locking == .skipLocked
      }
    case .relayBlocked:
      .sometimes("relay-blocked", "A relay waits for rows that another has locked.") { knobs, _ in
        knobs.relaysOverlap && knobs.locking == .wait
      }
    }
  }

  /// Two writes break the first two, a consumer without an inbox the third, and relays that pass over locked rows the
  /// last.
  static let promises: [Promise<OutboxLab>] = [
    .never(
      "announced", "Every order that is committed is announced.", counted: .eventsLost, as: "event lost",
      breaks: .when(off: ["mode": "dual-write"], under: .crashBeforePublish)),
    .never(
      "true", "What is announced has been committed.", counted: .eventsInvented, as: "event invented",
      breaks: .when(off: ["mode": "dual-write"], with: ["first.write": "publish"], under: .rollback)),
    .never(
      "once", "The consumer acts once on an event, however often it comes.", counted: .effectsTwice,
      as: "effect too many",
      breaks: .when(off: ["inbox": "off"], under: .crashBeforeMark)),
    .never(
      "in-order", "What happens to one customer is announced in its order.", counted: .overtaken, as: "event overtaken",
      breaks: .when(
        off: ["locking": "skip-locked"], with: ["publish.time": "1000", "rate": "100"], under: .crashBeforePublish)),
  ]

  /// Counts everything anew from where it lies, once so many events have happened that it costs little.
  mutating func checkConsistency(_ context: inout Context<OutboxLab>) {
    guard context.processed >= truth.nextCheck else { return }
    truth.nextCheck = context.processed + max(1000, 4 * (table.count + changes.count + broker.count))
    let first = ledger.startIndex
    var isSomewhere = [Bool](repeating: false, count: ledger.count), open = 0
    table.forEachRow { isSomewhere[Int($0.payload) - first] = true }
    for log in [changes, broker] {
      for index in log.startIndex..<log.endIndex { isSomewhere[Int(log[index]) - first] = true }
    }
    for index in first..<ledger.endIndex {
      if ledger[index].stage == .open { open += 1 }
      guard ledger[index].stage == .committed, ledger[index].mode != .dualWrite else { continue }
      context.check(
        .noLoss, ledger[index].effects > 0 || isSomewhere[index - first], "the event of order \(index) is nowhere")
    }
    let (committed, undone) = (context.total(.ordersCommitted), context.total(.ordersRolledBack))
    context.check(
      .conservation, ledger.endIndex == open + committed + undone,
      "\(ledger.endIndex) began, \(open) open, \(committed) committed, \(undone) rolled back")
  }
}

extension OutboxLab.Knobs {
  fileprivate var crashOften: Bool { rate >= 20 && crashes >= 10 }
  fileprivate var relaysCrash: Bool { mode != .dualWrite && crashOften }

  /// Whether a relay often has a batch in its hands when another one looks for rows.
  fileprivate var relaysOverlap: Bool {
    mode == .poller && relays >= 2 && rate >= 40 && publishTime >= 200 && pollInterval <= 1000
  }
}
