import LabKit

extension VerificationReport {
  /// A table with a row per number, the families together, and a line that counts them.
  public var text: String {
    var lines: [String] = []
    for lab in labs {
      let own = rows.filter { $0.lab == lab }
      lines.append("\(lab)")
      for family in VerificationReport.unique(own.map(\.verification.family)) {
        lines.append("  \(family)")
        lines += VerificationReport.table(own.filter { $0.verification.family == family })
      }
    }
    guard !rows.isEmpty else { return "no published numbers to compare with\n" }
    let wrong = rows.filter { !$0.agrees }.count
    lines.append("")
    lines.append(
      wrong == 0 ? "\(rows.count) of \(rows.count) numbers agree" : "\(wrong) of \(rows.count) numbers are off")
    return lines.joined(separator: "\n") + "\n"
  }

  private var labs: [String] { VerificationReport.unique(rows.map(\.lab)) }

  private static func unique(_ names: [String]) -> [String] {
    names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func table(_ rows: [Row]) -> [String] {
    let header = ["", "source", "case", "expected", "measured", "tolerance", "verdict"]
    let cells = rows.map { row in
      [
        row.agrees ? "✓" : "✗", row.verification.source, row.verification.name,
        short(row.verification.expected),
        short(row.measured), tolerance(row.verification.tolerance), row.agrees ? "agrees" : "OFF",
      ]
    }
    let widths = header.indices.map { column in
      ([header] + cells).map { $0[column].unicodeScalars.count }.max() ?? 0
    }
    return ([header] + cells).map { row in
      let line = zip(row, widths).enumerated().map { column, cell in
        let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.unicodeScalars.count))
        // Numbers end where their digits line up.
        return (3...4).contains(column) ? gap + cell.0 : cell.0 + gap
      }
      return "    " + line.joined(separator: "  ").trimmedAtEnd
    }
  }

  private static func tolerance(_ tolerance: Verification.Tolerance) -> String {
    switch tolerance {
    case .exact: "exact"
    case .relative(let fraction): "\(short(fraction * 100)) %"
    case .absolute(let amount): "± \(short(amount))"
    }
  }

  /// Six significant digits: more than any of the sources give.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    var scale = 1.0
    while abs(value) * scale < 100_000, scale < 1e12 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
