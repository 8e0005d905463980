import Engine
import FirstEdition

/// How the event of a confirmed order leaves the database.
extension Shop {
  /// Order row and event row commit together; without the outbox the order commits, and then its event is published.
  mutating func publishOrder(_ serial: UInt32, cause: NoteID, _ context: inout Context<Shop>) {
    guard knobs.hasOutbox else {
      trace.commit(serial, row: nil, note: cause)
      return writeTwice(serial, &context)
    }
    let row = Outbox.row(serial, at: context.now)
    outbox.table.insert(row)
    trace.commit(serial, row: row, note: cause)
  }

  /// The dual write: between commit and publication there is no way back.
  private mutating func writeTwice(_ serial: UInt32, _ context: inout Context<Shop>) {
    if let crash = outbox.takeCrash(.beforePublish) {
      return lose(serial, cause: crashService(serial, .beforePublish, cause: crash, &context), &context)
    }
    if let down = faults[.brokerDown] { return lose(serial, cause: down, &context) }
    // Nobody who commits an order looks at the lag first.
    if audit.lagCeiling != nil { audit.lagCeiling = max(audit.lagCeiling!, log.lag + 1) }
    trace.publish(serial)
    append(.init(order: serial), key: UInt64(serial), &context)
    // Both writes are done: this crash costs nothing but the process.
    if let crash = outbox.takeCrash(.beforeMark) {
      _ = crashService(serial, .beforeMark, cause: crash, &context)
    }
  }

  private func crashService(
    _ serial: UInt32, _ point: CrashPoint, cause: NoteID, _ context: inout Context<Shop>
  ) -> NoteID {
    context.count(.publisherCrashes)
    return context.note(.serviceCrashed(serial, point), cause: cause)
  }

  /// The order is committed and its event is gone.
  private mutating func lose(_ serial: UInt32, cause: NoteID, _ context: inout Context<Shop>) {
    orders.lost += 1
    trace.lose(serial)
    context.count(.eventsLost)
    context.reach(.eventLost, "order \(serial) is confirmed, its event is lost")
    // The first one of an outage is for the class, the others are counted.
    let isFirst = !signs.hasToldLoss || !faults.isOn(.brokerDown)
    signs.hasToldLoss = true
    context.note(.eventLost(serial, isFirst), cause: cause)
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

  mutating func append(_ record: PartitionedLog.Record, key: UInt64, _ context: inout Context<Shop>) {
    log.append(record, key: key)
    context.count(.queueAppended)
    // The batches that were on their way when the mark was reached still land, one a relay at most.
    if let ceiling = audit.lagCeiling {
      context.check(
        .highWater, log.lag <= ceiling + Shop.relayBatch * audit.mostRelays,
        "lag \(log.lag), mark \(ceiling), relays \(audit.mostRelays)")
    }
  }

  /// Whether backpressure holds the producers back.
  var isAboveHighWater: Bool { knobs.hasBackpressure && log.lag >= Int(knobs.highWater) }
}
