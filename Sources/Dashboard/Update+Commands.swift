import Grid
import LabKit

extension DashboardState {
  /// Carries out a command.
  mutating func perform(_ command: Command) -> [Effect] {
    let isMeant = asked == command
    // Who looks for it in the palette is about to say it again.
    if command != .palette { asked = nil }
    if case .restart = command, !isMeant, let loss {
      asked = command
      notice = Span("\(loss) would be gone; the same again begins anew", .warning, .bold)
      return []
    }
    switch command {
    case .turn, .setKnob, .act, .healEverything: return performOnWorld(command)
    case .togglePause, .changeSpeed, .restart: return performOnTime(command)
    case .stepEvent, .stepNote, .go, .bookmark, .beginTwin, .compare, .endTwin, .goToDifference, .goToBreak:
      return performOnHistory(command)
    case .repaint: return [.repaint]
    case .quit: return [.quit]
    case .nextTheme: return themes.isEmpty ? [] : perform(.theme((theme + 1) % themes.count))
    case .theme(let index):
      theme = index
      notice = Span("theme: \(themes[index])", .muted)
      return [.theme(index)]
    case .openLab(let index):
      (overlay, left) = (.none, [])
      return [.openLab(labs[index].id)]
    case .patternLab(let position): return visit(position)
    case .playStory(let index):
      left = []
      return play(stories[index])
    default:
      performOnScreen(command)
      return []
    }
  }

  /// What changes nothing but what is shown and focused.
  private mutating func performOnScreen(_ command: Command) {
    switch command {
    case .chooseKnob(let places): focusedKnob = min(max(0, focusedKnob + places), max(0, entry.knobs.count - 1))
    case .focusKnob(let index): focusedKnob = index
    case .choosePanel(let places):
      let count = max(1, entry.panels.count)
      focus(((focusedPanel + places) % count + count) % count)
    case .focusPanel(let index): focus(index)
    case .zoom: isZoomed = !entry.panels.isEmpty
    case .slowDown:
      slowsDown.toggle()
      notice = Span(slowsDown ? "what takes less than a blink is slow" : "nothing is slowed down", .muted)
    case .back: if overlay != .none { leaveOverlay() } else { isZoomed = false }
    case .help:
      overlay = overlay == .none ? .help(firstLine: 0) : .none
      if guide == nil { beginGuide() }
    case .notes: toggleNotes()
    case .why: openWhy()
    case .map: toggleMap()
    case .laws: overlay = .laws(firstLine: 0)
    case .story: openStory()
    case .ending: openEnding()
    case .palette: overlay = .palette(text: "", selection: 0)
    case .nameBookmark: overlay = .naming(text: "")
    case .menu(let menu): open(menu)
    case .twin: open(twin == nil ? .twin : .keep)
    case .turnTwin: turnTwin()
    case .nextMeter: compareNextMeter()
    case .compareMeter(let meter): compare(meter: meter, isChosen: true)
    default: break
    }
    isDragging = false
  }

  /// What turns, breaks and heals.
  private mutating func performOnWorld(_ command: Command) -> [Effect] {
    switch command {
    case .turn(let steps):
      guard let field = focusedField else { return [] }
      return set(focusedKnob, to: field.stepped(value(ofKnob: focusedKnob), by: steps))
    case .setKnob(let index, let value):
      focusedKnob = index
      return set(index, to: value)
    case .act(let index):
      if !isInjected(index), let refusal = snapshot?.refusal(ofAction: index) {
        notice = Span(refusal, .warning)
        return []
      }
      // Who asks for what only one panel shows wants to see it.
      if let panel = entry.panels.firstIndex(where: { $0.isOnDemand && $0.actions.contains(index) }) {
        focus(panel)
        isZoomed = true
      }
      guard entry.actions[index].declaration.kind == .fault else { return [.act(action: index, isOn: true)] }
      let isOn = !isInjected(index)
      pendingFaults[index] = Pending(isOn)
      return [.act(action: index, isOn: isOn)]
    default:
      let injected = faults
      guard !injected.isEmpty else {
        notice = Span("nothing to heal: no fault is injected", .muted)
        return []
      }
      for index in injected { pendingFaults[index] = Pending(false) }
      return [.healEverything]
    }
  }

  /// Shows a knob's new value at once and asks for it; nothing to ask for when it stands there already.
  mutating func set(_ knob: Int, to value: Double) -> [Effect] {
    let value = entry.knobs[knob].fitted(value)
    guard value != self.value(ofKnob: knob) else { return [] }
    pendingKnobs[knob] = Pending(value)
    return [.turn(knob: knob, to: value)]
  }

  /// What the virtual time does.
  private mutating func performOnTime(_ command: Command) -> [Effect] {
    switch command {
    case .togglePause:
      isPaused.toggle()
      return [isPaused ? .pause : .resume]
    case .changeSpeed(let steps):
      let next = Speed.stepped(speed, by: steps)
      guard next != speed else { return [] }
      (speed, actualSpeed) = (next, next)
      return [.setSpeed(next)]
    case .restart(let sameSeed):
      notice = Span(sameSeed ? "begun again with the same seed" : "begun again with a new seed", .muted)
      return [.restart(sameSeed: sameSeed)]
    default: return []
    }
  }

  /// What a person has made in this run and would miss: branches and bookmarks; nil when there is nothing.
  private var loss: String? {
    let branches = (map?.branches.count ?? 1) - 1, bookmarks = map?.bookmarks.count ?? 0
    let parts = [(branches, "branch", "branches"), (bookmarks, "bookmark", "bookmarks")].filter { $0.0 > 0 }
    return parts.isEmpty ? nil : parts.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }.joined(separator: " and ")
  }
}
