import Grid
import LabKit

/// The keys of the focused panel, and the most important of those that every lab has.
struct FooterHints {
  /// The hints as they are drawn.
  let hints: KeyHints
  private let commands: [Command]

  /// The hints for what is focused now.
  init(_ state: DashboardState) {
    var hints: [KeyHint] = [], commands: [Command] = []
    for index in Self.actions(state) {
      let action = state.entry.actions[index].declaration
      hints.append(
        KeyHint(String(action.key), action.title, isActive: state.isInjected(index), priority: 20 - hints.count))
      commands.append(.act(index))
    }
    let hasFaults = !state.faults.isEmpty
    for binding in KeyMap.bindings {
      guard let footer = binding.footer else { continue }
      let isHealing = binding.command == .healEverything
      if isHealing && !hasFaults { continue }
      let label = binding.command == .togglePause && state.isPaused ? "go on" : binding.label
      // Help leads to everything else, and healing is looked for in a hurry.
      let priority = binding.command == .help ? 40 : isHealing ? 30 : footer
      hints.append(KeyHint(binding.keys[0].name, label, priority: priority))
      commands.append(binding.command)
    }
    self.hints = KeyHints(hints)
    self.commands = commands
  }

  /// The actions of the focused panel, and after them the faults that are injected elsewhere.
  private static func actions(_ state: DashboardState) -> [Int] {
    let own = state.focusedPanelField?.actions ?? []
    return own + state.faults.filter { !own.contains($0) }
  }

  /// What a click on a cell of the screen does.
  func command(atColumn column: Int, row: Int, in area: Rectangle) -> Command? {
    hints.placements(width: area.width, height: area.height).first {
      $0.place.contains(column: column - area.column, row: row - area.row)
    }.map { commands[$0.index] }
  }
}
