/// Something that took time, such as a call, and has ended.
public struct SpanEntry: Sendable {
  /// What it was; spans that are alike have the same name.
  public let name: String
  /// What it belongs to, for instance the number of an order: spans of one trace have the same.
  public let trace: UInt64
  /// How it ended, in a word or two: `ok`, `timed out`.
  public let outcome: String
  /// From when until when.
  public let began: Instant, ended: Instant

  /// A span.
  public init(name: String, trace: UInt64, outcome: String, began: Instant, ended: Instant) {
    (self.name, self.trace, self.outcome, self.began, self.ended) = (name, trace, outcome, began, ended)
  }
}

/// Everything that happened on the way from one moment to another: what a run itself forgets, or never keeps.
public struct Recording<Note: Sendable>: Sendable {
  /// Every note, the oldest first.
  public var notes: ContiguousArray<NoteEntry<Note>> = []
  /// Every span that ended, in the order in which they did.
  public var spans: ContiguousArray<SpanEntry> = []

  /// Nothing yet.
  public init() {}
}
