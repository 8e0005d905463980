import Engine
import LabKit
import Synchronization

/// A run that is driven: all that a driver does with it, but for the clock and the queue.
package struct DrivenRun {
  /// The run, and its number.
  package private(set) var run: any LabRun
  package private(set) var number: Int
  /// Whether time stands still.
  package private(set) var isPaused = true
  private var speed = 1.0
  /// The panel in which something may happen that takes less than a blink, and whether that happens now.
  private var watched: Int?, isSlow = false
  /// Since when; nil when nothing does.
  private var briefSince: Instant?
  private var pace = Pace()
  private var notice: String?
  /// Where it is on its way to, slice by slice; nil when it stands, or goes on by ticks.
  private var goal: Goal?
  /// Where the run ends that was read from a file; nil once that was reached.
  private var sessionEnd: (branch: Int, tip: Moment)?

  /// How many events go between two looks at who waits; under a millisecond.
  package static let eventsPerLook = 1000

  /// A run, paused. With `pausesAtTip` time stands still once more where the branch ends that it is on.
  package init(_ run: any LabRun, number: Int = 0, pausesAtTip: Bool = false) {
    (self.run, self.number) = (run, number)
    if pausesAtTip { sessionEnd = (run.map.branch, run.map.tip) }
  }

  /// Has something read once, unless there is something else to be read.
  package mutating func say(_ text: String) { notice = notice ?? text }

  /// The present moment, with what is to be read once.
  package mutating func takeFrame() -> Driver.Frame {
    defer { notice = nil }
    return Driver.Frame(
      run: number, snapshot: run.snapshot, twin: run.twinSnapshot, origin: run.twinOrigin, map: run.map,
      storyline: run.storyline, isPaused: isPaused, isSlow: isSlow, speed: speed, actualSpeed: pace.speed ?? speed,
      notice: notice)
  }

  /// Another run takes the place of this one.
  package mutating func replace(by run: any LabRun, number: Int) {
    (self.run, self.number, sessionEnd, goal) = (run, number, nil, nil)
  }

  /// Carries a command out, or sets out to. What may take long is given up when `patience` is over; the run then stands
  /// where it stood before.
  package mutating func carryOut(_ command: Driver.Command, at now: UInt64, _ patience: Patience) {
    switch command {
    case .pause: isPaused = true
    case .resume: resume(at: now)
    case .speed(let speed): self.speed = speed
    case .watch(let panel): watched = panel
    case .turn(let knob, let value): run.turn(knob, to: value)
    case .act(let action, let isOn): run.act(action, isOn: isOn)
    case .healEverything: run.healEverything()
    case .bookmark(let name): run.bookmark(name)
    case .step(let notes, let isForward):
      isPaused = true
      if isForward {
        goal = .note(notes, written: run.noteCount(notes), end: run.now + .seconds(60))
      } else {
        stepBack(to: notes, patience)
      }
    case .go(let destination):
      isPaused = true
      go(to: destination, patience)
    case .beginTwin(let difference): attempt(patience) { $0.beginTwin(difference) }
    case .beginTwinOnBranch(let branch): attempt(patience) { $0.beginTwin(onBranch: branch) }
    case .endTwin(let keepsTwin):
      attempt(patience) { run in
        if keepsTwin { run.swapWithTwin() }
        run.endTwin()
      }
    case .replace: break
    }
  }

  private mutating func resume(at now: UInt64) {
    guard isPaused else { return }
    isPaused = false
    pace.begin(now)
  }

  /// Does what may take long to a run of which there is a copy; says whether it came to its end.
  @discardableResult
  private mutating func attempt(_ patience: Patience, _ body: (inout any LabRun) -> Void) -> Bool {
    let before = run
    let isGivenUp = Flag()
    run.patience = Patience {
      if patience.isOver { isGivenUp.set() }
      return isGivenUp.isSet
    }
    body(&run)
    run.patience = .endless
    guard isGivenUp.isSet else { return true }
    run = before
    notice = "given up on the way there; press again to go"
    return false
  }

  private mutating func stepBack(to notes: NoteStep, _ patience: Patience) {
    var isFound = false
    let isDone = attempt(patience) { run in
      guard let moment = run.lastMoment(of: notes) else { return }
      isFound = true
      run.go(to: moment)
    }
    if isDone { notice = isFound ? arrival(at: notes) : "nothing of the kind before this" }
  }

  /// What a step has arrived at, in the words of the note.
  private func arrival(at notes: NoteStep) -> String? {
    run.snapshot.notes(.max, upTo: .detail).last { note in
      switch notes {
      case .topics(let topics): note.isChange && note.topic.map(topics.contains) ?? false
      case .level(let level): note.level <= level && !note.isSpoken
      }
    }?.text
  }

  private mutating func go(to destination: Destination, _ patience: Patience) {
    if case .seconds(let seconds) = destination, seconds > 0 {
      let target = run.now + .seconds(seconds)
      // Beyond what was done so far it goes on in slices, and is seen to.
      if target > run.map.tip.at {
        if attempt(patience, { $0.go(to: .tip) }) { goal = .instant(target) }
        return
      }
    }
    attempt(patience) { $0.go(to: destination) }
  }
}

// Forwards, slice by slice.
extension DrivenRun {
  /// What a way forwards ends at.
  private enum Goal {
    /// The next of these notes, of which so many were written; it is not looked for behind an instant.
    case note(NoteStep, written: Int, end: Instant)
    case instant(Instant)
  }

  /// Whether it is on its way to somewhere ahead.
  package var isOnItsWay: Bool { goal != nil }

  /// Goes on until it is there or has to give way, which is asked after every few events.
  package mutating func goOn(until givesWay: () -> Bool) {
    while goal != nil {
      look()
      if givesWay() { return }
    }
  }

  /// Stands still where it is.
  package mutating func stopOnItsWay() {
    guard goal != nil else { return }
    goal = nil
    notice = "stopped on the way; press again to go on"
  }

  /// A few events further.
  private mutating func look() {
    switch goal {
    case .instant(let target):
      let done = run.advance(until: target, limit: DrivenRun.eventsPerLook)
      if done < DrivenRun.eventsPerLook { goal = nil }
    case .note(let notes, let written, let end):
      for _ in 0..<DrivenRun.eventsPerLook {
        if run.noteCount(notes) != written {
          notice = arrival(at: notes)
          return goal = nil
        }
        if !run.step(notAfter: end) {
          notice = "nothing of the kind within a minute from here"
          return goal = nil
        }
      }
    case nil: break
    }
  }
}

// Along with the clock.
extension DrivenRun {
  /// Lets as much virtual time go by as the clock and the speed ask for, unless it has to give way.
  package mutating func tick(at now: UInt64, until givesWay: () -> Bool) {
    guard !isPaused else { return }
    let start = run.now, elapsed = Double(pace.elapsed(now))
    let stop = nextStop
    isSlow = false
    if let watched {
      advance(elapsed, watching: watched, notBeyond: stop?.at, until: givesWay)
    } else {
      let end = start + Interval(nanosecondsRounded: elapsed * speed)
      _ = advance(to: stop.map { min(end, $0.at) } ?? end, until: givesWay)
    }
    if !isSlow { pace.record(advanced: run.now - start) }
    if let stop, run.now >= stop.at { arrive(at: stop) }
  }

  /// Says whether it came there.
  private mutating func advance(to end: Instant, until givesWay: () -> Bool) -> Bool {
    // Several looks: an instant with many events must not hold the keys up.
    while run.advance(until: end, limit: DrivenRun.eventsPerLook) == DrivenRun.eventsPerLook {
      if givesWay() { return false }
    }
    return true
  }

  /// In small steps, so that what is brief is seen as soon as it begins; where inputs come does not depend on it, so
  /// that a replay is the same.
  private mutating func advance(
    _ elapsed: Double, watching panel: Int, notBeyond stop: Instant?, until givesWay: () -> Bool
  ) {
    var rest = elapsed
    while rest > 0 {
      // Back in time it begins anew.
      briefSince = run.isBrief(panel: panel) ? min(briefSince ?? run.now, run.now) : nil
      isSlow = briefSince.map { run.now - $0 < DrivenRun.blink } ?? false
      let factor = isSlow ? min(speed, DrivenRun.slowSpeed) : speed
      let step = min(rest * factor, DrivenRun.watchStepNanoseconds)
      let end = run.now + Interval(nanosecondsRounded: max(1, step)), bounded = stop.map { min(end, $0) } ?? end
      guard advance(to: bounded, until: givesWay), bounded == end, !givesWay() else { return }
      rest -= step / factor
    }
  }

  /// As long as the eye is closed; what lasts longer is slow only so far.
  private static let blink = Interval.milliseconds(150)
  /// What takes a twentieth of a second fills two.
  private static let slowSpeed = 0.025
  private static let watchStepNanoseconds = 1_000_000.0

  /// A moment at which time stands still by itself, and what is said there.
  private struct Stop {
    let at: Instant
    let notice: String
    /// Where in that instant, if it matters.
    var moment: Moment?
  }

  /// The next one ahead; nil when there is none.
  private var nextStop: Stop? {
    if let end = sessionEnd, run.map.branch == end.branch {
      return Stop(at: end.tip.at, notice: "here the session ends; Space goes on from here", moment: end.tip)
    }
    guard let end = run.storyEnd, run.now < end else { return nil }
    return Stop(at: end, notice: "here the story ends; Space goes on")
  }

  /// From here on it is a run like any other.
  private mutating func arrive(at stop: Stop) {
    isPaused = true
    notice = stop.notice
    guard let moment = stop.moment else { return }
    sessionEnd = nil
    run.go(to: moment)
  }
}

/// Something that came to be and stays so.
private final class Flag: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
