import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// The coordinator stops: it forgets what it did not log, and hears nothing.
  mutating func crashCoordinator(cause: NoteID, _ context: inout Context<SagaLab>) {
    guard coordinator.isUp else { return }
    coordinator.isUp = false
    coordinator.crashes &+= 1
    coordinator.crashNote = context.note(
      .crashed(knobs.mode, tally.forward + tally.backward), cause: cause)
    for slot in 0..<UInt32(orders.slots) where orders[slot].isAlive && !orders[slot].isOver {
      switch orders[slot].mode {
      case .orchestrated:
        orders[slot].saga = Saga(steps: SagaLab.steps)
        forgetTimers(slot)
      case .twoPhase: orders[slot].timer = 0
      // Nobody else knows that these were to go on.
      case .none: endUnheld(slot, &context)
      case .choreographed: break
      }
    }
    context.schedule(.patience(coordinator.crashes), after: SagaLab.patience)
  }

  private mutating func forgetTimers(_ slot: UInt32) {
    orders[slot].timer = 0
    orders[slot].retryTimer = 0
    orders[slot].pending = nil
  }

  /// The coordinator starts again and reads its log.
  mutating func recoverCoordinator(_ context: inout Context<SagaLab>) {
    guard !coordinator.isUp, faults.coordinatorCrash == nil, faults.crashInDoubt == nil else { return }
    coordinator.isUp = true
    let entries = coordinator.log.entries.count
    let note = context.note(.recovered(tally.forward + tally.backward, entries), cause: context.input)
    replayLog()
    for slot in 0..<UInt32(orders.slots) where orders[slot].isAlive && !orders[slot].isOver {
      switch orders[slot].mode {
      case .orchestrated: resume(slot, note, &context)
      case .twoPhase: resolve(slot, note, &context)
      case .none, .choreographed: break
      }
    }
  }

  /// Feeds every saga that is not over with what the log says about it.
  private mutating func replayLog() {
    for index in coordinator.log.entries.startIndex..<coordinator.log.entries.endIndex {
      let entry = coordinator.log.entries[index]
      guard orders[entry.order].isAlive, orders[entry.order].serial == entry.serial else { continue }
      if let input = entry.input {
        _ = orders[entry.order].saga.handle(input)
      } else {
        _ = orders[entry.order].saga.start()
      }
    }
  }

  /// The orchestrator says again what it said last: whether it was heard it cannot know.
  private mutating func resume(_ slot: UInt32, _ note: NoteID, _ context: inout Context<SagaLab>) {
    if orders[slot].isByHand || trace.slot == slot { orders[slot].cause = note }
    context.reach(.resumed)
    switch orders[slot].saga.state {
    case .running(let step): follow(.execute(step), slot, &context)
    case .compensating(let step): follow(.compensate(step), slot, &context)
    default:
      context.check(.logSuffices, false, "the log does not say where order \(orders[slot].serial) is")
    }
  }

  /// Undecided transactions are aborted, decisions are told again.
  private mutating func resolve(_ slot: UInt32, _ note: NoteID, _ context: inout Context<SagaLab>) {
    if orders[slot].isByHand || trace.slot == slot { orders[slot].cause = note }
    if orders[slot].votes.state == .idle { return abandon(slot, &context) }
    let command = orders[slot].votes.recover()
    obey(command, slot, &context)
  }

  /// Participants that have not voted abort by themselves; the prepared ones may not.
  mutating func losePatience(_ crash: UInt32, _ context: inout Context<SagaLab>) {
    guard !coordinator.isUp, crash == coordinator.crashes else { return }
    var blocked = 0
    for slot in 0..<UInt32(orders.slots)
    where orders[slot].isAlive && !orders[slot].isOver && orders[slot].mode == .twoPhase {
      for step in 1...SagaLab.steps {
        if orders[slot].members[step - 1].isBlocked { blocked += 1 }
        if orders[slot].members[step - 1].timedOut() {
          trace.letGo(slot, step, at: context.now)
          rollBack(step, slot, &context)
        }
      }
    }
    if blocked > 0 {
      context.reach(.blocked, "\(blocked) participants are prepared and the coordinator is gone")
      context.note(.blocked(blocked), cause: coordinator.crashNote)
    }
  }
}
