import Grid
import LabKit

extension DashboardState {
  /// Opens the whole flow at the component of the focused panel, or closes it.
  mutating func toggleMap() {
    if case .map = overlay { return overlay = .none }
    guard !entry.map.isEmpty else { return notice = Span("this lab has no map", .muted) }
    overlay = .map(selected: entry.map.firstIndex { $0.panel == focusedPanel } ?? 0)
  }

  /// The keys while the map is open: they choose a component and go to its panel; the lab's own go on working.
  mutating func pressInMap(_ key: DashboardKey, _ selected: Int) -> [Effect] {
    switch key {
    case .left, .character("h"): choose(from: selected) { (-$0, abs($1)) }
    case .right, .character("l"): choose(from: selected) { ($0, abs($1)) }
    case .up, .character("k"): choose(from: selected) { (-$1, abs($0)) }
    case .down, .character("j"): choose(from: selected) { ($1, abs($0)) }
    case .tab: overlay = .map(selected: (selected + 1) % entry.map.count)
    case .backTab: overlay = .map(selected: (selected + entry.map.count - 1) % entry.map.count)
    case .enter:
      overlay = .none
      return perform(.focusPanel(entry.map[selected].panel))
    case .escape, .character("v"): overlay = .none
    default: return pressBesideMap(key)
    }
    return []
  }

  /// A click on a component chooses it; on the chosen one it is as good as Enter.
  mutating func pressOnMap(_ selected: Int, column: Int, row: Int, _ area: Rectangle) {
    let column = column - area.column, row = row - area.row
    let map = snapshot?.map(selected: selected)
    let found = map?.node(atColumn: column, row: row, width: area.width, height: area.height)
    guard let found else { return }
    if found == selected { _ = pressInMap(.enter, selected) } else { overlay = .map(selected: found) }
  }

  private mutating func pressBesideMap(_ key: DashboardKey) -> [Effect] {
    switch KeyMap.command(for: key) {
    case .togglePause, .changeSpeed, .healEverything, .go, .stepNote, .why: return perform(KeyMap.command(for: key)!)
    case nil: return action(for: key).map { perform(.act($0)) } ?? []
    default: return pressOverPanels(key)
    }
  }

  /// Chooses the nearest component in a direction: `distance` gives how far ahead it is, which is above 0, and how far
  /// aside.
  private mutating func choose(from selected: Int, by distance: (Int, Int) -> (ahead: Int, aside: Int)) {
    let area = ScreenPlan(self).page
    guard let map = snapshot?.map(selected: selected) else { return }
    let places = map.rectangles(width: area.width, height: area.height)
    guard let here = places[selected] else { return }
    let found = places.indices.compactMap { index -> (index: Int, cost: Int)? in
      guard index != selected, let place = places[index] else { return nil }
      // A row counts as much as three columns: cells are tall.
      let way = distance(
        place.column + place.width / 2 - here.column - here.width / 2,
        3 * (place.row + place.height / 2 - here.row - here.height / 2))
      return way.ahead > 0 ? (index, way.ahead + 2 * way.aside) : nil
    }
    if let nearest = found.min(by: { $0.cost < $1.cost }) { overlay = .map(selected: nearest.index) }
  }
}

extension DashboardView {
  /// Draws the whole flow.
  func drawMap(_ selected: Int, on canvas: inout Canvas) {
    let name = state.entry.map[selected].name, panel = state.entry.panels[state.entry.map[selected].panel].title
    let frame = Frame("The whole flow", status: Span("\(name): Enter opens \(panel)", .muted), isFocused: true)
    canvas.inside(plan.overlay) { frame.draw(on: &$0) }
    canvas.inside(plan.page) { [state] canvas in state.snapshot?.map(selected: selected)?.draw(on: &canvas) }
  }
}
