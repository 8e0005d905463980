import Engine

/// A text that something happened to.
struct Spoiler {
  let text: String

  private static let numbers = [
    "-1", "9223372036854775807", "18446744073709551615", "18446744073709551616", "1e308", "0.5", "null",
    "\"7\"",
    "true", "[]", "{}", "3599999999999", "1000000", "4",
  ]
  private static let scalars = [
    "\u{0}", "\u{1B}", "\u{9B}31m", "\u{202E}", "\\", "\"", "\r", "é", "{", "}", ":", ",",
  ]

  init(_ text: String, _ draw: inout Draw) {
    var lines = text.split(separator: "\n").map(String.init)
    let index = draw.below(lines.count), other = draw.below(lines.count)
    switch draw.below(7) {
    case 0: lines.swapAt(index, other)
    case 1: lines.insert(lines[index], at: other)
    case 2: lines.remove(at: index)
    case 3: lines[index] = Spoiler.flipped(lines[index], &draw)
    case 4: lines[index] = Spoiler.renumbered(lines[index], &draw)
    case 5: lines[index] = Spoiler.inserted(lines[index], &draw)
    default: lines[index] = String(lines[index].prefix(draw.below(lines[index].count)))
    }
    self.text = lines.joined(separator: "\n") + "\n"
  }

  /// Up to three bits are others.
  private static func flipped(_ line: String, _ draw: inout Draw) -> String {
    var bytes = Array(line.utf8)
    for _ in 0...draw.below(3) { bytes[draw.below(bytes.count)] ^= 1 << UInt8(draw.below(8)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// One of the values is something else.
  private static func renumbered(_ line: String, _ draw: inout Draw) -> String {
    var parts = line.split(separator: ": ", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 2 else { return line }
    let index = 1 + draw.below(parts.count - 1)
    let rest = parts[index].firstIndex(where: { $0 == "," || $0 == "}" }).map { String(parts[index][$0...]) } ?? ""
    parts[index] = numbers[draw.below(numbers.count)] + rest
    return parts.joined(separator: ": ")
  }

  private static func inserted(_ line: String, _ draw: inout Draw) -> String {
    let at = line.index(line.startIndex, offsetBy: draw.below(line.count))
    return line[..<at] + scalars[draw.below(scalars.count)] + line[at...]
  }
}
