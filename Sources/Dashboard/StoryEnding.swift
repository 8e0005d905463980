import Diagnostics
import Engine
import Grid
import LabKit

extension DashboardState {
  /// Opens the card at the end of a story, unless something is being typed or chosen.
  mutating func openEnding() {
    guard storyline?.ending != nil else {
      notice = Span("no story has come to its end here", .muted)
      return
    }
    switch overlay {
    case .palette, .naming, .menu: break
    default: overlay = .ending(selection: 0)
    }
  }

  private var proposals: [Storyline.Proposal] { storyline?.ending?.proposals ?? [] }

  /// Chooses what to try, the nearest there is.
  mutating func choose(_ proposal: Int) {
    overlay = .ending(selection: min(max(0, proposal), max(0, proposals.count - 1)))
  }

  /// The keys over the card; nil leaves a key to what lies below, and the card is gone then.
  mutating func pressInEnding(_ key: DashboardKey, _ selection: Int) -> [Effect]? {
    switch key {
    case .up, .backTab: choose(selection - 1)
    case .down, .tab: choose(selection + 1)
    case .escape: overlay = .none
    case .enter:
      overlay = .none
      return proposals.indices.contains(selection) ? attempt(proposals[selection].change) : []
    default:
      overlay = .none
      return nil
    }
    return []
  }

  /// Does what the story proposes, and lets time go on.
  private mutating func attempt(_ change: RunDifference) -> [Effect] {
    isPaused = false
    switch change {
    case .knob(let knob, let value):
      focusedKnob = knob
      return set(knob, to: value) + [.resume]
    case .action(let action, let isOn):
      if entry.actions[action].declaration.kind == .fault { pendingFaults[action] = Pending(isOn) }
      return [.act(action: action, isOn: isOn), .resume]
    }
  }
}

extension DashboardView {
  /// Draws what a story came to: in one sentence, in numbers, why, and what to try now.
  func drawEnding(_ selection: Int, on canvas: inout Canvas) {
    guard let story = state.storyline, let ending = story.ending else { return }
    let frame = Frame(story.title, status: Span("the story is over", .muted), isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    var page = endingPage(story, ending, selection, isSpaced: true)
    if page.rows(forWidth: plan.page.width) > plan.page.height {
      page = endingPage(story, ending, selection, isSpaced: false)
    }
    canvas.inside(plan.page) { page.draw(on: &$0, firstLine: 0) }
  }

  private func endingPage(
    _ story: Storyline, _ ending: Storyline.Ending, _ selection: Int, isSpaced: Bool
  ) -> Page {
    var page = Page()
    func space() { if isSpaced { page.text([" "]) } }
    let failed = story.ticks.filter { $0.judgement?.isHeld == false }.map(\.says)
    page.text(
      failed.isEmpty
        ? [Span(ending.outcome, .title, .bold)]
        : [Span("This run came out differently: ", .warning, .bold), Span("✗ " + failed.joined(separator: ", ✗ "))])
    space()
    for line in endingNumbers { page.item(line.lead, width: line.width, line.body) }
    space()
    for (depth, cause) in endingCauses.enumerated() {
      page.item(Span(depth == 0 ? "because" : "      ◄", .muted), width: 9, [Span(cause, depth == 0 ? .text : .muted)])
    }
    space()
    for (place, proposal) in ending.proposals.enumerated() {
      let isChosen = place == selection
      page.item(
        [Span(place == 0 ? "try now " : "        ", .muted), Span(isChosen ? "►" : " ", .focus, .bold)], width: 10,
        [
          Span(proposal.text, isChosen ? .focus : .text, isChosen ? .bold : []),
          Span(isChosen ? "  Enter" : "", .muted),
        ])
    }
    return page
  }

  /// The meter of the story in each run, as the run says it.
  private var endingNumbers: [(lead: [Span], width: Int, body: [Span])] {
    guard let snapshot = state.snapshot, let twin = state.twin, let readings = state.twinReadings,
      let meter = state.comparedMeter
    else { return [] }
    let line = readings.lines[meter], captions = TwinCaption(state)
    let numbers = [(line.left, snapshot), (line.right, twin.snapshot)].map { readings.number(line, $0.0, $0.1) }
    let width = max(captions.left.columns, captions.right.columns) + 6
    return [("A", captions.left, 0), ("B", captions.right, 1)].map { letter, caption, place in
      (
        [Span(" \(letter) ", .title, [.bold, .reversed]), Span(" " + caption)], width,
        readings.headline(line, numbers[place], against: numbers[1 - place], .bold)
      )
    }
  }

  /// What led to it in the first run, latest first: the newest headline about what is shown, back to what was done. Where
  /// nothing was done it was set up so.
  private var endingCauses: [String] {
    guard let snapshot = state.snapshot else { return [] }
    let panel = state.comparedMeter.flatMap { state.entry.panel(showing: $0)?.panel } ?? state.focusedPanel
    let topics = state.entry.panels.indices.contains(panel) ? state.entry.panels[panel].topics : []
    let chains = snapshot.headlines(preferring: topics).lazy.map { snapshot.chain(from: $0.id) }
    guard let chain = chains.first(where: { $0.last?.isInput == true }) ?? chains.first else { return [] }
    let setUp = chain.last?.isInput == true ? [] : [TwinCaption(state).left]
    let causes = chain.map(\.text.printable) + setUp
    guard causes.count > 4 else { return causes }
    return Array(causes.prefix(2)) + ["… \((causes.count - 3).of("step")) …", causes[causes.count - 1]]
  }
}
