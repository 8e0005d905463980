import Engine
import LabKit
import Patterns

/// What the servers do: admit, queue, work.
extension LoadSheddingLab {
  /// An attempt reaches the door.
  mutating func receive(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    let kind = calls[slot].kind
    guard isAdmitted(slot, kind, &context) else {
      context.count(.shed, kind)
      context.note(.shed(calls[slot].number, kind), cause: symptoms.shedding[kind].cause(or: symptoms.blame))
      return refuse(slot, &context)
    }
    guard queue.count < places else {
      context.count(.refusedFull)
      return refuse(slot, &context)
    }
    if context.knobs.policy == .adaptive { throttle.accept(at: context.now.duration) }
    let stamp = calls[slot].stamp
    queue.append(
      Ticket(slot: slot, stamp: stamp, enqueued: context.now, number: calls[slot].number, attempt: calls[slot].attempt))
    context.schedule(.timeout, slot, tag: stamp, after: calls[slot].patience)
    startServers(&context)
  }

  private mutating func isAdmitted(_ slot: Slot, _ kind: Class, _ context: inout Context<LoadSheddingLab>) -> Bool {
    let now = context.now.duration, priority = kind.priority
    var draw = context.draw(Stream.admission, calls[slot].number, attempt: calls[slot].attempt)
    let chance = draw.uniform()
    switch context.knobs.policy {
    case .random:
      let isAdmitted = shedder.offerEvenly(priority, at: now, uniform: chance) == .admitted
      if !isAdmitted && kind == .p0 { context.reach(.p0Suffers, "P0 shed at random") }
      return isAdmitted
    case .priority:
      let isAdmitted = shedder.offer(priority, at: now, uniform: chance) == .admitted
      if kind == .p0 { context.check(.p0Admitted, isAdmitted) }
      if kind == .p1, !isAdmitted {
        let p2 = shedder.quotas(at: now).quota.p2
        context.check(.p2First, p2 == 0, "P1 is shed while P2 may send \(p2)/s")
        context.reach(.p1Shed)
      }
      return isAdmitted
    case .none, .codel, .adaptive:
      // Offered all the same, so that the estimate is there when the policy is turned to one that needs it.
      _ = shedder.offer(priority, at: now, uniform: chance)
      return true
    }
  }

  /// Free servers take up what waits, oldest first; CoDel may drop from the head before.
  mutating func startServers(_ context: inout Context<LoadSheddingLab>) {
    while inService.count < servers, !queue.isEmpty, !context.isOn(.outage) {
      if context.knobs.policy == .codel, !dropStale(&context) { return }
      let ticket = queue[queue.startIndex]
      queue.trim(before: queue.startIndex + 1)
      var draw = context.draw(Stream.service, ticket.number, attempt: ticket.attempt)
      context.schedule(.done, inService.insert(ticket), after: .seconds(meanWork * draw.exponential()))
    }
  }

  /// Lets CoDel drop from the head; says whether anything is left to serve.
  private mutating func dropStale(_ context: inout Context<LoadSheddingLab>) -> Bool {
    let waiting = queue
    let first = waiting.startIndex
    let verdict = codel.dequeue(at: context.now.duration, length: waiting.count) { offset in
      waiting[first + offset].enqueued.duration
    }
    for index in first..<first + verdict.drops {
      let ticket = waiting[index]
      context.count(.dropped)
      context.reach(.codelDrops)
      context.note(.dropped(ticket.number), cause: symptoms.overload)
      if isAwaited(ticket.slot, ticket.stamp) { refuse(ticket.slot, &context) }
    }
    queue.trim(before: first + verdict.drops)
    return verdict.isServed
  }

  /// A server has done with an attempt and takes up the next.
  mutating func finish(_ slot: Slot, _ context: inout Context<LoadSheddingLab>) {
    let ticket = inService[slot]
    inService.remove(slot)
    context.count(.throughput)
    answer(ticket, &context)
    startServers(&context)
  }

  func oldestWait(_ now: Instant) -> Double {
    queue.isEmpty ? 0 : (now - queue[queue.startIndex].enqueued).seconds
  }
}
