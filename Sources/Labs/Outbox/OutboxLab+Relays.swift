import Engine
import LabKit
import Patterns

extension OutboxLab {
  /// A process that reads committed events and publishes them.
  struct Relay: Sendable {
    enum State: Sendable { case off, idle, publishing, marking, blocked, down }

    var state = State.off
    /// What was scheduled in an earlier epoch is void.
    var epoch: UInt32 = 0
    /// Its batch, the knobs by which it took it, and since when it has it.
    var batch: [UInt32] = [], limit = 0, keepsOrder = false, since = Instant.start
    var published = 0
  }

  static func name(_ relay: Int) -> String {
    relay == connector ? "The connector" : relay > connector ? "The service" : "Relay \(relay + 1)"
  }

  /// Starts the relays that the knob asks for and that do not run, each a little later than the one before.
  mutating func startRelays(_ context: inout Context<OutboxLab>) {
    for relay in 0...Self.connector where relays[relay].state == .off && isWanted(relay, context.knobs) {
      let phase = Double(relay + 1) / Double(Self.mostRelays + 1)
      wait(relay, .milliseconds(context.knobs.pollInterval * phase), &context)
    }
  }

  private func isWanted(_ relay: Int, _ knobs: Knobs) -> Bool { relay == Self.connector || relay < knobs.relays }

  /// A relay asks again after its interval; the connector follows the database's log closely.
  private func pause(_ relay: Int, _ knobs: Knobs) -> Interval {
    let isFollowing = relay == Self.connector && knobs.mode == .capture
    return isFollowing ? Self.followInterval : .milliseconds(knobs.pollInterval)
  }

  private mutating func wait(_ relay: Int, _ delay: Interval, _ context: inout Context<OutboxLab>) {
    relays[relay].state = .idle
    schedule(.relayPolls, relay, after: delay, &context)
  }

  private func schedule(_ event: Event, _ relay: Int, after delay: Interval, _ context: inout Context<OutboxLab>) {
    context.schedule(event, Slot(relay), tag: relays[relay].epoch, after: delay)
  }

  /// A relay looks for rows.
  mutating func poll(_ relay: Int, _ context: inout Context<OutboxLab>) {
    if relays[relay].state == .down { context.note(.restarted(relay), cause: trouble) }
    guard isWanted(relay, context.knobs) else {
      relays[relay].state = .off
      return
    }
    guard let batch = claim(relay, context.knobs) else {
      relays[relay].state = .blocked
      context.count(.pollsBlocked)
      context.reach(.relayBlocked)
      waiting.append(relay)
      return
    }
    guard !batch.isEmpty else { return wait(relay, pause(relay, context.knobs), &context) }
    (relays[relay].state, relays[relay].since, relays[relay].batch) = (.publishing, context.now, batch)
    relays[relay].limit = context.knobs.batch
    relays[relay].keepsOrder = relay == Self.connector || context.knobs.locking != .skipLocked
    for order in batch {
      context.check(.lockedOnce, ledger[Int(order)].holder == 0, "row \(order) is in the hands of two relays")
      ledger[Int(order)].holder = UInt8(relay + 1)
    }
    if (0..<Self.connector).count(where: { !relays[$0].batch.isEmpty }) >= 2 { context.reach(.skipsLocked) }
    // Half of the time that publishing takes is over at the broker, the other half when its answer is back.
    schedule(.relayAppends, relay, after: .milliseconds(context.knobs.publishTime / 2), &context)
  }

  /// The oldest rows that it may have; nil when the relay has to wait for another.
  private mutating func claim(_ relay: Int, _ knobs: Knobs) -> [UInt32]? {
    if relay == Self.connector {
      let end = min(changes.endIndex, changes.startIndex + knobs.batch)
      return (changes.startIndex..<end).map { changes[$0] }
    }
    let locking: OutboxTable<UInt32>.Locking =
      switch knobs.locking {
      case .skipLocked: .skipLocked
      case .wait: .wait
      case .keepOrder: .keepOrder
      }
    guard case .rows(let rows) = table.claim(batch: knobs.batch, worker: UInt32(relay), locking: locking)
    else { return nil }
    return rows.map(\.payload)
  }

  /// The batch reaches the broker, unless the relay crashes first or the broker is down.
  mutating func append(_ relay: Int, _ context: inout Context<OutboxLab>) {
    if let crash = take(.crashBeforePublish) { return crashRelay(relay, .crashBeforePublish, cause: crash, &context) }
    guard !context.isOn(.brokerDown) else { return giveBack(relay, &context) }
    for order in relays[relay].batch {
      context.check(
        .noInvention, ledger[Int(order)].stage == .committed, "event of order \(order), which is not committed")
      if ledger[Int(order)].appended == 0 { checkOrder(order, relay, &context) }
      appendToBroker(order, &context)
    }
    let duplicates = context.total(.duplicates)
    context.check(.duplicateBound, duplicates <= truth.allowed, "\(duplicates) duplicates, \(truth.allowed) allowed")
    if let crash = take(.crashBeforeMark) { return crashRelay(relay, .crashBeforeMark, cause: crash, &context) }
    relays[relay].state = .marking
    schedule(.relayMarks, relay, after: .milliseconds(context.knobs.publishTime / 2), &context)
  }

  /// An event is out for the first time: no younger one of its customer should be, of those that go the same way.
  private mutating func checkOrder(_ order: UInt32, _ relay: Int, _ context: inout Context<OutboxLab>) {
    let customer = Int(ledger[Int(order)].customer), place = ledger[Int(order)].place
    let way = relay == Self.connector ? customer + Self.customers : customer
    let youngest = truth.youngest[way], isOvertaken = place < youngest.place
    if youngest.keepsOrder { context.check(.keepsOrder, !isOvertaken, "order \(order) of customer \(customer)") }
    guard isOvertaken else {
      truth.youngest[way] = (place, relays[relay].keepsOrder)
      return
    }
    context.count(.overtaken)
    context.reach(.overtaken, "the event of order \(order) comes after a younger one of customer \(customer)")
    context.note(.overtaken(order, customer, isFirst: !truth.hasToldOvertaking), cause: trouble)
    truth.hasToldOvertaking = true
  }

  /// The broker has acknowledged: the rows are marked published, which deletes them.
  mutating func mark(_ relay: Int, _ context: inout Context<OutboxLab>) {
    guard !context.isOn(.brokerDown) else {
      // The answer never came, so nobody knows that the broker has the batch.
      truth.allowed += relays[relay].limit
      return giveBack(relay, &context)
    }
    let batch = relays[relay].batch
    if relay == Self.connector {
      changes.trim(before: changes.startIndex + batch.count)
    } else {
      table.markPublished(worker: UInt32(relay))
    }
    for order in batch {
      ledger[Int(order)].copies -= 1
      tell(order, .marked(order, relay), &context)
    }
    relays[relay].published += batch.count
    context.count(.batches)
    context.record(.batchHold, context.now - relays[relay].since)
    context.span(
      relay == Self.connector ? "batch of the connector" : "batch of relay \(relay + 1)",
      of: 1 << 40 + UInt64(relay), "\(batch.count) rows marked", since: relays[relay].since)
    context.note(.batchMarked(relay, batch.count))
    if truth.isStuck {
      truth.isStuck = false
      context.note(.unstuck(table.count + changes.count), cause: trouble)
    }
    wait(relay, batch.count >= context.knobs.batch ? .zero : pause(relay, context.knobs), &context)
    free(relay, &context)
  }

  /// The broker does not answer: the relay's transaction rolls back, and its rows can be taken again.
  private mutating func giveBack(_ relay: Int, _ context: inout Context<OutboxLab>) {
    if !truth.isStuck {
      truth.isStuck = true
      trouble = context.note(.stuck, cause: context.cause(.brokerDown))
    }
    wait(relay, max(Self.brokerPause, pause(relay, context.knobs)), &context)
    free(relay, &context)
  }

  /// A relay holds no rows any more, marked or not: those who waited for them ask again, in their order.
  private mutating func free(_ relay: Int, _ context: inout Context<OutboxLab>) {
    if relay != Self.connector { table.rollback(worker: UInt32(relay)) }
    for order in relays[relay].batch { ledger[Int(order)].holder = 0 }
    relays[relay].batch = []
    for relay in waiting { wait(relay, .zero, &context) }
    waiting = []
  }

  /// A relay stops in the middle of its batch; the database rolls its transaction back.
  private mutating func crashRelay(_ relay: Int, _ point: Action, cause: NoteID, _ context: inout Context<OutboxLab>) {
    if point == .crashBeforeMark { truth.allowed += relays[relay].limit }
    let restart = crash(.relayCrashed(relay, point, relays[relay].batch.count), cause: cause, &context)
    free(relay, &context)
    relays[relay].state = .down
    relays[relay].epoch &+= 1
    schedule(.relayPolls, relay, after: restart, &context)
  }
}
