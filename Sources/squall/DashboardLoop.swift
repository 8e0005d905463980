import Dashboard
import Engine
import Grid
import LabKit
import Live
import Stories
import Terminal

/// What a dashboard does with what comes in: inputs go to the dashboard, what it asks for to the host, and frames back.
///
/// No terminal, no clock, and no thread of its own.
package struct DashboardLoop {
  /// What is shown.
  package private(set) var state: DashboardState
  /// Whether somebody ended it.
  package private(set) var hasEnded = false
  private var seed: UInt64
  /// The stories to choose from; they are read when the first frame is on the screen.
  private var stories: [Story] = []
  /// The story that is told, so that it can begin again.
  private var story: Story?
  /// The run that was left for the lab of one of its patterns.
  private var left: (run: any LabRun, recorder: Driver.Recorder?, seed: UInt64, story: Story?)?
  private unowned let host: any DashboardHost

  /// A dashboard for a run, of a story if it tells one.
  package init(
    _ run: any LabRun, host: any DashboardHost, themes: [String] = [], theme: Int = 0, width: Int,
    height: Int, glyphs: GlyphLevel = .block,
    speed: Double = 1, isPaused: Bool = false, story: Story? = nil
  ) {
    self.host = host
    self.story = story
    seed = run.seed
    state = DashboardState(
      entry: run.entry, labs: [run.entry], knobs: run.snapshot.knobs, themes: themes, theme: theme,
      width: width, height: height, glyphs: glyphs, speed: speed, isPaused: isPaused)
  }

  /// Says what to try, one step at a time.
  mutating func beginGuide() { state.beginGuide() }

  /// Reads which other labs and which stories there are to choose from.
  package mutating func readCatalogues() throws {
    state.labs = Squall.labs
    stories = try StoryCatalogue.ofLabs().stories
    state.stories = stories.map(\.listed)
  }

  /// Takes in what came from the terminal, up to what ends the dashboard.
  ///
  /// Once it `isTooMuch`, which is asked before each input, only the keys that may end the dashboard are taken in.
  package mutating func take(_ inputs: [Terminal.Input], isTooMuch: () -> Bool = { false }) {
    for (index, input) in inputs.enumerated() where !hasEnded {
      if !input.mayEnd, isTooMuch() { continue }
      // Of a drag only the last place matters.
      if input.isDrag, index + 1 < inputs.count, inputs[index + 1].isDrag { continue }
      // Only who asked for no theme asked for the background.
      if case .reply(.background(let color)) = input, color.isLight { useLightTheme() }
      if let message = Message(input) { tell(message) }
    }
  }

  private mutating func useLightTheme() {
    guard let light = state.themes.firstIndex(of: "light") else { return }
    tell(.theme(light))
    show(theme: light)
  }

  /// A theme that cannot be read says why.
  private mutating func show(theme index: Int) {
    if let complaint = host.show(theme: index) { tell(.notice(complaint)) }
  }

  /// Takes in a frame; one of a run that was replaced is dropped.
  package mutating func show(_ frame: Driver.Frame) {
    guard frame.run >= state.run else { return }
    let twin = frame.twin.flatMap { twin in frame.origin.map { Twin(twin, since: $0) } }
    tell(
      .snapshot(
        frame.snapshot, actualSpeed: frame.actualSpeed, isSlow: frame.isSlow, map: frame.map, twin: twin,
        storyline: frame.storyline, run: frame.run))
    guard let notice = frame.notice else { return }
    // It stopped by itself, and says why.
    tell(.paused(frame.isPaused))
    tell(.notice(notice))
  }

  /// Takes in a message, and has done what is to be done about it.
  package mutating func tell(_ message: Message) {
    for effect in update(&state, message) { carryOut(effect) }
  }

  private mutating func carryOut(_ effect: Effect) {
    switch effect {
    case .restart(let sameSeed):
      if !sameSeed { seed = host.freshSeed() }
      if let story { return play(story, seed: seed) }
      replace(state.entry, knobs: state.entry.knobs.indices.map { state.value(ofKnob: $0) })
    case .openLab(let id):
      if let entry = Squall.labs.first(where: { $0.id == id }) { replace(entry, knobs: entry.defaults) }
    case .visit(let id, let faults):
      if let entry = Squall.labs.first(where: { $0.id == id }) { visit(entry, faults) }
    case .comeBack: comeBack()
    case .playStory(let name):
      if let story = stories.first(where: { $0.name == name }) { play(story, seed: story.seed) }
    case .theme(let index): show(theme: index)
    case .repaint: host.repaint()
    case .quit: hasEnded = true
    default: if let command = Driver.Command(effect) { host.send(command, toRun: state.run) }
    }
  }

  private mutating func replace(_ entry: LabEntry, knobs: [Double]) {
    story = nil
    begin(entry.start(seed, knobs, true))
  }

  private mutating func play(_ next: Story, seed: UInt64) {
    (story, self.seed) = (next, seed)
    begin(next.begun(seed: seed))
  }

  /// Lets a run take the place of the one that is shown, and shows its beginning before anything else is taken in: so no
  /// key is ever about a position in the run before.
  package mutating func begin(_ run: any LabRun) {
    let (recorder, complaint) = host.beginRecord(of: run)
    host.send(.replace(run, recorder), toRun: state.run + 1)
    show(run, complaint)
  }

  private mutating func show(_ run: any LabRun, _ complaint: String?) {
    var beginning = DrivenRun(run, number: state.run + 1)
    show(beginning.takeFrame())
    if let complaint { tell(.notice(complaint)) }
  }
}

// To the lab of a pattern, and back.
extension DashboardLoop {
  /// How long a lab has run when the faults are injected in it, so that it can be seen what they change.
  private static let before = Interval.seconds(10)

  private mutating func visit(_ entry: LabEntry, _ faults: [String]) {
    var run = entry.start(seed, nil, true)
    let actions = faults.compactMap { fault in entry.actions.firstIndex { $0.id == fault } }
    if !actions.isEmpty { _ = run.advance(until: .start + Self.before, limit: .max) }
    for action in actions { run.act(action, isOn: true) }
    let (recorder, complaint) = host.beginRecord(of: run)
    let before = host.exchange(for: run, recorder, number: state.run + 1)
    (left, story) = ((before.run, before.recorder, seed, story), nil)
    show(run, complaint)
  }

  private mutating func comeBack() {
    guard let left else { return }
    (seed, story, self.left) = (left.seed, left.story, nil)
    host.send(.replace(left.run, left.recorder), toRun: state.run)
  }
}

extension DashboardLoop {
  /// Takes in what became of the file of the system that is shown.
  package mutating func take(_ saved: Saved) {
    switch saved {
    case .unchanged: break
    case .complaint(let line): tell(.notice(line))
    case .reloaded(let run, let says):
      story = nil
      begin(run)
      tell(.notice(says))
    }
  }
}

extension Story {
  /// The story as the palette and the command line list it.
  var listed: StoryListing { StoryListing(name: name, title: title, summary: summary) }
}

/// What a dashboard needs from whoever owns the terminal, the run and the clock.
package protocol DashboardHost: AnyObject {
  /// Has a command carried out soon in the run with this number.
  func send(_ command: Driver.Command, toRun run: Int)
  /// Lets another run take the place of the one that is shown, at once, and gives that one back as it is.
  func exchange(
    for run: any LabRun, _ recorder: Driver.Recorder?, number: Int
  ) -> (run: any LabRun, recorder: Driver.Recorder?)
  /// Begins to write a run down; nil where it is not, and then a complaint may say why.
  func beginRecord(of run: any LabRun) -> (recorder: Driver.Recorder?, complaint: String?)
  /// A seed for a run that nobody gave one.
  func freshSeed() -> UInt64
  /// Shows the colours of a theme, by its position; gives a complaint when they cannot be read.
  func show(theme: Int) -> String?
  /// Paints every cell anew.
  func repaint()
}
