import Diagnostics
import Engine
import LabKit
import Runs

/// An excerpt as a trace in the Trace Event format, which Perfetto and Chrome open: spans of sagas and calls, faults and
/// notes over time, meters as counters.
public struct TraceEvents: Sendable {
  private let excerpt: Excerpt
  private let level: NoteLevel?
  private let squall: String

  /// A trace with the notes up to a level, nil for none, by this version of Squall.
  public init(_ excerpt: Excerpt, notesUpTo level: NoteLevel?, squall: String) {
    (self.excerpt, self.level, self.squall) = (excerpt, level, squall)
  }

  /// A viewer in a browser takes no more.
  private static let mostSpans = 1_000_000

  /// The rows of the picture: what is pressed, what is noted, then one for each fault.
  private enum Row {
    static let inputs = 1, notes = 2, firstFault = 3
  }

  /// Writes it. Throws what `write` throws, and when there are more spans than a viewer takes.
  public func write(_ write: (String) throws -> Void) throws {
    let info: [(key: String, value: JSONValue)] = [
      ("lab", .text(entry.id)), ("seed", .text("\(excerpt.run.seed)")),
      ("branch", .text("\(excerpt.branch + 1)")),
      ("squall", .text(squall)),
    ]
    try write("{\"displayTimeUnit\": \"ms\", \"otherData\": \(JSONValue.object(info).line),\n\"traceEvents\": [\n")
    var separator = ""
    func event(_ members: [(key: String, value: JSONValue)]) throws {
      try write(separator + JSONValue.object(members).line)
      separator = ",\n"
    }
    try names().forEach(event)
    var traces: [UInt64: [SpanEntry]] = [:], count = 0
    try excerpt.walk { stretch in
      for note in stretch.notes(upTo: level) { try event(mark(note)) }
      try counters(stretch).forEach(event)
      for span in stretch.spans { traces[span.trace, default: []].append(span) }
      count += stretch.spans.count
      guard count <= TraceEvents.mostSpans else {
        throw BadInput(
          "more than \(TraceEvents.mostSpans) spans by \((stretch.snapshot.now - .start).text); take a part by --from and --to"
        )
      }
    }
    try faults().forEach(event)
    for (trace, spans) in traces.sorted(by: { $0.key < $1.key }) {
      for (lane, marks) in TraceLane.lanes(of: spans).map(\.marks).enumerated() {
        for mark in marks {
          try event(self.mark(mark.span, mark.isBeginning, "\(trace)" + (lane == 0 ? "" : ".\(lane)")))
        }
      }
    }
    try write("\n]}\n")
  }

  private var entry: LabEntry { excerpt.run.entry }

  /// What the process and its rows are called.
  private func names() -> [[(key: String, value: JSONValue)]] {
    func name(_ what: String, _ row: Int, _ text: String) -> [(key: String, value: JSONValue)] {
      beginning("M", what, row) + [("args", .object([("name", .text(text))]))]
    }
    let faults = faultActions.map {
      name("thread_name", Row.firstFault + $0, "fault: \(entry.actions[$0].declaration.title)")
    }
    return [
      name("process_name", 0, "\(entry.title), seed \(excerpt.run.seed)"),
      name("thread_name", Row.inputs, "keys"), name("thread_name", Row.notes, "notes"),
    ] + faults
  }

  private var faultActions: [Int] {
    entry.actions.indices.filter { entry.actions[$0].declaration.kind == .fault }
  }

  /// What every event has: its kind, its name, and in which row of the one process it stands.
  private func beginning(_ kind: String, _ name: String, _ row: Int, at: Instant? = nil) -> [(
    key: String, value: JSONValue
  )] {
    let time: [(key: String, value: JSONValue)] =
      at.map { [("ts", .number(TraceEvents.microseconds($0 - .start)))] } ?? []
    return [("ph", .text(kind)), ("name", .text(name))] + time + [
      ("pid", .number("1")), ("tid", .number("\(row)")),
    ]
  }

  /// The format's unit, to the nanosecond.
  private static func microseconds(_ time: Interval) -> String {
    let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1000)
    guard rest > 0 else { return "\(whole)" }
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
  }

  private func mark(_ note: NoteLine) -> [(key: String, value: JSONValue)] {
    var details: [(key: String, value: JSONValue)] = [("note", .number("\(note.id.number)"))]
    if note.cause != .chance { details.append(("cause", .number("\(note.cause.number)"))) }
    return beginning("i", note.text, note.isInput ? Row.inputs : Row.notes, at: note.at) + [
      ("s", .text("t")), ("cat", .text(note.isInput ? "input" : "note,\(note.level)")),
      ("args", .object(details)),
    ]
  }

  /// A counter for every meter; latencies in milliseconds.
  private func counters(_ stretch: Excerpt.Stretch) -> [[(key: String, value: JSONValue)]] {
    zip(entry.meters, stretch.readings).compactMap { meter, reading in
      let values: [(key: String, value: JSONValue)]
      switch reading {
      case .counter(_, let rate): values = rate.map { [("per second", .number($0.figure))] } ?? []
      case .gauge(let level): values = level.map { [("level", .number($0.figure))] } ?? []
      case .latency(_, let since):
        values =
          since.count == 0
          ? []
          : Latency.shownPercents.map {
            ("p\(Int($0)) ms", .number(since.percentile($0).milliseconds.figure))
          }
      }
      guard !values.isEmpty else { return nil }
      return beginning("C", meter.name, 0, at: stretch.snapshot.now) + [("args", .object(values))]
    }
  }

  /// Each fault from where it was injected to where it was healed, as the journal has it.
  private func faults() -> [[(key: String, value: JSONValue)]] {
    var since: [Int: Instant] = [:], found: [[(key: String, value: JSONValue)]] = []
    func close(_ action: Int, at end: Instant) {
      guard let began = since.removeValue(forKey: action), end > excerpt.from else { return }
      let from = max(began, excerpt.from)
      found.append(
        beginning("X", entry.actions[action].declaration.title, Row.firstFault + action, at: from)
          + [("dur", .number(TraceEvents.microseconds(end - from))), ("cat", .text("fault"))])
    }
    for input in excerpt.run.journal(ofBranch: excerpt.branch) where input.at <= excerpt.end.at {
      let line = ActionLine(input.text)
      for action in faultActions where entry.actions[action].id == line.id {
        if line.isOn { since[action] = input.at } else { close(action, at: input.at) }
      }
    }
    for action in faultActions { close(action, at: excerpt.end.at) }
    return found
  }

  /// A beginning or an end of a span, on the track of its trace.
  private func mark(_ span: SpanEntry, _ isBeginning: Bool, _ track: String) -> [(key: String, value: JSONValue)] {
    let outcome: [(key: String, value: JSONValue)] = [
      ("outcome", .text(span.outcome)), ("trace", .text("\(span.trace)")),
    ]
    return beginning(isBeginning ? "b" : "e", span.name, 0, at: isBeginning ? span.began : span.ended)
      + [("cat", .text("span")), ("id", .text(track))] + (isBeginning ? [("args", .object(outcome))] : [])
  }
}
