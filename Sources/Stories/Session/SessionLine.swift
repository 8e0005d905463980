import Diagnostics
import Engine
import Runs

/// One line of a session file: a JSON object that says what it is.
///
///     {"line": "session", "format": 2, "squall": "0.1.0", "lab": "shop", "seed": "42", "knobs": "traffic=800 retries=2"}
///     {"line": "input", "branch": 0, "at": 2500000000, "events": 9120, "inputs": 0, "does": "payment.down"}
///     {"line": "reached", "branch": 0, "at": 2750000000, "events": 9871, "inputs": 1, "digest": "05619fe2f88b8b8c"}
///     {"line": "fork", "branch": 0, "at": 2000000000, "events": 7301, "inputs": 0, "as": 1}
///     {"line": "bookmark", "branch": 1, "at": 2000000000, "events": 7301, "inputs": 0, "name": "before the outage"}
///     {"line": "stands", "branch": 0, "at": 1000000000, "events": 3650, "inputs": 0, "twin": 1}
///
/// The first line of a run that tells a story has its file besides, as `"story"`. Times are virtual, in nanoseconds.
/// `events` and `inputs` say how many of them come before.
enum SessionLine: Equatable {
  /// The first line: what was begun.
  case session(SessionHeader)
  /// Something was done on a branch.
  case input(Place, does: String)
  /// The branch was run up to here, and this was its digest.
  case reached(Place, digest: String)
  /// A branch left another one here; `number` is what it is called from here on.
  case fork(Place, as: Int)
  /// A moment was given a name.
  case bookmark(Place, name: String)
  /// This is what was looked at, and the branch of the twin.
  case stands(Place, twin: Int?)

  /// A moment of a branch.
  struct Place: Equatable {
    var branch: Int
    var moment: Moment
  }
}

/// What a session began with.
public struct SessionHeader: Equatable, Sendable {
  /// The version of the file's form.
  public var format: Int
  /// The version of Squall that wrote it.
  public var squall: String
  /// The lab's name.
  public var lab: String
  /// The seed.
  public var seed: UInt64
  /// Every knob at the start, as `KNOB=VALUE`.
  public var knobs: [String]
  /// The whole file of the story that was told, so that a session stands alone; nil when none was.
  public var story: String?
  /// The whole file of the system that was opened, for the same reason; nil for a lab in the program.
  public var system: String?

  /// The form that is written, and the newest that can be read. In form 1 the labs drew their chances in another order,
  /// and the twin was called `beside`.
  public static let newestFormat = 2

  /// What is different when the form is an older one: the same inputs lead to another run. Nil for the newest.
  public var age: String? {
    guard format < SessionHeader.newestFormat else { return nil }
    return "written in form \(format) by squall \(squall.printable), whose labs drew their chances in another order"
  }
}

extension SessionLine {
  /// The line as it is written, without its end.
  var text: String { JSONValue.object([("line", .text(kind))] + members).line }

  private var kind: String {
    switch self {
    case .session: "session"
    case .input: "input"
    case .reached: "reached"
    case .fork: "fork"
    case .bookmark: "bookmark"
    case .stands: "stands"
    }
  }

  private var members: [(key: String, value: JSONValue)] {
    switch self {
    case .session(let header):
      [
        ("format", .number("\(header.format)")), ("squall", .text(header.squall)), ("lab", .text(header.lab)),
        // As text: most readers of JSON cannot hold 64 bits.
        ("seed", .text("\(header.seed)")), ("knobs", .text(header.knobs.joined(separator: " "))),
      ] + (header.story.map { [("story", .text($0))] } ?? []) + (header.system.map { [("system", .text($0))] } ?? [])
    case .input(_, let does): placeMembers + [("does", .text(does))]
    case .reached(_, let digest): placeMembers + [("digest", .text(digest))]
    case .fork(_, let number): placeMembers + [("as", .number("\(number)"))]
    case .bookmark(_, let name): placeMembers + [("name", .text(name))]
    case .stands(_, let twin): placeMembers + (twin.map { [("twin", .number("\($0)"))] } ?? [])
    }
  }

  /// The moment that it is about; nil for the first line.
  var place: Place? {
    switch self {
    case .session: nil
    case .input(let place, _), .reached(let place, _), .fork(let place, _), .bookmark(let place, _),
      .stands(let place, _):
      place
    }
  }

  private var placeMembers: [(key: String, value: JSONValue)] {
    guard let place else { return [] }
    return [
      ("branch", .number("\(place.branch)")), ("at", .number("\(place.moment.at.nanoseconds)")),
      ("events", .number("\(place.moment.events)")), ("inputs", .number("\(place.moment.inputs)")),
    ]
  }
}
