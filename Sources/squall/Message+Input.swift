import Dashboard
import Terminal

extension Message {
  /// What the terminal sent, as far as the dashboard knows it.
  init?(_ input: Terminal.Input) {
    switch input {
    case .key(let key, let modifiers):
      // Alt is nobody's: a terminal may use it for its own menus.
      guard !modifiers.contains(.alt), let key = DashboardKey(key) else { return nil }
      self = .key(key)
    case .mouse(let mouse):
      guard let action = Message.Mouse(mouse.action) else { return nil }
      self = .mouse(action, column: mouse.column, row: mouse.row)
    case .pasteIgnored: self = .notice("A paste is ignored: nothing pasted can press keys.")
    case .reply(.cursor): self = .glyphs(.ascii)
    case .reply: return nil
    }
  }
}

extension Message.Mouse {
  fileprivate init?(_ action: Terminal.Mouse.Action) {
    switch action {
    case .press(0): self = .press
    case .drag(0): self = .drag
    case .release: self = .release
    case .scrollUp: self = .wheelUp
    case .scrollDown: self = .wheelDown
    case .press, .drag: return nil
    }
  }
}

extension DashboardKey {
  fileprivate init?(_ key: Key) {
    switch key {
    case .character(let character): self = .character(character)
    case .up: self = .up
    case .down: self = .down
    case .left: self = .left
    case .right: self = .right
    case .home: self = .home
    case .end: self = .end
    case .pageUp: self = .pageUp
    case .pageDown: self = .pageDown
    case .tab: self = .tab
    case .backTab: self = .backTab
    case .enter: self = .enter
    case .escape: self = .escape
    case .backspace: self = .backspace
    case .control(let character): self = .control(character)
    case .insert, .delete, .function: return nil
    }
  }
}

extension Terminal.Input {
  /// Whether it is a key that ends the dashboard where no text is being typed.
  var mayEnd: Bool {
    guard case .key(let key, _) = self, let key = DashboardKey(key) else { return false }
    return KeyMap.command(for: key) == .quit
  }

  /// Whether the mouse moved with its left button down.
  var isDrag: Bool {
    if case .mouse(let mouse) = self { mouse.action == .drag(0) } else { false }
  }
}
