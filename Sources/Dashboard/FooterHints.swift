import Grid
import LabKit

/// The keys of the focused panel, and the most important of those that every lab has.
struct FooterHints {
  /// The hints as they are drawn.
  let hints: KeyHints
  private let commands: [Command?]
  /// A hint that only says what a key does has no command to click on.
  private typealias Row = (hint: KeyHint, command: Command?)

  /// The hints for what is focused now.
  init(_ state: DashboardState) {
    var rows: [Row] = []
    switch state.overlay {
    case .none: rows = Self.lab(state) + Self.everyLab(state)
    case .help(_, let search?):
      rows = [(KeyHint("↑↓", "scroll"), nil), (KeyHint("Esc", search.isEmpty ? "all of it" : "clear"), .back)]
    case .help, .laws, .story:
      rows = [
        (KeyHint("↑↓", "scroll"), nil), (KeyHint("Esc", "close"), .back),
        (KeyHint("T", "theme"), .nextTheme),
      ]
    case .notes(let place): rows = Self.notes(place, isPaused: state.isPaused)
    case .menu(let menu, _, let value): rows = Self.menu(menu, turns: value != nil)
    case .map:
      rows = [
        (KeyHint("↑↓←→", "choose"), nil), (KeyHint("Enter", "open its panel"), nil), (KeyHint("y", "why"), .why),
        (KeyHint("Esc", "close"), .back),
      ]
    case .ending:
      rows = [
        (KeyHint("Enter", "try it"), nil), (KeyHint("↑↓", "choose"), nil), (KeyHint("Esc", "close"), .back),
        (KeyHint("Space", "go on"), .togglePause),
      ]
    case .naming: rows = [(KeyHint("Enter", "set the bookmark"), nil), (KeyHint("Esc", "close"), .back)]
    case .palette:
      rows = [
        (KeyHint("↑↓", "choose"), nil), (KeyHint("Enter", "run"), nil),
        (KeyHint("Esc", "close"), .back),
      ]
    }
    hints = KeyHints(rows.map(\.hint))
    commands = rows.map(\.command)
  }

  private static func notes(_ place: NotesPlace, isPaused: Bool) -> [Row] {
    let time = (KeyHint("Space", isPaused ? "go on" : "pause"), Command?.some(.togglePause))
    guard place.chainLine == nil else {
      return [
        (KeyHint("↑↓", "scroll"), nil), (KeyHint("Esc", place.isFromPanels ? "close" : "back to the notes"), .back),
        time,
      ]
    }
    return [
      (KeyHint("↑↓", "choose"), nil), (KeyHint("Enter", "why"), nil), (KeyHint("g", "go there"), nil),
      (KeyHint("Tab", place.level == .detail ? "fewer notes" : "more notes"), nil),
      (KeyHint("Esc", "close"), .back), time,
    ]
  }

  private static func menu(_ menu: Menu, turns: Bool) -> [Row] {
    var rows: [Row] = [(KeyHint("↑↓", "choose"), nil)]
    if turns { rows.append((KeyHint("←→", "value"), nil)) }
    switch menu {
    case .branches: rows += [(KeyHint("Enter", "go there"), nil), (KeyHint("t", "make twin"), nil)]
    case .twin: rows.append((KeyHint("Enter", "begin the twin"), nil))
    case .keep: rows.append((KeyHint("Enter", "do it"), nil))
    }
    return rows + [(KeyHint("Esc", "close"), .back)]
  }

  private static func lab(_ state: DashboardState) -> [Row] {
    actions(state).enumerated().map { position, index in
      let action = state.entry.actions[index].declaration
      let hint = KeyHint(
        String(action.key), action.title, isActive: state.isInjected(index),
        // What is broken is what somebody wants to heal.
        priority: state.isInjected(index) ? 150 : 100 - 2 * position)
      return (hint, .act(index))
    }
  }

  private static func everyLab(_ state: DashboardState) -> [Row] {
    KeyMap.bindings.compactMap { binding in
      var label = binding.label, priority = binding.footer
      switch binding.command {
      // Healing is looked for in a hurry.
      case .healEverything where state.faults.isEmpty: return nil
      case .healEverything: priority = 99
      case .back where !state.isZoomed: return nil
      case .zoom where state.isZoomed: return nil
      // Who has broken something wants to know what that led to.
      case .why where !state.faults.isEmpty: priority = 140
      case .goToBreak: guard state.promises.contains(where: { $0.verdict == .broken }) else { return nil }
      case .goToDifference, .turnTwin, .nextMeter: guard state.twin != nil else { return nil }
      case .twin where state.twin != nil: (label, priority) = ("end twin", 96)
      case .go(.tip):
        guard state.map?.isInPast == true else { return nil }
        priority = 99
      case .patternLab:
        guard state.left.isEmpty else {
          (label, priority) = ("back to \(state.left[0].entry.id)", 98)
          break
        }
        guard !state.visits.isEmpty else { return nil }
        // Who has broken something may want to see it alone.
        if state.visits.contains(where: { !$0.faults.isEmpty }) { priority = 97 }
      case .back: priority = 150
      case .togglePause where state.isPaused: label = "go on"
      default: break
      }
      return (KeyHint(binding.keys[0].name, label, priority: priority), binding.command)
    }
  }

  /// What the focused panel has, its faults first; then the faults that are injected elsewhere, and all others.
  private static func actions(_ state: DashboardState) -> [Int] {
    let own = state.focusedPanelField?.actions ?? []
    let faults = state.entry.actions.indices.filter { state.entry.actions[$0].declaration.kind == .fault }
    let first = own.filter { faults.contains($0) } + own.filter { !faults.contains($0) }
    let injected = faults.filter { !own.contains($0) && state.isInjected($0) }
    let others = faults.filter { !own.contains($0) && !injected.contains($0) }
    return (first + injected + others).filter { state.isInjected($0) || state.snapshot?.refusal(ofAction: $0) == nil }
  }

  /// What a click on a cell of the screen does.
  func command(atColumn column: Int, row: Int, in area: Rectangle) -> Command? {
    hints.placements(width: area.width, height: area.height).first {
      $0.place.contains(column: column - area.column, row: row - area.row)
    }.flatMap { commands[$0.index] }
  }
}
