import Engine
import LabKit
import Patterns

// What holds the steps of an order together.
extension SagaLab {
  /// The orchestrator hears from a service.
  mutating func hear(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    switch kind {
    case .executed: proceed(slot, .stepSucceeded(step), &context)
    case .refused: proceed(slot, .stepFailed(step), &context)
    case .compensated: proceed(slot, .compensationSucceeded(step), &context)
    default: proceed(slot, .compensationFailed(step), &context)
    }
  }

  /// The orchestrator begins a saga, for nil, or hears: it logs where the saga is now and sends what that asks for.
  mutating func proceed(_ slot: Slot, _ input: Saga.Input?, _ context: inout Context<Self>) {
    // Answers that come twice or late are refused by the saga itself.
    guard let command = input.map({ orders[slot].saga.handle($0) }) ?? orders[slot].saga.start() else { return }
    switch input {
    // A failed try changes nothing that would have to be known after a crash.
    case .compensationFailed, .retryDue: break
    default: coordinator.log.append(LogEntry(order: slot, serial: orders[slot].serial, saga: orders[slot].saga))
    }
    if case .stepFailed = input { orders[slot].isGoingBack = true }
    follow(command, slot, &context)
  }

  private mutating func follow(_ command: Saga.Command, _ slot: Slot, _ context: inout Context<Self>) {
    switch command {
    case .execute(let step):
      context.check(
        .logSuffices, orders[slot].branches.prefix(step - 1).allSatisfy { $0.inForce > 0 },
        "order \(orders[slot].serial): step \(step) is next, in force \(orders[slot].inForce)")
      send(.execute, step, slot, &context)
    case .compensate(let step): send(.compensate, step, slot, &context)
    case .retryCompensation(let step): waitToCompensate(step, slot, &context)
    case .complete: end(slot, .completed, &context)
    case .fail: end(slot, .undone, &context)
    }
  }

  /// In a choreography a service reacts to what its neighbour announces. Otherwise the caller goes from step to step.
  mutating func goOn(after kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    guard orders[slot].outcome == .running else { return }
    switch (kind, orders[slot].mode) {
    case (.executed, .twoPhase) where step == Self.steps: obey(orders[slot].votes.begin(), slot, &context)
    case (.executed, _) where step == Self.steps: end(slot, .completed, &context)
    case (.executed, _): send(.execute, step + 1, slot, &context)
    case (.refused, .twoPhase): goOnVoting(slot, &context)
    case (.refused, .none): endUnheld(slot, &context)
    case (.refused, _), (.compensated, _):
      orders[slot].isGoingBack = true
      if step == 1 { end(slot, .undone, &context) } else { send(.compensate, step - 1, slot, &context) }
    default: waitToCompensate(step, slot, &context)
    }
  }

  /// Nothing is undone, so it depends on where it stopped whether anything is left.
  mutating func endUnheld(_ slot: Slot, _ context: inout Context<Self>) {
    end(slot, orders[slot].isUndone ? .undone : .halfDone, &context)
  }

  /// A compensation must succeed in the end: it waits and is tried again.
  private mutating func waitToCompensate(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    orders[slot].pending = Message(kind: .compensate, step: step)
    let setbacks = orders[slot].setbacks
    var draw = context.draw(Stream.backoff, orders[slot].number, attempt: setbacks << 3 | step)
    let wait = context.knobs.backoff.delay(
      afterFailure: max(1, min(setbacks, 60)), uniform: draw.uniform(),
      previous: .milliseconds(Int64(context.knobs.firstWait)))
    startTimer(slot, retryAfter: Interval(wait), &context)
  }

  /// The wait is over; who waited is the orchestrator, or in a choreography the service itself.
  mutating func retry(_ slot: Slot, _ context: inout Context<Self>) {
    guard let step = orders[slot].pending?.step else { return }
    context.count(.compensationRetries)
    guard orders[slot].mode == .choreographed else { return proceed(slot, .retryDue(step), &context) }
    send(.compensate, step, slot, &context)
  }
}

// Two-phase commit.
extension SagaLab {
  /// A participant is asked for its vote.
  mutating func prepare(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    let canCommit = orders[slot][step].part.state == .done
    guard case .vote(let isYes) = orders[slot][step].member.prepare(canCommit: canCommit) else { return }
    if !isYes { rollBack(step, slot, &context) }
    post(isYes ? .yes : .no, step, slot, &context)
  }

  /// A participant learns the decision: its locks go.
  mutating func learn(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    let held = orders[slot][step].member.holdsLocks, isCommit = kind == .commit
    guard orders[slot][step].member.learn(isCommit ? .commit : .abort) != nil else { return }
    if held { if isCommit { release(step, slot, &context) } else { rollBack(step, slot, &context) } }
    post(.acknowledged, step, slot, &context)
  }

  /// A participant undoes its part under its lock, and lets go. Work that is under way ends by itself.
  private mutating func rollBack(_ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    guard orders[slot][step].hasWorked else { return }
    if orders[slot][step].inForce > 0 { takeBack(step, slot, &context) }
    release(step, slot, &context)
  }

  /// The coordinator hears from a participant.
  mutating func hearVote(_ kind: Event, from step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    if kind == .acknowledged { return obey(orders[slot].votes.acknowledged(by: step - 1), slot, &context) }
    if context.isOn(.crashInDoubt), orders[slot].votes.awaited == [step - 1] {
      // Everybody has voted, and the one who would decide is gone.
      return crash(cause: context.cause(.crashInDoubt), &context)
    }
    obey(orders[slot].votes.vote(kind == .yes, from: step - 1), slot, &context)
  }

  /// A step failed, an answer is missing, or the coordinator is back: it aborts, or tells again what it has decided.
  mutating func goOnVoting(_ slot: Slot, _ context: inout Context<Self>) {
    if case .decided(let decision) = orders[slot].votes.state {
      context.count(.messagesRepeated)
      return tellAwaited(decision == .commit ? .commit : .abort, slot, &context)
    }
    _ = orders[slot].votes.begin()
    obey(orders[slot].votes.voteTimedOut(), slot, &context)
  }

  private mutating func obey(
    _ command: TwoPhaseCommit.Coordinator.Command?, _ slot: Slot, _ context: inout Context<Self>
  ) {
    switch command {
    case .sendPrepare: tellAwaited(.prepare, slot, &context)
    case .send(let decision):
      if decision == .abort { orders[slot].isGoingBack = true }
      tell(slot, .decided(orders[slot].serial, decision), &context)
      tellAwaited(decision == .commit ? .commit : .abort, slot, &context)
    case .finish(let decision): end(slot, decision == .commit ? .completed : .undone, &context)
    case nil: break
    }
  }

  private mutating func tellAwaited(_ kind: Event, _ slot: Slot, _ context: inout Context<Self>) {
    orders[slot].pending = nil
    startTimer(slot, &context)
    for participant in orders[slot].votes.awaited { post(kind, participant + 1, slot, &context) }
  }
}

// The coordinator stops and comes back.
extension SagaLab {
  /// It forgets what it did not log, and hears nothing.
  mutating func crash(cause: NoteID, _ context: inout Context<Self>) {
    guard coordinator.isUp else { return }
    coordinator.isUp = false
    coordinator.crashes &+= 1
    let open = openOrders
    coordinator.note = context.note(.crashed(context.knobs.mode, open.count), cause: cause)
    for slot in open where orders[slot].mode != .choreographed {
      orders[slot].saga = Saga(steps: Self.steps)
      stopWaiting(slot)
      // Without a pattern nobody else knows that it was to go on.
      if orders[slot].mode == .none { endUnheld(slot, &context) }
    }
    context.schedule(.patience, tag: coordinator.crashes, after: Self.patience)
  }

  /// Participants that have not voted abort by themselves; the prepared ones may not.
  mutating func losePatience(_ context: inout Context<Self>) {
    let blocked = counted.blocked
    for slot in openOrders where orders[slot].mode == .twoPhase {
      for step in 1...Self.steps where orders[slot][step].member.timedOut() { rollBack(step, slot, &context) }
    }
    guard blocked > 0 else { return }
    context.reach(.blocked, "\(blocked) participants are prepared and the coordinator is gone")
    context.note(.blocked(blocked), cause: coordinator.note)
  }

  /// It starts again, reads its log, and repeats what it said last: whether it was heard it cannot know.
  mutating func recover(_ context: inout Context<Self>) {
    guard !coordinator.isUp else { return }
    coordinator.isUp = true
    let log = coordinator.log, open = openOrders
    let note = context.note(.recovered(open.count, entries: log.count), cause: context.input)
    for entry in (log.startIndex..<log.endIndex).map({ log[$0] }) where orders[entry.order].serial == entry.serial {
      orders[entry.order].saga = entry.saga
    }
    for slot in open where orders[slot].mode != .choreographed {
      if isTold(slot) { orders[slot].cause = note }
      guard orders[slot].mode == .orchestrated else { goOnVoting(slot, &context); continue }
      context.reach(.resumed)
      let command = orders[slot].saga.pending
      context.check(.logSuffices, command != nil, "order \(orders[slot].serial) is not in the log")
      if let command { follow(command, slot, &context) }
    }
  }
}
