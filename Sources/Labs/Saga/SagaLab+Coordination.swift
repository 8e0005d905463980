import Engine
import LabKit
import Patterns

// What is said about an order.
extension SagaLab {
  /// What is said between the coordinator, or without one the caller, and the service of a step, counted from 1.
  struct Message: Hashable, Sendable {
    let kind: Event, step: Int
    /// As in `'compensate' to payment`.
    var words: String { "'\(kind)' \(kind.isForCoordinator ? "from" : "to") \(shortNames[step - 1])" }
  }

  /// Sends what an answer is expected to; it is repeated when none comes.
  mutating func send(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    orders[slot].pending = Message(kind: kind, step: step)
    startTimer(slot, &context)
    post(kind, step, slot, &context)
  }

  /// The order waits for this and for nothing that it waited for before: for an answer, unless a delay is given.
  mutating func startTimer(_ slot: Slot, retryAfter delay: Interval? = nil, _ context: inout Context<Self>) {
    lastTimer &+= 1
    orders[slot].timer = lastTimer
    let event = delay == nil ? Event.timeout : .retry
    context.schedule(event, slot, tag: lastTimer, after: delay ?? .milliseconds(context.knobs.timeout))
  }

  /// Puts a message on the wire, where it may get lost or double.
  mutating func post(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    if kind.isForCoordinator, orders[slot].mode == .choreographed { return goOn(after: kind, step, slot, &context) }
    let message = Message(kind: kind, step: step), serial = orders[slot].serial
    orders[slot].sent &+= 1
    context.count(kind.isProtocol ? .messagesProtocol : .messagesWork)
    var draw = context.draw(Stream.wire, orders[slot].number, attempt: orders[slot].sent)
    var isLost = draw.chance(context.knobs.loss / 100), isDoubled = draw.chance(context.knobs.doubling / 100)
    let way = Interval.milliseconds(context.knobs.delay), delay = Distribution.uniform(way * 0.8, way * 1.2)
    let delays = (delay.sample(&draw), delay.sample(&draw))
    if losesNext != .chance {
      orders[slot].cause = context.note(.messageLost(serial, message, isByKey: true), cause: losesNext)
      (isLost, losesNext) = (true, .chance)
    } else if doublesNext != .chance, !kind.isForCoordinator {
      orders[slot].cause = context.note(.messageDoubled(serial, message), cause: doublesNext)
      (isLost, isDoubled, doublesNext) = (false, true, .chance)
    } else if isLost {
      context.note(.messageLost(serial, message, isByKey: false), cause: orders[slot].cause)
    }
    guard !isLost else { return context.count(.messagesLost) }
    if isDoubled { context.count(.messagesDoubled) }
    orders[slot].underWay += isDoubled ? 2 : 1
    context.schedule(kind, slot, tag: UInt32(step), after: delays.0)
    if isDoubled { context.schedule(kind, slot, tag: UInt32(step), after: delays.1) }
  }

  /// A message arrives.
  mutating func deliver(_ kind: Event, _ step: Int, _ slot: Slot, _ context: inout Context<Self>) {
    switch kind {
    case .execute, .compensate: receive(kind, step, slot, &context)
    case .prepare: prepare(step, slot, &context)
    case .commit, .abort: learn(kind, step, slot, &context)
    // The rest is for the coordinator, or without one for the caller.
    case _ where !coordinator.isUp: context.count(.messagesLost)
    case _ where orders[slot].outcome != .running: break
    case .yes, .no, .acknowledged: hearVote(kind, from: step, slot, &context)
    case _ where orders[slot].mode == .orchestrated: hear(kind, step, slot, &context)
    case _ where orders[slot].pending?.step == step: goOn(after: kind, step, slot, &context)
    default: break
    }
    orders[slot].underWay -= 1
    settle(slot, &context)
  }

  /// No answer came in time.
  mutating func timeOut(_ slot: Slot, _ context: inout Context<Self>) {
    if orders[slot].mode == .none {
      tell(slot, .gaveUp(orders[slot].serial), &context)
      return endUnheld(slot, &context)
    }
    guard let pending = orders[slot].pending else { return goOnVoting(slot, &context) }
    // A service that has the request in its queue says so when it is asked: repeating it would only feed the queue.
    guard orders[slot].queued == 0 else { return startTimer(slot, &context) }
    context.count(.messagesRepeated)
    tell(slot, .repeated(orders[slot].serial, pending), &context)
    send(pending.kind, pending.step, slot, &context)
  }
}

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
      if orders[slot].mode == .orchestrated { context.reach(.resumed) }
      switch (orders[slot].mode, orders[slot].saga.pending) {
      case (.twoPhase, _): goOnVoting(slot, &context)
      case (_, let command?): follow(command, slot, &context)
      case (_, nil): context.check(.logSuffices, false, "order \(orders[slot].serial) is not in the log")
      }
    }
  }
}
