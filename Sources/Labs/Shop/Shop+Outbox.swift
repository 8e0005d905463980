import Engine

/// The outbox table and the relay that reads it.
struct Outbox: Sendable {
  /// The serials of confirmed orders; rows before `published` are marked, and gone.
  var rows = SegmentedLog<UInt32>()
  /// How many rows the relay has read and not marked yet.
  var batch = 0
  /// Whether the broker has appended the batch and its answer is on the way.
  var isAppended = false
  var isWaitingForBroker = false

  var pending: Int { rows.count }
}

extension Shop {
  /// The event of a confirmed order: into the outbox with the order row, or, without the outbox, to the broker directly.
  mutating func publishOrder(_ serial: UInt32, _ context: inout Context<Shop>) {
    if knobs.hasOutbox {
      outbox.rows.append(serial)
    } else if let down = faults[.brokerDown] {
      // The dual write: the order is committed and its event is gone.
      orders.lost += 1
      context.count(.eventsLost)
      context.note(.eventLost(serial), cause: down)
    } else {
      // Nobody who commits an order looks at the lag first.
      if audit.lagCeiling != nil { audit.lagCeiling = max(audit.lagCeiling!, log.lag + 1) }
      append(.init(order: serial), key: UInt64(serial), &context)
    }
  }

  /// An analytics event goes to the queue directly; false when it is refused.
  mutating func publishAnalytics(_ number: UInt64, _ context: inout Context<Shop>) -> Bool {
    guard !faults.isOn(.brokerDown), !isAboveHighWater else {
      context.count(.eventsDropped)
      return false
    }
    append(.init(order: nil), key: number, &context)
    return true
  }

  private mutating func append(_ record: PartitionedLog.Record, key: UInt64, _ context: inout Context<Shop>) {
    log.append(record, key: key)
    context.count(.queueAppended)
    // A batch that was on its way when the mark was reached still lands.
    if let ceiling = audit.lagCeiling {
      context.check(.highWater, log.lag <= ceiling + Shop.relayBatch, "lag \(log.lag), mark \(ceiling)")
    }
  }

  /// Whether backpressure holds the producers back.
  var isAboveHighWater: Bool { knobs.hasBackpressure && log.lag >= Int(knobs.highWater) }

  /// The relay reads a batch and sends it, unless there is nothing to do or backpressure holds it back.
  mutating func pollOutbox(_ context: inout Context<Shop>) {
    outbox.batch = isAboveHighWater ? 0 : min(Shop.relayBatch, outbox.rows.count)
    outbox.isAppended = false
    if outbox.batch > 0 {
      context.schedule(.batchArrives, after: Shop.brokerLatency)
    } else {
      context.schedule(.relayPolls, after: Shop.relayInterval)
    }
  }

  /// The batch reaches the broker.
  mutating func appendBatch(_ context: inout Context<Shop>) {
    if !faults.isOn(.brokerDown) {
      for row in outbox.rows.startIndex..<outbox.rows.startIndex + outbox.batch {
        let serial = outbox.rows[row]
        append(.init(order: serial), key: UInt64(serial), &context)
      }
      outbox.isAppended = true
    }
    context.schedule(.batchAcknowledged, after: Shop.brokerLatency)
  }

  /// The broker's answer is there, or overdue: without it the same rows are published again.
  mutating func acknowledgeBatch(_ context: inout Context<Shop>) {
    guard outbox.isAppended, !faults.isOn(.brokerDown) else {
      if !outbox.isWaitingForBroker {
        signs.relayStuck = context.note(.relayStuck, cause: faults[.brokerDown] ?? .chance)
      }
      outbox.isWaitingForBroker = true
      outbox.batch = 0
      return context.schedule(.relayPolls, after: .milliseconds(200))
    }
    if outbox.isWaitingForBroker { context.note(.relayMoves(outbox.rows.count), cause: signs.relayStuck) }
    outbox.isWaitingForBroker = false
    context.count(.relayBatches)
    context.note(.batchPublished(outbox.batch))
    outbox.rows.trim(before: outbox.rows.startIndex + outbox.batch)
    let wasFull = outbox.batch == Shop.relayBatch
    outbox.batch = 0
    context.schedule(.relayPolls, after: wasFull ? .zero : Shop.relayInterval)
  }
}
