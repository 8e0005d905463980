import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// Sends what an answer is expected to; the sender says it again when none comes.
  mutating func send(_ kind: Parcel.Kind, to step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    orders[slot].pending = (kind, step)
    startTimer(slot, &context)
    post(kind, step, slot, &context)
  }

  mutating func startTimer(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    orders[slot].timer = nextTimer()
    context.schedule(
      .timeout(slot, orders[slot].timer), after: .milliseconds(knobs.timeoutMilliseconds))
  }

  /// Puts a message on the wire, where it may get lost or double.
  mutating func post(_ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    orders[slot].sent &+= 1
    context.count(kind.isProtocol ? .messagesProtocol : .messagesWork)
    var draw = context.draw(Stream.wire, orders[slot].number, attempt: orders[slot].sent)
    var isLost = draw.chance(knobs.lossPercent / 100), isDoubled = draw.chance(knobs.doublingPercent / 100)
    let delay = Distribution.uniform(
      .milliseconds(0.8 * knobs.delayMilliseconds), .milliseconds(1.2 * knobs.delayMilliseconds))
    let delays = (delay.sample(&draw), delay.sample(&draw))
    var cause = orders[slot].cause
    if let key = faults.losesNext {
      (isLost, faults.losesNext, cause) = (true, nil, key)
      orders[slot].cause = context.note(
        .messageLost(orders[slot].serial, kind.message, step, true), cause: key)
    } else if let key = faults.doublesNext, !kind.isForCoordinator {
      (isLost, isDoubled, faults.doublesNext, cause) = (false, true, nil, key)
      orders[slot].cause = context.note(
        .messageDoubled(orders[slot].serial, kind.message, step, true), cause: key)
    } else if isLost {
      context.note(.messageLost(orders[slot].serial, kind.message, step, false), cause: cause)
    }
    guard !isLost else { return context.count(.messagesLost) }
    if isDoubled { context.count(.messagesDoubled) }
    for copy in 0..<(isDoubled ? 2 : 1) {
      orders[slot].references += 1
      let parcel = parcels.insert(Parcel(order: slot, kind: kind, step: step))
      context.schedule(.delivery(parcel), after: copy == 0 ? delays.0 : delays.1)
    }
  }

  /// A message arrives.
  mutating func deliver(_ id: UInt32, _ context: inout Context<SagaLab>) {
    let (slot, kind, step) = (parcels[id].order, parcels[id].kind, parcels[id].step)
    if kind.isForCoordinator {
      if coordinator.isUp { hear(kind, step, slot, &context) } else { context.count(.messagesLost) }
      return drop(id, &context)
    }
    let keeps =
      switch kind {
      case .execute: receiveExecute(id, step, slot, &context)
      case .compensate: receiveCompensate(id, step, slot, &context)
      case .prepare: receivePrepare(step, slot, &context)
      default: receiveDecision(kind == .commit ? .commit : .abort, step, slot, &context)
      }
    if !keeps { drop(id, &context) }
  }

  /// A message or a request is done with.
  mutating func drop(_ id: UInt32, _ context: inout Context<SagaLab>) {
    let slot = parcels[id].order
    parcels.remove(id)
    orders[slot].references -= 1
    settle(slot, &context)
  }

  /// The coordinator, or without one the caller, hears an answer.
  private mutating func hear(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    guard !orders[slot].isOver else { return }
    switch orders[slot].mode {
    case .orchestrated: hearSaga(kind, step, slot, &context)
    case .twoPhase: hearTwoPhase(kind, step, slot, &context)
    case .none: hearCaller(kind, step, slot, &context)
    case .choreographed: break
    }
  }

  /// No answer came in time.
  mutating func timeOut(_ slot: UInt32, _ timer: UInt32, _ context: inout Context<SagaLab>) {
    guard orders[slot].isAlive, !orders[slot].isOver, orders[slot].timer == timer else { return }
    switch orders[slot].mode {
    case .none: return giveUp(slot, &context)
    case .twoPhase: return timeOutTwoPhase(slot, &context)
    case .orchestrated, .choreographed: break
    }
    guard let pending = orders[slot].pending else { return }
    // A service that has the request in its queue says so when it is asked: repeating it would only feed the queue.
    guard orders[slot].queued == 0 else { return startTimer(slot, &context) }
    context.count(.messagesRepeated)
    tell(slot, .repeated(orders[slot].serial, pending.kind.message, pending.step), &context)
    send(pending.kind, to: pending.step, slot, &context)
  }

  /// Without a pattern the caller goes on from step to step, and stops where one fails.
  private mutating func hearCaller(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    guard orders[slot].pending?.step == step else { return }
    if kind == .refused { return endUnheld(slot, &context) }
    if step == SagaLab.steps { return end(slot, .completed, &context) }
    send(.execute, to: step + 1, slot, &context)
  }

  /// No answer came in time. The caller cannot know whether the step was done.
  mutating func giveUp(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    tell(slot, .gaveUp(orders[slot].serial), &context)
    endUnheld(slot, &context)
  }

  /// Nothing is undone, so it depends on where it stopped whether anything is left.
  mutating func endUnheld(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    end(slot, orders[slot].isUndone ? .undone : .halfDone, &context)
  }
}
