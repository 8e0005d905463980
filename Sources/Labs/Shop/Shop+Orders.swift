import Engine
import LabKit
import Patterns

extension Shop {
  /// How many orders are on their way; the meters count those that ended.
  struct Orders: Sendable {
    var started: UInt32 = 0
    var byHand: UInt64 = 0
    var running = 0
    var compensating = 0
    /// Whether the next order that begins is the traced one.
    var tracesNext = true
    /// Whether an order ever began with the saga off.
    var hadNoSaga = false
  }

  /// A key runs an order: admitted like every P0, and traced.
  mutating func orderByHand(refusedStep: UInt8, _ context: inout Context<Shop>) {
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    var request = Request(number: 1 << 40 + orders.byHand, kind: .p0, arrived: context.now)
    orders.byHand += 1
    context.count(.offered, Class.p0)
    request.refusedStep = refusedStep
    request.isTraced = true
    request.cause = context.input
    admit(request, &context)
  }

  mutating func beginOrder(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].serial = orders.started
    requests[slot].hasSaga = context.knobs.hasSaga
    if !context.knobs.hasSaga { orders.hadNoSaga = true }
    orders.started += 1
    orders.running += 1
    context.count(.ordersStarted)
    if orders.tracesNext || requests[slot].isTraced {
      requests[slot].isTraced = true
      orders.tracesNext = false
      trace = Trace(requests[slot].serial, slot, at: context.now)
    }
    follow(requests[slot].saga.start(), slot, &context)
  }

  private mutating func follow(_ command: Saga.Command?, _ slot: Slot, _ context: inout Context<Shop>) {
    switch command {
    case .execute(let step):
      tell(slot, &context) { .stepBegins($0, Service(step: step)) }
      beginCall(slot, step, undoes: false, &context)
    case .compensate(let step):
      // It must be the latest step that is still done.
      let done = requests[slot].doneSteps
      context.check(
        .sagaReverse, done >> UInt8(step - 1) == 1, "order \(requests[slot].serial): step \(step) of \(done)")
      tell(slot, &context) { .compensationBegins($0, Service(step: step)) }
      beginCall(slot, step, undoes: true, &context)
    case .retryCompensation(let step): waitToCompensate(slot, step, &context)
    case .complete: confirm(slot, &context)
    case .fail:
      context.check(.sagaReverse, requests[slot].doneSteps == 0, "order \(requests[slot].serial) ends with steps left")
      orders.compensating -= 1
      context.reach(.sagaCompensates)
      tell(slot, &context) { .orderCompensated($0) }
      context.count(.ordersCompensated)
      end(slot, .compensated, &context)
    case nil:
      context.check(.sagaState, false, "order \(requests[slot].serial): a reply that its saga does not wait for")
    }
  }

  /// A step, or what undoes one, came back for good: the saga moves on, turns back, or waits.
  mutating func finish(_ slot: Slot, hasSucceeded: Bool, _ context: inout Context<Shop>) {
    let service = requests[slot].call.service, step = service.rawValue + 1
    trace.end(slot, hasFailed: !hasSucceeded, at: context.now)
    switch (requests[slot].call.undoes, hasSucceeded) {
    case (false, true):
      requests[slot].doneSteps |= 1 << UInt8(step - 1)
      tell(slot, &context) { .stepDone($0, service) }
      follow(requests[slot].saga.handle(.stepSucceeded(step)), slot, &context)
    case (false, false): fail(slot, service, &context)
    case (true, true):
      requests[slot].doneSteps &= ~(1 << UInt8(step - 1))
      requests[slot].setbacks = 0
      context.count(.sagaCompensations)
      follow(requests[slot].saga.handle(.compensationSucceeded(step)), slot, &context)
    case (true, false): follow(requests[slot].saga.handle(.compensationFailed(step)), slot, &context)
    }
  }

  /// An order fails at a step; with the saga off it stays half done.
  private mutating func fail(_ slot: Slot, _ service: Service, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial
    context.count(.sagaFailures)
    requests[slot].cause = context.note(
      .orderFails(serial, service, isTraced: requests[slot].isTraced), cause: requests[slot].cause)
    orders.running -= 1
    // The client has its refusal; what is undone from here on holds no permit of the gateway.
    leavePool(slot, &context)
    if requests[slot].hasSaga {
      orders.compensating += 1
      return follow(requests[slot].saga.handle(.stepFailed(service.rawValue + 1)), slot, &context)
    }
    let left = requests[slot].doneSteps.nonzeroBitCount
    context.count(left > 0 ? .ordersStranded : .ordersCompensated)
    if left > 0 { context.note(.orderStranded(serial, left), cause: requests[slot].cause) }
    end(slot, left > 0 ? .stranded : .compensated, &context)
  }

  /// All four steps are done: order row and outbox row commit together.
  private mutating func confirm(_ slot: Slot, _ context: inout Context<Shop>) {
    orders.running -= 1
    context.count(.ordersConfirmed)
    if context.knobs.hasSidecars && context.isOn(.controlPlaneDown) { context.reach(.dataPlaneGoesOn) }
    let hasRow = context.knobs.hasOutbox
    tell(slot, &context) { .orderConfirmed($0, hasRow: hasRow) }
    trace.finish(slot, .confirmed, at: context.now)
    publishOrder(requests[slot].serial, cause: requests[slot].cause, &context)
    answer(slot, &context)
    leavePool(slot, &context)
    end(slot, .confirmed, &context)
  }

  private mutating func end(_ slot: Slot, _ outcome: Trace.Outcome, _ context: inout Context<Shop>) {
    trace.finish(slot, outcome, at: context.now)
    if context.isRecorded {
      let request = requests[slot]
      context.span("order", of: UInt64(request.serial), outcome.rawValue, since: request.arrived)
    }
    requests.remove(slot)
  }

  /// A compensation must succeed in the end: it waits and tries again, an open breaker included.
  private mutating func waitToCompensate(_ slot: Slot, _ step: Int, _ context: inout Context<Shop>) {
    requests[slot].setbacks &+= 1
    let setbacks = Int(requests[slot].setbacks)
    var draw = context.draw(Stream.backoff, requests[slot].number, attempt: 1000 * step + setbacks)
    let policy = RetryPolicy(.equalJitter(first: .milliseconds(200), coefficient: 2, cap: .seconds(5)))
    let delay = policy.delay(afterFailure: setbacks, uniform: draw.uniform()) ?? .seconds(5)
    tell(slot, &context) { .compensationWaits($0, Service(step: step)) }
    context.schedule(.compensateAgain, slot, after: Interval(delay))
  }

  mutating func compensateAgain(_ slot: Slot, _ context: inout Context<Shop>) {
    guard case .waiting(let step) = requests[slot].saga.state else { return }
    follow(requests[slot].saga.handle(.retryDue(step)), slot, &context)
  }

  /// Tells what happens to the traced order, by its number; the others are counted.
  private mutating func tell(_ slot: Slot, _ context: inout Context<Shop>, _ note: (UInt32) -> Note) {
    guard requests[slot].isTraced else { return }
    requests[slot].cause = context.note(note(requests[slot].serial), cause: requests[slot].cause)
  }
}
