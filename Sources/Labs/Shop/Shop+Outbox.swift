import Engine
import LabKit
import Patterns

/// How the event of a confirmed order leaves the database.
extension Shop {
  struct Outbox: Sendable {
    /// What a row says of a confirmed order is its number.
    typealias Table = OutboxTable<UInt32>

    /// A process that takes rows, publishes them, and marks them in one transaction.
    struct Relay: Sendable {
      enum State: Sendable { case off, idle, publishing, marking, down }

      var state = State.off
      /// The orders whose rows it has locked.
      var batch: [UInt32] = []
      var published = 0
    }

    var table = Table()
    var relays = ContiguousArray(repeating: Relay(), count: Shop.mostRelays)
    /// How many rows the crashes and lost answers allow to be published again.
    var allowed = 0
    var isWaitingForBroker = false
    /// The next publisher that comes to a crash point crashes there, because of this note.
    var crashes: [Action: NoteID] = [:]
  }

  /// Order row and event row commit together; without the outbox the order commits, and then its event is published.
  mutating func publishOrder(_ slot: Slot, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial, cause = requests[slot].cause
    guard context.knobs.hasOutbox else {
      trace.commit(serial, row: nil, note: cause)
      return writeTwice(slot, &context)
    }
    // One event an order, so the order's number serves as the identity of its event too.
    let row = Outbox.Table.Row(
      id: UInt64(serial), aggregateType: "order", aggregateID: UInt64(serial), type: "OrderConfirmed", payload: serial)
    outbox.table.insert(row)
    trace.commit(serial, row: row, note: cause)
  }

  /// The dual write: between commit and publication there is no way back.
  private mutating func writeTwice(_ slot: Slot, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial
    if let crash = takeCrash(.crashBeforePublish, &context) {
      return lose(slot, cause: context.note(.serviceCrashed(serial, .crashBeforePublish), cause: crash), &context)
    }
    if context.isOn(.brokerDown) { return lose(slot, cause: context.cause(.brokerDown), &context) }
    // Nobody who commits an order looks at the lag first.
    consistency.lagCeiling = consistency.lagCeiling.map { max($0, log.lag + 1) }
    trace.change(anyOf: CollectionOfOne(serial)) { $0.published += 1 }
    append(serial, key: UInt64(serial), &context)
    // Both writes are done: this crash costs nothing but the process.
    if let crash = takeCrash(.crashBeforeMark, &context) {
      context.note(.serviceCrashed(serial, .crashBeforeMark), cause: crash)
    }
  }

  /// Whether a crash is due at this point, and by which note; it happens once.
  private mutating func takeCrash(_ point: Action, _ context: inout Context<Shop>) -> NoteID? {
    guard let cause = outbox.crashes.removeValue(forKey: point) else { return nil }
    context.count(.publisherCrashes)
    return cause
  }

  private mutating func lose(_ slot: Slot, cause: NoteID, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial
    if serial != trace.serial, trace.givesWay(toFailed: true, at: context.now) {
      trace = Trace(failed: requests[slot])
      trace.commit(serial, row: nil, note: cause)
    }
    trace.change(anyOf: CollectionOfOne(serial)) { $0.isLost = true }
    lost.happened("confirmed, and its event lost", to: serial, at: context.now)
    context.count(.eventsLost)
    context.reach(.eventLost, "order \(serial) is confirmed, its event is lost")
    // The first one of an outage is for the class, the others are counted.
    let isFirst = !symptoms.hasToldLoss || !context.isOn(.brokerDown)
    symptoms.hasToldLoss = true
    context.note(.eventLost(serial, isFirst: isFirst), cause: cause)
  }

  /// An analytics event goes to the queue directly; false when it is refused.
  mutating func publishAnalytics(_ number: UInt64, _ context: inout Context<Shop>) -> Bool {
    guard !context.isOn(.brokerDown), !isAboveHighWater(&context) else {
      context.count(.eventsDropped)
      return false
    }
    append(nil, key: number, &context)
    return true
  }

  private mutating func append(_ record: UInt32?, key: UInt64, _ context: inout Context<Shop>) {
    let partition = Int(key % UInt64(Shop.partitionCount)), now = context.now
    log.append(record, to: partition)
    if let record, record == trace.serial {
      let offset = log.partitions[partition].records.endIndex - 1
      trace.change(anyOf: CollectionOfOne(record)) { event in
        guard event.landed == nil else { return }
        (event.partition, event.offset, event.landed) = (partition, offset, now)
      }
    }
    context.count(.queueAppended)
    // The batches that were on their way when the mark was reached still land, one a relay at most.
    if let ceiling = consistency.lagCeiling {
      context.check(
        .highWater, log.lag <= ceiling + Shop.relayBatch * consistency.mostRelays,
        "lag \(log.lag), mark \(ceiling), relays \(consistency.mostRelays)")
    }
  }

  @inline(__always) private func isAboveHighWater(_ context: inout Context<Shop>) -> Bool {
    context.knobs.hasBackpressure && log.lag >= Int(context.knobs.highWater)
  }

  /// Starts the relays that the knob asks for and that do not run, each a little later than the one before.
  mutating func startRelays(_ context: inout Context<Shop>) {
    consistency.mostRelays = max(consistency.mostRelays, context.knobs.relays)
    for relay in 0..<context.knobs.relays where outbox.relays[relay].state == .off {
      let phase = Double(Shop.mostRelays - relay) / Double(Shop.mostRelays)
      rest(relay, Shop.relayInterval * phase, &context)
    }
  }

  private mutating func rest(_ relay: Int, _ delay: Interval, _ context: inout Context<Shop>) {
    outbox.relays[relay].state = .idle
    context.schedule(.relayPolls, Slot(relay), after: delay)
  }

  /// A relay locks the oldest rows that no other one has locked, unless backpressure holds it back.
  mutating func pollOutbox(_ relay: Int, _ context: inout Context<Shop>) {
    if outbox.relays[relay].state == .down { context.note(.relayBack(relay), cause: symptoms.trouble) }
    guard relay < context.knobs.relays else {
      outbox.relays[relay].state = .off
      return
    }
    let worker = Slot(relay)
    guard !isAboveHighWater(&context),
      case .rows(let rows) = outbox.table.claim(batch: Shop.relayBatch, worker: worker), !rows.isEmpty
    else { return rest(relay, Shop.relayInterval, &context) }
    let batch = rows.map(\.payload)
    outbox.relays[relay].batch = batch
    outbox.relays[relay].state = .publishing
    let now = context.now
    tellTraced(batch, { .rowLocked($0, by: relay) }, &context) {
      $0.relay = relay
      $0.locked = $0.locked ?? now
    }
    if outbox.relays.count(where: { !$0.batch.isEmpty }) > 1 {
      context.reach(.skipsLocked, "relay \(relay + 1) passed over rows that another has locked")
    }
    context.schedule(.batchArrives, worker, after: Shop.brokerLatency)
  }

  /// The batch reaches the broker, unless the relay crashes first or the broker is down.
  mutating func appendBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if crashes(relay, .crashBeforePublish, &context) || givesUp(relay, &context) { return }
    let batch = outbox.relays[relay].batch
    for serial in batch {
      if !orders.fates[Int(serial)].insert(.published).inserted {
        context.count(.relayDuplicates)
        context.reach(.publishedTwice, "order \(serial)")
      }
      append(serial, key: UInt64(serial), &context)
    }
    let duplicates = context.total(.relayDuplicates), allowed = outbox.allowed
    context.check(.duplicateBound, duplicates <= allowed, "\(duplicates) rows published again, \(allowed) allowed")
    tellTraced(batch, { .rowPublished($0, by: relay) }, &context) { $0.published += 1 }
    if crashes(relay, .crashBeforeMark, &context) { return }
    outbox.relays[relay].state = .marking
    context.schedule(.batchAcknowledged, Slot(relay), after: Shop.brokerLatency)
  }

  /// The broker's answer is there, or overdue: without it nobody knows that the broker has the batch.
  mutating func acknowledgeBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if givesUp(relay, &context) { return }
    let batch = outbox.relays[relay].batch
    outbox.relays[relay].published += outbox.table.markPublished(worker: Slot(relay))
    outbox.relays[relay].batch = []
    if outbox.isWaitingForBroker { context.note(.relayMoves(outbox.table.count), cause: symptoms.trouble) }
    outbox.isWaitingForBroker = false
    context.count(.relayBatches)
    context.count(.relayRows, batch.count)
    context.note(.batchPublished(relay, batch.count))
    let now = context.now
    tellTraced(batch, { .rowMarked($0, by: relay) }, &context) { ($0.relay, $0.marked) = (nil, now) }
    rest(relay, batch.count == Shop.relayBatch ? .zero : Shop.relayInterval, &context)
  }

  /// Whether the broker is down: then the relay's transaction rolls back, and its rows are free again.
  private mutating func givesUp(_ relay: Int, _ context: inout Context<Shop>) -> Bool {
    guard context.isOn(.brokerDown) else { return false }
    if outbox.relays[relay].state == .marking { outbox.allowed += Shop.relayBatch }
    if !outbox.isWaitingForBroker {
      symptoms.trouble = context.note(.relayStuck, cause: context.cause(.brokerDown))
    }
    outbox.isWaitingForBroker = true
    rollBack(relay)
    rest(relay, Shop.brokerPause, &context)
    return true
  }

  private mutating func rollBack(_ relay: Int) {
    trace.change(anyOf: outbox.relays[relay].batch) { $0.relay = nil }
    outbox.relays[relay].batch = []
    outbox.table.rollback(worker: Slot(relay))
  }

  /// Whether a relay stops in the middle of its batch; the database rolls its transaction back.
  private mutating func crashes(_ relay: Int, _ point: Action, _ context: inout Context<Shop>) -> Bool {
    guard let cause = takeCrash(point, &context) else { return false }
    if point == .crashBeforeMark { outbox.allowed += Shop.relayBatch }
    symptoms.trouble = context.note(.relayCrashed(relay, point, outbox.relays[relay].batch.count), cause: cause)
    symptoms.hasToldTwice = false
    rollBack(relay)
    outbox.relays[relay].state = .down
    context.schedule(.relayPolls, Slot(relay), after: Shop.relayRestart)
    return true
  }

  mutating func armCrash(_ number: UInt64, _ context: inout Context<Shop>) {
    var draw = context.draw(Stream.crashPoints, number)
    let point = draw.chance(0.5) ? Action.crashBeforePublish : .crashBeforeMark
    outbox.crashes[point] = outbox.crashes[point] ?? .chance
  }

  mutating func tellTraced(
    _ serials: some Sequence<UInt32>, _ note: (UInt32) -> Note, _ context: inout Context<Shop>,
    _ change: (inout Trace.Event) -> Void
  ) {
    // Of an order that nobody asked for, and that is not the first, all is shown and nothing told.
    guard let serial = trace.change(anyOf: serials, change), let cause = trace.event?.note,
      trace.isChosen || serial == 0
    else { return }
    let note = context.note(note(serial), cause: cause)
    trace.change(anyOf: serials) { $0.note = note }
  }
}
