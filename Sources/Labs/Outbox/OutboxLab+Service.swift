import Engine
import LabKit
import Patterns

extension OutboxLab {
  /// An order arrives: the service begins a transaction, unless it is down or its disk is full. One by key is followed.
  mutating func begin(_ number: UInt64, cause: NoteID?, _ context: inout Context<OutboxLab>) {
    context.count(.ordersOffered)
    guard isServiceUp, table.count + changes.count < Self.mostRows else {
      context.count(.ordersRefused)
      context.note(.refused(isDown: !isServiceUp), cause: trouble)
      return
    }
    var draw = context.draw(Stream.customers, number)
    let fate = Fate(mode: context.knobs.mode, customer: UInt16(draw.below(Self.customers)))
    let order = UInt32(truncatingIfNeeded: ledger.append(fate))
    context.count(.ordersStarted)
    if let cause { truth.traced = (order, cause) }
    let slot = transactions.insert(order)
    if fate.mode == .dualWrite, context.knobs.first == .publish {
      context.schedule(.publish, slot, tag: transactions.tag(slot), after: Self.publishTime)
    } else {
      scheduleCommit(slot, &context)
    }
  }

  private func scheduleCommit(_ slot: Slot, _ context: inout Context<OutboxLab>) {
    var draw = context.draw(Stream.commits, transactions[slot])
    let time = Interval.milliseconds(context.knobs.commitTime * (0.5 + draw.uniform()))
    context.schedule(.commit, slot, tag: transactions.tag(slot), after: time)
  }

  /// The transaction ends: its rows are there together, or none of them is.
  mutating func commit(_ slot: Slot, _ context: inout Context<OutboxLab>) {
    let order = transactions[slot], index = Int(order)
    let mode = ledger[index].mode, isPublished = ledger[index].appended > 0
    if mode == .dualWrite, isPublished, let crash = take(.crashBeforeMark) {
      return crashService(.crashBeforeMark, order, cause: crash, &context)
    }
    var draw = context.draw(Stream.rollbacks, order)
    if draw.chance(context.knobs.rollbacks / 100) || armed[Action.rollback.rawValue] != nil {
      rollBack(order, cause: take(.rollback), &context)
      return finish(slot)
    }
    ledger[index].stage = .committed
    ledger[index].committedAt = context.now
    context.count(.ordersCommitted)
    tell(order, .committed(order, mode), &context)
    switch mode {
    case .poller:
      table.insert(
        .init(
          id: UInt64(order), aggregateType: "order", aggregateID: UInt64(ledger[index].customer),
          type: "OrderPaid", payload: order))
    case .capture: changes.append(order)
    case .dualWrite:
      if isPublished { return finish(slot) }
      if let crash = take(.crashBeforePublish) {
        return crashService(.crashBeforePublish, order, cause: crash, &context)
      }
      return context.schedule(.publish, slot, tag: transactions.tag(slot), after: Self.publishTime)
    }
    truth.promised += 1
    ledger[index].copies += 1
    ledger[index].place = UInt32(truncatingIfNeeded: truth.promised)
    finish(slot)
  }

  private mutating func finish(_ slot: Slot) {
    ledger[Int(transactions[slot])].copies -= 1
    transactions.remove(slot)
  }

  private mutating func rollBack(_ order: UInt32, cause: NoteID?, _ context: inout Context<OutboxLab>) {
    ledger[Int(order)].stage = .rolledBack
    context.count(.ordersRolledBack)
    let note = context.note(.rolledBack(order, isByKey: cause != nil), cause: cause ?? .chance)
    guard ledger[Int(order)].appended > 0 else { return }
    context.count(.eventsInvented)
    lost.happened("rolled back, and its event is out", to: order, at: context.now)
    context.reach(.inventedEvent, "order \(order) was rolled back, its event is out")
    context.note(.invented(order), cause: note)
  }

  /// The service itself publishes: a second write, which no transaction holds together with the first.
  mutating func publish(_ slot: Slot, _ context: inout Context<OutboxLab>) {
    let order = transactions[slot], isCommitted = ledger[Int(order)].stage == .committed
    guard !context.isOn(.brokerDown) else {
      let down = context.cause(.brokerDown)
      if isCommitted { lose(order, cause: down, &context) } else { rollBack(order, cause: down, &context) }
      return finish(slot)
    }
    appendToBroker(order, &context)
    tell(order, .published(order), &context)
    guard isCommitted else { return scheduleCommit(slot, &context) }
    if let crash = take(.crashBeforeMark) { return crashService(.crashBeforeMark, order, cause: crash, &context) }
    finish(slot)
  }

  private mutating func lose(_ order: UInt32, cause: NoteID, _ context: inout Context<OutboxLab>) {
    ledger[Int(order)].isLost = true
    context.count(.eventsLost)
    lost.happened("committed, and its event lost", to: order, at: context.now)
    context.reach(.lostEvent, "order \(order) is committed, its event is lost")
    // The first one of an outage is for the class, the others are counted.
    context.note(.lost(order, isFirst: !truth.hasToldLoss || !context.isOn(.brokerDown)), cause: cause)
    truth.hasToldLoss = true
  }

  /// The service stops with all its transactions: what was not committed is not, what was not published never will be.
  private mutating func crashService(
    _ point: Action, _ order: UInt32, cause: NoteID, _ context: inout Context<OutboxLab>
  ) {
    let restart = crash(.serviceCrashed(point, order), cause: cause, &context)
    isServiceUp = false
    for slot in transactions.alive {
      let order = transactions[slot]
      if ledger[Int(order)].stage == .open {
        rollBack(order, cause: trouble, &context)
      } else if ledger[Int(order)].appended == 0 {
        lose(order, cause: trouble, &context)
      }
      finish(slot)
    }
    context.schedule(.serviceStarts, after: restart)
  }

  /// Tells what happens to the order that a key began.
  mutating func tell(_ order: UInt32, _ note: Note, _ context: inout Context<OutboxLab>) {
    guard let traced = truth.traced, traced.order == order else { return }
    truth.traced = (order, context.note(note, cause: traced.note))
  }
}
