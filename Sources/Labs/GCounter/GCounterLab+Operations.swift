import Engine
import LabKit
import Patterns

extension GCounterLab {
  /// A client comes to a replica, whichever it is near to.
  mutating func operate(_ number: UInt64, _ context: inout Context<GCounterLab>) {
    var draw = context.draw(Stream.place, number)
    let replica = draw.below(members), takesAway = draw.chance(context.knobs.removals / 100)
    let value = UInt32(truncatingIfNeeded: number % 1000), element = draw.below(Self.elementCount)
    perform(takesAway, element, value, at: replica, cause: .chance, &context)
  }

  /// One more or one less at a replica, by key.
  mutating func operateByHand(_ replica: Int, takesAway: Bool, _ context: inout Context<GCounterLab>) {
    guard replica < members else { return }
    byHand += 1
    if takesAway, type == .gCounter {
      context.note(.cannotShrink, cause: context.input)
      return
    }
    let held = replicas[replica].state.bits
    let element = takesAway ? held == 0 ? 0 : held.trailingZeroBitCount : Int(byHand - 1) % Self.elementCount
    perform(takesAway, element, 1000 + byHand, at: replica, cause: context.input, &context)
  }

  /// An operation, of which the type says what counts: an element of the set, or the value of the register.
  private mutating func perform(
    _ takesAway: Bool, _ element: Int, _ value: UInt32, at replica: Int, cause: NoteID,
    _ context: inout Context<GCounterLab>
  ) {
    guard !replicas[replica].isDown else {
      context.count(.refused)
      context.note(.refused(replica), cause: context.cause(.crash))
      return
    }
    context.count(.operations)
    truth.newest = context.now
    switch type {
    case .gCounter: count(replica, takesAway: false)
    case .pnCounter: count(replica, takesAway: takesAway)
    case .orSet: change(element, takesAway: takesAway, replica, cause, &context)
    case .register: write(value, replica, cause, &context)
    }
    if cause != .chance { context.note(.operatedByHand(replica, shown(replica)), cause: cause) }
    guard cut > 0 else { return }
    counted[replica < members - cut ? 0 : 1] = true
    if counted[0], counted[1] { context.reach(.bothSidesCount) }
  }

  private mutating func count(_ replica: Int, takesAway: Bool) {
    truth.accepted += 1
    truth.net += takesAway ? -1 : 1
    if takesAway {
      truth.counter.decrement(replica)
      replicas[replica].state.counter.decrement(replica)
    } else {
      truth.counter.increment(replica)
      replicas[replica].state.counter.increment(replica)
    }
    replicas[replica].interval.change(takesAway ? Self.mostReplicas + replica : replica)
    replicas[replica].plain.count(takesAway ? -1 : 1)
  }

  private mutating func change(
    _ element: Int, takesAway: Bool, _ replica: Int, _ cause: NoteID, _ context: inout Context<GCounterLab>
  ) {
    let bit: UInt16 = 1 << UInt16(element)
    replicas[replica].interval.change(0)
    // What it does not hold it cannot remove: there is no addition that it has seen and that still counts.
    let survives = truth.remove(element, heard: replicas[replica].state.set.seen)
    guard takesAway else {
      replicas[replica].state.set.insert(UInt8(element), at: replica)
      truth.live[element].append((replica, replicas[replica].state.set.seen[replica]))
      replicas[replica].plain.bits |= bit
      return
    }
    replicas[replica].plain.bits &= ~bit
    guard replicas[replica].state.set.remove(UInt8(element)), survives else { return }
    context.reach(.additionWins)
    context.note(.additionWins(replica, element), cause: cause)
  }

  private mutating func write(_ value: UInt32, _ replica: Int, _ cause: NoteID, _ context: inout Context<GCounterLab>) {
    // A replica's own clock is as far off as its share of the skew, ahead or behind.
    var draw = context.draw(Stream.clock, replica)
    let time = (context.now + .milliseconds(2 * draw.uniform() * context.knobs.skew)).duration
    _ = replicas[replica].state.register.write(value, at: time, by: replica)
    replicas[replica].interval.change(0)
    (replicas[replica].plain.value, truth.lastWritten) = (value, value)
    guard !truth.register.write(value, at: time, by: replica) else { return }
    context.count(.writesLost)
    context.reach(.writeLost)
    context.note(.writeLost(replica, value), cause: cause == .chance ? skewCause : cause)
  }
}
