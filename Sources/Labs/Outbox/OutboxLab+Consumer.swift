import Engine
import LabKit

extension OutboxLab {
  /// The one who acts on events.
  struct Consumer: Sendable {
    var isUp = true, epoch: UInt32 = 0
    /// Records that it has taken and whose offset is not committed.
    var inHands = 0
  }

  /// An event becomes a record at the broker.
  mutating func appendToBroker(_ order: UInt32, _ context: inout Context<OutboxLab>) {
    let index = Int(order)
    broker.append(order)
    ledger[index].appended &+= 1
    ledger[index].copies += 1
    context.count(.recordsAppended)
    if ledger[index].appended > 1 {
      context.count(.duplicates)
      context.reach(.duplicated, "the event of order \(order) is out twice")
    } else if ledger[index].stage == .committed {
      context.record(.publishDelay, context.now - ledger[index].committedAt)
      context.span("publish", of: UInt64(order), "at the broker", since: ledger[index].committedAt)
    }
  }

  /// The consumer takes records, if there are any.
  mutating func pollBroker(_ context: inout Context<OutboxLab>) {
    if !consumer.isUp {
      consumer.isUp = true
      context.note(.consumerBack, cause: trouble)
    }
    consumer.inHands = context.isOn(.brokerDown) ? 0 : min(Self.consumerBatch, broker.count)
    guard consumer.inHands > 0 else {
      return context.schedule(.consumerPolls, tag: consumer.epoch, after: Self.consumerInterval)
    }
    let time = Interval.milliseconds(context.knobs.recordTime * Double(consumer.inHands))
    context.schedule(.consumerDone, tag: consumer.epoch, after: time)
  }

  /// The consumer has acted on its records; then it commits its offset, unless it crashes in between.
  mutating func finishRecords(_ context: inout Context<OutboxLab>) {
    let taken = broker.startIndex..<broker.startIndex + consumer.inHands
    for record in taken { act(on: broker[record], &context) }
    consumer.inHands = 0
    if let crash = take(.consumerCrash) {
      (consumer.isUp, consumer.epoch) = (false, consumer.epoch &+ 1)
      let restart = self.crash(.consumerCrashed(taken.count), cause: crash, &context)
      return context.schedule(.consumerPolls, tag: consumer.epoch, after: restart)
    }
    for record in taken { ledger[Int(broker[record])].copies -= 1 }
    broker.trim(before: taken.upperBound)
    context.schedule(.consumerPolls, tag: consumer.epoch, after: broker.isEmpty ? Self.consumerInterval : .zero)
  }

  /// The inbox knows this event; told once for each trouble that doubled some.
  private mutating func skip(_ order: UInt32, _ context: inout Context<OutboxLab>) {
    context.count(.repeatsSkipped)
    guard toldRepeatsOf != trouble else { return }
    toldRepeatsOf = trouble
    context.note(.skipped(order), cause: trouble)
  }

  /// The effect of one event, with its row in the inbox in the same transaction.
  private mutating func act(on order: UInt32, _ context: inout Context<OutboxLab>) {
    let index = Int(order), hasInbox = context.knobs.hasInbox
    context.count(.recordsConsumed)
    if hasInbox {
      if ledger[index].isInInbox { return skip(order, &context) }
      ledger[index].isInInbox = true
    }
    ledger[index].effects &+= 1
    context.count(.effects)
    if ledger[index].effects == 1 {
      ledger[index].hadInbox = hasInbox
      if ledger[index].mode != .dualWrite { truth.kept += 1 }
      if ledger[index].stage == .committed {
        context.record(.effectDelay, context.now - ledger[index].committedAt)
        context.span("event", of: UInt64(order), "effect done", since: ledger[index].committedAt)
      }
      tell(order, .effect(order), &context)
    } else {
      context.count(.effectsTwice)
      doneTwice.happened("came again and was done again", to: order, at: context.now)
      context.reach(.effectTwice, "order \(order): the effect happened \(ledger[index].effects) times")
      context.note(.effectTwice(order, isFirst: !truth.hasToldTwice), cause: trouble)
      truth.hasToldTwice = true
    }
    context.check(
      .onceWithInbox, !(ledger[index].hadInbox && hasInbox) || ledger[index].effects == 1,
      "order \(order): \(ledger[index].effects) effects")
  }
}
