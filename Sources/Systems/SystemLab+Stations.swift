import Engine
import LabKit

extension SystemLab {
  /// A job comes to its replica; false when that has no place for it.
  mutating func accept(_ job: Frame, _ context: inout Context<SystemLab>) -> Bool {
    let place = Int(job.place), station = replicas[place].station
    context.count(.arrived, at: station)
    let isFull = replicas[place].jobs.busy >= replicas[place].jobs.servers || replicas[place].jobs.waiting > 0
    guard !isFull || replicas[place].jobs.waiting < stations[station].queue else {
      context.count(.refused, at: station)
      return false
    }
    let slot = frames.insert(job)
    if case .starts = replicas[place].jobs.arrive(slot) { work(slot, &context) }
    return true
  }

  /// A job has its slot: it begins to work.
  private mutating func work(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let station = replicas[Int(frames[slot].place)].station
    var time = stations[station].time
    if stations[station].isExponential {
      var draw = context.draw(Stream.service(station), frames[slot].number, attempt: frames[slot].path)
      time = Interval(nanosecondsRounded: Double(time.nanoseconds) * draw.exponential())
    }
    frames[slot].phase = .works
    frames[slot].due = context.now + time
    context.schedule(.worked, slot, tag: frames.tag(slot), at: frames[slot].due)
  }

  /// A job has worked: it makes its call, if there is one, with its slot taken.
  mutating func finishWork(_ slot: Slot, _ context: inout Context<SystemLab>) {
    let call = stations[replicas[Int(frames[slot].place)].station].call
    guard call >= 0, frames[slot].phase == .works else {
      return reply(slot, isGood: frames[slot].isGood, &context)
    }
    frames[slot].phase = .calls
    begin(call, for: (slot, frames.tag(slot)), frames[slot].number, path: frames[slot].path, &context)
  }

  /// A job is done: gives its slot to the next one and its answer to whom it is for, if anybody still waits.
  mutating func reply(_ slot: Slot, isGood: Bool, _ context: inout Context<SystemLab>) {
    let place = Int(frames[slot].place), station = replicas[place].station
    guard !replicas[place].isStalled else {
      frames[slot].phase = .done
      frames[slot].isGood = isGood
      return
    }
    let isAwaited = isAwaited(slot), caller = frames[slot].parent
    context.count(!isAwaited ? .wasted : isGood ? .served : .broken, at: station)
    stations[station].newest.append((context.now - frames[slot].began).milliseconds)
    frames.remove(slot)
    serve(place, replicas[place].jobs.finish(), &context)
    guard isAwaited else { return }
    if isGood { succeed(caller, &context) } else { fail(caller, &context) }
  }

  /// Serves the job that has a slot now, and the next ones while slots are free; where abandoned work is dropped, what
  /// nobody waits for leaves here.
  mutating func serve(_ place: Int, _ first: Slot?, _ context: inout Context<SystemLab>) {
    let station = replicas[place].station
    var next = first
    while let slot = next {
      if stations[station].dropsAbandoned, !isAwaited(slot) {
        context.count(.dropped, at: station)
        frames.remove(slot)
        next = replicas[place].jobs.finish()
      } else {
        work(slot, &context)
        next = replicas[place].jobs.startWaiting()
      }
    }
  }

  /// A server stands still: it takes in what comes, and keeps its queue and what it works on.
  mutating func stall(_ place: Int, _ context: inout Context<SystemLab>) {
    replicas[place].isStalled = true
    replicas[place].stalled = context.now
    for slot in frames.alive where frames[slot].phase == .works && frames[slot].place == place {
      // Under a new tag: the end that was scheduled for it is void.
      let frame = frames[slot]
      frames.remove(slot)
      _ = frames.insert(frame)
    }
  }

  /// A server goes on with what it kept, and sees what happened meanwhile to the calls that it made.
  mutating func goOn(_ place: Int, _ context: inout Context<SystemLab>) {
    let pause = context.now - replicas[place].stalled
    replicas[place].isStalled = false
    for slot in frames.alive {
      let phase = frames[slot].phase
      switch phase {
      case .works where frames[slot].place == place:
        frames[slot].due = frames[slot].due + pause
        context.schedule(.worked, slot, tag: frames.tag(slot), at: frames[slot].due)
      case .done where frames[slot].place == place:
        context.schedule(.worked, slot, tag: frames.tag(slot), at: context.now)
      case .expired where frames[frames[slot].parent].place == place,
        .rested where frames[frames[slot].parent].place == place:
        context.schedule(phase == .expired ? .timeout : .again, slot, tag: frames.tag(slot), at: context.now)
      default: break
      }
    }
  }
}
