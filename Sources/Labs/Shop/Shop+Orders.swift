import Engine
import FirstEdition
import Patterns

/// How many orders are where; counted as sagas move, and checked against the sagas themselves.
struct Orders: Sendable {
  var started: UInt32 = 0
  var byHand: UInt64 = 0
  var confirmed = 0
  var compensated = 0
  var stranded = 0
  var running = 0
  var compensating = 0
  /// Whether the next order that begins is the traced one.
  var tracesNext = false
  /// Confirmed orders whose event was lost between two writes.
  var lost = 0
  /// Whether an order ever began with the saga off.
  var hadNoSaga = false
}

extension Shop {
  /// A key runs an order: admitted like every P0, and traced.
  mutating func orderByHand(refusedStep: UInt8, _ context: inout Context<Shop>) {
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    let number = 1 << 40 + orders.byHand
    orders.byHand += 1
    context.count(.offeredP0)
    context.count(.admittedP0)
    var request = Request(number: number, priority: .p0, arrived: context.now)
    request.refusedStep = refusedStep
    request.isTraced = true
    request.cause = context.input
    admit(request, &context)
  }

  /// An order's saga begins.
  mutating func beginOrder(_ slot: UInt32, _ context: inout Context<Shop>) {
    requests[slot].serial = orders.started
    requests[slot].hasSaga = knobs.hasSaga
    if !knobs.hasSaga { orders.hadNoSaga = true }
    orders.started += 1
    orders.running += 1
    context.count(.ordersStarted)
    if orders.tracesNext || requests[slot].isTraced {
      requests[slot].isTraced = true
      orders.tracesNext = false
      trace.begin(requests[slot].serial, slot: slot, at: context.now)
    }
    let command = requests[slot].saga.start()
    follow(command, slot, &context)
  }

  /// Does what an order's saga asks for.
  mutating func follow(_ command: Saga.Command?, _ slot: UInt32, _ context: inout Context<Shop>) {
    switch command {
    case .execute(let step):
      tell(slot, .stepBegins(requests[slot].serial, Service(step: step)), &context)
      beginCall(slot, &context)
    case .compensate(let step): compensate(slot, step, &context)
    case .retryCompensation(let step): waitToCompensate(slot, step, &context)
    case .complete: confirm(slot, &context)
    case .fail: endCompensated(slot, &context)
    case nil:
      context.check(
        .sagaState, false, "order \(requests[slot].serial): a reply that its saga does not wait for")
    }
  }

  /// A step came back: its saga moves on, or turns back.
  mutating func finishStep(_ slot: UInt32, hasSucceeded: Bool, _ context: inout Context<Shop>) {
    guard case .running(let step) = requests[slot].saga.state else { return }
    let serial = requests[slot].serial
    trace.end(slot, hasSucceeded ? .succeeded : .failed, at: context.now)
    if hasSucceeded {
      requests[slot].doneSteps |= 1 << UInt8(step - 1)
      tell(slot, .stepDone(serial, Service(step: step)), &context)
      let command = requests[slot].saga.handle(.stepSucceeded(step))
      return follow(command, slot, &context)
    }
    context.count(.sagaFailures)
    requests[slot].cause = context.note(
      requests[slot].isTraced
        ? .tracedFails(serial, Service(step: step)) : .orderFails(serial, Service(step: step)),
      cause: requests[slot].cause)
    orders.running -= 1
    // The client has its refusal; what is undone from here on holds no permit of the gateway.
    leavePool(slot, &context)
    guard requests[slot].hasSaga else { return strand(slot, &context) }
    orders.compensating += 1
    let command = requests[slot].saga.handle(.stepFailed(step))
    follow(command, slot, &context)
  }

  /// All four steps are done: order row and outbox row commit together.
  private mutating func confirm(_ slot: UInt32, _ context: inout Context<Shop>) {
    orders.running -= 1
    orders.confirmed += 1
    context.count(.ordersConfirmed)
    if knobs.hasSidecars && !isControlPlaneUp { context.reach(.dataPlaneGoesOn) }
    tell(slot, .orderConfirmed(requests[slot].serial, hasRow: knobs.hasOutbox), &context)
    trace.finish(slot, .confirmed, at: context.now)
    traceEnd(slot, .confirmed, &context)
    publishOrder(requests[slot].serial, cause: requests[slot].cause, &context)
    answer(slot, &context)
    leavePool(slot, &context)
    drop(slot)
  }

  private mutating func endCompensated(_ slot: UInt32, _ context: inout Context<Shop>) {
    context.check(
      .sagaReverse, requests[slot].doneSteps == 0, "order \(requests[slot].serial) ends with steps left")
    orders.compensating -= 1
    orders.compensated += 1
    context.count(.ordersCompensated)
    context.reach(.sagaCompensates)
    tell(slot, .orderCompensated(requests[slot].serial), &context)
    trace.finish(slot, .compensated, at: context.now)
    traceEnd(slot, .compensated, &context)
    drop(slot)
  }

  /// With the saga off a failed order stays half done.
  private mutating func strand(_ slot: UInt32, _ context: inout Context<Shop>) {
    let left = requests[slot].doneSteps.nonzeroBitCount
    if left > 0 {
      orders.stranded += 1
      context.count(.ordersStranded)
      context.note(.orderStranded(requests[slot].serial, left), cause: requests[slot].cause)
    } else {
      orders.compensated += 1
      context.count(.ordersCompensated)
    }
    trace.finish(slot, left > 0 ? .stranded : .compensated, at: context.now)
    traceEnd(slot, left > 0 ? .stranded : .compensated, &context)
    drop(slot)
  }

  /// Undoes a step, which must be the latest that is still done.
  private mutating func compensate(_ slot: UInt32, _ step: Int, _ context: inout Context<Shop>) {
    let done = requests[slot].doneSteps
    context.check(
      .sagaReverse, done >> UInt8(step - 1) == 1, "order \(requests[slot].serial): step \(step) of \(done)")
    tell(slot, .compensationBegins(requests[slot].serial, Service(step: step)), &context)
    beginCall(slot, &context)
  }

  /// A compensation came back.
  mutating func finishCompensation(_ slot: UInt32, hasSucceeded: Bool, _ context: inout Context<Shop>) {
    guard case .compensating(let step) = requests[slot].saga.state else { return }
    trace.end(slot, hasSucceeded ? .succeeded : .failed, at: context.now)
    if hasSucceeded {
      requests[slot].doneSteps &= ~(1 << UInt8(step - 1))
      requests[slot].setbacks = 0
      context.count(.sagaCompensations)
    }
    let command = requests[slot].saga.handle(
      hasSucceeded ? .compensationSucceeded(step) : .compensationFailed(step))
    follow(command, slot, &context)
  }

  /// A compensation must succeed in the end: it waits and tries again, an open breaker included.
  private mutating func waitToCompensate(_ slot: UInt32, _ step: Int, _ context: inout Context<Shop>) {
    requests[slot].setbacks &+= 1
    let setbacks = Int(requests[slot].setbacks)
    var draw = context.draw(.backoff, requests[slot].number, attempt: 1000 * step + setbacks)
    let policy = RetryPolicy(.equalJitter(first: .milliseconds(200), coefficient: 2, cap: .seconds(5)))
    let delay = policy.delay(afterFailure: setbacks, uniform: draw.uniform()) ?? .seconds(5)
    tell(slot, .compensationWaits(requests[slot].serial, Service(step: step)), &context)
    context.schedule(.compensateAgain(slot), after: Interval(delay))
  }

  mutating func compensateAgain(_ slot: UInt32, _ context: inout Context<Shop>) {
    guard case .waiting(let step) = requests[slot].saga.state else { return }
    let command = requests[slot].saga.handle(.retryDue(step))
    follow(command, slot, &context)
  }

  /// Tells what happens to the traced order; the others are counted.
  private mutating func tell(_ slot: UInt32, _ note: Note, _ context: inout Context<Shop>) {
    guard requests[slot].isTraced else { return }
    requests[slot].cause = context.note(note, cause: requests[slot].cause)
  }
}
