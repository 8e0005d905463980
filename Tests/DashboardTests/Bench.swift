import Dashboard
import Engine
import Grid
import LabKit
import Labs
import Systems

/// A dashboard with a run behind it, as the whole program would drive it but without a clock and a terminal.
struct Bench {
  var state: DashboardState
  var run: any LabRun
  /// The run that was left for the lab of a pattern, and the number of the one that is shown.
  var kept: (any LabRun)?, number = 0
  /// Everything that was asked for so far.
  var effects: [Effect] = []

  /// Every lab and every system.
  static let labs = Catalogue.all + SystemCatalogue.all
  static let harbour = LabEntry(Harbour.self)

  init(
    _ entry: LabEntry = Bench.harbour, width: Int = 80, height: Int = 24, labs: [LabEntry]? = nil,
    seed: UInt64 = 4711
  ) {
    state = DashboardState(
      entry: entry, labs: labs ?? [entry], themes: ["dark", "light"], width: width, height: height)
    run = entry.start(seed, nil, false)
    show()
  }

  /// A dashboard with a run that has begun, such as one that tells a story.
  init(of run: any LabRun, width: Int = 80, height: Int = 24) {
    self.init(run.entry, width: width, height: height)
    self.run = run
    show()
  }

  /// Hands the newest moment to the dashboard.
  mutating func show(actualSpeed: Double? = nil) {
    let twin = run.twinSnapshot.flatMap { twin in run.twinOrigin.map { Twin(twin, since: $0) } }
    _ = update(
      &state,
      .snapshot(
        run.snapshot, actualSpeed: actualSpeed ?? state.speed, map: run.map, twin: twin, storyline: run.storyline,
        run: number))
  }

  /// Lets virtual time go by.
  mutating func go(seconds: Double) {
    _ = run.advance(until: run.now + .seconds(seconds), limit: .max)
    show()
  }

  /// Hands in a message and carries out what it asks of the run.
  @discardableResult
  mutating func send(_ message: Message) -> [Effect] {
    let asked = update(&state, message)
    effects += asked
    for effect in asked { carryOut(effect) }
    return asked
  }

  private mutating func carryOut(_ effect: Effect) {
    switch effect {
    case .turn(let knob, let value): run.turn(knob, to: value)
    case .act(let action, let isOn): run.act(action, isOn: isOn)
    case .healEverything: run.healEverything()
    case .step(let notes, let isForward):
      if isForward {
        let written = run.noteCount(notes), end = run.now + .seconds(60)
        while run.noteCount(notes) == written, run.step(notAfter: end) {}
      } else if let moment = run.lastMoment(of: notes) {
        run.go(to: moment)
      }
    case .go(let destination): run.go(to: destination)
    case .bookmark(let name): run.bookmark(name)
    case .beginTwin(let difference): run.beginTwin(difference)
    case .compare(let branch): run.beginTwin(onBranch: branch)
    case .endTwin(let keepsTwin):
      if keepsTwin { run.swapWithTwin() }
      run.endTwin()
    case .restart(let sameSeed): run = run.entry.start(sameSeed ? run.seed : run.seed + 1, run.snapshot.knobs, false)
    case .openLab(let id): if let lab = state.labs.first(where: { $0.id == id }) { run = lab.start(1, nil, false) }
    case .visit(let id, let faults):
      kept = run
      run = state.labs.first { $0.id == id }!.start(run.seed, nil, false)
      for fault in faults { run.act(try! run.entry.action(named: fault), isOn: true) }
      number += 1
    case .comeBack:
      run = kept!
      number += 1
    default: return
    }
    show()
  }

  /// Presses keys one after the other, each character one key.
  @discardableResult
  mutating func type(_ keys: String) -> [Effect] { keys.flatMap { send(.key(.character($0))) } }

  /// Presses one key.
  @discardableResult
  mutating func press(_ key: DashboardKey) -> [Effect] { send(.key(key)) }

  var screen: CellGrid { view(state) }
  var text: String { screen.text.joined(separator: "\n") }
}
