import Dispatch
import Engine
import LabKit

/// Drives a run on a Dispatch timer: virtual time follows the wall clock times the speed, and every tick hands out a snapshot.
///
/// Everything happens on one serial queue. A tick computes for a bounded time only; when that is not enough, the run is
/// slower than asked and says so, and keys never wait. Paused means that the timer is suspended: no wake-ups.
public final class Driver: @unchecked Sendable {
  // Unchecked, because what follows is touched on the queue only.
  private let queue = DispatchQueue(label: "squall.driver", qos: .userInteractive)
  private let timer: any DispatchSourceTimer
  private let publish: @Sendable (Frame) -> Void
  private var run: any LabRun
  private var speed = 1.0
  private var isPaused = true
  private var pace = Pace()
  private var hasEnded = false
  private var record: Recorder?
  private var recordedAt: UInt64 = 0
  private var notice: String?
  /// Where the run ends that was read from a file; nil once that was reached.
  private var sessionEnd: (branch: Int, tip: Moment)?

  /// A driver of this run, paused; `publish` is called on the driver's queue and must return at once.
  ///
  /// With `pausesAtTip` time stands still once more where the branch ends that the run is on.
  public init(
    _ run: any LabRun, pausesAtTip: Bool = false, record: Recorder? = nil,
    publish: @escaping @Sendable (Frame) -> Void
  ) {
    self.run = run
    if pausesAtTip { sessionEnd = (run.map.branch, run.map.tip) }
    self.record = record
    self.publish = publish
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler { [unowned self] in tick() }
    timer.schedule(deadline: .now(), repeating: Driver.tickInterval, leeway: .milliseconds(1))
  }

  deinit {
    // A suspended source must not be released.
    timer.cancel()
    if isPaused { timer.resume() }
  }

  /// Thirty frames a second.
  private static let tickInterval = DispatchTimeInterval.nanoseconds(33_333_333)
  /// How long a tick may compute: well below its interval, so that commands get their turn.
  private static let budgetNanoseconds: UInt64 = 12_000_000
  /// How many events go between two looks at the clock; under a millisecond.
  private static let eventsPerLook = 1000
  /// How often it is written down how far the run is: what a crash may cost of the virtual time.
  private static let recordIntervalNanoseconds: UInt64 = 250_000_000

  /// Carries out a command soon, in the order in which they were sent, and publishes what came of it.
  public func send(_ command: Command) {
    queue.async { [weak self] in self?.carryOut(command) }
  }

  /// Stops for good and waits until nothing is published any more.
  public func stop() {
    queue.sync {
      pause()
      if !hasEnded { writeDown() }
      hasEnded = true
    }
  }

  private func carryOut(_ command: Command) {
    guard !hasEnded else { return }
    switch command {
    case .pause: pause()
    case .resume: resume()
    case .speed(let speed): self.speed = speed
    case .turn(let knob, let value): run.turn(knob, to: value)
    case .act(let action, let isOn): run.act(action, isOn: isOn)
    case .healEverything: run.healEverything()
    case .step(let notes, let isForward):
      pause()
      if isForward { stepForward(to: notes) } else { stepBack(to: notes) }
    case .go(let destination):
      pause()
      run.go(to: destination)
    case .bookmark(let name): run.bookmark(name)
    case .beginBeside(let difference): run.beginBeside(difference)
    case .beginBesideOnBranch(let branch): run.beginBeside(onBranch: branch)
    case .endBeside(let keepsBeside):
      if keepsBeside { run.swapWithBeside() }
      run.endBeside()
    case .replace(let run, let record):
      (self.run, self.record, sessionEnd) = (run, record, nil)
    }
    writeDown()
    show()
  }

  private func pause() {
    guard !isPaused else { return }
    isPaused = true
    timer.suspend()
  }

  private func resume() {
    guard isPaused else { return }
    isPaused = false
    pace.begin(DispatchTime.now().uptimeNanoseconds)
    timer.resume()
  }

  private func tick() {
    guard !isPaused, !hasEnded else { return }
    let began = DispatchTime.now().uptimeNanoseconds
    let start = run.now
    var end = start + Interval(nanosecondsRounded: Double(pace.elapsed(began)) * speed)
    let stop = nextStop
    if let stop { end = min(end, stop.at) }
    // Several looks at the clock: an instant with many events must not hold the keys up.
    while run.advance(until: end, limit: Driver.eventsPerLook) == Driver.eventsPerLook {
      if DispatchTime.now().uptimeNanoseconds - began > Driver.budgetNanoseconds { break }
    }
    pace.record(advanced: run.now - start)
    if let stop, run.now >= stop.at { arrive(at: stop) }
    if began - recordedAt > Driver.recordIntervalNanoseconds { writeDown() }
    show()
  }

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
      return Stop(
        at: end.tip.at, notice: "here the session ends; Space goes on from here", moment: end.tip)
    }
    guard let end = run.storyline?.end, run.now < end else { return nil }
    return Stop(at: end, notice: "here the story ends; Space goes on")
  }

  /// From here on it is a run like any other.
  private func arrive(at stop: Stop) {
    pause()
    notice = stop.notice
    guard let moment = stop.moment else { return }
    sessionEnd = nil
    run.go(to: moment)
  }

  private func writeDown() {
    recordedAt = DispatchTime.now().uptimeNanoseconds
    record?(run)
  }

  /// Goes on event by event until one of these notes was written; gives up after a virtual minute.
  private func stepForward(to notes: NoteStep) {
    let written = run.noteCount(notes)
    let end = run.now + .seconds(60)
    let began = DispatchTime.now().uptimeNanoseconds
    while run.noteCount(notes) == written {
      guard run.step(notAfter: end) else { return notice = "nothing of the kind within a minute from here" }
      if DispatchTime.now().uptimeNanoseconds - began > 20 * Driver.budgetNanoseconds {
        return notice = "nothing of the kind until here; press again to look further"
      }
    }
  }

  private func stepBack(to notes: NoteStep) {
    guard let moment = run.lastMoment(of: notes) else { return notice = "nothing of the kind before this" }
    run.go(to: moment)
  }

  private func show() {
    publish(
      Frame(
        snapshot: run.snapshot, beside: run.besideSnapshot, origin: run.besideOrigin, map: run.map,
        storyline: run.storyline, isPaused: isPaused, speed: speed, actualSpeed: pace.speed ?? speed,
        notice: notice))
    notice = nil
  }
}
