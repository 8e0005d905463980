/// What lies over the panels.
public enum Overlay: Hashable, Sendable {
  /// Nothing.
  case none
  /// All keys and what the lab is about, from a line on; with a text to search for, what contains it.
  case help(firstLine: Int, search: String? = nil)
  /// Every law with its verdict, from a line on.
  case laws(firstLine: Int)
  /// Everything that is expected in the story, from a line on.
  case story(firstLine: Int)
  /// What a story came to, and which of what it proposes is chosen.
  case ending(selection: Int)
  /// The palette: what was typed, and which of the entries found is chosen.
  case palette(text: String, selection: Int)
  /// The notes, or what one of them was caused by.
  case notes(NotesPlace)
  /// A list to choose from: which line is chosen and, where it is about a knob, the value it would get.
  case menu(Menu, selection: Int, value: Double?)
  /// The whole flow, and which component is chosen.
  case map(selected: Int)
  /// The name of a bookmark, as far as it was typed.
  case naming(text: String)

  /// Whether promises and laws are shown.
  var isOfLaws: Bool { if case .laws = self { true } else { false } }

  /// The same overlay scrolled to another line.
  func scrolled(to line: Int) -> Overlay {
    switch self {
    case .help(_, let search): .help(firstLine: line, search: search)
    case .laws: .laws(firstLine: line)
    case .story: .story(firstLine: line)
    case .notes(let place) where place.chainLine != nil: .notes(place.scrolled(to: line))
    case .none, .palette, .notes, .menu, .map, .naming, .ending: self
    }
  }
}

/// A list to choose from.
public enum Menu: Hashable, Sendable {
  /// What was done so far, as a tree, and its bookmarks.
  case branches
  /// What a second run could differ in.
  case twin
  /// Which of two runs stays.
  case keep
}
