/// The mouse, in the two encodings that terminals send after modes 1000, 1002 and 1006.
extension InputParser {
  /// One of the three bytes after `CSI M`: buttons, column and row, each plus 32.
  mutating func mouseX10(_ byte: UInt8) {
    guard byte >= 32 else { return again(byte) }
    collected.append(byte)
    guard collected.count == 3 else { return }
    let numbers = collected.map { Int($0) - 32 }
    reset()
    let isRelease = numbers[0] & 3 == 3 && numbers[0] & 64 == 0
    mouse([isRelease ? numbers[0] & ~3 : numbers[0], numbers[1], numbers[2]], isRelease: isRelease)
  }

  /// Buttons, column and row, counted from 1.
  mutating func mouse(_ numbers: [Int], isRelease: Bool) {
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return }
    let buttons = numbers[0]
    let button = buttons & 3
    let action: Mouse.Action
    switch (buttons & 64 != 0, buttons & 32 != 0) {
    case (true, _):
      guard !isRelease, button < 2 else { return }
      action = button == 0 ? .scrollUp : .scrollDown
    case (false, _) where isRelease: action = .release(button)
    case (false, true):
      // Button 3 is a move with nothing pressed, which is not asked for.
      guard button < 3 else { return }
      action = .drag(button)
    case (false, false):
      guard button < 3, buttons < 128 else { return }
      action = .press(button)
    }
    // The bits are 4 shift, 8 Alt, 16 control: the same order as in `Modifiers`.
    let modifiers = Modifiers(rawValue: UInt8((buttons >> 2) & 7))
    inputs.append(.mouse(Mouse(action, column: numbers[1] - 1, row: numbers[2] - 1, modifiers: modifiers)))
  }
}
