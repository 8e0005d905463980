import Engine
import LabKit
import Runs

/// An excerpt as a table: a line for every reading of the meters, and one for every note and input.
///
/// CSV and JSON lines hold the same: a field that is empty in the one is left out in the other.
public struct ExportTable: Sendable {
  /// A line by its fields, in the order of the columns; without those that are empty.
  typealias Line = [(key: String, value: JSONValue)]

  private let excerpt: Excerpt
  private let level: NoteLevel?

  /// A table with the notes up to a level; nil for none.
  public init(_ excerpt: Excerpt, notesUpTo level: NoteLevel?) {
    (self.excerpt, self.level) = (excerpt, level)
  }

  /// The columns: those of every line, those of the meters, those of notes.
  private var columns: [String] {
    let meters = excerpt.run.entry.meters.flatMap { meter in
      ExportTable.statistics(meter.kind).map { "\(meter.name).\($0)" }
    }
    return ["line", "at", "events"] + meters + ["id", "cause", "level", "text"]
  }

  /// What is said of a meter. Totals and counts are of everything since the run began, the rest of the time since the
  /// reading before.
  private static func statistics(_ kind: MeterDeclaration.Kind) -> [String] {
    switch kind {
    case .counter: ["total", "rate"]
    case .gauge: ["last"]
    case .latency: ["count", "mean"] + Latency.shownPercents.map { "p\(Int($0))" }
    }
  }

  private static func figures(_ reading: MeterReading) -> [Double?] {
    switch reading {
    case .counter(let total, let rate): [Double(total), rate]
    case .gauge(let level): [level]
    case .latency(let all, let since):
      [Double(all.count)]
        + ([since.mean] + Latency.shownPercents.map(since.percentile)).map {
          since.count > 0 ? $0.seconds : nil
        }
    }
  }

  /// Writes it as CSV, quoted as in RFC 4180 but with line feeds alone, with the names of the columns in the first line.
  public func writeCSV(_ write: (String) throws -> Void) rethrows {
    let columns = columns
    try write(columns.map(Report.quoted).joined(separator: ",") + "\n")
    try lines { line in
      var fields = line[...]
      let cells = columns.map { column -> String in
        guard let field = fields.first, field.key == column else { return "" }
        fields = fields.dropFirst()
        return Report.quoted(field.value.cell)
      }
      try write(cells.joined(separator: ",") + "\n")
    }
  }

  /// Writes it as one JSON object a line.
  public func writeJSONLines(_ write: (String) throws -> Void) rethrows {
    try lines { try write(JSONValue.object($0).line + "\n") }
  }

  private func lines(_ write: (Line) throws -> Void) rethrows {
    let meters = excerpt.run.entry.meters
    try excerpt.walk { stretch in
      for note in stretch.notes(upTo: level) { try write(ExportTable.line(note)) }
      var line: Line = ExportTable.beginning("meters", stretch.snapshot.now)
      line.append(("events", .number("\(stretch.snapshot.processed)")))
      for (meter, reading) in zip(meters, stretch.readings) {
        for (statistic, figure) in zip(ExportTable.statistics(meter.kind), ExportTable.figures(reading)) {
          if let figure { line.append(("\(meter.name).\(statistic)", .number(figure.figure))) }
        }
      }
      try write(line)
    }
  }

  private static func line(_ note: NoteLine) -> Line {
    var line = beginning(note.isInput ? "input" : "note", note.at)
    line.append(("id", .number("\(note.id.number)")))
    if note.cause != .chance { line.append(("cause", .number("\(note.cause.number)"))) }
    return line + [("level", .text("\(note.level)")), ("text", .text(note.text))]
  }

  private static func beginning(_ kind: String, _ at: Instant) -> Line {
    // Exactly, not as a fraction that floating point can hold.
    [("line", .text(kind)), ("at", .number(String((at - .start).text.dropLast())))]
  }
}

extension JSONValue {
  /// The value as a field of CSV.
  fileprivate var cell: String {
    switch self {
    case .number(let digits): digits
    case .text(let text): text
    default: written()
    }
  }
}
