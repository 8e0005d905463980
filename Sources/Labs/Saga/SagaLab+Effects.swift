import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// A step is tried: refused, or in force from now on. What to answer; nil when nobody wants to know any more.
  mutating func doStep(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) -> Parcel.Kind? {
    var draw = context.draw(Stream.failures, orders[slot].number, attempt: step)
    let isRefused = draw.chance(knobs.failurePercent / 100) || orders[slot].refusedStep == step
    if orders[slot].mode == .twoPhase, !orders[slot].members[step - 1].holdsLocks {
      trace.end(slot, step, .failed, at: context.now)
      return nil
    }
    orders[slot].attempts += 1
    context.count(.stepsTried)
    trace.end(slot, step, isRefused ? .failed : .succeeded, at: context.now)
    _ = orders[slot].parts[step - 1].hasExecuted(!isRefused)
    if isRefused {
      if orders[slot].failedStep == 0 { orders[slot].failedStep = step }
      context.count(.stepsRefused)
      tell(slot, .stepRefused(orders[slot].serial, step), &context)
    } else {
      orders[slot].effects[step - 1] += 1
      if step == 1 { reserve(slot, &context) }
      tell(slot, .stepDone(orders[slot].serial, step), &context)
      checkOnce(slot, step, &context)
    }
    if orders[slot].mode == .twoPhase {
      orders[slot].worked |= 1 << UInt8(step)
      trace.hold(slot, step, at: context.now)
    }
    return isRefused ? .refused : .executed
  }

  /// A step is undone, or not yet.
  mutating func undoStep(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) -> Parcel.Kind? {
    var draw = context.draw(
      Stream.setbacks, orders[slot].number, attempt: orders[slot].setbacks << 3 | step)
    let hasFailed = draw.chance(knobs.setbackPercent / 100) || faults.compensationFails != nil
    trace.end(slot, step, hasFailed ? .failed : .succeeded, at: context.now)
    let answer = orders[slot].parts[step - 1].hasCompensated(!hasFailed)
    if hasFailed {
      orders[slot].setbacks += 1
      context.count(.compensationsFailed)
      context.reach(.undoRetried)
      if orders[slot].isByHand || trace.slot == slot {
        orders[slot].cause = context.note(
          .undoFails(orders[slot].serial, step, orders[slot].setbacks),
          cause: faults.compensationFails ?? orders[slot].cause)
      }
      return .setback
    }
    takeBack(step, slot, &context)
    context.count(.compensations)
    orders[slot].undone += 1
    orders[slot].setbacks = 0
    if orders[slot].isByHand || trace.slot == slot {
      tell(slot, .undoDone(orders[slot].serial, step), &context)
    }
    return answer == nil && orders[slot].isIdempotent ? nil : .compensated
  }

  /// A step is no longer in force; `checkReverse` asks whether it was the last one.
  mutating func takeBack(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    checkReverse(slot, step, &context)
    orders[slot].effects[step - 1] -= 1
    if step == 1 { unreserve(slot, &context) }
  }

  /// The first step reads the shared row and writes it back with one unit more.
  private mutating func reserve(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    let row = orders[slot].row
    let others = rows.shared[row].open - (orders[slot].isFlagging || orders[slot].mode == .twoPhase ? 0 : 1)
    if others > 0 {
      context.count(.dirtyReads)
      tell(slot, .dirtyRead(orders[slot].serial, row), &context)
    }
    orders[slot].before = rows.shared[row].value
    rows.shared[row].value += 1
    rows.shared[row].version += 1
    if orders[slot].isOver { rows.shared[row].straggler = rows.shared[row].version }
    orders[slot].version = rows.shared[row].version
  }

  /// A reservation is undone, by the value from before or by what is there now.
  mutating func unreserve(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    let row = orders[slot].row
    let right = rows.shared[row].value - 1
    let isLocked = orders[slot].isFlagging || orders[slot].mode == .twoPhase
    let isRestored = knobs.undo == .restore || orders[slot].mode == .twoPhase
    let written = isRestored ? orders[slot].before : right
    if rows.shared[row].version > orders[slot].version {
      context.reach(
        .dirtyRead, "row \(row + 1): others built on what order \(orders[slot].serial) takes back")
    }
    rows.shared[row].value = written
    rows.shared[row].version += 1
    if orders[slot].isOver || !orders[slot].isIdempotent {
      rows.shared[row].straggler = rows.shared[row].version
    }
    rows.shared[row].drift += written - right
    let lost = abs(written - right)
    // A straggler of an order that is over asks for nobody's leave.
    if rows.shared[row].straggler <= orders[slot].version {
      context.check(
        .isolation, !isLocked || lost == 0,
        "order \(orders[slot].serial) overwrote \(lost) updates of row \(row + 1)")
    }
    guard lost > 0 else { return }
    context.count(.lostUpdates, lost)
    context.reach(.lostUpdate, "order \(orders[slot].serial) overwrote \(lost) updates of row \(row + 1)")
    let isTold = orders[slot].isByHand || trace.slot == slot
    let note = context.note(
      .lostUpdate(orders[slot].serial, row, lost, isTold), cause: orders[slot].cause)
    if isTold { orders[slot].cause = note }
  }
}
