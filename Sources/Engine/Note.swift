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

/// What a note is known by when a later one names it as its cause.
public struct NoteID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The notes of a run are numbered from 1; 0 is the seed's own randomness.
  public let number: UInt64

  /// The note with this number.
  @inlinable
  public init(number: UInt64) { self.number = number }

  /// No note: the seed's own randomness.
  @inlinable public static var chance: NoteID { NoteID(number: 0) }

  /// Whether the left one was written earlier.
  public static func < (left: NoteID, right: NoteID) -> Bool { left.number < right.number }
}
