import Dispatch
import Engine
import LabKit

/// Drives a run on a Dispatch timer: virtual time follows the wall clock times the speed, and every tick hands out a snapshot.
///
/// Everything happens on one serial queue. A tick computes for a bounded time only; when that is not enough, the run is
/// slower than asked and says so, and keys never wait. Paused means that the timer is suspended: no wake-ups.
public final class Driver: @unchecked Sendable {
  /// What is handed out at every tick and after every command.
  public struct Frame: Sendable {
    /// The moment.
    public let snapshot: any LabSnapshot
    /// Whether time stands still.
    public let isPaused: Bool
    /// The speed that was asked for, and the one that was reached lately, in virtual seconds a second.
    public let speed: Double, actualSpeed: Double
  }

  // Unchecked, because what follows is touched on the queue only.
  private let queue = DispatchQueue(label: "squall.driver", qos: .userInteractive)
  private let timer: any DispatchSourceTimer
  private let publish: @Sendable (Frame) -> Void
  private var run: any LabRun
  private var speed = 1.0
  private var isPaused = true
  private var pace = Pace()
  private var hasEnded = false

  /// A driver of this run, paused; `publish` is called on the driver's queue and must return at once.
  public init(_ run: any LabRun, publish: @escaping @Sendable (Frame) -> Void) {
    self.run = run
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

  /// Carries out a command soon, in the order in which they were sent, and publishes what came of it.
  public func send(_ command: Command) {
    queue.async { [weak self] in self?.carryOut(command) }
  }

  /// Stops for good and waits until nothing is published any more.
  public func stop() {
    queue.sync {
      hasEnded = true
      pause()
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
    case .replace(let run): self.run = run
    case .stepToNextNote(let topics):
      pause()
      step(topics)
    }
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
    let end = start + Interval(nanosecondsRounded: Double(pace.elapsed(began)) * speed)
    // Several looks at the clock: an instant with many events must not hold the keys up.
    while run.advance(until: end, limit: Driver.eventsPerLook) == Driver.eventsPerLook {
      if DispatchTime.now().uptimeNanoseconds - began > Driver.budgetNanoseconds { break }
    }
    pace.record(advanced: run.now - start)
    show()
  }

  /// Goes on event by event until something was noted about these topics; gives up after a virtual minute.
  private func step(_ topics: [Int]) {
    let written = run.noteCount(topics: topics)
    let end = run.now + .seconds(60)
    let began = DispatchTime.now().uptimeNanoseconds
    while run.noteCount(topics: topics) == written, run.advance(until: end, limit: 1) == 1 {
      if DispatchTime.now().uptimeNanoseconds - began > 4 * Driver.budgetNanoseconds { break }
    }
  }

  private func show() {
    publish(Frame(snapshot: run.snapshot, isPaused: isPaused, speed: speed, actualSpeed: pace.speed ?? speed))
  }
}

extension Driver {
  /// What can be asked of a driver.
  public enum Command: Sendable {
    /// Time stands still.
    case pause
    /// Time goes on.
    case resume
    /// Virtual seconds per second, above 0.
    case speed(Double)
    /// A knob, by its position, takes a value.
    case turn(knob: Int, value: Double)
    /// A fault is injected or healed, or something is done once, by its position.
    case act(action: Int, isOn: Bool)
    /// Every fault is healed.
    case healEverything
    /// Time stands still after the next event that is noted about these topics.
    case stepToNextNote(topics: [Int])
    /// Another run takes the place of this one.
    case replace(any LabRun)
  }
}
