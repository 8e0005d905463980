import Engine
import Grid
import LabKit

extension Report {
  /// For people: figures as a screen shows them, and the command that repeats the run.
  var text: String {
    var sections = [heading]
    sections += [MeterDeclaration.Kind.counter, .gauge, .latency].compactMap(meterSection)
    if !promises.isEmpty { sections.append(["Promises"] + promises.map(Report.line)) }
    if !laws.isEmpty { sections.append(["Laws"] + laws.flatMap(Report.lines)) }
    if let notes { sections.append(["Notes"] + (notes.isEmpty ? ["  none"] : notes.map(Report.line))) }
    sections.append(["Repeat with", "  " + run.command])
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var heading: [String] {
    let lab = run.script.lab
    var rows = [
      ["lab", "\(lab.id), \(lab.title)"], ["seed", String(run.seed)],
      ["until", "\((run.until - .start).text), \(Report.grouped(UInt64(events))) events"],
    ]
    if run.measureFrom > .start {
      let warmUp = (run.measureFrom - .start).text
      rows.append(["measured", "from \(warmUp) on; the \(warmUp) before are in no figure of a meter"])
    }
    return TextTable(rows + [["digest", digest.description]], leftColumns: 2).lines
  }

  private func meterSection(_ kind: MeterDeclaration.Kind) -> [String]? {
    let meters = meters.filter { $0.declaration.kind == kind }
    guard let first = meters.first else { return nil }
    let title: String =
      switch kind {
      case .counter: "Counters"
      case .gauge: "Gauges"
      case .latency: "Latencies"
      }
    let heads = first.figures.map { $0.statistic == "rate" ? "per s" : $0.statistic }
    let rows = meters.map { meter in
      ["  " + meter.declaration.name] + meter.figures.map { Report.readable($0.value, $0.statistic, kind) }
    }
    return TextTable([[title] + heads] + rows).lines
  }

  private static func readable(_ value: Double, _ statistic: String, _ kind: MeterDeclaration.Kind) -> String {
    switch (kind, statistic) {
    case (_, "total"), (_, "count"): grouped(UInt64(max(0, value)))
    case (.latency, _): Figure.seconds(value)
    case (.gauge, _) where value == value.rounded() && 0..<1e9 ~= value: grouped(UInt64(value))
    default: Figure.count(value)
    }
  }

  /// A whole number in groups of three digits.
  package static func grouped(_ value: UInt64) -> String {
    var digits = String(value)
    var position = digits.utf8.count - 3
    while position > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
      position -= 3
    }
    return digits
  }

  private static func lines(_ law: LawLine) -> [String] {
    let verdict = (law.verdict == .violated ? "! " : "  ") + law.verdict.rawValue
    var line = "\(padded(verdict, 14))\(padded(law.declaration.kind.rawValue, 11))"
    line += "\(law.declaration.name): \(law.declaration.claim)"
    guard law.verdict == .violated, let first = law.first else { return [line] }
    let detail = first.detail.isEmpty ? "" : ": \(first.detail)"
    return [
      line,
      "    first at \((first.at - .start).text), after \(grouped(UInt64(first.events))) events\(detail)",
    ]
  }

  private static func line(_ promise: PromiseLine) -> String {
    let verdict = (promise.breaks > 0 ? "! " : "  ") + promise.verdict.rawValue, name = promise.declaration.name
    let line = "\(padded(verdict, 14))\(name): \(promise.declaration.sentence)"
    guard let first = promise.first else { return line }
    let at = "\(promise.breaks > 1 ? "first " : "")at \((first.at - .start).text)"
    let what = promise.declaration.counts.map { Int(promise.breaks).of($0) }
    return "\(line) \(what ?? "Broken \(Int(promise.breaks).of("time")): \(first.detail)"), \(at)"
  }

  private static func line(_ note: NoteLine) -> String {
    "  \(padded((note.at - .start).text, 14))\(note.text)"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
