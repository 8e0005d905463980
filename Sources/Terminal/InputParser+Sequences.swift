import Grid

/// Sequences, after ECMA-48 and xterm's ctlseqs.
extension InputParser {
  /// One byte after `ESC [`.
  mutating func sequence(_ byte: UInt8) {
    switch byte {
    case 0x20...0x3F: if collected.count < Self.longestSequence { collected.append(byte) }
    case UInt8(ascii: "[") where collected.isEmpty: state = .consoleFunction
    case UInt8(ascii: "M") where collected.isEmpty: state = .x10
    case 0x40...0x7E: finish(byte)
    case 0x1B:
      reset()
      state = .escape(count: 1)
    case 0x18, 0x1A: reset()
    default: again(byte)
    }
  }

  private mutating func finish(_ final: UInt8) {
    let isComplete = collected.count < Self.longestSequence
    let text = collected
    let meta = isMeta
    reset()
    guard isComplete else { return }
    switch (text.first ?? UInt8(ascii: "0"), final) {
    case (UInt8(ascii: "<"), UInt8(ascii: "M")), (UInt8(ascii: "<"), UInt8(ascii: "m")):
      mouse(Self.numbers(text.dropFirst()), isRelease: final == UInt8(ascii: "m"))
    case (UInt8(ascii: "?"), UInt8(ascii: "y")) where text.last == UInt8(ascii: "$"):
      let numbers = Self.numbers(text.dropFirst().dropLast())
      if numbers.count == 2 { inputs.append(.reply(.mode(numbers[0], setting: numbers[1]))) }
    case (UInt8(ascii: "?"), UInt8(ascii: "c")):
      inputs.append(.reply(.deviceAttributes(Self.numbers(text.dropFirst()))))
    case (UInt8(ascii: "2")...UInt8(ascii: "9"), UInt8(ascii: "R")):
      // Only the row that was asked about: one that nobody asked for is nothing to act upon.
      let numbers = Self.numbers(text[...])
      if numbers.count == 2, numbers[0] == Modes.narrow.row {
        inputs.append(.reply(.cursor(row: numbers[0], column: numbers[1])))
      }
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), _), (UInt8(ascii: ";"), _):
      key(Self.numbers(text[...]), final, isMeta: meta)
    default: break
    }
  }

  /// A key that is sent as a sequence; with a second parameter it carries modifiers.
  private mutating func key(_ numbers: [Int], _ final: UInt8, isMeta: Bool) {
    var modifiers = Modifiers(rawValue: UInt8(clamping: max(0, (numbers.count > 1 ? numbers[1] : 1) - 1) & 7))
    if isMeta { modifiers.insert(.alt) }
    let first = numbers.first ?? 0
    switch final {
    case UInt8(ascii: "~"):
      if first == 200 {
        pasteEnd = introducer + "201~".utf8
        return state = .paste(matched: 0, .none)
      }
      guard let key = Self.numbered[first] else { return }
      inputs.append(.key(key, modifiers))
    case UInt8(ascii: "u"): unicodeKey(first, modifiers)
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      // rxvt: small letters are shifted arrows.
      guard let key = Self.lettered[final - 32] else { return }
      inputs.append(.key(key, modifiers.union(.shift)))
    default:
      guard let key = Self.lettered[final] else { return }
      inputs.append(.key(key, modifiers))
    }
  }

  /// `CSI code ; modifiers u`, which some terminals send for keys that have no bytes of their own.
  private mutating func unicodeKey(_ code: Int, _ modifiers: Modifiers) {
    switch code {
    case 9: inputs.append(.key(modifiers.contains(.shift) ? .backTab : .tab, modifiers.subtracting(.shift)))
    case 13: inputs.append(.key(.enter, modifiers))
    case 27: inputs.append(.key(.escape, modifiers))
    case 127: inputs.append(.key(.backspace, modifiers))
    case 0x20...0x7E, 0xA0...0x10FFFF:
      guard let scalar = Unicode.Scalar(UInt32(code)) else { return }
      if modifiers.contains(.control) {
        inputs.append(.key(.control(Character(scalar)), modifiers.subtracting(.control)))
      } else {
        inputs.append(.key(.character(Character(scalar)), modifiers.subtracting(.shift)))
      }
    default: break
    }
  }

  /// One byte after `ESC O`.
  mutating func singleShift(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ";"):
      if collected.count < Self.longestSequence { collected.append(byte) }
    case UInt8(ascii: "M"):
      reset()
      inputs.append(.key(.enter))
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      // rxvt: small letters are arrows with control.
      reset()
      if let key = Self.lettered[byte - 32] { inputs.append(.key(key, .control)) }
    case 0x40...0x7E:
      let modifier = Self.numbers(collected[...]).last ?? 1
      var modifiers = Modifiers(rawValue: UInt8(clamping: max(0, modifier - 1) & 7))
      if isMeta { modifiers.insert(.alt) }
      reset()
      // F3 is missing in the table, since `CSI row ; column R` is a cursor report.
      let key = byte == UInt8(ascii: "R") ? .function(3) : Self.lettered[byte]
      if let key { inputs.append(.key(key, modifiers)) }
    case 0x1B:
      reset()
      state = .escape(count: 1)
    default: again(byte)
    }
  }

  /// The decimal parameters between semicolons; a missing one is 0, sub-parameters are left out.
  static func numbers(_ text: ArraySlice<UInt8>) -> [Int] {
    text.split(separator: UInt8(ascii: ";"), maxSplits: 31, omittingEmptySubsequences: false).map { part in
      var number = 0
      for byte in part {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
        number = min(number * 10 + Int(byte - UInt8(ascii: "0")), 9_999_999)
      }
      return number
    }
  }

  private static let lettered: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "Z"): .backTab,
    UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2), UInt8(ascii: "S"): .function(4),
  ]

  private static let numbered: [Int: Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
