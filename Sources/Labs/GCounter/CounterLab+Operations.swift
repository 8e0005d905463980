import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// A client comes to a replica, whichever it is near to.
  mutating func operate(_ generation: UInt32, _ context: inout Context<CounterLab>) {
    guard let arrival = operations.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.operation(generation), at: next) }
    var draw = context.draw(.counterPlace, arrival.number)
    let replica = draw.below(members)
    let takesAway = draw.chance(knobs.removalPercent / 100)
    let element = draw.below(CounterLab.elementCount)
    let operation = Operation(
      takesAway: takesAway, element: element, value: UInt32(truncatingIfNeeded: arrival.number % 1000))
    perform(operation, at: replica, cause: .chance, &context)
  }

  /// One more or one less at a replica, by key.
  mutating func operateByHand(_ replica: Int, takesAway: Bool, _ context: inout Context<CounterLab>) {
    guard replica < members else { return }
    byHand += 1
    if takesAway && (knobs.type == .gCounter) {
      context.note(.cannotShrink, cause: context.input)
      return
    }
    let held = replicas[replica].bits
    let element =
      takesAway ? (held == 0 ? 0 : held.trailingZeroBitCount) : Int(byHand - 1) % CounterLab.elementCount
    perform(
      Operation(takesAway: takesAway, element: element, value: 1000 + byHand), at: replica,
      cause: context.input, &context)
  }

  /// What a client asks for; which part of it counts depends on the type.
  struct Operation {
    let takesAway: Bool
    let element: Int
    let value: UInt32
  }

  private mutating func perform(
    _ operation: Operation, at replica: Int, cause: NoteID, _ context: inout Context<CounterLab>
  ) {
    guard !replicas[replica].isDown else {
      context.count(.refused)
      context.note(.refused(replica), cause: crash ?? cause)
      return
    }
    context.count(.operations)
    switch knobs.type {
    case .gCounter: add(replica)
    case .pnCounter: operation.takesAway ? takeAway(replica) : add(replica)
    case .orSet: change(operation, replica, cause, &context)
    case .register: write(operation, replica, cause, &context)
    }
    if cause != .chance { context.note(.operatedByHand(replica, shown(replica)), cause: cause) }
    guard partition != nil else { return }
    if replica < members - cutOff { signs.operatedHere = true } else { signs.operatedThere = true }
    if signs.operatedHere && signs.operatedThere { context.reach(.bothSidesCount) }
  }

  private mutating func add(_ replica: Int) {
    truth.add(replica)
    if knobs.type == .gCounter {
      replicas[replica].counter.increment(replica)
    } else {
      replicas[replica].pnCounter.increment(replica)
    }
    replicas[replica].interval.change(replica)
    countPlain(replica, by: 1)
  }

  private mutating func takeAway(_ replica: Int) {
    truth.takeAway(replica)
    replicas[replica].pnCounter.decrement(replica)
    replicas[replica].interval.change(CounterLab.mostReplicas + replica)
    countPlain(replica, by: -1)
  }

  private mutating func countPlain(_ replica: Int, by amount: Int64) {
    replicas[replica].plain.own += amount
    replicas[replica].plain.sum += amount
    replicas[replica].plain.last += amount
  }

  private mutating func change(
    _ operation: Operation, _ replica: Int, _ cause: NoteID, _ context: inout Context<CounterLab>
  ) {
    let element = operation.element
    let bit: UInt16 = 1 << UInt16(element)
    replicas[replica].interval.change(0)
    if operation.takesAway {
      let held = replicas[replica].set.remove(UInt8(element))
      replicas[replica].plain.bits &= ~bit
      // What it does not hold it cannot remove: there is no addition that it has seen and that still counts.
      let survives = truth.remove(element, heard: replicas[replica].heard)
      if held && survives {
        context.reach(.additionWins)
        context.note(.additionWins(replica, element), cause: cause)
      }
    } else {
      replicas[replica].set.insert(UInt8(element), at: replica)
      replicas[replica].heard.increment(replica)
      truth.insert(element, replica, heard: replicas[replica].heard)
      replicas[replica].plain.bits |= bit
    }
  }

  private mutating func write(
    _ operation: Operation, _ replica: Int, _ cause: NoteID, _ context: inout Context<CounterLab>
  ) {
    let time = clock(of: replica, context)
    let isAccepted = replicas[replica].register.write(operation.value, at: time, by: replica)
    let isLost = truth.write(operation.value, at: time, by: replica, isAccepted: isAccepted)
    replicas[replica].interval.change(0)
    replicas[replica].plain.value = operation.value
    guard isLost else { return }
    context.count(.writesLost)
    context.reach(.writeLost)
    context.note(.writeLost(replica, operation.value), cause: cause == .chance ? signs.skewCause : cause)
  }

  /// A replica's own clock: as far off as its share of the skew, ahead or behind.
  func clock(of replica: Int, _ context: Context<CounterLab>) -> Duration {
    var draw = context.draw(.counterClock, replica)
    return (context.now + .milliseconds(2 * draw.uniform() * knobs.skewMilliseconds)).duration
  }
}
