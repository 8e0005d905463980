import Classroom
import Dashboard
import Grid
import LabKit
import Labs
import Live
import Terminal

/// The dashboard at work: keys from the screen go to the dashboard, what it asks for to the driver, and frames back.
///
/// It owns the thread that it runs on, because ncurses must stay on one; the driver has a queue of its own.
final class DashboardSession {
  private let screen: Screen
  private let mailbox: Mailbox
  private let driver: Driver
  private var looks: Looks
  private var palette: Palette
  private var state: DashboardState
  private var seed: UInt64
  private let startsPaused: Bool
  /// The stories to choose from; they are read when the first frame is on the screen.
  private var stories: [Story] = []
  /// The story that is told, so that it can begin again.
  private var story: Story?

  /// A dashboard for a run, of a story if it tells one; `log` is where it is written down, if it is.
  init(
    _ run: any LabRun, looks: Looks, screen: Screen, isPaused: Bool = false, pausesAtTip: Bool = false,
    speed: Double = 1, story: Story? = nil, log: SessionLog?
  ) throws {
    self.story = story
    self.screen = screen
    self.looks = looks
    seed = run.seed
    startsPaused = isPaused
    palette = try self.looks.palette(looks.first)
    state = DashboardState(
      entry: run.entry, labs: [run.entry], knobs: run.snapshot.knobs,
      themes: looks.names, theme: looks.first,
      width: screen.columns, height: screen.rows, speed: speed, isPaused: isPaused)
    let mailbox = Mailbox(waking: screen.waker)
    self.mailbox = mailbox
    var recorder: Driver.Recorder?
    if let log { recorder = { log.record($0) } }
    driver = Driver(run, pausesAtTip: pausesAtTip, record: recorder) { mailbox.put($0) }
    driver.send(.speed(speed))
    show(
      run.snapshot, beside: run.besideSnapshot, origin: run.besideOrigin, run.map, run.storyline, speed: speed
    )
  }

  /// Writes a run down that begins; who cannot says so, and runs.
  private func writeDown(_ run: any LabRun) {
    do {
      let log = try SessionLog(.ofUser(), beginning: run)
      driver.send(.replace(run, { log.record($0) }))
    } catch {
      driver.send(.replace(run, nil))
      say("\(error)")
    }
  }

  /// Shows something to be read, until the next key.
  func say(_ text: String) { tell(.notice(text)) }

  /// Runs until `q`, or until a signal ends the process; a run that begins is written down.
  func run(writingDown begun: (any LabRun)? = nil) throws {
    // First what is to be seen: files, labs and stories take as long as the rest of the start together.
    draw()
    begun.map(writeDown)
    if !startsPaused { driver.send(.resume) }
    state.labs = Catalogue.all
    stories = try StoryCatalogue.ofLabs().stories
    state.stories = stories.map(\.listed)
    while true {
      switch screen.nextEvent() {
      case .inputs(let inputs): inputs.forEach(take)
      case .woken: mailbox.take().map(show)
      case .resized(let columns, let rows): tell(.resized(columns: columns, rows: rows))
      case .resumed, .timedOut: break
      case .terminate(let signal):
        driver.stop()
        screen.close()
        Screen.end(by: signal)
      }
      guard !hasEnded else { break }
      draw()
    }
    driver.stop()
    screen.close()
  }

  private var hasEnded = false

  private func take(_ input: Terminal.Input) {
    // Only who asked for no theme asked for the background.
    if case .reply(.background(let color)) = input, color.isLight { useLightTheme() }
    if let message = Message(input) { tell(message) }
  }

  private func useLightTheme() {
    guard let light = looks.names.firstIndex(of: "light") else { return }
    tell(.theme(light))
    show(theme: light)
  }

  private func show(
    _ snapshot: any LabSnapshot, beside: (any LabSnapshot)?, origin: (any LabSnapshot)?, _ map: RunMap,
    _ storyline: Storyline?, speed: Double
  ) {
    let twin = beside.flatMap { beside in origin.map { Twin(beside, since: $0) } }
    tell(.snapshot(snapshot, actualSpeed: speed, map: map, twin: twin, storyline: storyline))
  }

  private func show(_ frame: Driver.Frame) {
    show(
      frame.snapshot, beside: frame.beside, origin: frame.origin, frame.map, frame.storyline,
      speed: frame.actualSpeed)
    guard let notice = frame.notice else { return }
    // It stopped by itself, and says why.
    tell(.paused(frame.isPaused))
    tell(.notice(notice))
  }

  private func draw() { screen.draw(view(state), palette: palette) }

  private func tell(_ message: Message) {
    for effect in update(&state, message) { carryOut(effect) }
  }

  private func carryOut(_ effect: Effect) {
    switch effect {
    case .turn(let knob, let value): driver.send(.turn(knob: knob, value: value))
    case .act(let action, let isOn): driver.send(.act(action: action, isOn: isOn))
    case .healEverything: driver.send(.healEverything)
    case .pause: driver.send(.pause)
    case .resume: driver.send(.resume)
    case .setSpeed(let speed): driver.send(.speed(speed))
    case .step(let notes, let isForward): driver.send(.step(notes, isForward: isForward))
    case .go(let destination): driver.send(.go(destination))
    case .bookmark(let name): driver.send(.bookmark(name))
    case .beginTwin(let difference): driver.send(.beginBeside(difference))
    case .compare(let branch): driver.send(.beginBesideOnBranch(branch))
    case .endTwin(let keepsBeside): driver.send(.endBeside(keepsBeside: keepsBeside))
    case .restart(let sameSeed):
      if !sameSeed { seed = Seed.fresh() }
      if let story { return play(story, seed: seed) }
      replace(state.entry, knobs: state.entry.knobs.indices.map { state.value(ofKnob: $0) })
    case .openLab(let id):
      if let entry = Catalogue.all.first(where: { $0.id == id }) { replace(entry, knobs: entry.defaults) }
    case .playStory(let name):
      if let story = stories.first(where: { $0.name == name }) { play(story, seed: story.seed) }
    case .theme(let index): show(theme: index)
    case .repaint: screen.repaint()
    case .quit: hasEnded = true
    }
  }

  /// A theme that cannot be read says why, and the colours stay as they are.
  private func show(theme index: Int) {
    do { palette = try looks.palette(index) } catch { tell(.notice("\(error)")) }
  }

  private func replace(_ entry: LabEntry, knobs: [Double]) {
    story = nil
    writeDown(entry.start(seed, knobs, true))
  }

  private func play(_ next: Story, seed: UInt64) {
    (story, self.seed) = (next, seed)
    writeDown(next.begun(seed: seed))
  }
}

extension Story {
  /// The story as the palette lists it.
  fileprivate var listed: StoryListing { StoryListing(name: name, title: title, summary: summary) }
}

/// Seeds for runs that nobody gave one.
enum Seed {
  /// Another one every time, short enough to be read out in class.
  static func fresh() -> UInt64 { .random(in: 1...999_999) }
}

extension Message {
  /// What the terminal sent, as far as the dashboard knows it.
  fileprivate init?(_ input: Terminal.Input) {
    switch input {
    case .key(let key, let modifiers):
      // Alt is nobody's: a terminal may use it for its own menus.
      guard !modifiers.contains(.alt), let key = DashboardKey(key) else { return nil }
      self = .key(key)
    case .mouse(let mouse):
      guard let action = Message.Mouse(mouse.action) else { return nil }
      self = .mouse(action, column: mouse.column, row: mouse.row)
    case .pasteIgnored: self = .notice("A paste is ignored: nothing pasted can press keys.")
    case .reply: return nil
    }
  }
}

extension Message.Mouse {
  fileprivate init?(_ action: Terminal.Mouse.Action) {
    switch action {
    case .press(0): self = .press
    case .drag(0): self = .drag
    case .release: self = .release
    case .scrollUp: self = .wheelUp
    case .scrollDown: self = .wheelDown
    case .press, .drag: return nil
    }
  }
}

extension DashboardKey {
  fileprivate init?(_ key: Key) {
    switch key {
    case .character(let character): self = .character(character)
    case .up: self = .up
    case .down: self = .down
    case .left: self = .left
    case .right: self = .right
    case .home: self = .home
    case .end: self = .end
    case .pageUp: self = .pageUp
    case .pageDown: self = .pageDown
    case .tab: self = .tab
    case .backTab: self = .backTab
    case .enter: self = .enter
    case .escape: self = .escape
    case .backspace: self = .backspace
    case .control(let character): self = .control(character)
    case .insert, .delete, .function: return nil
    }
  }
}
