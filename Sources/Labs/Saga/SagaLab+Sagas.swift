import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// The orchestrator begins a saga.
  mutating func startSaga(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    coordinator.log.append(slot, orders[slot].serial, nil)
    let command = orders[slot].saga.start()
    follow(command, slot, &context)
  }

  /// The orchestrator hears from a service: it logs what it heard and sends what the saga asks for.
  mutating func hearSaga(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    let input: Saga.Input
    switch kind {
    case .executed: input = .stepSucceeded(step)
    case .refused: input = .stepFailed(step)
    case .compensated: input = .compensationSucceeded(step)
    default: input = .compensationFailed(step)
    }
    // Answers that come twice or late are refused by the saga itself.
    guard let command = orders[slot].saga.handle(input) else { return }
    // A failed try changes nothing that would have to be known after a crash.
    if kind != .setback { coordinator.log.append(slot, orders[slot].serial, input) }
    if kind == .refused { turnBack(slot, &context) }
    follow(command, slot, &context)
  }

  /// Does what a saga asks for.
  mutating func follow(_ command: Saga.Command?, _ slot: UInt32, _ context: inout Context<SagaLab>) {
    switch command {
    case .execute(let step):
      checkBelief(slot, doneBelow: step, &context)
      send(.execute, to: step, slot, &context)
    case .compensate(let step): send(.compensate, to: step, slot, &context)
    case .retryCompensation(let step): waitToCompensate(slot, step, &context)
    case .complete: end(slot, .completed, &context)
    case .fail: end(slot, .undone, &context)
    case nil: break
    }
  }

  /// From here on the order goes back.
  mutating func turnBack(_ slot: UInt32, _ context: inout Context<SagaLab>) {
    guard !orders[slot].isGoingBack else { return }
    orders[slot].isGoingBack = true
    tally.forward -= 1
    tally.backward += 1
  }

  /// A compensation must succeed in the end: it waits and is tried again.
  mutating func waitToCompensate(_ slot: UInt32, _ step: Int, _ context: inout Context<SagaLab>) {
    orders[slot].pending = nil
    orders[slot].timer = 0
    let setbacks = orders[slot].setbacks
    var draw = context.draw(Stream.backoff, orders[slot].number, attempt: setbacks << 3 | step)
    let wait = knobs.retryPolicy.delay(
      afterFailure: max(1, min(setbacks, 60)), uniform: draw.uniform(),
      previous: .milliseconds(Int64(knobs.retryMilliseconds)))
    orders[slot].retryTimer = nextTimer()
    orders[slot].retryStep = step
    context.schedule(.retry(slot, orders[slot].retryTimer), after: Interval(wait ?? .seconds(10)))
  }

  /// The wait is over; who waited is the orchestrator, or in a choreography the service itself.
  mutating func retryCompensation(_ slot: UInt32, _ timer: UInt32, _ context: inout Context<SagaLab>) {
    guard orders[slot].isAlive, !orders[slot].isOver, orders[slot].retryTimer == timer else { return }
    let step = orders[slot].retryStep
    orders[slot].retryTimer = 0
    context.count(.compensationRetries)
    if orders[slot].mode == .choreographed { return send(.compensate, to: step, slot, &context) }
    guard coordinator.isUp else { return }
    let command = orders[slot].saga.handle(.retryDue(step))
    follow(command, slot, &context)
  }

  /// In a choreography a service reacts to the event of its neighbour and announces its own.
  mutating func announce(
    _ kind: Parcel.Kind, _ step: Int, _ slot: UInt32, _ context: inout Context<SagaLab>
  ) {
    guard !orders[slot].isOver else { return }
    switch kind {
    case .executed where step == SagaLab.steps: end(slot, .completed, &context)
    case .executed: send(.execute, to: step + 1, slot, &context)
    case .refused, .compensated:
      turnBack(slot, &context)
      if step == 1 { end(slot, .undone, &context) } else { send(.compensate, to: step - 1, slot, &context) }
    default: waitToCompensate(slot, step, &context)
    }
  }
}
