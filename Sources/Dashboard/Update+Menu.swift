import Diagnostics
import Grid
import LabKit

extension DashboardState {
  /// Opens a list at its first line, the branches where the run is.
  mutating func open(_ menu: Menu) {
    overlay = .menu(menu, selection: 0, value: nil)
    let lines = MenuLine.all(menu, self)
    choose(lines.firstIndex(where: \.isHere) ?? 0, in: menu)
  }

  /// Chooses a line, the nearest there is.
  mutating func choose(_ selection: Int, in menu: Menu) {
    let lines = MenuLine.all(menu, self)
    let selection = min(max(0, selection), max(0, lines.count - 1))
    let knob = lines.indices.contains(selection) ? lines[selection].knob : nil
    overlay = .menu(menu, selection: selection, value: knob.map { entry.knobs[$0].stepped(value(ofKnob: $0), by: 1) })
  }

  /// The keys while a list is open.
  mutating func pressInMenu(_ key: DashboardKey, _ menu: Menu, _ selection: Int, _ value: Double?) -> [Effect] {
    switch key {
    case .up, .character("k"), .backTab: choose(selection - 1, in: menu)
    case .down, .character("j"), .tab: choose(selection + 1, in: menu)
    case .pageUp: choose(selection - 10, in: menu)
    case .pageDown: choose(selection + 10, in: menu)
    case .home: choose(0, in: menu)
    case .end: choose(.max, in: menu)
    case .left, .character("h"): turn(menu, selection, value, by: -1)
    case .right, .character("l"): turn(menu, selection, value, by: 1)
    case .character("H"): turn(menu, selection, value, by: -10)
    case .character("L"): turn(menu, selection, value, by: 10)
    case .enter: return take(menu, selection, value)
    case .character("t") where menu == .branches: return compare(selection)
    case .character("t") where menu == .twin, .character("s") where menu == .branches,
      .escape, .character("q"):
      overlay = .none
    default: return pressOverPanels(key)
    }
    return []
  }

  private mutating func turn(_ menu: Menu, _ selection: Int, _ value: Double?, by steps: Int) {
    let lines = MenuLine.all(menu, self)
    guard let value, lines.indices.contains(selection), let knob = lines[selection].knob else { return }
    overlay = .menu(menu, selection: selection, value: entry.knobs[knob].stepped(value, by: steps))
  }

  private mutating func take(_ menu: Menu, _ selection: Int, _ value: Double?) -> [Effect] {
    let lines = MenuLine.all(menu, self)
    guard lines.indices.contains(selection) else { return [] }
    let line = lines[selection]
    overlay = .none
    if let knob = line.knob, let value { return perform(.beginTwin(.knob(knob, value))) }
    return line.command.map { perform($0) } ?? []
  }

  /// Lets the run on the chosen branch go beside this one.
  private mutating func compare(_ selection: Int) -> [Effect] {
    let lines = MenuLine.all(.branches, self)
    guard lines.indices.contains(selection), let branch = lines[selection].branch else { return [] }
    guard branch != map?.branch else {
      notice = Span("that is the branch that is shown already", .muted)
      return []
    }
    overlay = .none
    return perform(.compare(withBranch: branch))
  }

  /// A click on a line chooses it; on the chosen one it is as good as Enter.
  mutating func press(on menu: Menu, _ selection: Int, _ value: Double?, row: Int, _ plan: ScreenPlan)
    -> [Effect]
  {
    let clicked = PaletteSearch.firstShown(selection: selection, rows: plan.page.height) + row - plan.page.row
    guard MenuLine.all(menu, self).indices.contains(clicked) else { return [] }
    if clicked == selection { return take(menu, selection, value) }
    choose(clicked, in: menu)
    return []
  }

  /// The keys while a bookmark gets its name.
  mutating func pressInNaming(_ key: DashboardKey, _ text: String) -> [Effect] {
    switch key {
    case .backspace where text.isEmpty: overlay = .none
    case .escape: overlay = .none
    case .control("l"): return [.repaint]
    case .control("c"): return [.quit]
    case .enter:
      overlay = .none
      let asked = text.split(separator: " ").joined(separator: " ").printable
      return perform(.bookmark(asked.isEmpty ? snapshot.map { Clock.text($0.now) } ?? "start" : asked))
    default: if let edited = text.edited(by: key, most: 40) { overlay = .naming(text: edited) }
    }
    return []
  }
}
