import Diagnostics
import LabKit

/// One knob that a sweep varies, with the values that it takes.
public struct SweepAxis: Sendable, Equatable {
  /// The position of the knob among the lab's.
  public let knob: Int
  /// The values, in the order in which they were given; no value comes twice.
  public let values: [Double]

  /// More values than this are a slip of the finger.
  static let mostValues = 100_000

  /// The axis that a text means: `traffic=200..3000/200`, `policy=none,priority`, or both kinds between commas.
  ///
  /// A range ends with the last step that lies within it.
  public init(_ text: String, for lab: LabEntry) throws(BadInput) {
    guard let equals = text.firstIndex(of: "=") else {
      throw lab.withoutValue(text, "varies nothing", like: "=LOW..HIGH/STEP", "=A,B")
    }
    knob = try lab.knob(named: String(text[..<equals]))
    let field = lab.knobs[knob]
    var values: [Double] = []
    for item in text[text.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false) {
      values += try SweepAxis.values(String(item), field)
      guard values.count <= SweepAxis.mostValues else {
        throw BadInput("\(field.key) would take more than \(SweepAxis.mostValues) values")
      }
    }
    var seen: Set<Double> = []
    for value in values where !seen.insert(value).inserted {
      throw BadInput("\(field.key) is to be \(field.text(value)) twice")
    }
    self.values = values
  }

  private static func values(_ item: String, _ field: KnobField) throws(BadInput) -> [Double] {
    guard let dots = item.firstRange(of: "..") else { return [try field.value(of: item)] }
    let (first, rest) = (String(item[..<dots.lowerBound]), String(item[dots.upperBound...]))
    switch field.kind {
    case .toggle: throw BadInput("\(field.key) is on or off and has no range; write \(field.key)=off,on")
    case .choice(let names): throw BadInput("\(field.key) has no range; it is one of \(names.joined(separator: ", "))")
    case .number, .whole: break
    }
    // The unit has a slash of its own: 200/s..800/s/100/s.
    let bare = withoutUnit(rest, field)
    guard let slash = bare.lastIndex(of: "/") else {
      let step = field.text(field.step)
      throw BadInput("'\(item.printable)' has no step; write it like \(item.printable)/\(step)")
    }
    let (last, step) = (String(bare[..<slash]), String(bare[bare.index(after: slash)...]))
    let lowest = try field.value(of: first), highest = try field.value(of: last)
    guard lowest <= highest else {
      throw BadInput("the range of \(field.key) runs backwards: \(first.printable) to \(last.printable)")
    }
    guard let width = Double(step), width.isFinite, width > 0 else {
      throw BadInput("the step of \(field.key) is a number above 0, not '\(step.printable)'")
    }
    guard field.kind == .number || width == width.rounded() else {
      throw BadInput("\(field.key) takes whole numbers, so its step is one too, not '\(step.printable)'")
    }
    return try steps(from: lowest, to: highest, by: width, field)
  }

  private static func withoutUnit(_ text: String, _ field: KnobField) -> String {
    !field.unit.isEmpty && text.hasSuffix(field.unit) ? String(text.dropLast(field.unit.count)) : text
  }

  /// Each step is reckoned from whole numbers, since 3 x 0.1 is not 0.3.
  private static func steps(
    from lowest: Double, to highest: Double, by step: Double, _ field: KnobField
  ) throws(BadInput) -> [Double] {
    let count = ((highest - lowest) / step + 1e-9).rounded(.down)
    guard count < Double(mostValues) else {
      throw BadInput("\(field.key) would take more than \(mostValues) values")
    }
    guard
      let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6].first(where: {
        step * $0 > 0.5 && isWhole(step * $0) && isWhole(lowest * $0)
      })
    else { throw BadInput("the range of \(field.key) has more than six decimals") }
    return (0...Int(count)).map {
      ((lowest * scale).rounded() + Double($0) * (step * scale).rounded()) / scale
    }
  }

  private static func isWhole(_ value: Double) -> Bool {
    abs(value - value.rounded()) < 1e-6 * max(1, abs(value))
  }
}
