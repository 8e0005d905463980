import Diagnostics
import Grid
import LabKit

extension DashboardState {
  /// What a key does: the overlay has the first say, then every lab's keys, then this lab's.
  mutating func press(_ key: DashboardKey) -> [Effect] {
    notice = nil
    followGuide(key)
    defer { advanceGuide() }
    switch overlay {
    case .palette(let text, let selection): return pressInPalette(key, text, selection)
    case .help, .laws, .story: return pressInPages(key)
    case .notes(let place): return pressInNotes(key, place)
    case .menu(let menu, let selection, let value): return pressInMenu(key, menu, selection, value)
    case .map(let selected): return pressInMap(key, selected)
    case .naming(let text): return pressInNaming(key, text)
    case .ending(let selection): if let effects = pressInEnding(key, selection) { return effects }
    case .none: break
    }
    if let command = KeyMap.command(for: key) { return perform(command) }
    if let action = action(for: key) { return perform(.act(action)) }
    notice = Span("no key \(key.name.printable) here; ? shows all", .muted)
    return []
  }

  /// The position of the action that a key of this lab does; nil when it does none.
  func action(for key: DashboardKey) -> Int? { entry.actions.firstIndex { key == .character($0.declaration.key) } }

  /// The keys of a page to read: it scrolls, and closes.
  mutating func pressInPages(_ key: DashboardKey) -> [Effect] {
    let page = max(1, height - 6)
    if case .help(_, let search?) = overlay, pressInSearch(key, search) { return [] }
    switch key {
    case .character("/"):
      guard case .help = overlay else { return pressOverPanels(key) }
      overlay = .help(firstLine: 0, search: "")
    case .down, .character("j"): scroll(by: 1)
    case .up, .character("k"): scroll(by: -1)
    case .pageDown, .character(" "): scroll(by: page)
    case .pageUp: scroll(by: -page)
    case .home: scroll(by: -100_000)
    case .end: scroll(by: 100_000)
    case .enter where overlay.isOfLaws && promises.contains { $0.breaks > 0 }:
      overlay = .none
      return perform(.goToBreak)
    case .escape, .enter, .character("q"): overlay = .none
    default: return pressOverPanels(key)
    }
    return []
  }

  /// The keys that write what the help is searched for; whether this was one of them.
  private mutating func pressInSearch(_ key: DashboardKey, _ search: String) -> Bool {
    switch key {
    case .backspace where search.isEmpty, .escape: overlay = .help(firstLine: 0)
    default:
      guard let edited = search.edited(by: key, most: Self.longestText) else { return false }
      overlay = .help(firstLine: 0, search: edited)
    }
    return true
  }

  /// The keys that mean the same over the panels as beside them.
  mutating func pressOverPanels(_ key: DashboardKey) -> [Effect] {
    switch KeyMap.command(for: key) {
    case .help, .palette, .notes, .nextTheme, .repaint, .quit: return perform(KeyMap.command(for: key)!)
    default: notice = Span("Esc goes back to the panels", .muted)
    }
    return []
  }

  /// Scrolls the page that lies over the panels, as far as there is more to read.
  mutating func scroll(by lines: Int) {
    let plan = ScreenPlan(self)
    let page = DashboardView(state: self, plan: plan).page
    let last = max(0, page.rows(forWidth: plan.page.width) - plan.page.height)
    switch overlay {
    case .help(let first, _), .laws(let first), .story(let first):
      overlay = overlay.scrolled(to: min(max(0, min(first, last) + lines), last))
    case .notes(let place): overlay = overlay.scrolled(to: min(max(0, min(place.chainLine ?? 0, last) + lines), last))
    case .none, .palette, .menu, .map, .naming, .ending: break
    }
  }
}
