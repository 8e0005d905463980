import Engine

/// One line of the event log.
public struct NoteEntry<Note: NoteSet>: Sendable {
  /// What a note reports.
  public enum Content: Sendable {
    /// An input, by its text in the journal.
    case input(String)
    /// Something in the world.
    case world(Note)
  }

  /// What later notes call it.
  public let id: NoteID
  /// When.
  public let at: Instant
  /// Which earlier note brought it about.
  public let cause: NoteID
  /// What happened.
  public let content: Content

  @inlinable
  init(id: NoteID, at: Instant, cause: NoteID, content: Content) {
    self.id = id
    self.at = at
    self.cause = cause
    self.content = content
  }

  /// Who it is for; inputs are for the class.
  @inlinable public var level: NoteLevel {
    switch content {
    case .input: .headline
    case .world(let note): note.level
    }
  }

  /// The sentence.
  public var text: String {
    switch content {
    case .input(let text): text
    case .world(let note): note.text
    }
  }
}
