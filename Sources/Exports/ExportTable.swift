import Engine
import LabKit
import Runs

/// An excerpt as tables: a line for every reading of the meters, and one for every note and input.
///
/// In CSV these are two tables, since they have hardly a column in common; JSON lines have both in the order of time, and
/// each says what it is. They hold the same: a field that is empty in the one is left out in the other.
public struct ExportTable: Sendable {
  /// A line by its fields, in the order of the columns; without those that are empty.
  typealias Line = [(key: String, value: JSONValue)]

  private let excerpt: Excerpt
  private let level: NoteLevel?

  /// Tables with the notes up to a level; nil for none.
  public init(_ excerpt: Excerpt, notesUpTo level: NoteLevel?) {
    (self.excerpt, self.level) = (excerpt, level)
  }

  private var readingColumns: [String] {
    ["at", "events"]
      + excerpt.run.entry.meters.flatMap { meter in
        ExportTable.statistics(meter.kind).map { "\(meter.name).\($0)" }
      }
  }

  private static let noteColumns = ["line", "at", "id", "cause", "level", "text"]

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

  /// Writes the two tables as CSV, each with the names of its columns in the first line.
  public func writeCSV(
    _ dialect: CSVDialect = .standard, readings: (String) throws -> Void,
    notes: (String) throws -> Void = { _ in }
  ) rethrows {
    let columns = readingColumns
    try readings(dialect.line(columns.map(CSVDialect.Field.text)))
    try notes(dialect.line(ExportTable.noteColumns.map(CSVDialect.Field.text)))
    try lines { line, isReading in
      if isReading {
        // What kind of line it is goes without saying.
        try readings(dialect.line(ExportTable.fields(line.dropFirst(), columns)))
      } else {
        try notes(dialect.line(ExportTable.fields(line[...], ExportTable.noteColumns)))
      }
    }
  }

  /// A field for each column; empty where the line has none.
  private static func fields(_ line: ArraySlice<Line.Element>, _ columns: [String]) -> [CSVDialect.Field] {
    var rest = line
    return columns.map { column in
      guard let field = rest.first, field.key == column else { return .text("") }
      rest = rest.dropFirst()
      return field.value.field
    }
  }

  /// Writes it as one JSON object a line.
  public func writeJSONLines(_ write: (String) throws -> Void) rethrows {
    try lines { line, _ in try write(JSONValue.object(line).line + "\n") }
  }

  private func lines(_ write: (Line, _ isReading: Bool) throws -> Void) rethrows {
    let meters = excerpt.run.entry.meters
    try excerpt.walk { stretch in
      for note in stretch.notes(upTo: level) { try write(ExportTable.line(note), false) }
      var line: Line = ExportTable.beginning("meters", stretch.snapshot.now)
      line.append(("events", .number("\(stretch.snapshot.processed)")))
      for (meter, reading) in zip(meters, stretch.readings) {
        for (statistic, figure) in zip(ExportTable.statistics(meter.kind), ExportTable.figures(reading)) {
          if let figure { line.append(("\(meter.name).\(statistic)", .number(figure.figure))) }
        }
      }
      try write(line, true)
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
  fileprivate var field: CSVDialect.Field {
    switch self {
    case .number(let digits): .number(digits)
    case .text(let text): .text(text)
    default: .text(written())
    }
  }
}
