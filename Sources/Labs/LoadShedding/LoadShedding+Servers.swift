import Engine
import FirstEdition
import Patterns

/// What the servers do: admit, queue, work.
extension LoadShedding {
  /// An attempt reaches the door.
  mutating func receive(_ slot: UInt32, _ context: inout Context<LoadShedding>) {
    guard isAdmitted(slot, &context) else {
      let priority = calls[slot].priority
      context.count(Meter.shed(priority))
      context.note(.shed(calls[slot].number, priority), cause: signs.sheds(priority, faults, context.input))
      return refuse(slot, &context)
    }
    guard queue.count < places else {
      context.count(.refusedFull)
      return refuse(slot, &context)
    }
    if knobs.policy == .adaptive { throttle.accept(at: context.now.duration) }
    books.queued += 1
    let stamp = calls[slot].stamp
    queue.append(
      Ticket(
        slot: slot, stamp: stamp, enqueued: context.now, number: calls[slot].number,
        attempt: calls[slot].attempt))
    context.schedule(.timeout(slot, stamp), after: calls[slot].patience)
    startServers(&context)
  }

  /// How many may wait now.
  var places: Int {
    guard knobs.policy == .adaptive else { return knobs.places }
    return min(knobs.places, max(1, Int(serverRate * Self.acceptedWait)))
  }

  private mutating func isAdmitted(_ slot: UInt32, _ context: inout Context<LoadShedding>) -> Bool {
    let priority = calls[slot].priority
    let now = context.now.duration
    var draw = context.draw(Stream.admission, calls[slot].number, attempt: calls[slot].attempt)
    let chance = draw.uniform()
    switch knobs.policy {
    case .random:
      let isAdmitted = shedder.offerEvenly(priority, at: now, uniform: chance) == .admitted
      if !isAdmitted && priority == .p0 { context.reach(.p0Suffers, "P0 shed at random") }
      return isAdmitted
    case .priority:
      let isAdmitted = shedder.offer(priority, at: now, uniform: chance) == .admitted
      checkPriority(priority, isAdmitted, &context)
      return isAdmitted
    case .none, .codel, .adaptive:
      // Offered all the same, so that the estimate is there when the policy is turned to one that needs it.
      _ = shedder.offer(priority, at: now, uniform: chance)
      return true
    }
  }

  private func checkPriority(
    _ priority: LoadShedder.Priority, _ isAdmitted: Bool, _ context: inout Context<LoadShedding>
  ) {
    switch priority {
    case .p0: context.check(.p0Admitted, isAdmitted)
    case .p1:
      guard !isAdmitted else { return }
      let p2 = shedder.quotas(at: context.now.duration).quota.p2
      context.check(.p2First, p2 == 0, "P1 is shed while P2 may send \(p2)/s")
      context.reach(.p1Shed)
    case .p2: break
    }
  }

  /// Free servers take up what waits, oldest first; CoDel may drop from the head before.
  mutating func startServers(_ context: inout Context<LoadShedding>) {
    while inService.count < servers, !faults.isOn(.outage), !queue.isEmpty {
      if knobs.policy == .codel, !dropStale(&context) { return }
      let ticket = queue[queue.startIndex]
      queue.trim(before: queue.startIndex + 1)
      var draw = context.draw(Stream.service, ticket.number, attempt: ticket.attempt)
      let mean = Double(Self.serverCount) / Self.serverRate(knobs, isHalved: false)
      context.schedule(.done(inService.insert(ticket)), after: .seconds(mean * draw.exponential()))
    }
  }

  /// Lets CoDel drop from the head; says whether anything is left to serve.
  private mutating func dropStale(_ context: inout Context<LoadShedding>) -> Bool {
    let waiting = queue
    let first = waiting.startIndex
    let verdict = codel.dequeue(at: context.now.duration, length: waiting.count) { offset in
      waiting[first + offset].enqueued.duration
    }
    for index in first..<first + verdict.drops {
      let ticket = waiting[index]
      books.dropped += 1
      context.count(.dropped)
      context.reach(.codelDrops)
      context.note(.dropped(ticket.number), cause: signs.overload(faults, context.input))
      let isWanted =
        calls[ticket.slot].isAlive && calls[ticket.slot].isWaiting && calls[ticket.slot].stamp == ticket.stamp
      if isWanted { refuse(ticket.slot, &context) }
    }
    queue.trim(before: first + verdict.drops)
    return verdict.isServed
  }

  /// A server has done with an attempt and takes up the next.
  mutating func finish(_ slot: UInt32, _ context: inout Context<LoadShedding>) {
    let ticket = inService[slot]
    inService.remove(slot)
    books.worked += 1
    context.count(.throughput)
    answer(ticket, &context)
    startServers(&context)
  }
}
