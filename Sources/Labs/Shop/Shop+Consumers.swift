import Engine
import LabKit

extension Shop {
  /// One consumer of the log: it pulls when it is ready, so it is never given more than it asked for.
  struct Consumer: Sendable {
    /// The partition whose records it has in its hands.
    var partition: Int?
    /// Where it looks first next time, so that its partitions take turns.
    var next = 0
  }

  /// A consumer asks its partitions for records. Those beyond the knob idle: there are fewer members in the group.
  mutating func poll(_ consumer: Int, _ context: inout Context<Shop>) {
    guard consumer < context.knobs.consumers, let partition = nextPartition(consumer, of: context.knobs.consumers)
    else { return context.schedule(.consumerPolls, Slot(consumer), after: Shop.pollInterval) }
    let count = log.take(context.knobs.pollSize, from: partition)
    consumers[consumer].partition = partition
    consumers[consumer].next = partition + 1
    let offset = log.partitions[partition].committed
    var draw = context.draw(Stream.consuming, partition, attempt: offset)
    let slowness = context.isOn(.consumersSlow) ? 20.0 : 1
    let each = Interval.milliseconds(context.knobs.recordMilliseconds * slowness)
    // Each record varies by a fifth, a batch of n by a fifth of the root of n.
    let spread = 1 + 0.2 / Double(count).squareRoot() * draw.normal()
    context.schedule(.consumerDone, Slot(consumer), after: each * (Double(count) * max(0.2, spread)))
  }

  /// The partitions are dealt out round: partition p belongs to consumer p modulo the consumers there are. One that
  /// is still in another consumer's hands after a rebalance is left alone until that batch is committed.
  private mutating func nextPartition(_ consumer: Int, of count: Int) -> Int? {
    let first = consumers[consumer].next
    for step in 0..<Shop.partitionCount {
      let partition = (first + step) % Shop.partitionCount
      if partition % count == consumer, log.partitions[partition].isWaiting { return partition }
    }
    return nil
  }

  /// A batch is processed: its orders are counted where the consumer is, and its offsets committed.
  mutating func commit(_ consumer: Int, _ context: inout Context<Shop>) {
    guard let partition = consumers[consumer].partition else { return }
    let region = Region(rawValue: consumer % Region.allCases.count)!
    let offsets = log.partitions[partition].hands
    for offset in offsets {
      if let serial = log.partitions[partition].records[offset] { count(serial, in: region, &context) }
    }
    context.count(.queueConsumed, offsets.count)
    context.note(.batchConsumed(consumer, offsets.count))
    log.commit(partition)
    consumers[consumer].partition = nil
    poll(consumer, &context)
  }

  /// The effect of an order's event: it is counted, and its row goes into the inbox in the same transaction.
  private mutating func count(_ serial: UInt32, in region: Region, _ context: inout Context<Shop>) {
    let wasCounted = regions.hasCounted(serial)
    if wasCounted { context.count(.queueDuplicates) }
    if context.knobs.hasInbox && !regions.inbox.insert(serial) {
      context.note(.duplicateSkipped(serial), cause: symptoms.trouble)
      return
    }
    let wasProtected = regions.count(serial, in: region, isProtected: context.knobs.hasInbox)
    context.check(
      .onceWithInbox, !(wasProtected && context.knobs.hasInbox),
      "order \(serial) is counted again by region \(region.name)")
    if wasCounted {
      context.count(.counterDoubled)
      context.reach(.doubledEffect, "order \(serial)")
      context.note(.countedTwice(serial, isFirst: !symptoms.hasToldTwice), cause: symptoms.trouble)
      symptoms.hasToldTwice = true
    } else {
      context.note(.orderCounted(serial, region))
    }
    tellTraced(CollectionOfOne(serial), { .rowCounted($0, by: region) }, &context) { $0.counted += 1 }
  }
}
