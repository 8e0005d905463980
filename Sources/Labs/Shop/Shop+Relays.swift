import Engine
import FirstEdition
import Patterns

/// The relays: each locks a batch of rows, publishes it, and marks it; rows that another has locked it passes over.
extension Shop {
  /// Starts the relays that the knob asks for and that do not run, each a little later than the one before.
  mutating func startRelays(_ context: inout Context<Shop>) {
    audit.mostRelays = max(audit.mostRelays, knobs.relays)
    for relay in 0..<knobs.relays where outbox.relays[relay].state == .off {
      let phase = Double(Shop.mostRelays - relay) / Double(Shop.mostRelays)
      rest(relay, Shop.relayInterval * phase, &context)
    }
  }

  private mutating func rest(_ relay: Int, _ delay: Interval, _ context: inout Context<Shop>) {
    outbox.relays[relay].state = .idle
    context.schedule(.relayPolls(UInt32(relay)), after: delay)
  }

  /// A relay locks the oldest rows that are free, unless backpressure holds it back.
  mutating func pollOutbox(_ relay: Int, _ context: inout Context<Shop>) {
    if outbox.relays[relay].state == .down { context.note(.relayBack(relay), cause: signs.trouble) }
    guard relay < knobs.relays else {
      outbox.relays[relay].state = .off
      return
    }
    let worker = UInt32(relay)
    guard !isAboveHighWater,
      case .rows(let rows) = outbox.table.claim(batch: Shop.relayBatch, worker: worker), !rows.isEmpty
    else { return rest(relay, Shop.relayInterval, &context) }
    outbox.relays[relay].batch = rows.map(\.payload.order)
    outbox.relays[relay].state = .publishing
    tellTraced(rows.map(\.payload.order), .locked(relay), &context) { $0.lock(by: relay) }
    if outbox.relays.count(where: { !$0.batch.isEmpty }) > 1 {
      context.reach(.skipsLocked, "relay \(relay + 1) passed over rows that another has locked")
    }
    context.schedule(.batchArrives(worker), after: Shop.brokerLatency)
  }

  /// The batch reaches the broker, unless the relay crashes first or the broker is down.
  mutating func appendBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if let crash = outbox.takeCrash(.beforePublish) {
      return crashRelay(relay, .beforePublish, cause: crash, &context)
    }
    if let down = faults[.brokerDown] { return giveBack(relay, cause: down, &context) }
    let batch = outbox.relays[relay].batch
    for serial in batch {
      if !outbox.published.insert(serial) {
        outbox.duplicates += 1
        context.count(.relayDuplicates)
        context.reach(.publishedTwice, "order \(serial)")
      }
      append(.init(order: serial), key: UInt64(serial), &context)
    }
    context.check(
      .duplicateBound, outbox.duplicates <= outbox.allowed,
      "\(outbox.duplicates) rows published again, \(outbox.allowed) allowed")
    tellTraced(batch, .published(relay), &context) { $0.published += 1 }
    if let crash = outbox.takeCrash(.beforeMark) {
      return crashRelay(relay, .beforeMark, cause: crash, &context)
    }
    outbox.relays[relay].state = .marking
    context.schedule(.batchAcknowledged(UInt32(relay)), after: Shop.brokerLatency)
  }

  /// The broker's answer is there, or overdue: without it nobody knows that the broker has the batch.
  mutating func acknowledgeBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if let down = faults[.brokerDown] {
      outbox.allowed += Shop.relayBatch
      return giveBack(relay, cause: down, &context)
    }
    let batch = outbox.relays[relay].batch
    outbox.relays[relay].published += outbox.table.markPublished(worker: UInt32(relay))
    outbox.relays[relay].batch = []
    if outbox.isWaitingForBroker { context.note(.relayMoves(outbox.pending), cause: signs.trouble) }
    outbox.isWaitingForBroker = false
    context.count(.relayBatches)
    context.count(.relayRows, batch.count)
    context.note(.batchPublished(relay, batch.count))
    tellTraced(batch, .marked(relay), &context) { $0.mark() }
    rest(relay, batch.count == Shop.relayBatch ? .zero : Shop.relayInterval, &context)
  }

  /// The relay's transaction rolls back: its rows are free again.
  private mutating func giveBack(_ relay: Int, cause: NoteID, _ context: inout Context<Shop>) {
    if !outbox.isWaitingForBroker { signs.trouble = context.note(.relayStuck, cause: cause) }
    outbox.isWaitingForBroker = true
    rollBack(relay)
    rest(relay, Shop.brokerPause, &context)
  }

  private mutating func rollBack(_ relay: Int) {
    trace.change(anyOf: outbox.relays[relay].batch) { $0.lock(by: nil) }
    outbox.relays[relay].batch = []
    outbox.table.rollback(worker: UInt32(relay))
  }

  /// A relay stops in the middle of its batch; the database rolls its transaction back.
  private mutating func crashRelay(
    _ relay: Int, _ point: CrashPoint, cause: NoteID, _ context: inout Context<Shop>
  ) {
    context.count(.publisherCrashes)
    if point == .beforeMark { outbox.allowed += Shop.relayBatch }
    let note = context.note(.relayCrashed(relay, point, outbox.relays[relay].batch.count), cause: cause)
    signs.trouble = note
    signs.hasToldTwice = false
    rollBack(relay)
    outbox.relays[relay].state = .down
    context.schedule(.relayPolls(UInt32(relay)), after: Shop.relayRestart)
  }

  /// Chance arms a crash at one of the two points.
  mutating func crashByChance(_ generation: UInt32, _ context: inout Context<Shop>) {
    guard let crash = crashes.arrive(generation, context) else { return }
    if let next = crash.next { context.schedule(.crash(generation), at: next) }
    var draw = context.draw(.crashPoints, crash.number)
    if draw.chance(0.5) {
      outbox.beforePublish = outbox.beforePublish ?? .chance
    } else {
      outbox.beforeMark = outbox.beforeMark ?? .chance
    }
  }

  /// What happens to the event of the traced order, if that is among these.
  private mutating func tellTraced(
    _ serials: [UInt32], _ step: Note.RowStep, _ context: inout Context<Shop>,
    _ change: (inout Trace.Event) -> Void
  ) {
    guard let serial = trace.change(anyOf: serials, change) else { return }
    trace.eventNote = context.note(.row(serial, step), cause: trace.eventNote)
  }
}
