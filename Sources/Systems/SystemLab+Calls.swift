import Engine
import LabKit
import Patterns

extension SystemLab {
  /// Makes a call for a job.
  mutating func begin(_ call: Int, for job: Slot, _ context: inout Context<SystemLab>) {
    var frame = Frame(
      phase: .waits, place: Int32(call), parent: job, parentTag: frames.tag(job), number: frames[job].number,
      path: frames[job].path.byCall(call), began: context.now, due: context.now)
    frame.step = frames[job].step
    frame.key = frames[job].key
    frame.kind = frames[job].kind
    frame.priority = frames[job].priority
    frame.deadline = frames[job].deadline
    frame.hops = frames[job].hops
    begin(frame, &context)
  }

  /// Makes a call: of a source, or of a job.
  mutating func begin(_ frame: Frame, _ context: inout Context<SystemLab>) {
    calls[Int(frame.place)].open += 1
    let slot = frames.insert(frame)
    if frames.count > Blueprint.mostFrames { giveUp(slot, &context) } else { attempt(slot, &context) }
  }

  /// Makes an attempt, unless the call's own policies turn it away; what they turn away is not tried again.
  private mutating func attempt(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), now = context.now
    frames[slot].phase = .waits
    frames[slot].holds = false
    frames[slot].hasPermit = false
    frames[slot].sent = now
    frames[slot].due = calls[call].isPatient ? .distantFuture : now + calls[call].timeout
    if frames[slot].deadline < frames[slot].due {
      guard frames[slot].deadline > now else { return turnAway(slot, &context) }
      frames[slot].due = frames[slot].deadline
    }
    if calls[call].hasBreaker {
      guard let permit = policies[call].breaker!.tryAcquire(at: now.duration) else { return turnAway(slot, &context) }
      (frames[slot].hasPermit, frames[slot].generation, frames[slot].admission) = (
        true, permit.generation, permit.number
      )
    }
    if calls[call].hasLimiter, !policies[call].limiter!.allow(at: now.duration) { return turnAway(slot, &context) }
    if frames[slot].due != .distantFuture {
      context.schedule(.timeout, slot, tag: frames.tag(slot), at: frames[slot].due)
    }
    if calls[call].hasPool {
      switch policies[call].pool!.enter(UInt64(slot), at: now.duration) {
      case .entered: frames[slot].holds = true
      case .queued:
        frames[slot].phase = .lines
        return
      case .refused: return turnAway(slot, &context)
      }
    }
    launch(slot, &context)
  }

  /// Sends an attempt that its policies let through.
  private mutating func launch(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), attempt = frames[slot].attempt
    context.count(.attempts, at: call)
    if attempt > 0 { context.count(.retries, at: call) }
    context.check(.attempts, Int(attempt) <= calls[call].mostTimes, "attempt \(attempt + 1)")
    frames[slot].phase = .waits
    if let hedge = calls[call].hedge, hedge < frames[slot].due - context.now {
      context.schedule(.hedge, slot, tag: frames.tag(slot), after: hedge)
    }
    send(slot, &context)
  }

  /// Asks a second replica, without giving up the first.
  mutating func hedge(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place)
    guard frames[slot].phase == .waits, calls[call].hedge != nil, !isCallerStalled(slot) else { return }
    context.count(.hedges, at: call)
    frames[slot].path.hedge()
    send(slot, besides: Int(frames[slot].asked), &context)
  }

  /// Sends a job to a replica, at once or over a wire; besides one that was asked already to another, if there is one.
  private mutating func send(_ slot: Slot, besides asked: Int = -1, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), place = pick(call, slot, besides: asked, context.draws)
    frames[slot].asked = Int32(place)
    var job = Frame(
      phase: .comes, place: Int32(place), parent: slot, parentTag: frames.tag(slot), number: frames[slot].number,
      path: frames[slot].path, began: context.now, due: context.now)
    job.call = Int32(call)
    job.sent = context.now
    job.key = frames[slot].key
    job.kind = frames[slot].kind
    job.priority = frames[slot].priority
    job.hops = frames[slot].hops
    if calls[call].passesDeadline { job.deadline = frames[slot].due }
    frames[slot].open += 1
    link(job.call, place) { ($0.open, $0.isAsked) = ($0.open + 1, true) }
    let made = frames.insert(job)
    guard calls[call].hasWire else { return arrive(made, &context) }
    guard !isLost(made, direction: 0, &context) else { return lose(made, &context) }
    underWay += 1
    context.schedule(.comes, made, tag: frames.tag(made), after: calls[call].delay)
  }

  /// Whether a message is lost on its way.
  func isLost(_ job: Slot, direction: UInt64, _ context: inout Context<SystemLab>) -> Bool {
    let call = Int(frames[job].call)
    guard !calls[call].isCut else { return true }
    guard calls[call].loss > 0 else { return false }
    var draw = context.draw(Stream.wire(call), frames[job].number, attempt: frames[job].path.bits << 1 | direction)
    return draw.chance(calls[call].loss)
  }

  /// A message is lost. Who waits for as long as it takes would wait for ever: it sees the connection break.
  mutating func lose(_ job: Slot, _ context: inout Context<SystemLab>) {
    context.count(.lost, at: Int(frames[job].call))
    let caller = frames[job].parent, isAwaited = isAwaited(job)
    leave(job)
    if isAwaited, frames[caller].due == .distantFuture { miss(caller, &context) }
  }

  /// A job is over, whatever came of it.
  mutating func leave(_ job: Slot) {
    link(frames[job].call, Int(frames[job].place)) { $0.open -= 1 }
    frames.remove(job)
  }

  private mutating func link(_ call: Int32, _ place: Int, _ change: (inout Link) -> Void) {
    let position = calls[Int(call)].links + place - stations[calls[Int(call)].target].replicas.lowerBound
    change(&links[position])
  }

  /// Whether whom an answer would go to still waits for it.
  func isAwaited(_ job: Slot) -> Bool {
    frames.holds(frames[job].parent, frames[job].parentTag) && frames[frames[job].parent].phase == .waits
  }

  /// Whether the job that made a call is still at the step for which it did; a source always is.
  func isWanted(_ slot: Slot) -> Bool {
    guard calls[Int(frames[slot].place)].source < 0 else { return true }
    let job = frames[slot].parent
    guard frames.holds(job, frames[slot].parentTag), frames[job].step == frames[slot].step else { return false }
    return frames[job].phase == .calls
  }

  /// An answer came in time from a replica, so long after it was asked.
  mutating func succeed(_ slot: Slot, from place: Int, after took: Interval, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place)
    context.check(.late, context.now <= frames[slot].due, "an answer after its deadline")
    learn(call, place, took)
    if calls[call].hasBudget { calls[call].budget.succeed() }
    settle(slot, isGood: true, &context)
    end(slot, isGood: true, &context)
  }

  /// How long a replica took, or was waited for.
  private mutating func learn(_ call: Int, _ place: Int, _ took: Interval) {
    guard calls[call].pick == .leastResponseTime else { return }
    link(Int32(call), place) { $0.seconds += ($0.seconds == 0 ? 1 : 0.1) * (took.seconds - $0.seconds) }
  }

  /// An attempt was refused, failed, or has waited too long: tries again, or gives up.
  mutating func fail(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place)
    settle(slot, isGood: false, &context)
    guard Int(frames[slot].attempt) < calls[call].times, isWanted(slot) else { return giveUp(slot, &context) }
    guard !calls[call].hasBudget || calls[call].budget.allowsRetry() else {
      context.count(.heldBack, at: call)
      return giveUp(slot, &context)
    }
    // Under a new tag: what was done for the attempt before is for nobody.
    var frame = frames[slot]
    frames.remove(slot)
    frame.attempt += 1
    frame.path.tryAgain()
    frame.asked = -1
    frame.open = 0
    frame.phase = .pauses
    var wait = calls[call].backoff.delay(afterFailure: Int(frame.attempt))
    if calls[call].isJittered {
      var draw = context.draw(Stream.wait(call), frame.number, attempt: frame.path.bits)
      wait = calls[call].backoff.delay(
        afterFailure: Int(frame.attempt), uniform: draw.uniform(), previous: frame.paused.duration)
    }
    frame.paused = Interval(wait)
    let next = frames.insert(frame)
    context.schedule(.again, next, tag: frames.tag(next), after: frame.paused)
  }

  /// One of the jobs of an attempt came to nothing; the attempt does when it has no other.
  mutating func miss(_ slot: Slot, _ context: inout Context<SystemLab>) {
    frames[slot].open -= 1
    if frames[slot].open == 0 { fail(slot, &context) }
  }

  /// What an attempt took is given back: its place in the pool, its permit.
  private mutating func settle(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), now = context.now.duration
    if frames[slot].hasPermit {
      frames[slot].hasPermit = false
      let permit = frames[slot].permit, state = policies[call].breaker?.state
      policies[call].breaker?.record(
        isGood ? .success : .failure, duration: (context.now - frames[slot].sent).duration, at: now, permit: permit)
      if policies[call].breaker?.state != state, policies[call].breaker?.state == .open {
        context.note(.opened(caller: context.blueprint.calls[call].name), cause: cause(context))
      }
    }
    if frames[slot].phase == .lines {
      _ = policies[call].pool?.expire(UInt64(slot))
    } else {
      leavePool(slot, &context)
    }
  }

  /// Gives a place in the pool to the next one in its line.
  private mutating func leavePool(_ slot: Slot, _ context: inout Context<SystemLab>) {
    guard frames[slot].holds else { return }
    frames[slot].holds = false
    if let next = policies[Int(frames[slot].place)].pool?.leave(at: context.now.duration) {
      admit(Slot(next), &context)
    }
  }

  private mutating func releasePermit(_ slot: Slot) {
    if frames[slot].hasPermit { policies[Int(frames[slot].place)].breaker?.release(frames[slot].permit) }
    frames[slot].hasPermit = false
  }

  /// A call has a place in its pool now. It goes on in an event of its own: else a long line whose calls fail at once
  /// would unwind in one.
  mutating func admit(_ slot: Slot, _ context: inout Context<SystemLab>) {
    frames[slot].holds = true
    frames[slot].phase = .waits
    context.schedule(.again, slot, tag: frames.tag(slot), at: context.now)
  }

  /// The call's own policies turn an attempt away.
  private mutating func turnAway(_ slot: Slot, _ context: inout Context<SystemLab>) {
    context.count(.turnedAway, at: Int(frames[slot].place))
    releasePermit(slot)
    giveUp(slot, &context)
  }

  private mutating func giveUp(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), hasFallback = calls[call].hasFallback
    if hasFallback { context.count(.fallbacks, at: call) }
    end(slot, isGood: hasFallback, &context)
  }

  /// A call is over; who made it goes on.
  private mutating func end(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), source = calls[call].source, parent = frames[slot].parent
    calls[call].open -= 1
    guard source >= 0 else {
      let isWanted = isWanted(slot)
      frames.remove(slot)
      if isWanted { conclude(call, of: parent, isGood: isGood, &context) }
      return
    }
    let took = context.now - frames[slot].began, kind = Int(frames[slot].kind)
    frames.remove(slot)
    context.count(isGood ? .good : .failed, at: source)
    if isGood { context.record(.latency, at: source, took) }
    if kind >= 0 {
      context.count(isGood ? .good : .failed, at: sources.count + kind)
      if isGood { context.record(.latency, at: sources.count + kind, took) }
    }
    // What was there stays readable until the slot is used again.
    if sources[source].isClosed { rest(source, user: parent, number: frames[slot].number, &context) }
  }

  /// The pause before the next attempt is over, or the wait for a place in the pool.
  mutating func resume(_ slot: Slot, _ context: inout Context<SystemLab>) {
    // Its time was up at the very moment at which it got its place, which it gives back when its caller sees that.
    guard frames[slot].phase != .expired else { return }
    if isCallerStalled(slot) {
      frames[slot].phase = .rested
    } else if !isWanted(slot) {
      releasePermit(slot)
      leavePool(slot, &context)
      giveUp(slot, &context)
    } else if frames[slot].holds {
      launch(slot, &context)
    } else {
      attempt(slot, &context)
    }
  }

  /// An attempt has waited too long.
  mutating func expire(_ slot: Slot, _ context: inout Context<SystemLab>) {
    guard !isCallerStalled(slot) else {
      // One that is in its pool's line leaves it: nobody would come out of there.
      if frames[slot].phase == .lines { _ = policies[Int(frames[slot].place)].pool?.expire(UInt64(slot)) }
      frames[slot].phase = .expired
      return
    }
    let call = Int(frames[slot].place), asked = Int(frames[slot].asked)
    context.count(.timeouts, at: call)
    if asked >= 0 { learn(call, asked, context.now - frames[slot].sent) }
    fail(slot, &context)
  }

  /// Whether a call was made by a server that stands still and sees no clock.
  private func isCallerStalled(_ slot: Slot) -> Bool {
    guard calls[Int(frames[slot].place)].source < 0, frames.holds(frames[slot].parent, frames[slot].parentTag) else {
      return false
    }
    return replicas[Int(frames[frames[slot].parent].place)].isStalled
  }
}
