/// A key press, as the dashboard knows it; what a terminal sends is mapped to this by whoever owns the
/// terminal.
public enum DashboardKey: Hashable, Sendable {
  /// A printable character; shift is part of it.
  case character(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case tab, backTab, enter, escape, backspace
  /// Control with a small letter.
  case control(Character)

  /// The key as help prints it: `h`, `Space`, `←`, `Shift-Tab`, `Ctrl-L`.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .enter: "Enter"
    case .escape: "Esc"
    case .backspace: "Backspace"
    case .control(let character): "Ctrl-" + String(character).uppercased()
    }
  }
}
