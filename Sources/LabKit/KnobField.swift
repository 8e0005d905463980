import Diagnostics

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

  /// A knob as it is declared; `range` and `step` are in its unit, of a choice in positions.
  public init(
    key: String, title: String, unit: String, help: String, kind: Kind, range: ClosedRange<Double>,
    step: Double, whileDraining: Double?
  ) {
    (self.key, self.title, self.unit, self.help) = (key, title, unit, help)
    (self.kind, self.range, self.step, self.whileDraining) = (kind, range, step, whileDraining)
  }

  /// The value after so many steps, inside the range. A choice goes round.
  public func stepped(_ value: Double, by steps: Int) -> Double {
    if case .choice(let names) = kind {
      return Double(((Int(value) + steps) % names.count + names.count) % names.count)
    }
    // On the grid of steps, so that turning up and down again comes back to where it was. 0.3 / 0.1 is a
    // little less than 3 and still stands on the grid.
    let exact = value / step
    let isOnGrid = abs(exact - exact.rounded()) < 1e-6
    let position = isOnGrid ? exact.rounded() : exact.rounded(steps > 0 ? .down : .up)
    return fitted(onGrid(position + Double(steps)))
  }

  /// So many steps from zero. 3 x 0.1 is 0.30000000000000004 but 3 / 10 is 0.3, which is what a screen should show.
  private func onGrid(_ position: Double) -> Double {
    let perUnit = (1 / step).rounded()
    return perUnit >= 2 && abs(perUnit * step - 1) < 1e-9 ? position / perUnit : position * step
  }

  /// How many values stand on the grid of steps, from the lowest to the highest.
  public var positions: Int { Int(((range.upperBound - range.lowerBound) / step - 1e-6).rounded(.up)) + 1 }

  /// The value at a position of the grid: 0 is the lowest.
  public func value(at position: Int) -> Double {
    position <= 0 ? range.lowerBound : stepped(range.lowerBound, by: min(position, positions - 1))
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

  /// A value with its unit, as in a sentence.
  public func reading(_ value: Double) -> String {
    unit.isEmpty ? text(value) : text(value) + (unit.hasPrefix("/") ? "" : " ") + unit
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
        let isOtherUnit = !unit.isEmpty && text.first?.isNumber == true
        throw BadInput("\(key) needs a number, not '\(text.printable)'" + (isOtherUnit ? "; its unit is \(unit)" : ""))
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
