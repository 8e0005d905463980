/// How one knob is called, what it may be, and how far a key press turns it.
public struct KnobField: Sendable {
  /// What values a knob takes; all are carried as numbers.
  public enum Kind: Sendable, Equatable {
    /// Any number in the range.
    case number
    /// A whole number in the range.
    case whole
    /// 0 is off and 1 is on.
    case toggle
    /// One of these names, by position.
    case choice([String])
  }

  /// The name on the command line, in stories and in journals.
  public let key: String
  /// The name on the screen, short.
  public let title: String
  /// The unit, for instance `/s`, `ms` or `%`; empty for none.
  public let unit: String
  /// One sentence on what it does.
  public let help: String
  /// What values it takes.
  public let kind: Kind
  /// The lowest and highest value.
  public let range: ClosedRange<Double>
  /// What one key press adds or takes away.
  public let step: Double
  /// What the law suite turns it to while the world drains: no arrivals, no errors. Nil leaves it.
  public let whileDraining: Double?

  /// The value after so many steps, inside the range. A choice goes round.
  public func stepped(_ value: Double, by steps: Int) -> Double {
    if case .choice(let names) = kind {
      return Double(((Int(value) + steps) % names.count + names.count) % names.count)
    }
    // On the grid of steps, so that turning up and down again comes back to where it was.
    let position = (value / step).rounded(steps > 0 ? .down : .up) + Double(steps)
    return fitted(position * step)
  }

  /// The nearest value that the knob can take.
  public func fitted(_ value: Double) -> Double {
    let inside = min(max(value, range.lowerBound), range.upperBound)
    return kind == .number ? inside : inside.rounded()
  }

  /// A value as text, without its unit; reading it back gives the same value.
  public func text(_ value: Double) -> String {
    switch kind {
    case .toggle: value == 0 ? "off" : "on"
    case .choice(let names): names[min(max(0, Int(value)), names.count - 1)]
    case .whole: String(Int(value))
    case .number: value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
  }

  /// The value that a text means, with or without the unit.
  public func value(of text: String) throws(BadInput) -> Double {
    switch kind {
    case .toggle:
      switch text.lowercased() {
      case "on", "true", "yes", "1": return 1
      case "off", "false", "no", "0": return 0
      default: throw BadInput("\(key) is on or off, not '\(text.printable)'")
      }
    case .choice(let names):
      if let index = names.firstIndex(of: text.lowercased()) { return Double(index) }
      throw BadInput(
        "\(key) cannot be '\(text.printable)'; it is one of \(names.joined(separator: ", "))",
        nearestTo: text, among: names)
    case .number, .whole:
      let digits = !unit.isEmpty && text.hasSuffix(unit) ? String(text.dropLast(unit.count)) : text
      guard let value = Double(digits), value.isFinite else {
        throw BadInput("\(key) needs a number, not '\(text.printable)'")
      }
      guard kind == .number || value == value.rounded() else {
        throw BadInput("\(key) needs a whole number, not '\(text.printable)'")
      }
      guard range.contains(value) else {
        let bounds = "\(self.text(range.lowerBound)) to \(self.text(range.upperBound))"
        throw BadInput("\(key) goes from \(bounds)\(unit.isEmpty ? "" : " " + unit), not '\(text.printable)'")
      }
      return value
    }
  }
}
