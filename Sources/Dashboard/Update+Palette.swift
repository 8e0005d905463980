import Grid
import LabKit

extension DashboardState {
  /// Longer texts than this name nothing.
  static let longestText = 120

  /// The keys while the palette is open: they write, choose, run and close.
  mutating func pressInPalette(_ key: DashboardKey, _ text: String, _ selection: Int) -> [Effect] {
    switch key {
    case .backspace where text.isEmpty: overlay = .none
    case .up, .backTab: choose(selection - 1, text)
    case .down, .tab: choose(selection + 1, text)
    case .pageUp: choose(selection - 10, text)
    case .pageDown: choose(selection + 10, text)
    case .escape: overlay = .none
    case .control("l"): return [.repaint]
    case .control("c"): return [.quit]
    case .enter:
      let found = PaletteSearch(self, text).found
      guard found.indices.contains(selection) else { return [] }
      return run(found[selection], text)
    default:
      if let edited = text.edited(by: key, most: Self.longestText) { overlay = .palette(text: edited, selection: 0) }
    }
    return []
  }

  /// Chooses an entry, the nearest there is.
  mutating func choose(_ selection: Int, _ text: String) {
    let count = PaletteSearch(self, text).found.count
    overlay = .palette(text: text, selection: min(max(0, selection), max(0, count - 1)))
  }

  /// Closes the palette and does what the entry says.
  mutating func run(_ entry: PaletteEntry, _ text: String) -> [Effect] {
    overlay = .none
    return perform(entry.command)
  }
}
