import Dashboard
import Engine
import Grid
import LabKit
import Labs
import Live
import Stories
import Synchronization
import Systems
import Terminal
import squall

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A dashboard with its run as the program has them, but for the terminal, the clock and the threads: bytes go in, and
/// how much is computed in between is up to the dice.
final class FuzzDesk: DashboardHost {
  private(set) var loop: DashboardLoop!
  private var parser = InputParser()
  private var inbox = Inbox()
  private var driven: DrivenRun
  private var recorder: Driver.Recorder?
  private var random: Random
  /// Nanoseconds of a clock that goes on when the dice say so.
  private var clock: UInt64 = 1_000_000_000
  private let stopwatch: Stopwatch
  /// What came out of the parser since it was last asked for.
  private var inputs: [Terminal.Input] = []

  /// All that can be opened by its name.
  static let labs = Catalogue.all + SystemCatalogue.all

  init(_ lab: LabEntry, seed: UInt64, stopwatch: Stopwatch) throws {
    let run = lab.start(seed, nil, true)
    driven = DrivenRun(run)
    random = Random(seed: seed &+ 1)
    self.stopwatch = stopwatch
    loop = DashboardLoop(run, host: self, themes: ["dark", "light"], width: 80, height: 24)
    try loop.readCatalogues()
    loop.begin(run)
    send(.resume, toRun: 0)
  }

  func takeInputs() -> [Terminal.Input] {
    defer { inputs = [] }
    return inputs
  }

  func feed(_ bytes: [UInt8]) { take(parser.feed(bytes, at: clock)) }

  /// Nothing comes for so long.
  func wait(_ nanoseconds: UInt64) {
    let end = clock + nanoseconds
    while let deadline = parser.deadline, deadline <= end {
      clock = max(clock, deadline)
      take(parser.timeout(at: clock))
    }
    clock = end
  }

  func resize(columns: Int, rows: Int) { loop.tell(.resized(columns: columns, rows: rows)) }

  private func take(_ inputs: [Terminal.Input]) {
    self.inputs += inputs
    loop.take(inputs)
    stopwatch.lap("taking in \(inputs.count) inputs")
  }

  /// Lets the run be driven for so many looks at what else was asked for.
  func work(looks: Int) {
    var left = looks
    while left > 0 {
      if driven.isOnItsWay, !inbox.interrupts(at: clock) {
        driven.goOn {
          left -= 1
          look("going on")
          return left <= 0 || inbox.interrupts(at: clock)
        }
      } else if let command = inbox.next(at: clock) {
        left -= 1
        driven.stopOnItsWay()
        carryOut(command)
      } else {
        break
      }
    }
    driven.tick(at: clock) {
      left -= 1
      look("a tick")
      return left <= 0
    }
    if random.below(4) == 0 { _ = recorder?(driven.run) }
    loop.show(driven.takeFrame())
    stopwatch.lap("a frame")
  }

  private func look(_ what: String) {
    clock += 1_000_000
    stopwatch.lap(what)
  }

  private func carryOut(_ command: Driver.Command) {
    if case .replace(let run, let record) = command {
      _ = recorder?(driven.run)
      driven.replace(by: run, number: inbox.run)
      recorder = record
    } else {
      let (stopwatch, most) = (stopwatch, random.below(8) == 0 ? random.below(3) : .max)
      let asked = Atomic(0)
      driven.carryOut(
        command, at: clock,
        Patience {
          stopwatch.lap("a way")
          return asked.add(1, ordering: .relaxed).newValue > most
        })
    }
    stopwatch.lap("\(command)")
  }

  /// Lets so much time go by, with a frame ten times a second.
  func go(seconds: Int) {
    for _ in 0..<10 * seconds {
      wait(100_000_000)
      work(looks: 100)
    }
  }

  /// Whether a pause is served at once, whatever waits.
  func pauses() -> Bool {
    send(.pause, toRun: loop.state.run)
    let before = driven.run.processed
    work(looks: 1)
    return driven.isPaused && !driven.isOnItsWay && driven.run.processed == before
  }
}

// What the program does at its edges.
extension FuzzDesk {
  func send(_ command: Driver.Command, toRun run: Int) { inbox.add(command, forRun: run, at: clock) }

  func exchange(
    for run: any LabRun, _ recorder: Driver.Recorder?, number: Int
  ) -> (run: any LabRun, recorder: Driver.Recorder?) {
    while inbox.isReplacing, let command = inbox.next(at: clock) { carryOut(command) }
    let before = (driven.run, self.recorder)
    send(.replace(run, recorder), toRun: number)
    inbox.next(at: clock).map(carryOut)
    return before
  }

  func beginRecord(of run: any LabRun) -> (recorder: Driver.Recorder?, complaint: String?) {
    let writer = Mutex(SessionWriter())
    let recorder: Driver.Recorder = { run in
      _ = try? writer.withLock { try $0.lines(for: run) }
      return nil
    }
    return (recorder, nil)
  }

  func freshSeed() -> UInt64 { random.next() % 1000 }
  func show(theme: Int) -> String? { nil }
  func repaint() {}
}

/// How long the thread computed at most between two laps, and at what. Time in which others computed does not count.
final class Stopwatch: Sendable {
  private let state = Mutex((last: Stopwatch.now, longest: 0.0, what: ""))

  /// The longest lap so far, in seconds.
  var longest: (seconds: Double, what: String) { state.withLock { ($0.longest, $0.what) } }

  /// Ends a lap.
  func lap(_ what: @autoclosure () -> String) {
    state.withLock { state in
      let now = Stopwatch.now
      if now - state.last > state.longest { (state.longest, state.what) = (now - state.last, what()) }
      state.last = now
    }
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
