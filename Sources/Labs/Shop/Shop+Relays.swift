import Engine
import LabKit
import Patterns

/// The relays: each locks a batch of rows, publishes it, and marks it; rows that another has locked it passes over.
extension Shop {
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

  /// A relay locks the oldest rows that are free, unless backpressure holds it back.
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
    tellTraced(batch, { .rowLocked($0, by: relay) }, &context) { $0.relay = relay }
    if outbox.relays.count(where: { !$0.batch.isEmpty }) > 1 {
      context.reach(.skipsLocked, "relay \(relay + 1) passed over rows that another has locked")
    }
    context.schedule(.batchArrives, worker, after: Shop.brokerLatency)
  }

  /// The batch reaches the broker, unless the relay crashes first or the broker is down.
  mutating func appendBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if crashes(relay, .beforePublish, &context) { return }
    if context.isOn(.brokerDown) { return giveBack(relay, cause: context.cause(.brokerDown), &context) }
    let batch = outbox.relays[relay].batch
    for serial in batch {
      if !outbox.published.insert(serial) {
        context.count(.relayDuplicates)
        context.reach(.publishedTwice, "order \(serial)")
      }
      append(serial, key: UInt64(serial), &context)
    }
    let duplicates = context.total(.relayDuplicates), allowed = outbox.allowed
    context.check(.duplicateBound, duplicates <= allowed, "\(duplicates) rows published again, \(allowed) allowed")
    tellTraced(batch, { .rowPublished($0, by: relay) }, &context) { $0.published += 1 }
    if crashes(relay, .beforeMark, &context) { return }
    outbox.relays[relay].state = .marking
    context.schedule(.batchAcknowledged, Slot(relay), after: Shop.brokerLatency)
  }

  /// The broker's answer is there, or overdue: without it nobody knows that the broker has the batch.
  mutating func acknowledgeBatch(_ relay: Int, _ context: inout Context<Shop>) {
    if context.isOn(.brokerDown) {
      outbox.allowed += Shop.relayBatch
      return giveBack(relay, cause: context.cause(.brokerDown), &context)
    }
    let batch = outbox.relays[relay].batch
    outbox.relays[relay].published += outbox.table.markPublished(worker: Slot(relay))
    outbox.relays[relay].batch = []
    if outbox.isWaitingForBroker { context.note(.relayMoves(outbox.table.count), cause: symptoms.trouble) }
    outbox.isWaitingForBroker = false
    context.count(.relayBatches)
    context.count(.relayRows, batch.count)
    context.note(.batchPublished(relay, batch.count))
    tellTraced(batch, { .rowMarked($0, by: relay) }, &context) { $0.relay = nil }
    rest(relay, batch.count == Shop.relayBatch ? .zero : Shop.relayInterval, &context)
  }

  /// The relay's transaction rolls back: its rows are free again.
  private mutating func giveBack(_ relay: Int, cause: NoteID, _ context: inout Context<Shop>) {
    if !outbox.isWaitingForBroker { symptoms.trouble = context.note(.relayStuck, cause: cause) }
    outbox.isWaitingForBroker = true
    rollBack(relay)
    rest(relay, Shop.brokerPause, &context)
  }

  private mutating func rollBack(_ relay: Int) {
    trace.change(anyOf: outbox.relays[relay].batch) { $0.relay = nil }
    outbox.relays[relay].batch = []
    outbox.table.rollback(worker: Slot(relay))
  }

  /// Whether a relay stops in the middle of its batch; the database rolls its transaction back.
  private mutating func crashes(_ relay: Int, _ point: CrashPoint, _ context: inout Context<Shop>) -> Bool {
    guard let cause = outbox.takeCrash(point) else { return false }
    context.count(.publisherCrashes)
    if point == .beforeMark { outbox.allowed += Shop.relayBatch }
    symptoms.trouble = context.note(.relayCrashed(relay, point, outbox.relays[relay].batch.count), cause: cause)
    symptoms.hasToldTwice = false
    rollBack(relay)
    outbox.relays[relay].state = .down
    context.schedule(.relayPolls, Slot(relay), after: Shop.relayRestart)
    return true
  }

  /// Chance arms a crash at one of the two points.
  mutating func armCrash(_ number: UInt64, _ context: inout Context<Shop>) {
    var draw = context.draw(Stream.crashPoints, number)
    let point = draw.chance(0.5) ? CrashPoint.beforePublish : .beforeMark
    outbox.crashes[point] = outbox.crashes[point] ?? .chance
  }

  /// What happens to the event of the traced order, if that is among these.
  mutating func tellTraced(
    _ serials: some Sequence<UInt32>, _ note: (UInt32) -> Note, _ context: inout Context<Shop>,
    _ change: (inout Trace.Event) -> Void
  ) {
    guard let serial = trace.change(anyOf: serials, change), let cause = trace.event?.note else { return }
    let note = context.note(note(serial), cause: cause)
    trace.change(anyOf: serials) { $0.note = note }
  }
}
