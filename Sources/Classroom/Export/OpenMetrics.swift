import Engine
import LabKit

/// An excerpt as metrics text by the OpenMetrics specification 1.0, every point with its virtual time in seconds as
/// timestamp, so that it can be loaded into a database of metrics.
public struct OpenMetrics: Sendable {
  private let excerpt: Excerpt
  private let squall: String
  /// The labels of every line.
  private let common: String

  /// The metrics of an excerpt, by this version of Squall.
  public init(_ excerpt: Excerpt, squall: String) {
    (self.excerpt, self.squall) = (excerpt, squall)
    common = OpenMetrics.written([
      ("lab", excerpt.run.entry.id), ("seed", "\(excerpt.run.seed)"), ("branch", "\(excerpt.branch)"),
    ])
  }

  /// Writes it. All points of a family must stand together, so they are gathered first.
  public func write(_ write: (String) throws -> Void) rethrows {
    let families = excerpt.run.entry.meters.map(Family.init)
    var points = families.map { _ in "" }
    var last = excerpt.run.snapshot
    excerpt.walk { stretch in
      last = stretch.snapshot
      for (index, reading) in stretch.readings.enumerated() {
        points[index] += point(families[index], reading, last.now)
      }
    }
    try write(runFamily(last))
    for (family, points) in zip(families, points) where !points.isEmpty {
      try write(family.heading + points)
    }
    try write(lawFamily(last) + "# EOF\n")
  }

  /// One family of metrics: what a meter is called here.
  struct Family {
    let name: String
    let heading: String
    let kind: MeterDeclaration.Kind

    init(_ meter: MeterDeclaration) {
      kind = meter.kind
      let word = String(meter.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
      name = "squall_" + word + (kind == .latency ? "_seconds" : "")
      let type = kind == .latency ? "summary" : kind.rawValue
      let unit = kind == .latency ? "# UNIT \(name) seconds\n" : ""
      let help = meter.help + (kind == .latency || meter.unit.isEmpty ? "" : " In \(meter.unit).")
      heading = "# TYPE \(name) \(type)\n\(unit)# HELP \(name) \(OpenMetrics.escaped(help))\n"
    }
  }

  private func point(_ family: Family, _ reading: MeterReading, _ now: Instant) -> String {
    let name = family.name
    switch reading {
    case .counter(let total, _): return line("\(name)_total", [], Double(total), now)
    case .gauge(let level): return level.map { line(name, [], $0, now) } ?? ""
    case .latency(let all, let since):
      let quantiles = [50.0, 95, 99].map { percent in
        line(
          name, [("quantile", (percent / 100).figure)],
          since.count > 0 ? since.percentile(percent).seconds : .nan, now)
      }
      return quantiles.joined() + line("\(name)_count", [], Double(all.count), now)
        + line("\(name)_sum", [], all.total, now)
    }
  }

  /// What was run, as labels.
  private func runFamily(_ last: any LabSnapshot) -> String {
    let labels = [("digest", last.digest.description), ("squall", squall)]
    return "# TYPE squall_run info\n# HELP squall_run What was run.\n"
      + line("squall_run_info", labels, 1, last.now)
  }

  /// How every law stands at the end.
  private func lawFamily(_ last: any LabSnapshot) -> String {
    let lines = last.laws.flatMap { law in
      Verdict.allCases.map { verdict in
        line(
          "squall_law", [("law", law.declaration.name), ("squall_law", verdict.rawValue)],
          law.verdict == verdict ? 1 : 0, last.now)
      }
    }
    guard !lines.isEmpty else { return "" }
    return "# TYPE squall_law stateset\n# HELP squall_law How each law stands at the end.\n" + lines.joined()
  }

  private func line(_ name: String, _ labels: [(String, String)], _ value: Double, _ at: Instant) -> String {
    let all = labels.isEmpty ? common : common + "," + OpenMetrics.written(labels)
    let value = value.isFinite ? value.figure : "NaN"
    return "\(name){\(all)} \(value) \((at - .start).text.dropLast())\n"
  }

  private static func written(_ labels: [(String, String)]) -> String {
    labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
