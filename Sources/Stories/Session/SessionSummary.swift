import Engine

/// What a list says of a session, read off its lines without doing anything again.
public struct SessionSummary: Equatable, Sendable {
  /// The lab and the seed, as the file has them.
  public var lab = "", seed = ""
  /// The latest virtual time that the file tells of.
  public var end = Instant.start
  /// How much was done, on how many branches.
  public var inputs = 0, branches = 1

  /// The summary of a file's text; what makes no sense is passed over. Complexity: O(text).
  public init(_ text: String) {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let line = Substring(line)
      switch SessionSummary.value("line", of: line) {
      case "session":
        lab = String(SessionSummary.value("lab", of: line) ?? "")
        seed = String(SessionSummary.value("seed", of: line) ?? "")
      case "input": inputs += 1
      case "fork": branches += 1
      default: break
      }
      if let at = SessionSummary.value("at", of: line).flatMap({ UInt64($0) }) {
        end = max(end, Instant(nanoseconds: at))
      }
    }
  }

  /// A member of a line as it is written: a text without its quotes, or a number.
  private static func value(_ key: String, of line: Substring) -> Substring? {
    guard let start = line.firstRange(of: "\"\(key)\": ")?.upperBound else { return nil }
    let rest = line[start...]
    if rest.first == "\"" { return rest.dropFirst().prefix { $0 != "\"" } }
    return rest.prefix { $0.isNumber }
  }
}
