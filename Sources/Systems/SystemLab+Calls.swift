import Engine
import LabKit

extension SystemLab {
  /// Makes a call for a job, or for a source, of which there is none.
  mutating func begin(
    _ call: Int, for parent: (slot: Slot, tag: UInt32), _ number: UInt64, path: UInt64,
    _ context: inout Context<SystemLab>
  ) {
    calls[call].open += 1
    let frame = Frame(
      phase: .waits, place: Int32(call), parent: parent.slot, parentTag: parent.tag, number: number,
      path: path << 4, began: context.now, due: context.now)
    send(frames.insert(frame), &context)
  }

  /// Sends an attempt to a replica.
  private mutating func send(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), tag = frames.tag(slot), attempt = frames[slot].attempt
    context.count(.attempts, at: call)
    if attempt > 0 { context.count(.retries, at: call) }
    context.check(.attempts, Int(attempt) <= calls[call].mostTimes, "attempt \(attempt + 1)")
    frames[slot].phase = .waits
    frames[slot].due = calls[call].isPatient ? .distantFuture : context.now + calls[call].timeout
    if !calls[call].isPatient { context.schedule(.timeout, slot, tag: tag, at: frames[slot].due) }
    let job = Frame(
      phase: .queued, place: Int32(pick(call, slot, context.draws)), parent: slot, parentTag: tag,
      number: frames[slot].number, path: frames[slot].path, began: context.now, due: context.now)
    if !accept(job, &context) { fail(slot, &context) }
  }

  /// The replica of an attempt.
  private mutating func pick(_ call: Int, _ slot: Slot, _ draws: Draws) -> Int {
    let replicas = stations[calls[call].target].replicas
    if calls[call].picksRandomly {
      var draw = draws(Stream.pick(call), frames[slot].number, attempt: frames[slot].path)
      return replicas.lowerBound + draw.below(replicas.count)
    }
    let turn = calls[call].turn
    calls[call].turn = turn + 1 == replicas.count ? 0 : turn + 1
    return replicas.lowerBound + turn
  }

  /// Whether whom an answer would go to still waits for it.
  func isAwaited(_ job: Slot) -> Bool {
    frames.holds(frames[job].parent, frames[job].parentTag) && frames[frames[job].parent].phase == .waits
  }

  /// An answer came in time.
  mutating func succeed(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place)
    context.check(.late, context.now <= frames[slot].due, "an answer after its deadline")
    if calls[call].hasBudget { calls[call].budget.succeed() }
    if calls[call].source >= 0 {
      context.count(.good, at: calls[call].source)
      context.record(.latency, at: calls[call].source, context.now - frames[slot].began)
    }
    end(slot, isGood: true, &context)
  }

  /// An attempt was refused, failed, or has waited too long: tries again, or gives up.
  mutating func fail(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place)
    guard Int(frames[slot].attempt) < calls[call].times else { return giveUp(slot, &context) }
    guard !calls[call].hasBudget || calls[call].budget.allowsRetry() else {
      context.count(.heldBack, at: call)
      return giveUp(slot, &context)
    }
    // Under a new tag: what was done for the attempt before is for nobody.
    var frame = frames[slot]
    frames.remove(slot)
    frame.attempt += 1
    frame.path += 1
    frame.phase = .pauses
    let next = frames.insert(frame)
    context.schedule(.again, next, tag: frames.tag(next), after: calls[call].wait)
  }

  private mutating func giveUp(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let source = calls[Int(frames[slot].place)].source
    if source >= 0 { context.count(.failed, at: source) }
    end(slot, isGood: false, &context)
  }

  /// A call is over; the job that made it goes on.
  private mutating func end(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].place), job = frames[slot].parent
    calls[call].open -= 1
    frames.remove(slot)
    if calls[call].source < 0 { reply(job, isGood: isGood, &context) }
  }

  /// The pause before the next attempt is over.
  mutating func resume(_ slot: Slot, _ context: inout Context<SystemLab>) {
    if isCallerStalled(slot) { frames[slot].phase = .rested } else { send(slot, &context) }
  }

  /// An attempt has waited too long.
  mutating func expire(_ slot: Slot, _ context: inout Context<SystemLab>) {
    guard !isCallerStalled(slot) else {
      frames[slot].phase = .expired
      return
    }
    context.count(.timeouts, at: Int(frames[slot].place))
    fail(slot, &context)
  }

  /// Whether a call was made by a server that stands still and sees no clock.
  private func isCallerStalled(_ slot: Slot) -> Bool {
    calls[Int(frames[slot].place)].source < 0 && replicas[Int(frames[frames[slot].parent].place)].isStalled
  }
}
