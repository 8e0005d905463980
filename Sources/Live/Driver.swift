import Dispatch
import Engine
import LabKit
import Synchronization

/// Drives a run on a Dispatch timer: virtual time follows the wall clock times the speed, and every tick hands out a snapshot.
///
/// Everything happens on one serial queue. A tick computes for a bounded time only; when that is not enough, the run is
/// slower than asked and says so. What takes long looks again and again whether something waits that must not, so that
/// keys never wait for long. Paused means that the timer is suspended: no wake-ups.
public final class Driver: @unchecked Sendable {
  // Unchecked, because what follows is touched on the queue only, but for the inbox.
  private let queue = DispatchQueue(label: "squall.driver", qos: .userInteractive)
  private let timer: any DispatchSourceTimer
  private let publish: @Sendable (Frame) -> Void
  private let inbox = Mutex((commands: Inbox(), isScheduled: false))
  private var driven: DrivenRun
  private var isTicking = false
  private var record: Recorder?
  private var recordedAt: UInt64 = 0

  /// A driver of this run, paused; `publish` is called on the driver's queue and must return at once.
  ///
  /// With `pausesAtTip` time stands still once more where the branch ends that the run is on.
  public init(
    _ run: any LabRun, pausesAtTip: Bool = false, record: Recorder? = nil,
    publish: @escaping @Sendable (Frame) -> Void
  ) {
    driven = DrivenRun(run, pausesAtTip: pausesAtTip)
    self.record = record
    self.publish = publish
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler { [unowned self] in tick() }
    timer.schedule(deadline: .now(), repeating: Driver.tickInterval, leeway: .milliseconds(1))
  }

  deinit {
    // A suspended source must not be released.
    timer.cancel()
    if !isTicking { timer.resume() }
  }

  /// Thirty frames a second.
  private static let tickInterval = DispatchTimeInterval.nanoseconds(33_333_333)
  /// How long a tick may compute: well below its interval, so that commands get their turn.
  private static let budgetNanoseconds: UInt64 = 12_000_000
  /// How long commands are carried out before what came of them is shown.
  private static let workNanoseconds: UInt64 = 30_000_000
  /// How often it is written down how far the run is: what a crash may cost of the virtual time.
  private static let recordIntervalNanoseconds: UInt64 = 250_000_000

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

  /// Carries out a command soon, and publishes what came of it.
  ///
  /// Commands are carried out in the order in which they were sent, but for a pause and another run, which come first.
  /// `run` is the number of the run that it is meant for; the first has 0, and a command to replace it names the number
  /// of the next one, which must be higher. What is meant for a run that was replaced is dropped.
  public func send(_ command: Command, toRun run: Int = 0) {
    inbox.withLock { $0.commands.add(command, forRun: run, at: Driver.now) }
    schedule()
  }

  /// The run as it is now; waits for what is being done to it.
  public var present: any LabRun { queue.sync { driven.run } }

  /// Stops for good and waits until nothing is published any more. What was not done yet is not done.
  public func stop() {
    inbox.withLock { $0.commands.end() }
    queue.sync {
      driven.stopOnItsWay()
      follow(isPaused: true)
      writeDown()
      record = nil
    }
  }

  /// Lets another run take the place of this one at once, and gives this one back as it is, with its recorder.
  ///
  /// It waits until what is being computed gives way, which takes a few milliseconds.
  public func exchange(
    for run: any LabRun, _ recorder: Recorder?, number: Int
  ) -> (run: any LabRun, recorder: Recorder?) {
    queue.sync {
      // Of what was asked before, another run at any rate: it is the one that is shown.
      repeat { work() } while inbox.withLock(\.commands.isReplacing)
      let before = (driven.run, record)
      inbox.withLock { $0.commands.add(.replace(run, recorder), forRun: number, at: Driver.now) }
      work()
      return before
    }
  }

  /// Has `work` called soon, once.
  private func schedule() {
    let isFirst = inbox.withLock { inbox in
      defer { inbox.isScheduled = true }
      return !inbox.isScheduled
    }
    if isFirst { queue.async { [weak self] in self?.work() } }
  }

  /// Does what was asked, for as long as the screen can wait.
  private func work() {
    inbox.withLock { $0.isScheduled = false }
    let end = Driver.now + Driver.workNanoseconds
    repeat {
      if driven.isOnItsWay, !interrupts {
        driven.goOn { self.interrupts || Driver.now > end }
      } else if let (command, run) = inbox.withLock({ inbox in
        inbox.commands.next(at: Driver.now).map { ($0, inbox.commands.run) }
      }) {
        driven.stopOnItsWay()
        carryOut(command, run)
      } else {
        break
      }
    } while Driver.now < end
    guard !hasEnded else { return }
    follow(isPaused: driven.isPaused)
    if !driven.isOnItsWay || isDueToRecord { writeDown() }
    show()
    if driven.isOnItsWay || inbox.withLock({ !$0.commands.isEmpty }) { schedule() }
  }

  private var hasEnded: Bool { inbox.withLock(\.commands.hasEnded) }
  private var interrupts: Bool { inbox.withLock { $0.commands.interrupts(at: Driver.now) } }

  private func carryOut(_ command: Command, _ number: Int) {
    if case .replace(let run, let record) = command {
      writeDown()
      driven.replace(by: run, number: number)
      self.record = record
    } else {
      driven.carryOut(command, at: Driver.now, Patience { [unowned self] in interrupts })
    }
  }

  /// Lets the timer run unless time stands still.
  private func follow(isPaused: Bool) {
    guard isPaused == isTicking else { return }
    isTicking = !isPaused
    if isTicking { timer.resume() } else { timer.suspend() }
  }

  private func tick() {
    guard isTicking, !hasEnded else { return }
    let now = Driver.now
    driven.tick(at: now) { Driver.now - now > Driver.budgetNanoseconds }
    follow(isPaused: driven.isPaused)
    if isDueToRecord { writeDown() }
    show()
  }

  private var isDueToRecord: Bool { Driver.now - recordedAt > Driver.recordIntervalNanoseconds }

  private func writeDown() {
    recordedAt = Driver.now
    if let said = record?(driven.run) { driven.say(said) }
  }

  private func show() { publish(driven.takeFrame()) }
}
