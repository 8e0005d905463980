import Engine
import LabKit

extension Report {
  /// Everything, for programs. Times are in seconds, of meters and of moments.
  var json: String {
    var members: [(key: String, value: JSONValue)] = [
      ("lab", .text(run.script.lab.id)), ("seed", .number(String(run.seed))),
      ("until", .number(run.until.seconds.figure)),
    ]
    if run.measureFrom > .start { members.append(("measuredFrom", .number(run.measureFrom.seconds.figure))) }
    members += [
      ("digest", .text(digest.description)),
      ("meters", .object(meters.map { ($0.declaration.name, Report.json($0)) })),
      ("laws", .list(laws.map(Report.json))), ("promises", .list(promises.map(Report.json))),
    ]
    if let notes { members.append(("notes", .list(notes.map(Report.json)))) }
    return JSONValue.object(members).written() + "\n"
  }

  private static func json(_ meter: MeterLine) -> JSONValue {
    let kind: [(key: String, value: JSONValue)] = [
      ("kind", .text(meter.declaration.kind.rawValue)),
      ("unit", .text(meter.declaration.kind == .latency ? "s" : meter.declaration.unit)),
    ]
    return .object(kind + meter.figures.map { ($0.statistic, .number($0.value.figure)) })
  }

  private static func json(_ law: LawLine) -> JSONValue {
    let first = law.first.map { first in
      JSONValue.object([
        ("at", .number(first.at.seconds.figure)), ("events", .number(String(first.events))),
        ("detail", .text(first.detail)),
      ])
    }
    return .object([
      ("name", .text(law.declaration.name)), ("kind", .text(law.declaration.kind.rawValue)),
      ("verdict", .text(law.verdict.rawValue)), ("claim", .text(law.declaration.claim)),
      ("first", first ?? .null),
    ])
  }

  private static func json(_ promise: PromiseLine) -> JSONValue {
    let first = promise.first.map { first in
      JSONValue.object([("at", .number(first.at.seconds.figure)), ("detail", .text(first.detail))])
    }
    return .object([
      ("name", .text(promise.declaration.name)), ("verdict", .text(promise.verdict.rawValue)),
      ("breaks", .number(String(promise.breaks))), ("promise", .text(promise.declaration.sentence)),
      ("first", first ?? .null),
    ])
  }

  private static func json(_ note: NoteLine) -> JSONValue {
    .object([
      ("id", .number(String(note.id.number))), ("at", .number(note.at.seconds.figure)),
      ("level", .text("\(note.level)")), ("input", .flag(note.isInput)),
      ("cause", note.cause == .chance ? .null : .number(String(note.cause.number))),
      ("text", .text(note.text)),
    ])
  }
}
