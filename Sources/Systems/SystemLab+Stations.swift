import Engine
import LabKit

extension SystemLab {
  /// A job comes to its replica, which takes it in or refuses it.
  mutating func arrive(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station
    context.count(.arrived, at: station)
    switch replicas[place].state {
    case .crashed: return refuse(slot, &context)
    case .silent: return swallow(slot, &context)
    default: break
    }
    let isFull = replicas[place].busy >= replicas[place].servers || replicas[place].line.count > 0
    guard !isFull || replicas[place].line.count < stations[station].queue else { return refuse(slot, &context) }
    frames[slot].began = context.now
    guard isFull else {
      replicas[place].busy += 1
      return work(slot, &context)
    }
    frames[slot].phase = .queued
    replicas[place].line.append(
      slot, priority: stations[station].order == .priority ? frames[slot].priority : 0,
      inFront: stations[station].order == .lifo, &frames)
  }

  private mutating func refuse(_ slot: Slot, _ context: inout Context<SystemLab>) {
    context.count(.refused, at: replicas[Int(frames[slot].place)].station)
    answer(slot, isGood: false, &context)
  }

  /// A silent server takes a job and never answers. It is kept only for who would wait for ever.
  private mutating func swallow(_ slot: Slot, _ context: inout Context<SystemLab>) {
    context.count(.vanished, at: replicas[Int(frames[slot].place)].station)
    guard isAwaited(slot), frames[frames[slot].parent].due == .distantFuture else { return leave(slot) }
    frames[slot].phase = .swallowed
    swallowed += 1
  }

  /// A job is at a step of work.
  mutating func work(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station
    let step = steps[stations[station].steps.lowerBound + Int(frames[slot].step)]
    var time = step.time
    if step.shape.kind != .constant, time > .zero {
      var draw = context.draw(
        Stream.service(station), frames[slot].number, attempt: frames[slot].path.bits ^ UInt64(frames[slot].step) << 48)
      time = Interval(nanosecondsRounded: Double(time.nanoseconds) * step.shape.factor(&draw))
    }
    if stations[station].hasSlowing {
      let utilization = min(1, Double(replicas[place].busy) / Double(max(1, stations[station].slots)))
      time = time * context.blueprint.stations[station].slowing.factor(utilization)
    }
    if replicas[place].state == .slow { time = time * 10 }
    frames[slot].phase = .works
    frames[slot].due = context.now + time
    context.schedule(.worked, slot, tag: frames.tag(slot), at: frames[slot].due)
  }

  /// A job has worked, or goes on with what it could not see while its server stood still.
  mutating func finishWork(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let station = replicas[Int(frames[slot].place)].station
    if frames[slot].phase == .works, stations[station].errors > 0, frames[slot].step == 0 {
      var draw = context.draw(Stream.error(station), frames[slot].number, attempt: frames[slot].path.bits)
      if draw.chance(stations[station].errors) { frames[slot].isGood = false }
    }
    goOn(slot, isGood: frames[slot].isGood, &context)
  }

  /// A step is over: the next one begins, or the job is done.
  mutating func goOn(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    guard !replicas[Int(frames[slot].place)].isStalled else {
      frames[slot].phase = .done
      frames[slot].isGood = isGood
      return
    }
    let station = replicas[Int(frames[slot].place)].station
    frames[slot].step += 1
    let next = stations[station].steps.lowerBound + Int(frames[slot].step)
    guard isGood, next < stations[station].steps.upperBound else { return reply(slot, isGood: isGood, &context) }
    switch steps[next].kind {
    case .work: work(slot, &context)
    case .publish: publish(slot, in: steps[next].needed, &context)
    case .look: look(slot, steps[next].calls.lowerBound, &context)
    case .calls: makeCalls(slot, steps[next].calls, needed: steps[next].needed, &context)
    case .choose:
      var draw = context.draw(
        Stream.choice(station), frames[slot].number, attempt: frames[slot].path.bits ^ UInt64(next) << 48)
      var rest = draw.uniform(), chosen = steps[next].calls.lowerBound
      while rest >= calls[chosen].share, chosen + 1 < steps[next].calls.upperBound {
        rest -= calls[chosen].share
        chosen += 1
      }
      makeCalls(slot, chosen..<chosen + 1, needed: 1, &context)
    }
  }

  /// Makes the calls of a step, with the slot taken.
  private mutating func makeCalls(
    _ slot: Slot, _ range: Range<Int>, needed: Int, _ context: inout Context<SystemLab>
  ) {
    let tag = frames.tag(slot), step = frames[slot].step
    frames[slot].phase = .calls
    frames[slot].open = UInt8(range.count)
    frames[slot].needed = UInt8(needed)
    for call in range {
      // One of them may have decided already.
      guard frames.holds(slot, tag), frames[slot].step == step, frames[slot].phase == .calls else { return }
      begin(call, for: slot, &context)
    }
  }

  /// One of the calls of a job is over.
  mutating func conclude(_ call: Int, of job: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let step = steps[stations[replicas[Int(frames[job].place)].station].steps.lowerBound + Int(frames[job].step)]
    if step.kind == .look { return found(job, isGood: isGood, &context) }
    frames[job].open -= 1
    if isGood { frames[job].needed -= 1 }
    if frames[job].needed == 0 { return goOn(job, isGood: true, &context) }
    if frames[job].open < frames[job].needed { goOn(job, isGood: false, &context) }
  }

  /// A job is done: gives its slot to the next one and its answer to whom it is for, if anybody still waits.
  mutating func reply(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station
    let isAwaited = frames[slot].topic >= 0 || isAwaited(slot)
    context.count(!isAwaited ? .wasted : isGood ? .served : .broken, at: station)
    newest[station].append((context.now - frames[slot].began).milliseconds)
    replicas[place].busy -= 1
    let tag = frames.tag(slot)
    frames[slot].phase = .returns
    serve(place, &context)
    guard frames.holds(slot, tag) else { return }
    if frames[slot].topic >= 0 {
      acknowledge(slot, isGood: isGood, &context)
    } else {
      answer(slot, isGood: isGood, &context)
    }
  }

  /// Sends an answer, at once or over a wire.
  private mutating func answer(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let call = Int(frames[slot].call)
    frames[slot].phase = .returns
    frames[slot].isGood = isGood
    guard calls[call].hasWire else { return bring(slot, &context) }
    guard !isLost(slot, direction: 1, &context) else { return lose(slot, &context) }
    underWay += 1
    context.schedule(.returns, slot, tag: frames.tag(slot), after: calls[call].delay)
  }

  /// An answer comes to its caller; a late one finds nobody.
  mutating func bring(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let isAwaited = isAwaited(slot), caller = frames[slot].parent, isGood = frames[slot].isGood
    let place = Int(frames[slot].place), took = context.now - frames[slot].sent
    leave(slot)
    guard isAwaited else { return }
    if isGood { succeed(caller, from: place, after: took, &context) } else { miss(caller, &context) }
  }

  /// Gives slots that are free to those who wait; where abandoned work is dropped, what nobody waits for leaves here.
  mutating func serve(_ place: Int, _ context: inout Context<SystemLab>) {
    let station = replicas[place].station
    while replicas[place].busy < replicas[place].servers, let slot = replicas[place].line.popFirst(&frames) {
      if frames[slot].deadline <= context.now || stations[station].dropsAbandoned && !isAwaited(slot) {
        context.count(.dropped, at: station)
        leave(slot)
      } else {
        replicas[place].busy += 1
        work(slot, &context)
      }
    }
    if stations[station].group >= 0 { feed(stations[station].group, &context) }
  }
}
