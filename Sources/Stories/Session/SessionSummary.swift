import Engine

/// What a list says of a session, read off its lines without doing anything again.
public struct SessionSummary: Equatable, Sendable {
  /// What it began with; nil when the file does not say.
  public private(set) var header: SessionHeader?
  /// The latest virtual time that the file tells of.
  public private(set) var end = Instant.start
  /// How much was done, on how many branches.
  public private(set) var inputs = 0, branches = 1

  /// The summary of a file's text; lines that make no sense are passed over. Complexity: O(text).
  public init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let line = try? SessionLine(line) else { continue }
      switch line {
      case .session(let header): self.header = header
      case .input: inputs += 1
      case .fork: branches += 1
      case .reached, .bookmark, .stands: break
      }
      end = max(end, line.place?.moment.at ?? .start)
    }
  }
}
