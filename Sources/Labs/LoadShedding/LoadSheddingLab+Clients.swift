import Engine
import LabKit
import Patterns

/// What clients do: ask, wait, try again, give up.
extension LoadSheddingLab {
  mutating func arrive(_ number: UInt64, _ context: inout Context<LoadSheddingLab>) {
    var draw = context.draw(Stream.classes, number)
    let percent = draw.uniform() * 100, p0 = context.knobs.shareP0
    let kind: Class = percent < p0 ? .p0 : percent < p0 + context.knobs.shareP2 ? .p2 : .p1
    context.count(.offered, kind)
    send(calls.insert(Call(number: number, kind: kind, arrived: context.now)), &context)
  }

  /// The next attempt at a request goes out, unless its client keeps it back.
  mutating func send(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    calls[slot].attempt += 1
    calls[slot].isWaiting = true
    calls[slot].sent = context.now
    calls[slot].patience = .milliseconds(context.knobs.timeout)
    if calls[slot].attempt > 1 { context.count(.retries) }
    if context.knobs.policy == .adaptive {
      var draw = context.draw(Stream.throttling, calls[slot].number, attempt: calls[slot].attempt)
      if !throttle.offer(at: context.now.duration, uniform: draw.uniform()) {
        context.count(.throttled)
        return refuse(slot, &context)
      }
    }
    context.count(.sent)
    receive(slot, &context)
  }

  /// Whether a client waits for this very attempt.
  @inline(__always) func isAwaited(_ slot: Slot, _ stamp: UInt32) -> Bool {
    calls.isAlive(slot) && calls[slot].isWaiting && calls[slot].stamp == stamp
  }

  /// The answer is no: refused at the door, dropped from the queue, or kept back by the client itself.
  mutating func refuse(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    endAttempt(slot, "refused", &context)
    if context.knobs.retriesRefused, calls[slot].attempt <= context.knobs.retries { return tryAgain(slot, &context) }
    context.count(.refused)
    end(slot, "refused", &context)
  }

  /// No answer in time: the client hangs up, which the servers do not notice.
  mutating func giveUp(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    context.count(.timeouts)
    endAttempt(slot, "timed out", &context)
    context.note(.timedOut(calls[slot].number, attempt: calls[slot].attempt), cause: symptoms.overload)
    if calls[slot].attempt <= context.knobs.retries { return tryAgain(slot, &context) }
    context.count(.failed)
    end(slot, "timed out", &context)
  }

  private mutating func tryAgain(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    var draw = context.draw(Stream.retryWait, calls[slot].number, attempt: calls[slot].attempt)
    let first = Interval.milliseconds(context.knobs.retryWait).duration
    let wait = Backoff.fullJitter(first: first, coefficient: 2, cap: nil)
      .delay(afterFailure: Int(calls[slot].attempt), uniform: draw.uniform())
    context.schedule(.again, slot, after: Interval(wait))
  }

  /// The servers have an answer; it counts if the client still waits for this very attempt.
  mutating func answer(_ ticket: Ticket, _ context: inout Context<LoadSheddingLab>) {
    let slot = ticket.slot, isWanted = isAwaited(slot, ticket.stamp)
    context.span(
      "at the servers, attempt \(ticket.attempt)", of: ticket.number, isWanted ? "ok" : "wasted",
      since: ticket.enqueued)
    guard isWanted else { return context.count(.wasted) }
    let taken = context.now - calls[slot].sent
    context.check(.inTime, taken <= calls[slot].patience, "\(taken.milliseconds) ms")
    context.count(.goodput, calls[slot].kind)
    context.record(.latency, calls[slot].kind, context.now - calls[slot].arrived)
    endAttempt(slot, "ok", &context)
    end(slot, "ok", &context)
  }

  private mutating func endAttempt(
    _ slot: Slot, _ outcome: @autoclosure () -> String, _ context: inout Context<LoadSheddingLab>
  ) {
    calls[slot].isWaiting = false
    context.span("attempt \(calls[slot].attempt)", of: calls[slot].number, outcome(), since: calls[slot].sent)
  }

  private mutating func end(
    _ slot: Slot, _ outcome: @autoclosure () -> String, _ context: inout Context<LoadSheddingLab>
  ) {
    context.span("\(calls[slot].kind.title) request", of: calls[slot].number, outcome(), since: calls[slot].arrived)
    let attempts = Int(calls[slot].attempt)
    context.check(.attemptsBounded, attempts <= 1 + symptoms.mostRetries, "\(attempts) attempts")
    calls.remove(slot)
  }
}
