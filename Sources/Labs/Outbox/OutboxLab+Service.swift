import Engine
import FirstEdition
import Patterns

extension OutboxLab {
  /// An order arrives from the traffic.
  mutating func arrive(_ generation: UInt32, _ context: inout Context<OutboxLab>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    begin(number: arrival.number, cause: nil, &context)
  }

  /// A key takes an order and follows it.
  mutating func orderByHand(_ context: inout Context<OutboxLab>) {
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    begin(number: 1 << 40 + books.byHand, cause: context.input, &context)
    books.byHand += 1
  }

  /// The service begins a transaction, unless it is down or its disk is full.
  private mutating func begin(number: UInt64, cause: NoteID?, _ context: inout Context<OutboxLab>) {
    context.count(.ordersOffered)
    guard service.isUp, table.count + changes.count < OutboxLab.mostRows else {
      context.count(.ordersRefused)
      context.note(service.isUp ? .refusedFull : .refusedDown, cause: faults.trouble)
      return
    }
    var draw = context.draw(Stream.customers, number)
    let fate = Fate(mode: knobs.mode, customer: UInt16(draw.below(100)))
    let order = UInt32(truncatingIfNeeded: ledger.append(fate))
    inbox.append(false)
    context.count(.ordersStarted)
    if let cause { books.traced = (order, cause) }
    let slot = service.transactions.insert(.init(order: order))
    if knobs.mode == .dualWrite && knobs.first == .publish {
      context.schedule(.publish(slot, service.epoch), after: OutboxLab.publishTime)
    } else {
      context.schedule(.commit(slot, service.epoch), after: commitTime(order, context))
    }
  }

  private func commitTime(_ order: UInt32, _ context: Context<OutboxLab>) -> Interval {
    var draw = context.draw(Stream.commits, order)
    return .milliseconds(knobs.commitMilliseconds * (0.5 + draw.uniform()))
  }

  /// The transaction ends: its rows are there together, or none of them is.
  mutating func commit(_ slot: UInt32, _ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard epoch == service.epoch else { return }
    let order = service.transactions[slot].order
    let mode = ledger[Int(order)].mode
    let isPublished = ledger[Int(order)].appended > 0
    if mode == .dualWrite, isPublished, let crash = takeCrash(.beforeMark) {
      return crashService(.beforeMark, order, cause: crash, &context)
    }
    var draw = context.draw(Stream.rollbacks, order)
    let isByChance = draw.chance(knobs.rollbackPercent / 100)
    if isByChance || faults.rollback != nil {
      let cause = faults.rollback
      faults.rollback = nil
      rollBack(order, cause: cause, &context)
      return finish(slot)
    }
    ledger[Int(order)].stage = .committed
    ledger[Int(order)].committedAt = context.now
    books.committed += 1
    context.count(.ordersCommitted)
    tell(order, .committed(order, mode), &context)
    switch mode {
    case .poller:
      table.insert(
        .init(
          id: UInt64(order), aggregateType: "order", aggregateID: UInt64(ledger[Int(order)].customer),
          type: "OrderPaid", payload: order))
      promise(order)
    case .capture:
      changes.append(order)
      promise(order)
    case .dualWrite:
      if isPublished { break }
      if let crash = takeCrash(.beforePublish) {
        return crashService(.beforePublish, order, cause: crash, &context)
      }
      return context.schedule(.publish(slot, service.epoch), after: OutboxLab.publishTime)
    }
    finish(slot)
  }

  private mutating func promise(_ order: UInt32) {
    ledger[Int(order)].copies += 1
    books.promised += 1
  }

  private mutating func finish(_ slot: UInt32) {
    ledger[Int(service.transactions[slot].order)].isInService = false
    service.transactions[slot].isAlive = false
    service.transactions.remove(slot)
  }

  private mutating func rollBack(_ order: UInt32, cause: NoteID?, _ context: inout Context<OutboxLab>) {
    ledger[Int(order)].stage = .rolledBack
    books.rolledBack += 1
    context.count(.ordersRolledBack)
    let note = context.note(.rolledBack(order, cause != nil), cause: cause ?? .chance)
    guard ledger[Int(order)].appended > 0 else { return }
    context.count(.eventsInvented)
    context.reach(.inventedEvent, "order \(order) was rolled back, its event is out")
    context.note(.invented(order), cause: note)
  }

  /// The service itself publishes: a second write, which no transaction holds together with the first.
  mutating func publish(_ slot: UInt32, _ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard epoch == service.epoch else { return }
    let order = service.transactions[slot].order
    let isCommitted = ledger[Int(order)].stage == .committed
    if let down = faults.brokerDown {
      if isCommitted { lose(order, cause: down, &context) } else { rollBack(order, cause: down, &context) }
      return finish(slot)
    }
    appendToBroker(order, &context)
    tell(order, .published(order), &context)
    if !isCommitted {
      return context.schedule(.commit(slot, service.epoch), after: commitTime(order, context))
    }
    if let crash = takeCrash(.beforeMark) { return crashService(.beforeMark, order, cause: crash, &context) }
    finish(slot)
  }

  private mutating func lose(_ order: UInt32, cause: NoteID, _ context: inout Context<OutboxLab>) {
    ledger[Int(order)].isLost = true
    context.count(.eventsLost)
    context.reach(.lostEvent, "order \(order) is committed, its event is lost")
    // The first one of an outage is for the class, the others are counted.
    let isFirst = !books.hasToldLoss || faults.brokerDown == nil
    books.hasToldLoss = true
    context.note(.lost(order, isFirst), cause: cause)
  }

  /// The service stops with all its transactions: what was not committed is not, what was not published never will be.
  private mutating func crashService(
    _ point: CrashPoint, _ order: UInt32, cause: NoteID, _ context: inout Context<OutboxLab>
  ) {
    let note = context.note(.serviceCrashed(point, order), cause: cause)
    faults.trouble = note
    context.count(.crashes)
    service.isUp = false
    service.epoch &+= 1
    for slot in 0..<UInt32(service.transactions.slots) where service.transactions[slot].isAlive {
      let order = service.transactions[slot].order
      let fate = ledger[Int(order)]
      if fate.stage == .open {
        rollBack(order, cause: note, &context)
      } else if fate.appended == 0 {
        lose(order, cause: note, &context)
      }
      finish(slot)
    }
    context.schedule(.serviceStarts(service.epoch), after: .seconds(knobs.restartSeconds))
  }

  mutating func startService(_ epoch: UInt32, _ context: inout Context<OutboxLab>) {
    guard epoch == service.epoch else { return }
    service.isUp = true
    context.note(.restarted(OutboxLab.connector + 1), cause: faults.trouble)
  }
}
