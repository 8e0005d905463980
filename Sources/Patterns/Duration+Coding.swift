/// A time as it stands in documents: seconds with all their digits, and the unit, as in "1.5s" or "-0.000001s".
struct CodedTime: Codable {
  let time: Duration

  init(_ time: Duration) { self.time = time }

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    time = try decoder.checked {
      guard let attoseconds = Self.attoseconds(text) else {
        throw InvalidState("a time is written in seconds, as \"1.5s\", with at most 18 decimals")
      }
      return Duration(attoseconds: attoseconds)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  private static let second: UInt128 = 1_000_000_000_000_000_000

  private var text: String {
    let (seconds, rest) = time.attoseconds.magnitude.quotientAndRemainder(dividingBy: Self.second)
    var decimals = String(String(Self.second + rest).dropFirst())
    while decimals.last == "0" { decimals.removeLast() }
    return (time < .zero ? "-" : "") + String(seconds) + (decimals.isEmpty ? "" : "." + decimals) + "s"
  }

  private static func attoseconds(_ text: String) -> Int128? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    guard rest.popLast() == "s" else { return nil }
    let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? parts[1] : "0"
    let digits = (parts[0] + decimals).utf8
    guard !parts[0].isEmpty, (1...18).contains(decimals.utf8.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int128((isNegative ? "-" : "") + parts[0] + decimals + String(repeating: "0", count: 18 - decimals.count))
  }
}
