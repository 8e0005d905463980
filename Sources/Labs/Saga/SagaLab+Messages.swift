import Engine
import LabKit
import Patterns

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
