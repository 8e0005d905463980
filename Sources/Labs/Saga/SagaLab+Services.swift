import Engine
import LabKit
import Patterns

// Whoever holds a row lets go when the work is done, or under two-phase commit when it learns the decision. The first
// touch of a shared row waits for its flag, and who wants to flag it for the unfinished who did not: both go when orders
// end, so nothing that such an order needs may stand behind those who wait for it.
extension SagaLab {
  /// A request to do or undo a step, in line for its row or at work.
  struct Request: Sendable {
    let order: Slot, isUndo: Bool, since: Instant
    var began = Instant.start
  }

  /// A lock on a row at a service, and two lines for it: those who return, to undo or to repeat, come before the others.
  struct Lock: Sendable { var holder: Request?, returning: [Request] = [], line: [Request] = [] }

  /// A row of the first service.
  struct Row: Sendable {
    /// How many units are reserved, and how often that was written.
    var value = 0, version = 0
    /// The order whose semantic lock says that the value is not final, and how many wrote it without any lock that lasts.
    var flag: Slot?, open = 0
    /// The version that was written last by an order that was over, or that repeated itself.
    var straggler = 0
    /// How many reservations are in force, and what the value lacks of that because updates were overwritten.
    var inForce = 0, drift = 0
  }

  /// A service is asked to do its step, or to undo it.
  mutating func receive(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    let isUndo = kind == .compensate, isPending = orders[slot].pending == Message(kind: kind, step: step)
    // In a choreography the broker has its acknowledgement when the service takes the event.
    if isPending, orders[slot].mode == .choreographed { stopWaiting(slot) }
    guard orders[slot][step].member.state == .working else { return }
    let reaction = isUndo ? orders[slot][step].part.compensate() : orders[slot][step].part.execute()
    // Without a memory of what it did a service does it again.
    switch reaction {
    case .ignore where orders[slot].isIdempotent: break
    case .answer(let answer) where orders[slot].isIdempotent:
      context.count(.repeatsRecognised)
      post(answer == .executed ? .executed : isUndo ? .compensated : .refused, step, slot, &context)
    default: enqueue(step, slot, isUndo: isUndo, &context)
    }
  }

  /// A request waits for its row, and gets it when it is free.
  private mutating func enqueue(_ step: Int, _ slot: Slot, isUndo: Bool, _ context: inout Context<Self>) {
    orders[slot].queued += 1
    let lock = lock(slot, step), request = Request(order: slot, isUndo: isUndo, since: context.now)
    let isReturning = step == 1 ? orders[slot].hasTouched : isUndo
    if isReturning { locks[lock].returning.append(request) } else { locks[lock].line.append(request) }
    trace.open(.waiting, slot, step, at: context.now)
    grant(lock, &context)
  }

  private func lock(_ slot: Slot, _ step: Int) -> Int { orders[slot].row * Self.steps + step - 1 }

  /// Gives a row to whoever is next, if it is free.
  private mutating func grant(_ lock: Int, _ context: inout Context<Self>) {
    let (row, step) = (lock / Self.steps, lock % Self.steps + 1)
    while locks[lock].holder == nil {
      let isReturning = !locks[lock].returning.isEmpty
      guard let next = locks[lock].returning.first ?? locks[lock].line.first else { return }
      // Who touches a shared row first waits for its flag; who wants to flag it, also for those who did not.
      let isOpen = rows[row].flag == nil && (!orders[next.order].isFlagging || rows[row].open == 0)
      guard isReturning || step > 1 || isOpen else { return }
      if isReturning { locks[lock].returning.removeFirst() } else { locks[lock].line.removeFirst() }
      // A participant that has aborted meanwhile no longer wants it.
      if !orders[next.order][step].member.holdsLocks {
        orders[next.order].queued -= 1
        settle(next.order, &context)
      } else {
        startWork(next, lock, &context)
      }
    }
  }

  private mutating func startWork(_ request: Request, _ lock: Int, _ context: inout Context<Self>) {
    let slot = request.order, isUndo = request.isUndo, step = lock % Self.steps + 1, now = context.now
    locks[lock].holder = request
    locks[lock].holder?.began = now
    context.record(.lockWait, now - request.since)
    let serial = orders[slot].serial
    if request.since < now {
      let name = Self.shortNames[step - 1]
      context.span("\(name) waits for its row", of: UInt64(serial), "locked", since: request.since)
    }
    if step == 1 { touch(slot, &context) }
    var draw = context.draw(Stream.work, orders[slot].number, attempt: step << 1 | (isUndo ? 1 : 0))
    let time = context.knobs.stepTime, spread = context.knobs.stepSpread / 100
    let range = Distribution.uniform(.milliseconds(time * (1 - spread)), .milliseconds(time * (1 + spread)))
    trace.close(.waiting, slot, step, at: now)
    trace.open(isUndo ? .undoing : .working, slot, step, at: now)
    tell(slot, isUndo ? .undoBegins(serial, step) : .stepBegins(serial, step), &context)
    context.schedule(.workDone, Slot(lock), after: max(.microseconds(1), range.sample(&draw)))
  }

  /// The order touches its shared row. What else it asks of it must not wait behind those who wait for its flag.
  private mutating func touch(_ slot: Slot, _ context: inout Context<Self>) {
    guard !orders[slot].isOver, !orders[slot].hasTouched else { return }
    orders[slot].hasTouched = true
    let row = orders[slot].row
    if orders[slot].isFlagging {
      rows[row].flag = slot
      orders[slot].flaggedAt = context.now
    } else if !orders[slot].isIsolated {
      rows[row].open += 1
    }
    let lock = lock(slot, 1)
    locks[lock].returning += locks[lock].line.filter { $0.order == slot }
    locks[lock].line.removeAll { $0.order == slot }
  }

  /// An order that is over leaves its row: its flag goes, or its place among the unfinished.
  mutating func leaveRow(_ slot: Slot, _ context: inout Context<Self>) {
    let row = orders[slot].row
    if rows[row].flag == slot {
      rows[row].flag = nil
      context.record(.flagHold, context.now - orders[slot].flaggedAt)
    } else if orders[slot].hasTouched, !orders[slot].isIsolated {
      rows[row].open -= 1
    }
    grant(lock(slot, 1), &context)
  }

  /// A service has done with a request: the row changes, the lock goes unless a decision is waited for.
  mutating func finishWork(_ lock: Int, _ context: inout Context<Self>) {
    guard let request = locks[lock].holder else { return }
    let slot = request.order, step = lock % Self.steps + 1
    orders[slot].queued -= 1
    let isUndo = request.isUndo, answer = isUndo ? undoStep(step, slot, &context) : doStep(step, slot, &context)
    context.span(
      (isUndo ? Self.undoNames : Self.stepNames)[step - 1], of: UInt64(orders[slot].serial),
      answer == .failed ? "fails" : isUndo || answer == .executed ? "ok" : "refused", since: request.began)
    let isHeld = orders[slot].mode == .twoPhase && orders[slot][step].member.holdsLocks
    if !isHeld { release(step, slot, &context) }
    if let answer { post(answer, step, slot, &context) }
    settle(slot, &context)
  }

  /// Lets go of a row.
  mutating func release(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    let lock = lock(slot, step)
    guard let holder = locks[lock].holder, holder.order == slot else { return }
    locks[lock].holder = nil
    trace.close(.holding, slot, step, at: context.now)
    if step == 1 {
      let held = context.now - holder.began
      context.record(.lockHold, held)
      let mode = orders[slot].mode
      comparison.add(mode) { ($0.holds, $0.held) = ($0.holds + 1, $0.held + held) }
    }
    grant(lock, &context)
  }

  /// A step is tried: refused, or in force from now on. Nil when nobody wants to know any more.
  private mutating func doStep(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) -> Event? {
    var draw = context.draw(Stream.failures, orders[slot].number, attempt: step)
    let isRefused = draw.chance(context.knobs.failures / 100) || orders[slot].refusedStep == step
    let serial = orders[slot].serial, isAborted = !orders[slot][step].member.holdsLocks
    trace.close(.working, slot, step, at: context.now, hasFailed: isRefused || isAborted)
    if isAborted { return nil }
    orders[slot].attempts += 1
    context.count(.stepsTried)
    _ = orders[slot][step].part.hasExecuted(!isRefused)
    if isRefused {
      orders[slot].failedStep = step
      context.count(.stepsRefused)
      tell(slot, .stepRefused(serial, step), &context)
    } else {
      orders[slot][step].inForce += 1
      if step == 1 { reserve(slot, &context) }
      tell(slot, .stepDone(serial, step), &context)
      let times = orders[slot][step].inForce
      func inForce() -> String { "order \(serial): step \(step) \(times) times" }
      if orders[slot].isIdempotent {
        context.check(.once, times == 1, inForce())
      } else if times > 1 {
        context.count(.doubledEffects)
        context.reach(.doubledEffect, inForce())
        tell(slot, .doubled(serial, step, times: times), always: true, &context)
      }
    }
    if orders[slot].mode == .twoPhase { trace.open(.holding, slot, step, at: context.now) }
    return isRefused ? .refused : .executed
  }

  /// A step is undone, or not yet.
  private mutating func undoStep(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) -> Event {
    let serial = orders[slot].serial, setbacks = orders[slot].setbacks
    var draw = context.draw(Stream.setbacks, orders[slot].number, attempt: setbacks << 3 | step)
    let hasFailed = draw.chance(context.knobs.setbacks / 100) || context.isOn(.compensationFails)
    trace.close(.undoing, slot, step, at: context.now, hasFailed: hasFailed)
    _ = orders[slot][step].part.hasCompensated(!hasFailed)
    if hasFailed {
      orders[slot].setbacks += 1
      context.count(.compensationsFailed)
      context.reach(.undoRetried)
      if isTold(slot), context.isOn(.compensationFails) { orders[slot].cause = context.cause(.compensationFails) }
      tell(slot, .undoFails(serial, step, times: setbacks + 1), &context)
      return .failed
    }
    if orders[slot].isIdempotent {
      let later = orders[slot].branches.dropFirst(step).reduce(0) { $0 + $1.inForce }
      context.check(
        .reverse, orders[slot][step].inForce == 1 && later == 0,
        "order \(serial): undoes step \(step) of \(orders[slot].inForce)")
    }
    takeBack(step, slot, &context)
    context.count(.compensations)
    orders[slot].undone += 1
    orders[slot].setbacks = 0
    tell(slot, .undoDone(serial, step), &context)
    return .compensated
  }

  /// The first step reads the shared row and writes it back with one unit more.
  private mutating func reserve(_ slot: Slot, _ context: inout Context<Self>) {
    let row = orders[slot].row, others = rows[row].open - (orders[slot].isIsolated ? 0 : 1)
    if others > 0 {
      context.count(.dirtyReads)
      tell(slot, .dirtyRead(orders[slot].serial, row: row), &context)
    }
    orders[slot].before = rows[row].value
    rows[row].inForce += 1
    rows[row].value += 1
    rows[row].version += 1
    if orders[slot].isOver { rows[row].straggler = rows[row].version }
    orders[slot].version = rows[row].version
  }

  /// A step is no longer in force; the first one changes the row, by the value from before or by what is there now.
  mutating func takeBack(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    orders[slot][step].inForce -= 1
    guard step == 1 else { return }
    let row = orders[slot].row, serial = orders[slot].serial, right = rows[row].value - 1
    rows[row].inForce -= 1
    let isRestored = context.knobs.undo == .restore || orders[slot].mode == .twoPhase
    let written = isRestored ? orders[slot].before : right, lost = abs(written - right)
    if rows[row].version > orders[slot].version {
      context.reach(.dirtyRead, "row \(row + 1): others built on what order \(serial) takes back")
    }
    rows[row].value = written
    rows[row].version += 1
    if orders[slot].isOver || !orders[slot].isIdempotent { rows[row].straggler = rows[row].version }
    rows[row].drift += written - right
    func overwrites() -> String { "order \(serial) overwrote \(lost) updates of row \(row + 1)" }
    // A straggler of an order that is over asks for nobody's leave.
    if rows[row].straggler <= orders[slot].version {
      context.check(.isolation, !orders[slot].isIsolated || lost == 0, overwrites())
    }
    guard lost > 0 else { return }
    context.count(.lostUpdates, lost)
    lostUpdate.happened("an update overwritten by an undo", to: row + 1, at: context.now)
    context.reach(.lostUpdate, overwrites())
    tell(slot, .lostUpdate(serial, row: row, lost, isTold: isTold(slot)), always: true, &context)
  }
}
