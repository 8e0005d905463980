/// What the notes of a model say: an enum with trivial payloads, put into words only when somebody reads it.
public protocol NoteSet: Sendable {
  /// Who should read it.
  var level: NoteLevel { get }
  /// Which part of the world it is about; a panel shows the topics it names.
  var topic: Int { get }
  /// One sentence: what happened and, where it is not plain, why.
  var text: String { get }
}

/// Who a note is for; each level includes those before it.
public enum NoteLevel: Int, CaseIterable, Comparable, Sendable {
  /// What the class should hear.
  case headline
  /// What a student looks for.
  case observation
  /// Everything.
  case detail

  /// Whether the left one is for more people.
  public static func < (left: NoteLevel, right: NoteLevel) -> Bool { left.rawValue < right.rawValue }
}

/// The notes of a model that has none.
public enum NoNotes: NoteSet {
  /// Never read.
  public var level: NoteLevel { .detail }
  /// Never read.
  public var topic: Int { 0 }
  /// Never read.
  public var text: String { "" }
}

/// What a note is known by when a later one names it as its cause.
public struct NoteID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The notes of a run are numbered from 1; 0 is the seed's own randomness.
  public let number: UInt64

  @inlinable
  init(number: UInt64) { self.number = number }

  /// No note: the seed's own randomness.
  @inlinable public static var chance: NoteID { NoteID(number: 0) }

  /// Whether the left one was written earlier.
  public static func < (left: NoteID, right: NoteID) -> Bool { left.number < right.number }
}

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
