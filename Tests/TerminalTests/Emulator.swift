/// Enough of a terminal to see what a frame shows: xterm's sequences as far as ncurses uses them.
struct Emulator {
  struct Style: Equatable {
    var foreground = "", background = ""
    var isBold = false, isReversed = false, isUnderlined = false
  }
  struct Place: Equatable {
    var glyph: Unicode.Scalar = " "
    var style = Style()
  }

  private(set) var width: Int, height: Int
  private(set) var places: [[Place]]
  /// The private modes that are on.
  private(set) var modes: Set<Int> = [7, 25]
  /// What was not understood.
  private(set) var unknown: [String] = []
  /// Every style sequence that set a colour.
  private(set) var colorCodes = 0
  private var column = 0, row = 0
  private var style = Style()
  private var pending: [UInt8] = []
  private var last: Unicode.Scalar = " "
  private var mustWrap = false
  /// The rows that scroll; anything outside stays.
  private(set) var margins: Range<Int>

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    margins = 0..<height
    places = Array(repeating: Array(repeating: Place(), count: width), count: height)
  }

  mutating func resize(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    margins = 0..<height
    places = Array(repeating: Array(repeating: Place(), count: width), count: height)
    (column, row) = (min(column, width - 1), min(row, height - 1))
  }

  /// The rows without trailing blanks.
  var text: [String] {
    places.map { row in
      var line = String(String.UnicodeScalarView(row.map(\.glyph)))
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  mutating func feed(_ bytes: [UInt8]) {
    for byte in bytes {
      pending.append(byte)
      if step() { pending.removeAll(keepingCapacity: true) }
    }
  }

  /// Whether what is pending was complete.
  private mutating func step() -> Bool {
    let first = pending[0], last = pending[pending.count - 1]
    if first == 0x1B { return escape(last) }
    if first < 0x20 {
      control(first)
      return true
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard pending.count == length else { return false }
    print(String(decoding: pending, as: UTF8.self).unicodeScalars.first!)
    return true
  }

  private mutating func control(_ byte: UInt8) {
    mustWrap = false
    switch byte {
    case 0x08: column = max(0, column - 1)
    case 0x09: column = min(width - 1, (column / 8 + 1) * 8)
    case 0x0A: lineFeed()
    case 0x0D: column = 0
    case 0x07, 0x0E, 0x0F: break
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func print(_ glyph: Unicode.Scalar) {
    if mustWrap {
      column = 0
      lineFeed()
    }
    places[row][column] = Place(glyph: glyph, style: style)
    last = glyph
    mustWrap = column == width - 1
    if !mustWrap { column += 1 }
  }

  private mutating func escape(_ last: UInt8) -> Bool {
    guard pending.count > 1 else { return false }
    switch pending[1] {
    case UInt8(ascii: "["):
      guard pending.count > 2, (0x40...0x7E).contains(last) else { return false }
      sequence(String(decoding: pending[2..<pending.count - 1], as: UTF8.self), last)
      return true
    case UInt8(ascii: "]"): return last == 0x07 || (last == UInt8(ascii: "\\") && pending[pending.count - 2] == 0x1B)
    case UInt8(ascii: "("), UInt8(ascii: ")"): return pending.count == 3
    case UInt8(ascii: "M"):
      if row == margins.lowerBound { scroll(margins, by: -1) } else { row = max(0, row - 1) }
      return true
    case UInt8(ascii: "c"):
      // RIS: everything as it was when the terminal was switched on.
      self = Emulator(width: width, height: height)
      return true
    case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "7"), UInt8(ascii: "8"): return true
    default:
      unknown.append(String(decoding: pending, as: UTF8.self))
      return true
    }
  }

  private mutating func sequence(_ text: String, _ final: UInt8) {
    if text.first == "?", final == UInt8(ascii: "h") || final == UInt8(ascii: "l") {
      let numbers = text.dropFirst().split(separator: ";").compactMap { Int($0) }
      if final == UInt8(ascii: "h") { modes.formUnion(numbers) } else { modes.subtract(numbers) }
      return
    }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = max(1, numbers.first ?? 1)
    if final != UInt8(ascii: "m") && final != UInt8(ascii: "b") { mustWrap = false }
    switch Character(Unicode.Scalar(final)) {
    case "H", "f": (row, column) = (first - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "A": row -= first
    case "B": row += first
    case "C": column += first
    case "D": column -= first
    case "G": column = first - 1
    case "d": row = first - 1
    case "I": column = (column / 8 + first) * 8
    case "Z": column = (column + 7) / 8 * 8 - 8 * first
    case "b": for _ in 0..<first { print(last) }
    case "m": styles(numbers)
    case "J": eraseScreen(numbers.first ?? 0)
    case "K": erase(row, numbers.first == 1 ? 0..<column + 1 : column..<width)
    case "X": erase(row, column..<min(width, column + first))
    case "P":
      let count = min(first, width - column)
      places[row].removeSubrange(column..<column + count)
      places[row] += Array(repeating: blank, count: count)
    case "@":
      let count = min(first, width - column)
      places[row].insert(contentsOf: Array(repeating: blank, count: count), at: column)
      places[row].removeLast(count)
    case "M" where margins.contains(row): scroll(row..<margins.upperBound, by: first)
    case "L" where margins.contains(row): scroll(row..<margins.upperBound, by: -first)
    case "S": scroll(margins, by: first)
    case "T": scroll(margins, by: -first)
    case "r":
      let bottom = numbers.count > 1 && numbers[1] > 0 ? min(height, numbers[1]) : height
      margins = min(first - 1, bottom - 1)..<bottom
      (row, column) = (0, 0)
    case "c", "n", "p", "t", "l", "h": break
    default: unknown.append("CSI \(text) \(Unicode.Scalar(final))")
    }
    row = min(max(0, row), height - 1)
    column = min(max(0, column), width - 1)
  }

  private mutating func lineFeed() {
    if row == margins.upperBound - 1 { scroll(margins, by: 1) } else { row = min(height - 1, row + 1) }
  }

  /// Moves rows up, or down when negative.
  private mutating func scroll(_ rows: Range<Int>, by count: Int) {
    let lines = min(abs(count), rows.count)
    let blanks = Array(repeating: Array(repeating: blank, count: width), count: lines)
    if count > 0 {
      places.removeSubrange(rows.lowerBound..<rows.lowerBound + lines)
      places.insert(contentsOf: blanks, at: rows.upperBound - lines)
    } else {
      places.removeSubrange(rows.upperBound - lines..<rows.upperBound)
      places.insert(contentsOf: blanks, at: rows.lowerBound)
    }
  }

  private var blank: Place { Place(style: Style(background: style.background)) }

  private mutating func erase(_ row: Int, _ columns: Range<Int>) {
    for column in columns { places[row][column] = blank }
  }

  private mutating func eraseScreen(_ part: Int) {
    if part == 0 { erase(row, column..<width) }
    for other in 0..<height where part == 2 || (part == 0 && other > row) { erase(other, 0..<width) }
  }

  private mutating func styles(_ numbers: [Int]) {
    var rest = numbers[...]
    while let number = rest.popFirst() {
      if [30...49, 90...107].contains(where: { $0.contains(number) }) { colorCodes += 1 }
      switch number {
      case 10, 11: break  // The fonts of the Linux console.
      case 0: style = Style()
      case 1: style.isBold = true
      case 4: style.isUnderlined = true
      case 7: style.isReversed = true
      case 22: style.isBold = false
      case 24: style.isUnderlined = false
      case 27: style.isReversed = false
      case 30...37, 90...97: style.foreground = "\(number)"
      case 39: style.foreground = ""
      case 40...47, 100...107: style.background = "\(number)"
      case 49: style.background = ""
      case 38, 48:
        let count = rest.first == 2 ? 4 : 2
        let color = rest.prefix(count).map(String.init).joined(separator: ";")
        rest = rest.dropFirst(count)
        if number == 38 { style.foreground = color } else { style.background = color }
      default: unknown.append("style \(number)")
      }
    }
  }
}
