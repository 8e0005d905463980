import Engine

/// The event log of a run: the newest notes of each level, with their causes.
///
/// Bounded, so that a snapshot stays small; each level has its own bound, so that a flood of details
/// does not push out what the class should hear. Older notes come back by replay.
public struct Notes<Note: NoteSet>: Sendable {
  /// How many of one level are kept.
  @inlinable public static var bound: Int { 128 }

  @usableFromInline var rings: ContiguousArray<ContiguousArray<NoteEntry<Note>>> = [[], [], []]
  @usableFromInline var written: ContiguousArray<Int> = [0, 0, 0]
  @usableFromInline var lastNumber: UInt64 = 0
  @usableFromInline var writtenByTopic: ContiguousArray<Int> = []

  /// An empty log.
  public init() {}

  /// How many notes were written so far.
  public var count: Int { Int(lastNumber) }

  /// How many notes about these topics were written so far.
  public func count(topics: [Int]) -> Int {
    topics.reduce(0) { $0 + ($1 < writtenByTopic.count ? writtenByTopic[$1] : 0) }
  }

  /// How many notes up to a level were written so far.
  public func count(upTo level: NoteLevel) -> Int { written.prefix(level.rawValue + 1).reduce(0, +) }

  /// Adds a note. Complexity: O(1).
  @inlinable
  public mutating func add(_ content: NoteEntry<Note>.Content, at now: Instant, cause: NoteID) -> NoteID {
    lastNumber += 1
    let entry = NoteEntry(id: NoteID(number: lastNumber), at: now, cause: cause, content: content)
    let level = entry.level.rawValue
    if rings[level].count < Notes.bound {
      rings[level].append(entry)
    } else {
      rings[level][written[level] % Notes.bound] = entry
    }
    written[level] += 1
    if case .world(let note) = content { countTopic(note.topic) }
    return entry.id
  }

  @inlinable
  mutating func countTopic(_ topic: Int) {
    while writtenByTopic.count <= topic { writtenByTopic.append(0) }
    writtenByTopic[topic] += 1
  }

  /// The newest notes up to a level, oldest first.
  public func newest(_ most: Int, upTo level: NoteLevel = .detail) -> [NoteEntry<Note>] {
    let kept = rings.prefix(level.rawValue + 1).joined().sorted { $0.id < $1.id }
    return Array(kept.suffix(max(0, most)))
  }

  /// The note with this name, unless it was pushed out.
  public subscript(id: NoteID) -> NoteEntry<Note>? {
    for ring in rings { if let entry = ring.first(where: { $0.id == id }) { return entry } }
    return nil
  }

  /// A note and the notes that led to it, latest first, as far back as the log reaches.
  public func chain(from id: NoteID) -> [NoteEntry<Note>] {
    var chain: [NoteEntry<Note>] = []
    var next = id
    while let entry = self[next] {
      chain.append(entry)
      guard entry.cause < entry.id else { break }
      next = entry.cause
    }
    return chain
  }
}
