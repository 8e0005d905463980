/// One line of the table: how our speed compares with a baseline that ran in turns with it.
struct Figure {
  /// What was compared.
  let name: String
  /// Our cost and the baseline's, in nanoseconds for one `unit`; of a bound in that unit.
  let ours: Double, baseline: Double
  let unit: String
  /// Whether the baseline is what it may cost at most.
  var isBound = false
  /// The baseline's cost divided by ours: 2 means twice as quick.
  var ratio: Double { baseline / ours }
  /// The least ratio that is acceptable; nil where the figure is for information.
  let required: Double?

  var isMissed: Bool { required.map { ratio < $0 } ?? false }
}

extension Figure {
  /// A cost that has a bound and no baseline: the bound stands in the baseline's place, and 1 is required.
  init(atMost bound: Double, _ name: String, _ cost: Double, unit: String) {
    self.init(name: name, ours: cost, baseline: bound, unit: unit, isBound: true, required: 1)
  }

  static let heading =
    column("figure", 44) + column("ours", 20, isNumber: true) + column("baseline", 12, isNumber: true)
    + column("ratio", 9, isNumber: true) + column("required", 11, isNumber: true)

  var line: String {
    Figure.column(name, 44) + Figure.column(Figure.text(ours) + (isBound ? " " : " ns/") + unit, 20, isNumber: true)
      + Figure.column("\(Figure.text(baseline)) " + (isBound ? unit : "ns"), 12, isNumber: true)
      + Figure.column(Figure.text(ratio), 9, isNumber: true)
      + Figure.column(required.map(Figure.text) ?? "-", 11, isNumber: true) + (isMissed ? "  MISSED" : "")
  }

  private static func column(_ text: String, _ width: Int, isNumber: Bool = false) -> String {
    let blank = String(repeating: " ", count: max(0, width - text.count))
    return isNumber ? blank + text : text + blank
  }

  /// Three significant digits or a little more.
  private static func text(_ value: Double) -> String {
    if value >= 100 { return "\(Int(value.rounded()))" }
    return value >= 10 ? "\((value * 10).rounded() / 10)" : "\((value * 1000).rounded() / 1000)"
  }
}
