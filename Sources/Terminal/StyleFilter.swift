import Grid

/// Rewrites the style sequences of a frame: each change as one short sequence, and with 24-bit colours.
///
/// ncurses 6.4 repeats foreground and background at every change of a colour pair, 22 bytes where 11 do, and
/// knows colours by index only. Other terminals than those that speak SGR are left alone.
package struct StyleFilter {
  /// What a style sequence sets; -1 is the terminal's own colour.
  private struct Pen: Equatable {
    var foreground = -1
    var background = -1
    var isBold = false
    var isUnderlined = false
    var isReversed = false
  }

  /// The colours that indices from 16 stand for, or none.
  package var direct: [Color] = []
  private var wanted = Pen()
  /// What the terminal has now; nil when that is unknown.
  private var actual: Pen?

  package init() {}

  /// Forgets what the terminal has, after anything else wrote to it.
  package mutating func forget() { actual = nil }

  /// Appends a frame as it is to be sent.
  package mutating func rewrite(_ frame: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
    var at = 0
    while at < frame.count {
      let byte = frame[at]
      if byte == 0x1B {
        at = escape(frame, at, &output)
      } else {
        if byte == 0x20 { setBehind(&output) } else if byte > 0x20 { setAll(&output) }
        output.append(byte)
        at += 1
      }
    }
  }

  /// Takes one escape sequence that begins at `start` and returns where the next byte is.
  private mutating func escape(_ frame: UnsafeBufferPointer<UInt8>, _ start: Int, _ output: inout [UInt8])
    -> Int
  {
    guard start + 1 < frame.count else {
      output.append(0x1B)
      return start + 1
    }
    var at = start + 2
    if frame[start + 1] == UInt8(ascii: "(") {
      // Part of sgr0: the character set, which nothing here changes.
      return min(at + 1, frame.count)
    }
    guard frame[start + 1] == UInt8(ascii: "[") else {
      output.append(contentsOf: frame[start..<at])
      return at
    }
    while at < frame.count, !(0x40...0x7E).contains(frame[at]) { at += 1 }
    guard at < frame.count else { return at }
    switch frame[at] {
    case UInt8(ascii: "m"):
      style(frame, start + 2..<at)
      return at + 1
    // Erasing and moving text fill with the background.
    case UInt8(ascii: "J"), UInt8(ascii: "K"), UInt8(ascii: "X"), UInt8(ascii: "P"), UInt8(ascii: "@"),
      UInt8(ascii: "L"), UInt8(ascii: "M"), UInt8(ascii: "S"), UInt8(ascii: "T"):
      setBehind(&output)
    default: break
    }
    for index in start...at { output.append(frame[index]) }
    return at + 1
  }

  /// The parameters of one style sequence, without an array for each: there are hundreds a frame.
  private mutating func style(_ frame: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var number = 0
    // 38 and 48 take `5 ; index`.
    var target = 0, isIndexNext = false
    for at in range.lowerBound...range.upperBound {
      if at < range.upperBound, frame[at] != UInt8(ascii: ";") {
        number = (number * 10 + Int(frame[at] & 15)) & 0xFFFF
        continue
      }
      if isIndexNext {
        if target == 38 { wanted.foreground = number } else { wanted.background = number }
        (target, isIndexNext) = (0, false)
      } else if target != 0 {
        isIndexNext = number == 5
        if !isIndexNext { target = 0 }
      } else if number == 38 || number == 48 {
        target = number
      } else {
        style(number)
      }
      number = 0
    }
  }

  private mutating func style(_ number: Int) {
    switch number {
    case 0: wanted = Pen()
    case 1: wanted.isBold = true
    case 4: wanted.isUnderlined = true
    case 7: wanted.isReversed = true
    case 22: wanted.isBold = false
    case 24: wanted.isUnderlined = false
    case 27: wanted.isReversed = false
    case 30...37: wanted.foreground = number - 30
    case 39: wanted.foreground = -1
    case 40...47: wanted.background = number - 40
    case 49: wanted.background = -1
    case 90...97: wanted.foreground = number - 82
    case 100...107: wanted.background = number - 92
    default: break
    }
  }

  /// Before a blank: its background and lines count, its foreground does not show.
  private mutating func setBehind(_ output: inout [UInt8]) {
    guard let actual, !wanted.isReversed, !wanted.isUnderlined, !actual.isReversed, !actual.isUnderlined
    else { return setAll(&output) }
    if actual.background == wanted.background { return }
    setAll(&output)
  }

  private mutating func setAll(_ output: inout [UInt8]) {
    if actual == wanted { return }
    output.append(contentsOf: [0x1B, UInt8(ascii: "[")])
    let first = output.count
    func parameter(_ text: String) {
      if output.count > first { output.append(UInt8(ascii: ";")) }
      output.append(contentsOf: text.utf8)
    }
    if actual == nil { parameter("0") }
    let from = actual ?? Pen()
    if from.isBold != wanted.isBold { parameter(wanted.isBold ? "1" : "22") }
    if from.isUnderlined != wanted.isUnderlined { parameter(wanted.isUnderlined ? "4" : "24") }
    if from.isReversed != wanted.isReversed { parameter(wanted.isReversed ? "7" : "27") }
    if from.foreground != wanted.foreground { parameter(color(wanted.foreground, 30)) }
    if from.background != wanted.background { parameter(color(wanted.background, 40)) }
    output.append(UInt8(ascii: "m"))
    actual = wanted
  }

  private func color(_ index: Int, _ base: Int) -> String {
    switch index {
    case ..<0: return "\(base + 9)"
    case ..<8: return "\(base + index)"
    case ..<16: return "\(base + 52 + index)"
    default:
      guard index - 16 < direct.count else { return "\(base + 8);5;\(index)" }
      let color = direct[index - 16]
      return "\(base + 8);2;\(color.red);\(color.green);\(color.blue)"
    }
  }
}
