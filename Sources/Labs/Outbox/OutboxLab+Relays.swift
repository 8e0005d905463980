import Engine
import FirstEdition
import Patterns

extension OutboxLab {
  /// Starts the relays that the knob asks for and that do not run, each a little later than the one before.
  mutating func startRelays(_ context: inout Context<OutboxLab>) {
    for relay in 0...OutboxLab.connector where relays[relay].state == .off && isWanted(relay) {
      let phase = Double(relay + 1) / Double(OutboxLab.mostRelays + 1)
      wait(relay, .milliseconds(knobs.pollMilliseconds * phase), &context)
    }
  }

  private func isWanted(_ relay: Int) -> Bool { relay == OutboxLab.connector || relay < knobs.relays }

  /// A relay asks again after its interval; the connector follows the database's log closely.
  private func pause(_ relay: Int) -> Interval {
    let isFollowing = relay == OutboxLab.connector && knobs.mode == .capture
    return isFollowing ? OutboxLab.followInterval : .milliseconds(knobs.pollMilliseconds)
  }

  private mutating func wait(_ relay: Int, _ delay: Interval, _ context: inout Context<OutboxLab>) {
    relays[relay].state = .idle
    relays[relay].batch = []
    context.schedule(.relayPolls(UInt32(relay), relays[relay].epoch), after: delay)
  }

  /// A relay looks for rows.
  mutating func poll(_ relay: Int, _ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard relays[relay].epoch == epoch else { return }
    if relays[relay].state == .down {
      context.note(.restarted(relay), cause: faults.trouble)
    }
    guard isWanted(relay) else {
      relays[relay].state = .off
      return
    }
    guard let batch = claim(relay) else {
      relays[relay].state = .blocked
      context.count(.pollsBlocked)
      context.reach(.relayBlocked)
      waiting.append(relay)
      return
    }
    guard !batch.isEmpty else { return wait(relay, pause(relay), &context) }
    relays[relay].batch = batch
    relays[relay].limit = knobs.batch
    relays[relay].state = .publishing
    relays[relay].since = context.now
    for order in batch {
      context.check(
        .lockedOnce, ledger[Int(order)].holder == 0, "row \(order) is in the hands of two relays")
      ledger[Int(order)].holder = UInt8(relay + 1)
    }
    if (0..<OutboxLab.connector).count(where: { !relays[$0].batch.isEmpty }) >= 2 {
      context.reach(.skipsLocked)
    }
    context.schedule(
      .relayAppends(UInt32(relay), epoch), after: .milliseconds(knobs.publishMilliseconds / 2))
  }

  /// The oldest rows that nobody has locked; nil when the relay has to wait for another.
  private mutating func claim(_ relay: Int) -> [UInt32]? {
    if relay == OutboxLab.connector {
      let end = min(changes.endIndex, changes.startIndex + knobs.batch)
      return (changes.startIndex..<end).map { changes[$0] }
    }
    let locking: OutboxTable<UInt32>.Locking = knobs.locking == .wait ? .wait : .skipLocked
    switch table.claim(batch: knobs.batch, worker: UInt32(relay), locking: locking) {
    case .rows(let rows): return rows.map(\.payload)
    case .blocked: return nil
    }
  }

  /// The batch reaches the broker, unless the relay crashes first or the broker is down.
  mutating func append(_ relay: Int, _ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard relays[relay].epoch == epoch else { return }
    if let crash = takeCrash(.beforePublish) {
      return crashRelay(relay, .beforePublish, cause: crash, &context)
    }
    if let down = faults.brokerDown {
      tellStuck(cause: down, &context)
      return giveBack(relay, &context)
    }
    for order in relays[relay].batch {
      context.check(
        .noInvention, ledger[Int(order)].stage == .committed,
        "event of order \(order), which is not committed")
      appendToBroker(order, &context)
      if ledger[Int(order)].appended > 1 { books.duplicates += 1 }
    }
    context.check(
      .duplicateBound, books.duplicates <= books.allowed,
      "\(books.duplicates) duplicates, \(books.allowed) allowed")
    if let crash = takeCrash(.beforeMark) { return crashRelay(relay, .beforeMark, cause: crash, &context) }
    relays[relay].state = .marking
    context.schedule(
      .relayMarks(UInt32(relay), epoch), after: .milliseconds(knobs.publishMilliseconds / 2))
  }

  /// The broker has acknowledged: the rows are marked published, which deletes them.
  mutating func mark(_ relay: Int, _ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard relays[relay].epoch == epoch else { return }
    if let down = faults.brokerDown {
      // The answer never came, so nobody knows that the broker has the batch.
      books.allowed += relays[relay].limit
      tellStuck(cause: down, &context)
      return giveBack(relay, &context)
    }
    let batch = relays[relay].batch
    if relay == OutboxLab.connector {
      changes.trim(before: changes.startIndex + batch.count)
    } else {
      table.markPublished(worker: UInt32(relay))
    }
    for order in batch {
      ledger[Int(order)].holder = 0
      ledger[Int(order)].copies -= 1
      if books.traced?.order == order { tell(order, .marked(order, relay), &context) }
    }
    relays[relay].published += batch.count
    context.count(.batches)
    context.record(.batchHold, context.now - relays[relay].since)
    context.trace(.batch(relay: relay, rows: batch.count), since: relays[relay].since)
    context.note(.batchMarked(relay, batch.count))
    if books.isStuck {
      books.isStuck = false
      context.note(.unstuck(table.count + changes.count), cause: faults.trouble)
    }
    wait(relay, batch.count >= knobs.batch ? .zero : pause(relay), &context)
    wakeWaiting(&context)
  }

  /// The relay's transaction rolls back: its rows can be taken again.
  private mutating func giveBack(_ relay: Int, _ context: inout Context<OutboxLab>) {
    returnRows(relay)
    wait(relay, max(OutboxLab.brokerPause, pause(relay)), &context)
    wakeWaiting(&context)
  }

  private mutating func returnRows(_ relay: Int) {
    for order in relays[relay].batch { ledger[Int(order)].holder = 0 }
    relays[relay].batch = []
    if relay != OutboxLab.connector { table.rollback(worker: UInt32(relay)) }
  }

  /// Rows are free again: those who waited ask again, in their order.
  private mutating func wakeWaiting(_ context: inout Context<OutboxLab>) {
    for relay in waiting { wait(relay, .zero, &context) }
    waiting = []
  }

  /// A relay stops in the middle of its batch; the database rolls its transaction back.
  private mutating func crashRelay(
    _ relay: Int, _ point: CrashPoint, cause: NoteID, _ context: inout Context<OutboxLab>
  ) {
    context.count(.crashes)
    if point == .beforeMark { books.allowed += relays[relay].limit }
    faults.trouble = context.note(.relayCrashed(relay, point, relays[relay].batch.count), cause: cause)
    books.hasToldTwice = false
    returnRows(relay)
    relays[relay].state = .down
    relays[relay].epoch &+= 1
    context.schedule(
      .relayPolls(UInt32(relay), relays[relay].epoch), after: .seconds(knobs.restartSeconds))
    wakeWaiting(&context)
  }

  /// Whether a crash is due at this point, and by which note; it happens once.
  mutating func takeCrash(_ point: CrashPoint) -> NoteID? {
    switch point {
    case .beforePublish:
      defer { faults.beforePublish = nil }
      return faults.beforePublish
    case .beforeMark:
      defer { faults.beforeMark = nil }
      return faults.beforeMark
    }
  }

  /// Chance arms a crash at one of the two points.
  mutating func crashByChance(_ generation: UInt32, _ context: inout Context<OutboxLab>) {
    guard let crash = crashes.arrive(generation, context) else { return }
    if let next = crash.next { context.schedule(.crash(generation), at: next) }
    var draw = context.draw(Stream.points, crash.number)
    if draw.chance(0.5) {
      faults.beforePublish = faults.beforePublish ?? .chance
    } else {
      faults.beforeMark = faults.beforeMark ?? .chance
    }
  }

  private mutating func tellStuck(cause: NoteID, _ context: inout Context<OutboxLab>) {
    guard !books.isStuck else { return }
    books.isStuck = true
    faults.trouble = context.note(.stuck, cause: cause)
  }
}
