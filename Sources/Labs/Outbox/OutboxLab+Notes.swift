import Engine
import LabKit

extension OutboxLab {
  /// What is told.
  enum Note: NoteKind {
    case committed(UInt32, Mode), published(UInt32), marked(UInt32, Int), effect(UInt32)
    case rolledBack(UInt32, isByKey: Bool), lost(UInt32, isFirst: Bool), invented(UInt32)
    case overtaken(UInt32, Int, isFirst: Bool), effectTwice(UInt32, isFirst: Bool)
    case serviceCrashed(Action, UInt32), relayCrashed(Int, Action, Int), restarted(Int)
    case consumerCrashed(Int), consumerBack, skipped(UInt32)
    case stuck, unstuck(Int), batchMarked(Int, Int), refused(isDown: Bool)

    func write(to writer: inout NoteWriter) {
      writer.about(Topic.orders)
      switch self {
      case .committed(let order, .dualWrite):
        writer.observation("Order \(order) is committed; its event is published by a second write.")
      case .committed(let order, let mode):
        let log = mode == .capture ? ", and are in the database's log" : ""
        writer.observation("Order \(order) and its outbox row are committed together\(log).")
      case .published(let order): writer.observation("The service publishes the event of order \(order) itself.")
      case .marked(let order, let relay):
        writer.observation("\(name(relay)) has published the event of order \(order) and noted it.")
      case .effect(let order): writer.observation(Topic.consumer, "The consumer acts on the event of order \(order).")
      case .rolledBack(let order, let isByKey):
        let level = isByKey ? NoteLevel.observation : .detail
        writer.put(level, Topic.orders.rawValue) { "Order \(order) is rolled back: no row of it is in the database." }
      case .lost(let order, let isFirst):
        writer.headline(if: isFirst, "Order \(order) is committed and its event is lost: no process knows.")
      case .invented(let order): writer.headline("The event of order \(order) is out, and there is no such order.")
      case .overtaken(let order, let customer, let isFirst):
        writer.about(Topic.relays)
        writer.headline(
          if: isFirst, "Order \(order) is announced after a younger one of customer \(customer): it was locked.")
      case .effectTwice(let order, let isFirst):
        writer.about(Topic.consumer)
        writer.headline(
          if: isFirst, "The effect of order \(order) happens again: without an inbox nobody knows the repeat.")
      case .serviceCrashed(.crashBeforePublish, let order):
        writer.headline("The service crashes after the commit of order \(order), before its event.")
      case .serviceCrashed(_, let order):
        writer.headline("The service crashes right after it published order \(order).")
      case .relayCrashed(let relay, .crashBeforePublish, let rows):
        writer.headline(Topic.relays, "\(name(relay)) crashes before it publishes. Given back: \(rows.of("row")).")
      case .relayCrashed(let relay, _, let rows):
        writer.headline(
          Topic.relays, "\(name(relay)) publishes \(rows.of("row")) and crashes: they will come again.")
      case .restarted(let relay): writer.observation(Topic.relays, "\(name(relay)) is back.")
      case .consumerCrashed(let records):
        writer.headline(Topic.consumer, "The consumer acts on \(records.of("record")) and crashes before its commit.")
      case .skipped(let order):
        writer.headline(Topic.consumer, "Event \(order) comes again, as at-least-once may; the inbox skips it.")
      case .consumerBack:
        writer.observation(Topic.consumer, "The consumer is back, at the offset that it had committed.")
      case .stuck: writer.headline(Topic.table, "The broker is down: committed events wait in the database.")
      case .unstuck(let rows):
        writer.headline(Topic.table, "Events flow again. Still in the database: \(rows.of("row")).")
      case .batchMarked(let relay, let rows):
        writer.detail(Topic.relays, "\(name(relay)) published \(rows.of("event")) and noted it.")
      case .refused(let isDown):
        let why = isDown ? "the service is down" : "too many events wait in the database"
        writer.repeated("An order is turned away: \(why).")
      }
    }

    private func name(_ relay: Int) -> String { OutboxLab.name(relay) }
  }

  mutating func sample(_ context: inout Context<OutboxLab>) {
    context.set(.rowsWaiting, Double(table.count + changes.count))
    context.set(.rowsLocked, Double(table.lockedCount))
    context.set(.lag, Double(broker.count))
    checkConsistency(&context)
    forgetSettled(&context)
  }

  private mutating func forgetSettled(_ context: inout Context<OutboxLab>) {
    let old = ledger.startIndex..<max(ledger.startIndex, ledger.endIndex - Self.shownOrders)
    let settled = old.prefix { ledger[$0].isSettled }
    for index in settled {
      let isKept = ledger[index].stage == .rolledBack || ledger[index].mode == .dualWrite || ledger[index].effects > 0
      context.check(.noLoss, isKept, "the event of order \(index) is nowhere and was never acted on")
    }
    ledger.trim(before: settled.endIndex)
  }
}
