import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// An order arrives from the traffic.
  mutating func arrive(_ generation: UInt32, _ context: inout Context<SagaLab>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    var draw = context.draw(Stream.rows, arrival.number)
    let row = draw.below(SagaLab.mostRows) % knobs.rows
    begin(number: arrival.number, row: row, refusedStep: 0, isByHand: false, cause: .chance, &context)
  }

  /// A key runs an order on the first row, and traces it.
  mutating func beginByHand(
    refusedStep: Int, cause: NoteID? = nil, isTraced: Bool = true, _ context: inout Context<SagaLab>
  ) {
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    let number = 1 << 40 + tally.byHand
    tally.byHand += 1
    begin(
      number: number, row: 0, refusedStep: refusedStep, isByHand: true, cause: cause ?? context.input,
      isTraced: isTraced, &context)
  }

  private mutating func begin(
    number: UInt64, row: Int, refusedStep: Int, isByHand: Bool, cause: NoteID, isTraced: Bool = true,
    _ context: inout Context<SagaLab>
  ) {
    context.count(.ordersOffered)
    let needsCoordinator = knobs.mode != .choreographed
    guard orders.count < SagaLab.mostOrders, coordinator.isUp || !needsCoordinator else {
      context.count(.ordersRefused)
      let isDown = needsCoordinator && !coordinator.isUp
      context.note(isDown ? .refusedDown : .refusedFull, cause: isDown ? coordinator.crashNote : cause)
      return
    }
    var order = Order(
      serial: tally.started, number: number, mode: knobs.mode, isIdempotent: knobs.isIdempotent,
      isFlagging: knobs.hasSemanticLock && (knobs.mode == .orchestrated || knobs.mode == .choreographed),
      row: row, began: context.now, refusedStep: refusedStep, isByHand: isByHand, cause: cause)
    if order.mode == .twoPhase {
      order.members = Array(repeating: TwoPhaseCommit.Participant(), count: SagaLab.steps)
    }
    tally.started += 1
    tally.forward += 1
    context.count(.ordersStarted)
    let slot = orders.insert(order)
    if isTraced, trace.wants(isByHand, at: context.now) {
      trace.begin(slot, order.serial, order.mode, row, isByHand, at: context.now)
    }
    if isByHand { tell(slot, .began(order.serial, order.mode, row), &context) }
    switch order.mode {
    case .orchestrated: startSaga(slot, &context)
    case .choreographed, .none, .twoPhase: send(.execute, to: 1, slot, &context)
    }
  }

  /// An order is over: nobody waits for anything, and its flag goes.
  mutating func end(_ slot: UInt32, _ outcome: Trace.Outcome, _ context: inout Context<SagaLab>) {
    guard !orders[slot].isOver else { return }
    orders[slot].isOver = true
    orders[slot].timer = 0
    orders[slot].retryTimer = 0
    orders[slot].pending = nil
    if orders[slot].isGoingBack { tally.backward -= 1 } else { tally.forward -= 1 }
    let serial = orders[slot].serial
    switch outcome {
    case .completed:
      tally.completed += 1
      context.count(.ordersCompleted)
      context.record(.orderTime, context.now - orders[slot].began)
      tell(slot, .completed(serial), &context)
    case .undone:
      tally.undone += 1
      context.count(.ordersUndone)
      tell(slot, .undone(serial, orders[slot].undone), &context)
    default:
      tally.halfDone += 1
      context.count(.ordersHalfDone)
      context.reach(.halfDone, "order \(serial) stays half done")
      tell(slot, .halfDone(serial, orders[slot].effects.count { $0 != 0 }), &context)
    }
    trace.finish(slot, outcome, at: context.now)
    context.trace(
      .order(serial: serial, orders[slot].mode, outcome: outcome.rawValue.lowercased()),
      since: orders[slot].began)
    leaveRow(slot, &context)
    settle(slot, &context)
  }

  /// The order's traces in its row go: its flag, or its place among the unfinished.
  private mutating func leaveRow(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    let row = orders[slot].row
    if rows.shared[row].flag == slot {
      rows.shared[row].flag = nil
      if let since = orders[slot].flaggedAt { context.record(.flagHold, context.now - since) }
    } else if orders[slot].hasTouched, orders[slot].mode != .twoPhase, !orders[slot].isFlagging {
      rows.shared[row].open -= 1
    }
    grant(row, 1, &context)
  }

  /// The last straggler of an order that is over has gone: the ledger is closed and the slot is free.
  mutating func settle(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    guard orders[slot].isOver, orders[slot].references == 0, orders[slot].isAlive else { return }
    checkEnd(slot, &context)
    tally.settled[orders[slot].row] += orders[slot].effects[0]
    orders[slot].isAlive = false
    orders.remove(slot)
  }

  /// Tells what happens to the traced order and to those that a key began; the others are counted.
  mutating func tell(_ slot: UInt32, _ note: Note, _ context: inout Context<SagaLab>) {
    guard orders[slot].isByHand || trace.slot == slot else { return }
    orders[slot].cause = context.note(note, cause: orders[slot].cause)
  }
}
