import Engine
import LabKit

extension SystemLab {
  /// A server is in another state from now on.
  mutating func enter(_ state: State, _ place: Int, _ context: inout Context<SystemLab>) {
    let before = replicas[place].state
    guard state != before else { return }
    if before == .stalled { goOn(place, &context) }
    if before == .silent { resetSwallowed(place, &context) }
    replicas[place].state = state
    switch state {
    case .stalled: stall(place, &context)
    case .crashed: crash(place, &context)
    default: break
    }
  }

  /// A server stands still: it takes in what comes, and keeps its queue and what it works on.
  private mutating func stall(_ place: Int, _ context: inout Context<SystemLab>) {
    replicas[place].stalled = context.now
    for slot in frames.alive where frames[slot].place == place {
      // Under a new tag: the end that was scheduled for it is void, or that it goes on.
      guard frames[slot].phase == .works || frames[slot].phase == .done else { continue }
      let frame = frames[slot]
      frames.remove(slot)
      _ = frames.insert(frame)
    }
  }

  /// A server goes on with what it kept, and sees what happened meanwhile to the calls that it made.
  private mutating func goOn(_ place: Int, _ context: inout Context<SystemLab>) {
    let pause = context.now - replicas[place].stalled
    for slot in frames.alive {
      let phase = frames[slot].phase
      switch phase {
      case .works where frames[slot].place == place:
        frames[slot].due = frames[slot].due + pause
        context.schedule(.worked, slot, tag: frames.tag(slot), at: frames[slot].due)
      case .done where frames[slot].place == place:
        context.schedule(.worked, slot, tag: frames.tag(slot), at: context.now)
      case .expired where isCalled(slot, by: place), .rested where isCalled(slot, by: place):
        // No longer what it was: else a server that is healed twice at once would schedule it twice.
        frames[slot].phase = .pauses
        context.schedule(phase == .expired ? .timeout : .again, slot, tag: frames.tag(slot), at: context.now)
      default: break
      }
    }
  }

  private func isCalled(_ call: Slot, by place: Int) -> Bool { frames[frames[call].parent].place == place }

  /// A server dies: its work, its queue and what it kept by key are lost, and its callers see their connections break.
  private mutating func crash(_ place: Int, _ context: inout Context<SystemLab>) {
    let station = replicas[place].station
    let lost = frames.alive.filter { slot in
      switch frames[slot].phase {
      case .queued, .works, .calls, .joins, .done: frames[slot].place == place
      default: false
      }
    }.map { (slot: $0, tag: frames.tag($0)) }
    (replicas[place].busy, replicas[place].line) = (0, Line())
    if stores[place].cache != nil { clear(place, station: station, context.blueprint) }
    var callers: [(slot: Slot, tag: UInt32)] = []
    for (slot, tag) in lost where frames.holds(slot, tag) {
      context.count(.vanished, at: station)
      guard frames[slot].topic < 0 else {
        acknowledge(slot, isGood: false, &context)
        continue
      }
      if isAwaited(slot) { callers.append((frames[slot].parent, frames[slot].parentTag)) }
      leave(slot)
    }
    for (slot, tag) in callers where frames.holds(slot, tag) && frames[slot].phase == .waits { miss(slot, &context) }
  }

  /// A server that was silent starts anew: who would wait for ever sees the connection break.
  private mutating func resetSwallowed(_ place: Int, _ context: inout Context<SystemLab>) {
    let kept = frames.alive.filter { frames[$0].phase == .swallowed && frames[$0].place == place }
      .map { (slot: $0, tag: frames.tag($0)) }
    for (slot, tag) in kept where frames.holds(slot, tag) {
      swallowed -= 1
      let isAwaited = isAwaited(slot), caller = frames[slot].parent
      leave(slot)
      if isAwaited { miss(caller, &context) }
    }
  }
}
