import Engine
import FirstEdition

extension OutboxLab {
  /// An event becomes a record at the broker.
  mutating func appendToBroker(_ order: UInt32, _ context: inout Context<OutboxLab>) {
    broker.append(order)
    let index = Int(order)
    ledger[index].appended &+= 1
    ledger[index].copies += 1
    context.count(.recordsAppended)
    if ledger[index].appended == 1 {
      if ledger[index].stage == .committed {
        context.record(.publishDelay, context.now - ledger[index].committedAt)
        context.trace(.publish(order: order), since: ledger[index].committedAt)
      }
    } else {
      context.count(.duplicates)
      context.reach(.duplicated, "the event of order \(order) is out twice")
    }
  }

  /// The consumer takes records, if there are any.
  mutating func pollBroker(_ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard epoch == consumer.epoch else { return }
    if !consumer.isUp {
      consumer.isUp = true
      context.note(.consumerBack, cause: faults.trouble)
    }
    consumer.inHands = faults.brokerDown == nil ? min(OutboxLab.consumerBatch, broker.count) : 0
    guard consumer.inHands > 0 else {
      return context.schedule(.consumerPolls(epoch), after: OutboxLab.consumerInterval)
    }
    context.schedule(
      .consumerDone(epoch), after: .milliseconds(knobs.recordMilliseconds * Double(consumer.inHands)))
  }

  /// The consumer has acted on its records; then it commits its offset, unless it crashes in between.
  mutating func finishRecords(_ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard epoch == consumer.epoch else { return }
    let taken = broker.startIndex..<broker.startIndex + consumer.inHands
    for record in taken { act(on: broker[record], &context) }
    if let crash = faults.consumerCrash {
      faults.consumerCrash = nil
      faults.trouble = context.note(.consumerCrashed(taken.count), cause: crash)
      books.hasToldTwice = false
      context.count(.crashes)
      (consumer.isUp, consumer.inHands) = (false, 0)
      consumer.epoch &+= 1
      return context.schedule(.consumerPolls(consumer.epoch), after: .seconds(knobs.restartSeconds))
    }
    for record in taken { ledger[Int(broker[record])].copies -= 1 }
    broker.trim(before: taken.upperBound)
    consumer.inHands = 0
    context.schedule(.consumerPolls(epoch), after: broker.isEmpty ? OutboxLab.consumerInterval : .zero)
  }

  /// The effect of one event, with its row in the inbox in the same transaction.
  private mutating func act(on order: UInt32, _ context: inout Context<OutboxLab>) {
    let index = Int(order)
    context.count(.recordsConsumed)
    if knobs.hasInbox {
      if inbox[index] { return context.count(.repeatsSkipped) }
      inbox[index] = true
    }
    ledger[index].effects &+= 1
    context.count(.effects)
    if ledger[index].effects == 1 {
      ledger[index].hadInbox = knobs.hasInbox
      if ledger[index].mode != .dualWrite { books.kept += 1 }
      if ledger[index].stage == .committed {
        context.record(.effectDelay, context.now - ledger[index].committedAt)
        context.trace(.event(order: order), since: ledger[index].committedAt)
      }
      tell(order, .effect(order), &context)
    } else {
      context.count(.effectsTwice)
      context.reach(.effectTwice, "order \(order): the effect happened \(ledger[index].effects) times")
      let isFirst = !books.hasToldTwice
      books.hasToldTwice = true
      context.note(.effectTwice(order, isFirst), cause: faults.trouble)
    }
    context.check(
      .onceWithInbox, !(ledger[index].hadInbox && knobs.hasInbox) || ledger[index].effects == 1,
      "order \(order): \(ledger[index].effects) effects")
  }

  /// Tells what happens to the order that a key began.
  mutating func tell(_ order: UInt32, _ note: Note, _ context: inout Context<OutboxLab>) {
    guard let traced = books.traced, traced.order == order else { return }
    books.traced = (order, context.note(note, cause: traced.note))
  }
}
