import Engine
import LabKit
import Patterns

extension CircuitBreakerLab {
  /// A request arrives and takes a thread, waits for one or is turned away.
  mutating func arrive(_ number: UInt64, _ context: inout Context<Self>) {
    context.count(.offered)
    var draw = context.draw(Stream.kinds, number)
    let needsCall = draw.chance(context.knobs.calls / 100)
    let slot = requests.insert(Request(number: number, arrived: context.now, needsCall: needsCall))
    switch pool.enter(slot, at: context.now) {
    case .entered: begin(slot, &context)
    case .queued: break
    case .refused, .overQuota:
      context.count(.refused)
      if !needsCall { context.count(.localRefused) }
      context.note(.turnedAway, cause: crowd.note)
      requests.remove(slot)
    }
  }

  /// A request has its thread: it calls, or works without a call.
  mutating func begin(_ slot: Slot, _ context: inout Context<Self>) {
    requests[slot].began = context.now
    if requests[slot].needsCall { return call(slot, &context) }
    requests[slot].phase = .local
    var draw = context.draw(Stream.local, requests[slot].number)
    context.schedule(.done, slot, after: Self.localWork * draw.exponential())
  }

  /// The breaker lets the call out, or the request gets its fallback at once.
  private mutating func call(_ slot: Slot, _ context: inout Context<Self>) {
    guard let permit = acquire(&context) else {
      context.count(.callsRefused)
      context.note(.callRefused, cause: opened)
      if victimOf != opened, victim.happened("call refused", to: requests[slot].number, at: context.now) {
        victimOf = opened
      }
      requests[slot].phase = .fallback
      return context.schedule(.done, slot, after: Self.fallbackWork)
    }
    context.count(.callsStarted)
    checkStart(&context)
    var draw = context.draw(Stream.calls, requests[slot].number)
    let call = dependency.call(&draw), rejects = context.knobs.rejects / 100
    // Rejects are taken from what is answered well, so that turning them makes no call fail that did not.
    let isRejected = draw.chance(dependency.errorShare < 1 ? rejects / (1 - dependency.errorShare) : 0)
    requests[slot].permit = permit
    requests[slot].phase = .calling
    requests[slot].deadline = context.now + .seconds(context.knobs.timeout)
    (requests[slot].call, requests[slot].isRejected) = (call, isRejected && call.failure == nil)
    context.schedule(.done, slot, after: call.takes)
  }

  /// A thread has done with a request.
  mutating func finish(_ slot: Slot, _ context: inout Context<Self>) {
    if requests[slot].phase == .calling {
      let end = dependency.end(requests[slot].call)
      // An answer that was on its way when the dependency went down never comes.
      if end != requests[slot].call, context.now < requests[slot].deadline {
        requests[slot].call = Dependency.Call(requests[slot].deadline - requests[slot].began, end.failure)
        return context.schedule(.done, slot, at: requests[slot].deadline)
      }
      returnCall(slot, &context)
    }
    answer(slot, &context)
    requests.remove(slot)
    if let next = pool.leave(slot, at: context.now) { begin(next, &context) }
  }

  /// A call came back or timed out: the breaker is told.
  private mutating func returnCall(_ slot: Slot, _ context: inout Context<Self>) {
    let taken = context.now - requests[slot].began, failure = requests[slot].call.failure
    let isInTime = context.now <= requests[slot].deadline
    context.check(.timeout, isInTime, "a call took \(taken.seconds) s")
    if let failure {
      context.count(failure == .timeout ? .callsTimedOut : .callsFailed)
      context.note(failure == .timeout ? .callTimedOut : .callFailed, cause: blame)
    }
    context.span("call", of: requests[slot].number, requests[slot].outcome, since: requests[slot].began)
    let outcome: CircuitBreaker.Outcome = failure != nil ? .failure : requests[slot].isRejected ? .ignored : .success
    report(outcome, taken, requests[slot].permit, &context)
  }

  /// The client has its answer.
  private mutating func answer(_ slot: Slot, _ context: inout Context<Self>) {
    let isFallback = requests[slot].phase == .fallback, taken = context.now - requests[slot].arrived
    context.count(isFallback ? .degraded : requests[slot].call.failure != nil ? .failed : .served)
    context.record(.latency, taken)
    if !requests[slot].needsCall { context.record(.localLatency, taken) }
    if isFallback { victim.went(on: "answered by the fallback", requests[slot].number, at: context.now) }
    context.span("request", of: requests[slot].number, requests[slot].outcome, since: requests[slot].arrived)
  }
}
