import Grid

/// What goes on until its own end: OSC, DCS, APC, PM, SOS, and pastes.
extension InputParser {
  /// One byte of a string. ST ends them all, BEL an OSC; CAN and SUB abandon them.
  mutating func string(_ byte: UInt8, _ kind: UInt8, _ sawEscape: Bool) {
    let isInside = continuesCharacter(byte)
    state = .string(kind: kind, sawEscape: false)
    switch byte {
    case UInt8(ascii: "\\") where sawEscape, 0x9C where !isInside: finishString(kind)
    case 0x07 where kind == UInt8(ascii: "]"): finishString(kind)
    case 0x1B: state = .string(kind: kind, sawEscape: true)
    case 0x18, 0x1A: reset()
    case _ where sawEscape && Self.introducers.contains(byte):
      // Its end was lost, and an arrow or a paste begins.
      reset()
      introduce(byte, by: [0x1B, byte])
    default: if collected.count < Self.longestSequence { collected.append(byte) }
    }
  }

  /// Whether a byte goes on with a character of UTF-8, so that it is no ST; U+009C is one, though.
  private mutating func continuesCharacter(_ byte: UInt8) -> Bool {
    let length = partial.first.map { $0 < 0xE0 ? 2 : $0 < 0xF0 ? 3 : 4 } ?? 0
    let continues = partial.count < length && byte & 0xC0 == 0x80
    if !continues { partial.removeAll(keepingCapacity: true) }
    if continues || (0xC2...0xF4).contains(byte) { partial.append(byte) }
    return continues && partial != [0xC2, 0x9C]
  }

  mutating func finishString(_ kind: UInt8) {
    if kind == UInt8(ascii: "]"), let color = Self.background(collected) {
      inputs.append(.reply(.background(color)))
    }
    reset()
  }

  /// `11;rgb:hhhh/hhhh/hhhh`, with one to four digits a channel.
  private static func background(_ text: [UInt8]) -> Color? {
    let prefix = Array("11;rgb:".utf8)
    guard text.starts(with: prefix) else { return nil }
    let channels = text.dropFirst(prefix.count).split(separator: UInt8(ascii: "/")).map { digits -> UInt8? in
      guard (1...4).contains(digits.count),
        let value = Int(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      let most = (1 << (4 * digits.count)) - 1
      return (0...most).contains(value) ? UInt8(value * 255 / most) : nil
    }
    guard channels.count == 3, let red = channels[0], let green = channels[1], let blue = channels[2]
    else { return nil }
    return Color(red, green, blue)
  }

  /// How far Escape has come, twice and each alone, which leaves a paste whose end was lost.
  enum PasteEscape { case none, first, alone, second }

  /// One byte of a paste; only the end mark matters, so a paste of any length takes no memory.
  mutating func paste(_ byte: UInt8, _ matched: Int, _ escape: PasteEscape) {
    // The first byte of the mark occurs only there, so a mismatch can restart there alone.
    let next = byte == pasteEnd[matched] ? matched + 1 : byte == pasteEnd[0] ? 1 : 0
    state = .paste(matched: next, byte != 0x1B ? .none : escape == .alone ? .second : .first)
    guard next == pasteEnd.count else { return }
    reset()
    inputs.append(.pasteIgnored)
  }
}
