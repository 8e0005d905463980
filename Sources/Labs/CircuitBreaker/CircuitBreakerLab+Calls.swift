import Engine
import FirstEdition
import Patterns

extension CircuitBreakerLab {
  /// A request arrives and takes a thread, waits for one or is turned away.
  mutating func arrive(_ generation: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    guard let arrival = traffic.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.arrival(generation), at: next) }
    context.count(.offered)
    answers.offered += 1
    var draw = context.draw(Stream.kind, arrival.number)
    let needsCall = draw.chance(knobs.callPercent / 100)
    let slot = requests.insert(Request(number: arrival.number, arrived: context.now, needsCall: needsCall))
    switch pool.arrive(slot) {
    case .starts: begin(slot, &context)
    case .waits: break
    case .refused:
      context.count(.refused)
      if !needsCall { context.count(.localRefused) }
      answers.refused += 1
      context.note(.turnedAway, cause: signs.crowded)
      requests[slot].isAlive = false
      requests.remove(slot)
    }
  }

  /// A request has its thread: it calls, or does its own work.
  mutating func begin(_ slot: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    requests[slot].thread = threads.take(slot)
    requests[slot].began = context.now
    if requests[slot].needsCall { return call(slot, &context) }
    requests[slot].phase = .local
    var draw = context.draw(Stream.local, requests[slot].number)
    context.schedule(.done(slot), after: Self.localWork * draw.exponential())
  }

  /// The breaker lets the call out, or the request gets its fallback at once.
  private mutating func call(_ slot: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    guard let permit = acquire(&context) else {
      context.count(.callsRefused)
      context.note(.callRefused, cause: signs.opened)
      requests[slot].phase = .fallback
      return context.schedule(.done(slot), after: Self.fallbackWork)
    }
    context.count(.callsStarted)
    checkStart(&context)
    requests[slot].permit = permit
    requests[slot].phase = .calling
    let timeout = Interval.seconds(knobs.timeoutSeconds)
    requests[slot].deadline = context.now + timeout
    let (delay, result) = outcome(requests[slot].number, timeout, context)
    requests[slot].result = result
    context.schedule(.done(slot), after: delay)
  }

  /// How long a call takes and what it brings, from the numbers that belong to it alone.
  private func outcome(_ number: UInt64, _ timeout: Interval, _ context: Context<CircuitBreakerLab>) -> (
    delay: Interval, result: Request.Result
  ) {
    var draw = context.draw(Stream.calls, number)
    let fate = draw.uniform() * 100
    let slowness = faults.slow == nil ? 1 : Self.slowness
    let delay = Interval.milliseconds(knobs.latencyMilliseconds * slowness * draw.exponential())
    let flaky = faults.flaky == nil ? 0 : Self.flakiness * 100
    if faults.down != nil || delay > timeout { return (timeout, .timeout) }
    // Rejects come from the other end of the same number, so that turning them makes no call fail that did not.
    return (
      delay,
      fate < knobs.errorPercent + flaky ? .failure : fate >= 100 - knobs.rejectPercent ? .rejected : .success
    )
  }

  /// A thread has done with a request.
  mutating func finish(_ slot: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    if requests[slot].phase == .calling {
      // An answer that was on its way when the dependency went down never comes.
      if faults.down != nil, requests[slot].result != .timeout, context.now < requests[slot].deadline {
        requests[slot].result = .timeout
        return context.schedule(.done(slot), at: requests[slot].deadline)
      }
      returnCall(slot, &context)
    }
    answer(slot, &context)
    threads.free(requests[slot].thread)
    requests[slot].isAlive = false
    requests.remove(slot)
    if let next = pool.finish() { begin(next, &context) }
  }

  /// A call came back or timed out: the breaker is told.
  private mutating func returnCall(_ slot: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    let taken = context.now - requests[slot].began
    let isInTime = context.now <= requests[slot].deadline
    context.check(.timeout, isInTime, "a call took \(taken.seconds) s")
    let outcome: CircuitBreaker.Outcome
    switch requests[slot].result {
    case .success: outcome = .success
    case .rejected: outcome = .ignored
    case .failure:
      outcome = .failure
      context.count(.callsFailed)
      context.note(.callFailed, cause: faults.cause ?? signs.turned)
    case .timeout:
      outcome = .failure
      context.count(.callsTimedOut)
      context.note(.callTimedOut, cause: faults.cause ?? signs.broke ?? signs.turned)
    }
    let (number, word) = (requests[slot].number, requests[slot].result.word)
    context.trace(.call(number: number, outcome: word), since: requests[slot].began)
    report(outcome, taken, requests[slot].permit, &context)
  }

  /// The client has its answer.
  private mutating func answer(_ slot: UInt32, _ context: inout Context<CircuitBreakerLab>) {
    let taken = context.now - requests[slot].arrived
    context.record(.latency, taken)
    let (number, word) = (requests[slot].number, requests[slot].outcome)
    context.trace(.request(number: number, outcome: word), since: requests[slot].arrived)
    switch requests[slot].phase {
    case .fallback:
      context.count(.degraded)
      answers.degraded += 1
    case .calling where requests[slot].result == .failure || requests[slot].result == .timeout:
      context.count(.failed)
      answers.failed += 1
    default:
      context.count(.served)
      answers.served += 1
    }
    if !requests[slot].needsCall { context.record(.localLatency, taken) }
  }
}
