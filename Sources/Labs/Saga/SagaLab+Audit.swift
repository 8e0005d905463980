import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// What is remembered to judge the run.
  struct Audit: Sendable {
    /// Whether an order ever ran without a pattern.
    var hadNoPattern = false
    /// What was true at the last look, to tell a change.
    var wasStuck = false
    var stuckNote: NoteID = .chance
  }

  /// A step must not be in force twice, unless services forget what they did.
  mutating func checkOnce(_ slot: UInt32, _ step: Int, _ context: inout Context<SagaLab>) {
    let times = orders[slot].effects[step - 1]
    if orders[slot].isIdempotent || orders[slot].mode == .twoPhase {
      context.check(.once, times == 1, "order \(orders[slot].serial): step \(step) \(times) times")
    } else if times > 1 {
      context.count(.doubledEffects)
      context.reach(.doubledEffect, "order \(orders[slot].serial): step \(step) \(times) times")
      let note = context.note(.doubled(orders[slot].serial, step, times), cause: orders[slot].cause)
      if orders[slot].isByHand { orders[slot].cause = note }
    }
  }

  /// Before a step is undone: it is in force, and none after it is.
  mutating func checkReverse(_ slot: UInt32, _ step: Int, _ context: inout Context<SagaLab>) {
    guard orders[slot].isIdempotent else { return }
    let isLast =
      orders[slot].effects[step - 1] == 1 && orders[slot].effects.dropFirst(step).allSatisfy { $0 == 0 }
    context.check(
      .reverse, isLast, "order \(orders[slot].serial): undoes step \(step) of \(orders[slot].effects)")
  }

  /// What the orchestrator takes to be done must be in force at the services.
  mutating func checkBelief(_ slot: UInt32, doneBelow step: Int, _ context: inout Context<SagaLab>) {
    context.check(
      .logSuffices, orders[slot].effects.prefix(step - 1).allSatisfy { $0 > 0 },
      "order \(orders[slot].serial): step \(step) is next, in force \(orders[slot].effects)")
  }

  /// The order is over and its last straggler gone: what the ledger of the services says must be all or nothing.
  mutating func checkEnd(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    let (serial, mode) = (orders[slot].serial, orders[slot].mode)
    if mode == .none { audit.hadNoPattern = true }
    guard mode != .none, orders[slot].isIdempotent || mode == .twoPhase else { return }
    let isDone = orders[slot].isDone
    context.check(
      .allOrNothing, isDone || orders[slot].isUndone, "order \(serial) in force \(orders[slot].effects)")
    guard mode != .twoPhase else { return }
    let failed = orders[slot].failedStep
    let (attempts, undone) = (orders[slot].attempts, orders[slot].undone)
    context.check(
      .count, isDone ? attempts == SagaLab.steps && undone == 0 : attempts == failed && undone == failed - 1,
      "order \(serial) failed at \(failed): \(attempts) attempts, \(undone) compensations")
    if undone > 0 { context.reach(.compensated, "order \(serial) undid \(undone) steps") }
  }

  /// Counts everything anew from where it lies.
  mutating func auditState(_ context: inout Context<SagaLab>) {
    var inForce = tally.settled
    var forward = 0, backward = 0
    for slot in 0..<UInt32(orders.slots) where orders[slot].isAlive {
      inForce[orders[slot].row] += orders[slot].effects[0]
      if orders[slot].isOver { continue }
      if orders[slot].isGoingBack { backward += 1 } else { forward += 1 }
    }
    for row in 0..<SagaLab.mostRows where rows.shared[row].version > 0 {
      let shared = rows.shared[row]
      context.check(
        .books, shared.value == inForce[row] + shared.drift,
        "row \(row + 1) says \(shared.value), \(inForce[row]) in force, drift \(shared.drift)")
    }
    context.check(
      .conservation,
      forward == tally.forward && backward == tally.backward
        && Int(tally.started) == forward + backward + tally.completed + tally.undone + tally.halfDone,
      "\(tally.started) began, \(forward) on their way, \(backward) back")
  }
}
