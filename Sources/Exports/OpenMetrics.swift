import Engine
import LabKit
import Runs

/// An excerpt as metrics text by the OpenMetrics specification 1.0, every point with its virtual time in seconds since an
/// epoch as timestamp, so that it can be loaded into a database of metrics.
public struct OpenMetrics: Sendable {
  private let excerpt: Excerpt
  private let squall: String
  private let epoch: Epoch
  /// The labels of every line.
  private let common: String

  /// The metrics of an excerpt, by this version of Squall; virtual time begins at the epoch.
  public init(_ excerpt: Excerpt, squall: String, epoch: Epoch = .unix) {
    (self.excerpt, self.squall, self.epoch) = (excerpt, squall, epoch)
    common = OpenMetrics.written([
      ("lab", excerpt.run.entry.id), ("seed", "\(excerpt.run.seed)"), ("branch", "\(excerpt.branch + 1)"),
    ])
  }

  /// Writes it. All points of a series must stand together, so they are gathered first.
  public func write(_ write: (String) throws -> Void) rethrows {
    let meters = excerpt.run.entry.meters
    let names = meters.map(OpenMetrics.name)
    var points = meters.map { _ in Latency.shownPercents.map { _ in "" } }
    var last = excerpt.run.snapshot, end: [MeterReading] = []
    excerpt.walk { stretch in
      (last, end) = (stretch.snapshot, stretch.readings)
      for (index, reading) in end.enumerated() {
        add(reading, names[index], at: last.now, to: &points[index])
      }
    }
    try write(runFamily(last))
    for (index, meter) in meters.enumerated() {
      let written = points[index].joined()
      if !written.isEmpty { try write(heading(meter) + written) }
      if case .latency(let all, _) = end[index] { try write(summary(meter, all, at: last.now)) }
    }
    try write(lawFamily(last) + "# EOF\n")
  }

  /// What a meter is called here; of a latency, what was measured lately.
  private static func name(_ meter: MeterDeclaration) -> String {
    word(meter) + (meter.kind == .latency ? "_recent_seconds" : "")
  }

  private static func word(_ meter: MeterDeclaration) -> String {
    "squall_" + String(meter.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private func heading(_ meter: MeterDeclaration) -> String {
    let name = OpenMetrics.name(meter)
    guard meter.kind == .latency else {
      return heading(name, meter.kind.rawValue, meter.help + (meter.unit.isEmpty ? "" : " In \(meter.unit)."))
    }
    return heading(name, "gauge", meter.help + " Percentiles of the time since the reading before.", "seconds")
  }

  private func heading(_ name: String, _ type: String, _ help: String, _ unit: String? = nil) -> String {
    "# TYPE \(name) \(type)\n" + (unit.map { "# UNIT \(name) \($0)\n" } ?? "")
      + "# HELP \(name) \(OpenMetrics.escaped(help))\n"
  }

  /// Adds a reading to each series of its meter: a latency has one for every percentile.
  private func add(_ reading: MeterReading, _ name: String, at now: Instant, to series: inout [String]) {
    switch reading {
    case .counter(let total, _): series[0] += line("\(name)_total", [], Double(total), now)
    case .gauge(let level): if let level { series[0] += line(name, [], level, now) }
    case .latency(_, let since):
      guard since.count > 0 else { return }
      for (index, percent) in Latency.shownPercents.enumerated() {
        series[index] += line(name, [("percentile", percent.figure)], since.percentile(percent).seconds, now)
      }
    }
  }

  /// Everything that was timed, once: some parsers keep only the first line of a later point of a summary.
  private func summary(_ meter: MeterDeclaration, _ all: Latency, at now: Instant) -> String {
    let name = OpenMetrics.word(meter) + "_seconds"
    let quantiles = Latency.shownPercents.map { percent in
      let value = all.count > 0 ? all.percentile(percent).seconds : .nan
      return line(name, [("quantile", (percent / 100).figure)], value, now)
    }
    return heading(name, "summary", meter.help + " Of the whole run.", "seconds") + quantiles.joined()
      + line("\(name)_count", [], Double(all.count), now) + line("\(name)_sum", [], all.total, now)
  }

  /// What was run, as labels.
  private func runFamily(_ last: any LabSnapshot) -> String {
    let labels = [("digest", last.digest.description), ("squall", squall)]
    return "# TYPE squall_run info\n# HELP squall_run What was run.\n" + line("squall_run_info", labels, 1, last.now)
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
    return "\(name){\(all)} \(value) \(epoch.seconds(at))\n"
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
