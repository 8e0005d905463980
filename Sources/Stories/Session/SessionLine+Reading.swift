import Diagnostics
import Engine
import FoundationEssentials
import LabKit
import Runs

/// What a line of a session file may hold, before it is known whether it makes sense.
private struct RawLine: Decodable {
  var line: String?
  var format: Int?
  var squall: String?
  var lab: String?
  var seed: String?
  var knobs: String?
  var story: String?
  var system: String?
  var branch: Int?
  var at: UInt64?
  var events: Int?
  var inputs: Int?
  var does: String?
  var digest: String?
  var name: String?
  var twin: Int?
  /// What form 1 called the twin.
  var beside: Int?
  var number: Int?

  enum CodingKeys: String, CodingKey {
    case line, format, squall, lab, seed, knobs, story, system, branch, at, events, inputs, does, digest, name, twin
    case beside
    case number = "as"
  }
}

extension SessionLine {
  private static let kinds = ["session", "input", "reached", "fork", "bookmark", "stands"]

  /// The line that a text means; throws what is wrong with it, without saying in which line.
  init(_ text: Substring) throws(BadInput) {
    let raw: RawLine
    guard text.utf8.count <= SessionLimits.mostBytesOfLine else {
      throw BadInput("this line is longer than \(SessionLimits.mostBytesOfLine >> 20) MB; the file is damaged")
    }
    do { raw = try JSONDecoder().decode(RawLine.self, from: Data(text.utf8)) } catch {
      throw BadInput(SessionLine.complaint(error))
    }
    guard let kind = raw.line else { throw BadInput("there is no \"line\" that says what this is") }
    switch kind {
    case "session": self = .session(try SessionLine.header(raw))
    case "input": self = .input(try SessionLine.place(raw), does: try SessionLine.asked(raw.does, "does"))
    case "reached": self = .reached(try SessionLine.place(raw), digest: try SessionLine.asked(raw.digest, "digest"))
    case "fork": self = .fork(try SessionLine.place(raw), as: try SessionLine.asked(raw.number, "as"))
    case "bookmark": self = .bookmark(try SessionLine.place(raw), name: try SessionLine.asked(raw.name, "name"))
    case "stands": self = .stands(try SessionLine.place(raw), twin: raw.twin ?? raw.beside)
    default: throw BadInput("'\(kind.printable)' is no kind of line", nearestTo: kind, among: SessionLine.kinds)
    }
  }

  private static func header(_ raw: RawLine) throws(BadInput) -> SessionHeader {
    SessionHeader(
      format: try asked(raw.format, "format"), squall: raw.squall ?? "unknown",
      lab: try asked(raw.lab, "lab"),
      seed: try UInt64(seedText: asked(raw.seed, "seed")),
      knobs: (raw.knobs ?? "").split(separator: " ").map(String.init), story: raw.story,
      system: raw.system)
  }

  private static func place(_ raw: RawLine) throws(BadInput) -> Place {
    let place = Place(
      branch: try asked(raw.branch, "branch"),
      moment: Moment(
        at: Instant(nanoseconds: try asked(raw.at, "at")), events: try asked(raw.events, "events"),
        inputs: try asked(raw.inputs, "inputs")))
    guard place.branch >= 0, place.moment.events >= 0, place.moment.inputs >= 0 else {
      throw BadInput("\"branch\", \"events\" and \"inputs\" count from 0")
    }
    return place
  }

  private static func asked<Value>(_ value: Value?, _ name: String) throws(BadInput) -> Value {
    guard let value else { throw BadInput("\"\(name)\" is missing") }
    return value
  }

  private static func complaint(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "this is no JSON object" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context):
      let name = context.codingPath.last.map { "\"\($0.stringValue)\"" } ?? "the line"
      return "\(name) is not of the kind that belongs there"
    default: return "this is no JSON object"
    }
  }
}
