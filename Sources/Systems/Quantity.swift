import LabKit

/// What kind of value a setting has: how it is written in a file, what it may be, and the knob that turns it. All
/// values are carried as numbers.
enum Quantity: Sendable, Equatable {
  /// Things a second, as in `70/s`.
  case rate
  /// How long something takes, in milliseconds, as in `100 ms`.
  case time
  /// How long somebody waits, in milliseconds; infinity is written `none`.
  case patience
  /// A whole number.
  case whole(ClosedRange<Int>)
  /// The part of a token that a success gives for a retry, as in `10 % of successes`; infinity, written `none`, lets
  /// every retry pass.
  case budget
  /// A whole number; infinity is written `none`.
  case most(ClosedRange<Int>)
  /// A part of all, as in `5 %`; where `none` is allowed it is infinity.
  case share(orNone: Bool)
  /// Calls a second; infinity is written `none`.
  case limit
  /// One of these words, by position.
  case word([String])

  /// Arrivals a second; more make the run slower than what it shows.
  static let mostRate = 10_000.0
  /// Longer than any lesson.
  private static let longest = 3600 * 1000.0
  private static let units = [("us", 0.001), ("ms", 1), ("s", 1000), ("m", 60_000), ("h", longest)]

  /// What a file may say.
  var expected: String {
    switch self {
    case .rate: "a rate up to \(Int(Quantity.mostRate))/s, such as 70/s"
    case .time: "a time up to 1 h, such as 100 ms or 1 s"
    case .patience: "a time up to 1 h, such as 1 s, or none"
    case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .budget: "none or a percentage, such as 10 % of successes"
    case .most(let range): "a whole number from \(range.lowerBound) to \(range.upperBound), or none"
    case .share(let orNone): "a percentage, such as 5 %\(orNone ? ", or none" : "")"
    case .limit: "a rate such as 100/s, or none"
    case .word(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    }
  }

  /// The value that a text in a file means; nil when it is none.
  func value(_ text: String) -> Double? {
    switch self {
    case .rate: Quantity.number(text, before: "/s", upTo: Quantity.mostRate)
    case .time: Quantity.time(text)
    case .patience: text == "none" ? .infinity : Quantity.time(text)
    case .whole(let range): Int(text).flatMap { range.contains($0) ? Double($0) : nil }
    case .budget:
      text == "none" ? .infinity : Quantity.number(text, before: "% of successes", upTo: 100).map { $0 / 100 }
    case .most(let range):
      text == "none" ? .infinity : Int(text).flatMap { range.contains($0) ? Double($0) : nil }
    case .share(let orNone): orNone && text == "none" ? .infinity : Quantity.percentage(text)
    case .limit: text == "none" ? .infinity : Quantity.number(text, before: "/s", upTo: Quantity.mostRate)
    case .word(let words): words.firstIndex(of: text).map(Double.init)
    }
  }

  static func time(_ text: String) -> Double? {
    for (unit, factor) in units.reversed() {
      guard let value = number(text, before: unit, upTo: longest / factor) else { continue }
      return value * factor
    }
    return nil
  }

  /// A percentage as a part of 1; nil when a text is none.
  static func percentage(_ text: String) -> Double? { number(text, before: "%", upTo: 100).map { $0 / 100 } }

  /// The number that stands before a unit.
  static func number(_ text: String, before unit: String, upTo most: Double) -> Double? {
    guard text.hasSuffix(unit) else { return nil }
    var digits = text.dropLast(unit.count)
    while digits.last == " " { digits.removeLast() }
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let value = Double(digits),
      value <= most
    else { return nil }
    return value
  }

  /// Whether it is turned by steps; otherwise from one choice to another.
  var hasRange: Bool {
    switch self {
    case .rate, .time, .patience, .whole, .most, .share, .limit: true
    case .budget, .word: false
    }
  }

  /// Whether only whole numbers will do.
  var isWhole: Bool {
    switch self {
    case .whole, .most: true
    default: false
    }
  }

  /// The unit in which a knob shows it, in units of the value.
  var scale: Double { if case .share = self { 100 } else { 1 } }

  /// Some choices, for a complaint.
  var examples: String {
    if case .word(let words) = self { words.joined(separator: ", ") } else { "none, 10 % of successes" }
  }

  /// The unit of a knob.
  var unit: String {
    switch self {
    case .rate, .limit: "/s"
    case .time, .patience: "ms"
    case .share: "%"
    case .whole, .most, .budget, .word: ""
    }
  }

  /// The name of a choice on the command line, such as `round-robin`, `10-percent` or `none`.
  func name(_ value: Double) -> String {
    if case .word(let words) = self { return words[Int(value)].split(separator: " ").joined(separator: "-") }
    guard value.isFinite else { return "none" }
    switch self {
    case .budget, .share: break
    case .rate, .limit: return "\(Quantity.plain(value))-a-second"
    case .time, .patience: return "\(Quantity.plain(value))ms"
    case .whole, .most, .word: return Quantity.plain(value)
    }
    let percent = (value * 100_000).rounded() / 1000
    return Quantity.plain(percent) + "-percent"
  }

  /// A number without a fraction where it has none.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
