import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// A participant is asked for its part of a transaction; the transaction's name tells it a repeat.
  mutating func receiveWork(
    _ id: UInt32, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) -> Bool {
    guard orders[slot].members[step - 1].state == .working else { return false }
    let bit: UInt8 = 1 << UInt8(step)
    if orders[slot].worked & bit != 0 {
      let isRefused = orders[slot].failedStep == step
      reply(isRefused ? .refused : .executed, step, slot, &context)
      return false
    }
    guard orders[slot].asked & bit == 0 else { return false }
    orders[slot].asked |= bit
    return enqueue(id, step, slot, &context)
  }

  /// A participant is asked for its vote.
  mutating func receivePrepare(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) -> Bool {
    let canCommit = orders[slot].worked & (1 << UInt8(step)) != 0 && orders[slot].failedStep != step
    if case .vote(let isYes) = orders[slot].members[step - 1].prepare(canCommit: canCommit) {
      if !isYes { rollBack(step, slot, &context) }
      post(isYes ? .yes : .no, step, slot, &context)
    }
    return false
  }

  /// A participant learns the decision: its locks go.
  mutating func receiveDecision(
    _ decision: TwoPhaseCommit.Decision, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) -> Bool {
    let held = orders[slot].members[step - 1].holdsLocks
    guard orders[slot].members[step - 1].learn(decision) != nil else { return false }
    if held {
      trace.letGo(slot, step, at: context.now)
      if decision == .abort { rollBack(step, slot, &context) } else { release(step, slot, &context) }
    }
    post(.acknowledged, step, slot, &context)
    return false
  }

  /// A participant undoes its part under its lock, and lets go. Work that is under way ends by itself.
  mutating func rollBack(_ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    guard orders[slot].worked & (1 << UInt8(step)) != 0 else { return }
    if orders[slot].effects[step - 1] > 0 {
      orders[slot].effects[step - 1] -= 1
      if step == 1 { unreserve(slot, &context) }
    }
    release(step, slot, &context)
  }

  /// The coordinator hears from a participant.
  mutating func hearTwoPhase(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    switch kind {
    case .executed, .refused:
      guard orders[slot].votes.state == .idle, orders[slot].pending?.step == step else { return }
      if kind == .refused { return abandon(slot, &context) }
      if step < SagaLab.steps { return send(.execute, to: step + 1, slot, &context) }
      let command = orders[slot].votes.begin()
      obey(command, slot, &context)
    case .yes, .no:
      if let key = faults.crashInDoubt, orders[slot].votes.awaited == [step - 1] {
        // Everybody has voted, and the one who would decide is gone.
        return crashCoordinator(cause: key, &context)
      }
      let command = orders[slot].votes.vote(kind == .yes, from: step - 1)
      obey(command, slot, &context)
    case .acknowledged:
      let command = orders[slot].votes.acknowledged(by: step - 1)
      obey(command, slot, &context)
    default: break
    }
  }

  /// The work has failed before anybody was asked to vote: the transaction is aborted.
  mutating func abandon(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    _ = orders[slot].votes.begin()
    let command = orders[slot].votes.voteTimedOut()
    obey(command, slot, &context)
  }

  /// Does what two-phase commit asks for.
  mutating func obey(
    _ command: TwoPhaseCommit.Coordinator.Command?, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    switch command {
    case .sendPrepare: tellAwaited(.prepare, slot, &context)
    case .send(let decision):
      if decision == .abort { turnBack(slot, &context) }
      tell(slot, .decided(orders[slot].serial, decision == .commit), &context)
      tellAwaited(decision == .commit ? .commit : .abort, slot, &context)
    case .finish(let decision): end(slot, decision == .commit ? .completed : .undone, &context)
    case nil: break
    }
  }

  private mutating func tellAwaited(
    _ kind: Parcel.Kind, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    orders[slot].pending = nil
    startTimer(slot, &context)
    for participant in orders[slot].votes.awaited { post(kind, participant + 1, slot, &context) }
  }

  /// No answer in time: before the vote the request is repeated, a missing vote aborts, a decision is told again.
  mutating func timeOutTwoPhase(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    guard coordinator.isUp else { return }
    switch orders[slot].votes.state {
    case .idle:
      guard let pending = orders[slot].pending else { return }
      guard orders[slot].queued == 0 else { return startTimer(slot, &context) }
      context.count(.messagesRepeated)
      send(pending.kind, to: pending.step, slot, &context)
    case .preparing:
      let command = orders[slot].votes.voteTimedOut()
      obey(command, slot, &context)
    case .decided(let decision):
      context.count(.messagesRepeated)
      tellAwaited(decision == .commit ? .commit : .abort, slot, &context)
    case .done: break
    }
  }
}
