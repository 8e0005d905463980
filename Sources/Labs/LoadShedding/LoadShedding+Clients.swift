import Engine
import FirstEdition
import Patterns

/// What clients do: ask, wait, try again, give up.
extension LoadShedding {
  mutating func arrive(_ generation: UInt32, _ context: inout Context<LoadShedding>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    let priority = priority(of: arrival.number, context)
    context.count(Meter.offered(priority))
    books.began += 1
    send(calls.insert(Call(number: arrival.number, priority: priority, arrived: context.now)), &context)
  }

  private func priority(of number: UInt64, _ context: Context<LoadShedding>) -> LoadShedder.Priority {
    var draw = context.draw(Stream.classes, number)
    let percent = draw.uniform() * 100
    if percent < knobs.shareP0 { return .p0 }
    return percent < knobs.shareP0 + knobs.shareP2 ? .p2 : .p1
  }

  /// The next attempt at a request goes out, unless its client keeps it back.
  mutating func send(_ slot: UInt32, _ context: inout Context<LoadShedding>) {
    calls[slot].attempt += 1
    calls[slot].isWaiting = true
    calls[slot].sent = context.now
    calls[slot].patience = .milliseconds(knobs.timeoutMilliseconds)
    books.attempts += 1
    if calls[slot].attempt > 1 { context.count(.retries) }
    if knobs.policy == .adaptive, !passesThrottle(slot, &context) {
      context.count(.throttled)
      return refuse(slot, &context)
    }
    context.count(.sent)
    receive(slot, &context)
  }

  private mutating func passesThrottle(_ slot: UInt32, _ context: inout Context<LoadShedding>) -> Bool {
    var draw = context.draw(Stream.throttling, calls[slot].number, attempt: calls[slot].attempt)
    return throttle.offer(at: context.now.duration, uniform: draw.uniform())
  }

  /// The answer is no: refused at the door, dropped from the queue, or kept back by the client itself.
  mutating func refuse(_ slot: UInt32, _ context: inout Context<LoadShedding>) {
    calls[slot].isWaiting = false
    traceAttempt(slot, .refused, &context)
    if knobs.retriesRefused && calls[slot].attempt <= knobs.retries { return tryAgain(slot, &context) }
    context.count(.refusedForGood)
    end(slot, .refused, &context)
  }

  /// No answer in time: the client hangs up, which the servers do not notice.
  mutating func giveUp(_ slot: UInt32, _ stamp: UInt32, _ context: inout Context<LoadShedding>) {
    guard calls[slot].isAlive, calls[slot].isWaiting, calls[slot].stamp == stamp else { return }
    calls[slot].isWaiting = false
    context.count(.timeouts)
    traceAttempt(slot, .timeout, &context)
    context.note(
      .timedOut(calls[slot].number, Int(calls[slot].attempt)), cause: signs.overload(faults, context.input))
    if calls[slot].attempt <= knobs.retries { return tryAgain(slot, &context) }
    context.count(.failed)
    end(slot, .timeout, &context)
  }

  private mutating func tryAgain(_ slot: UInt32, _ context: inout Context<LoadShedding>) {
    var draw = context.draw(Stream.retryWait, calls[slot].number, attempt: calls[slot].attempt)
    let first = Interval.milliseconds(knobs.retryWaitMilliseconds).duration
    let wait = Backoff.fullJitter(first: first, coefficient: 2, cap: nil)
      .delay(afterFailure: Int(calls[slot].attempt), uniform: draw.uniform())
    context.schedule(.again(slot), after: Interval(wait))
  }

  /// The servers have an answer; it counts if the client still waits for this very attempt.
  mutating func answer(_ ticket: Ticket, _ context: inout Context<LoadShedding>) {
    let slot = ticket.slot
    let isInVain = !(calls[slot].isAlive && calls[slot].isWaiting && calls[slot].stamp == ticket.stamp)
    context.trace(
      .server(number: ticket.number, attempt: Int(ticket.attempt), isInVain: isInVain), since: ticket.enqueued
    )
    guard !isInVain else { return context.count(.inVain) }
    let priority = calls[slot].priority
    let taken = context.now - calls[slot].sent
    context.check(.inTime, taken <= calls[slot].patience, "\(taken.milliseconds) ms")
    context.count(Meter.goodput(priority))
    context.record(Meter.latency(priority), context.now - calls[slot].arrived)
    traceAttempt(slot, .ok, &context)
    end(slot, .ok, &context)
  }

  private mutating func traceAttempt(
    _ slot: UInt32, _ ending: TraceSpan.Ending, _ context: inout Context<LoadShedding>
  ) {
    context.trace(
      .attempt(number: calls[slot].number, attempt: Int(calls[slot].attempt), ending), since: calls[slot].sent
    )
  }

  private mutating func end(
    _ slot: UInt32, _ ending: TraceSpan.Ending, _ context: inout Context<LoadShedding>
  ) {
    books.ended += 1
    context.trace(
      .request(number: calls[slot].number, calls[slot].priority, ending), since: calls[slot].arrived)
    context.check(
      .attemptsBounded, Int(calls[slot].attempt) <= 1 + books.mostRetries, "\(calls[slot].attempt) attempts")
    calls[slot].isAlive = false
    calls.remove(slot)
  }
}
