import Engine
import FirstEdition

extension OutboxLab {
  /// Sets the gauges, checks the books, and forgets what is settled.
  public mutating func observe(_ context: inout Context<OutboxLab>) {
    context.set(.rowsWaiting, Double(table.count + changes.count))
    context.set(.rowsLocked, Double(table.lockedCount))
    context.set(.lag, Double(broker.count))
    auditState(&context)
    forgetSettled(&context)
  }

  private mutating func forgetSettled(_ context: inout Context<OutboxLab>) {
    var index = ledger.startIndex
    while index < ledger.endIndex - OutboxLab.shownOrders, ledger[index].isSettled {
      let fate = ledger[index]
      if fate.stage == .committed, fate.mode != .dualWrite {
        context.check(
          .noLoss, fate.effects > 0, "the event of order \(index) is nowhere and was never acted on")
      }
      index += 1
    }
    ledger.trim(before: index)
    inbox.trim(before: index)
  }
}
