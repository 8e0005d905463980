import Dashboard
import Diagnostics
import Files
import Grid
import LabKit
import Live
import Stories
import Terminal

/// The dashboard at work: keys from the screen go to the dashboard, what it asks for to the driver, and frames back.
///
/// It owns the thread that it runs on, because ncurses must stay on one; the driver has a queue of its own.
final class DashboardSession {
  private let screen: Screen
  private let mailbox: Mailbox
  private let driver: Driver
  /// Where the run is written down; nil when it is not.
  private var log: SessionLog?
  private var looks: Looks
  private var palette: Palette
  private var loop: DashboardLoop!
  private let startsPaused: Bool
  /// What is on the screen.
  private var drawing: Drawing?
  /// Who tells when the file of the system is saved; nil in any other lab.
  private var watch: FileWatch?

  /// A dashboard for a run, of a story if it tells one; `log` is where it is written down, if it is.
  init(
    _ run: any LabRun, looks: Looks, screen: Screen, isPaused: Bool = false, pausesAtTip: Bool = false,
    speed: Double = 1, story: Story? = nil, log: SessionLog?
  ) throws {
    self.screen = screen
    self.looks = looks
    startsPaused = isPaused
    palette = try self.looks.palette(looks.first)
    let mailbox = Mailbox(waking: screen.waker)
    self.mailbox = mailbox
    self.log = log
    driver = Driver(run, pausesAtTip: pausesAtTip, record: log?.recorder) { mailbox.put($0) }
    loop = DashboardLoop(
      run, host: self, themes: looks.names, theme: looks.first, width: screen.columns, height: screen.rows,
      glyphs: screen.glyphs, speed: speed, isPaused: isPaused, story: story)
    driver.send(.speed(speed))
  }

  /// Writes a run down that begins; who cannot says so, and runs.
  func writeDown(_ run: any LabRun) { loop.begin(run) }

  /// Says what to try, one step at a time.
  func beginGuide() { loop.beginGuide() }

  /// Reads a file again whenever it is saved, and does again in the new run what was done so far. All of that happens beside
  /// the keys; a mistake in the file leaves the run as it is.
  func watch(_ file: String) {
    watch = FileWatch(file) { [driver, mailbox] in
      do throws(BadInput) {
        let text = try FileText.read(file, expecting: "a system")
        mailbox.put(Saved(text, file: file.printable, of: driver.present))
      } catch { mailbox.put(Saved.complaint("\(error)")) }
    }
  }

  /// Shows something to be read, until the next key.
  func say(_ text: String) { loop.tell(.notice(text)) }

  /// Runs until `q`, or until a signal ends the process; a run that begins is written down.
  func run(writingDown begun: (any LabRun)? = nil) throws {
    // First what is to be seen: files, labs and stories take as long as the rest of the start together.
    draw()
    begun.map(writeDown)
    if !startsPaused { driver.send(.resume) }
    try loop.readCatalogues()
    var signal: Int32?
    while signal == nil, !loop.hasEnded { signal = takeEvents() }
    driver.stop()
    screen.close()
    // What was not written down until now never will be.
    if let trouble = log?.trouble { StandardStream.error.write("squall: \(trouble)\n") }
    if let signal { Screen.end(by: signal) }
  }

  /// Waits for something to happen, takes in what came meanwhile, and shows what became of it; gives the signal that
  /// asks for the end, if one came.
  private func takeEvents() -> Int32? {
    var event = screen.nextEvent()
    if flood == nil { flood = Flood() }
    let end = ContinuousClock.now + DashboardSession.longestWithoutFrame
    while event != .timedOut {
      switch event {
      case .inputs(let inputs): loop.take(inputs) { flood!.isTooMuch() }
      case .woken:
        mailbox.take().map { loop.show($0) }
        mailbox.takeSaved().map { loop.take($0) }
      case .resized(let columns, let rows): loop.tell(.resized(columns: columns, rows: rows))
      case .resumed, .timedOut: break
      case .terminate(let signal): return signal
      }
      guard !loop.hasEnded else { return nil }
      guard ContinuousClock.now < end else { break }
      event = screen.nextEvent(timeout: .zero)
    }
    if event == .timedOut { flood = nil }
    draw()
    return nil
  }

  private func draw() {
    drawing = Drawing(loop.state, after: drawing)
    screen.draw(drawing!.grid, palette: palette)
  }

  /// However much comes in, what became of it is shown as often as this.
  private static let longestWithoutFrame = Duration.milliseconds(33)

  /// What has come in since there was nothing to be taken in; nil while there is nothing.
  private var flood: Flood?

  /// More than a person types. What a paste into a terminal without bracketed paste, or a key that is held while the
  /// machine is busy, makes of it is dropped, so that who wants to end does not wait for all of it.
  private struct Flood {
    private let began = ContinuousClock.now
    private var inputs = 0

    mutating func isTooMuch() -> Bool {
      inputs += 1
      return inputs > 64 && ContinuousClock.now - began > .milliseconds(100)
    }
  }
}

extension DashboardSession: DashboardHost {
  func send(_ command: Driver.Command, toRun run: Int) { driver.send(command, toRun: run) }

  func exchange(
    for run: any LabRun, _ recorder: Driver.Recorder?, number: Int
  ) -> (run: any LabRun, recorder: Driver.Recorder?) {
    driver.exchange(for: run, recorder, number: number)
  }

  func beginRecord(of run: any LabRun) -> (recorder: Driver.Recorder?, complaint: String?) {
    do {
      let log = try SessionLog(.ofUser(), beginning: run)
      self.log = log
      return (log.recorder, nil)
    } catch {
      log = nil
      return (nil, "\(error)")
    }
  }

  func freshSeed() -> UInt64 { Seed.fresh() }

  /// A theme that cannot be read says why, and the colours stay as they are.
  func show(theme index: Int) -> String? {
    do { palette = try looks.palette(index) } catch { return "\(error)" }
    return nil
  }

  func repaint() { screen.repaint() }
}

/// Seeds for runs that nobody gave one.
enum Seed {
  /// Another one every time, short enough to be read out in class.
  static func fresh() -> UInt64 { .random(in: 1...999_999) }
}

extension SessionLog {
  /// Writes on in this file.
  fileprivate var recorder: Driver.Recorder { { self.record($0) } }
}
