import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// A service is asked to do its step; true when it keeps the request to work on it.
  mutating func receiveExecute(
    _ id: UInt32, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) -> Bool {
    acknowledgeEvent(.execute, step, slot)
    if orders[slot].mode == .twoPhase { return receiveWork(id, step, slot, &context) }
    let reaction = orders[slot].parts[step - 1].execute()
    // Without a memory of what it did, it does it again.
    if reaction == .execute || !orders[slot].isIdempotent { return enqueue(id, step, slot, &context) }
    if case .answer(let answer) = reaction {
      context.count(.repeatsRecognised)
      reply(answer == .executed ? .executed : .refused, step, slot, &context)
    }
    return false
  }

  /// A service is asked to undo its step.
  mutating func receiveCompensate(
    _ id: UInt32, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) -> Bool {
    acknowledgeEvent(.compensate, step, slot)
    let reaction = orders[slot].parts[step - 1].compensate()
    if reaction == .compensate || !orders[slot].isIdempotent { return enqueue(id, step, slot, &context) }
    if case .answer = reaction {
      context.count(.repeatsRecognised)
      reply(.compensated, step, slot, &context)
    }
    return false
  }

  /// In a choreography the broker has its acknowledgement when the service takes the event.
  private mutating func acknowledgeEvent(_ kind: Parcel.Kind, _ step: Int, _ slot: UInt32) {
    guard orders[slot].mode == .choreographed, let pending = orders[slot].pending, pending.kind == kind,
      pending.step == step
    else { return }
    orders[slot].pending = nil
    orders[slot].timer = 0
  }

  /// A service tells the coordinator, or in a choreography its neighbours.
  mutating func reply(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    if orders[slot].mode == .choreographed {
      announce(kind, step, slot, &context)
    } else {
      post(kind, step, slot, &context)
    }
  }

  /// A request waits for its row, and gets it when it is free.
  mutating func enqueue(_ id: UInt32, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>)
    -> Bool
  {
    parcels[id].since = context.now
    orders[slot].queued += 1
    let row = orders[slot].row
    if step == 1 && !orders[slot].hasTouched || step > 1 && parcels[id].kind == .execute {
      rows[row, step].waiting.append(id)
    } else {
      rows[row, step].returning.append(id)
    }
    trace.wait(slot, step, at: context.now)
    grant(row, step, &context)
    return true
  }

  /// Gives a row to whoever is next, if it is free.
  mutating func grant(_ row: Int, _ step: Int, _ context: inout Context<SagaLab>) {
    while rows[row, step].holder == nil {
      let isReturning = !rows[row, step].returning.isEmpty
      guard let id = isReturning ? rows[row, step].returning.first : rows[row, step].waiting.first,
        isReturning || step > 1 || mayTouch(parcels[id].order, row)
      else { return }
      if isReturning {
        rows[row, step].returning.removeFirst()
      } else {
        rows[row, step].waiting.removeFirst()
      }
      let slot = parcels[id].order
      // A participant that has aborted meanwhile no longer wants it.
      if orders[slot].mode == .twoPhase, !orders[slot].members[step - 1].holdsLocks {
        orders[slot].queued -= 1
        drop(id, &context)
        continue
      }
      rows[row, step].holder = slot
      startWork(id, step, slot, &context)
    }
  }

  /// Who wants to touch a row for the first time waits for its flag; who wants to flag it, also for those who did not.
  private func mayTouch(_ slot: UInt32, _ row: Int) -> Bool {
    let shared = rows.shared[row]
    return shared.flag == nil && (!orders[slot].isFlagging || shared.open == 0)
  }

  private mutating func startWork(
    _ id: UInt32, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    let isUndo = parcels[id].kind == .compensate
    context.record(.lockWait, context.now - parcels[id].since)
    if parcels[id].since < context.now {
      context.trace(.wait(serial: orders[slot].serial, step: step), since: parcels[id].since)
    }
    parcels[id].began = context.now
    if step == 1 {
      if orders[slot].isFlagging, !orders[slot].isOver, rows.shared[orders[slot].row].flag == nil {
        rows.shared[orders[slot].row].flag = slot
        orders[slot].flaggedAt = context.now
      } else if !orders[slot].hasTouched, orders[slot].mode != .twoPhase, !orders[slot].isOver {
        rows.shared[orders[slot].row].open += 1
      }
      if !orders[slot].isOver { touch(slot) }
      orders[slot].lockedAt = context.now
    }
    var draw = context.draw(Stream.work, orders[slot].number, attempt: step << 1 | (isUndo ? 1 : 0))
    let spread = knobs.spreadPercent / 100
    let time = Distribution.uniform(
      .milliseconds(knobs.stepMilliseconds * (1 - spread)),
      .milliseconds(knobs.stepMilliseconds * (1 + spread)))
    trace.begin(slot, step, isUndo, at: context.now)
    if isUndo {
      tell(slot, .undoBegins(orders[slot].serial, step), &context)
    } else {
      tell(slot, .stepBegins(orders[slot].serial, step), &context)
    }
    context.schedule(.workDone(id), after: max(.microseconds(1), time.sample(&draw)))
  }

  /// The order has touched its shared row. What else it asks of the row waits for no flag any more: a repeat that stayed
  /// behind others would wait for them, and they for the order's own flag.
  private mutating func touch(_ slot: UInt32) {
    guard !orders[slot].hasTouched else { return }
    orders[slot].hasTouched = true
    let row = orders[slot].row
    let repeats = rows[row, 1].waiting.filter { parcels[$0].order == slot }
    guard !repeats.isEmpty else { return }
    rows[row, 1].waiting.removeAll { parcels[$0].order == slot }
    rows[row, 1].returning += repeats
  }

  /// A service has done with a request: the row changes, the lock goes unless a decision is waited for.
  mutating func finishWork(_ id: UInt32, _ context: inout Context<SagaLab>) {
    let (slot, kind, step) = (parcels[id].order, parcels[id].kind, parcels[id].step)
    orders[slot].queued -= 1
    let answer =
      kind == .compensate ? undoStep(step, slot, &context) : doStep(step, slot, &context)
    traceWork(id, answer, &context)
    if orders[slot].mode != .twoPhase || !orders[slot].members[step - 1].holdsLocks {
      release(step, slot, &context)
    }
    if let answer { reply(answer, step, slot, &context) }
    drop(id, &context)
  }

  /// Lets go of a row.
  mutating func release(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    let row = orders[slot].row
    guard rows[row, step].holder == slot else { return }
    rows[row, step].holder = nil
    if step == 1, let since = orders[slot].lockedAt { context.record(.lockHold, context.now - since) }
    grant(row, step, &context)
  }
}
