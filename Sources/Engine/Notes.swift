/// One line of the event log.
public struct NoteEntry<Note: Sendable>: Sendable {
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
  /// Who it is for; inputs are for the class.
  public let level: NoteLevel
  /// What it is about; nil for an input.
  public let topic: Int?
  /// Whether something has changed, and not only happened once more, such as another refused call.
  public let isChange: Bool
  /// What happened.
  public let content: Content

  @inlinable
  init(
    id: NoteID, at: Instant, cause: NoteID, level: NoteLevel, topic: Int?, isChange: Bool, content: consuming Content
  ) {
    (self.id, self.at, self.cause) = (id, at, cause)
    (self.level, self.topic, self.isChange, self.content) = (level, topic, isChange, content)
  }
}

/// The event log of a run: the newest notes of each level, with their causes.
///
/// Bounded, so that a snapshot stays small; each level has its own bound, and so have inputs, so that a flood of details
/// does not push out what the class should hear, nor a flood of anything what a person did. Older notes come back by
/// replay.
public struct Notes<Note: Sendable>: Sendable {
  /// How many of one level are kept.
  @inlinable public static var bound: Int { 128 }

  @usableFromInline var rings: ContiguousArray<ContiguousArray<NoteEntry<Note>>> = [[], [], [], []]
  @usableFromInline var written: ContiguousArray<Int> = [0, 0, 0, 0]
  /// The ring of the inputs, behind those of the levels.
  @inlinable static var inputs: Int { 3 }
  @usableFromInline var lastNumber: UInt64 = 0
  /// How many notes were written about each topic.
  @inlinable public var writtenByTopic: ContiguousArray<Int> { byTopic }
  @usableFromInline var byTopic: ContiguousArray<Int> = []
  /// The same of those that say that something has changed.
  @usableFromInline var changesByTopic: ContiguousArray<Int> = []

  /// An empty log.
  public init() {}

  /// How many notes were written so far.
  public var count: Int { Int(lastNumber) }

  /// How many notes that say that something has changed were written about these topics so far.
  public func count(topics: [Int]) -> Int {
    topics.reduce(0) { $0 + ($1 < changesByTopic.count ? changesByTopic[$1] : 0) }
  }

  /// How many notes up to a level were written so far.
  public func count(upTo level: NoteLevel) -> Int {
    written.prefix(level.rawValue + 1).reduce(written[Notes.inputs], +)
  }

  /// Adds a note, and to the recording if there is one; a nil topic is an input. Complexity: O(1).
  @inlinable
  public mutating func add(
    _ content: consuming NoteEntry<Note>.Content, level: NoteLevel, topic: Int?, isChange: Bool = true,
    at now: Instant, cause: NoteID, recording: inout Recording<Note>?
  ) -> NoteID {
    lastNumber += 1
    let entry = NoteEntry(
      id: NoteID(number: lastNumber), at: now, cause: cause, level: level, topic: topic, isChange: isChange,
      content: content)
    if recording != nil { recording?.notes.append(entry) }
    let ring = topic == nil ? Notes.inputs : level.rawValue
    if rings[ring].count < Notes.bound {
      rings[ring].append(entry)
    } else {
      rings[ring][written[ring] % Notes.bound] = entry
    }
    written[ring] += 1
    if let topic { countTopic(topic, isChange: isChange) }
    return NoteID(number: lastNumber)
  }

  @inlinable
  mutating func countTopic(_ topic: Int, isChange: Bool) {
    while byTopic.count <= topic {
      byTopic.append(0)
      changesByTopic.append(0)
    }
    byTopic[topic] += 1
    if isChange { changesByTopic[topic] += 1 }
  }

  /// The newest notes up to a level, oldest first: all of them and what a person did, or those about some topics.
  /// Complexity: O(n log n) for n notes that are asked for, O(notes kept) with topics.
  public func newest(_ most: Int, upTo level: NoteLevel = .detail, about topics: [Int]? = nil) -> [NoteEntry<Note>] {
    var found: [NoteEntry<Note>] = []
    for ring in 0...level.rawValue { collect(most, of: ring, about: topics, into: &found) }
    if topics == nil { collect(most, of: Notes.inputs, about: nil, into: &found) }
    return Array(found.sorted { $0.id < $1.id }.suffix(max(0, most)))
  }

  private func collect(_ most: Int, of ring: Int, about topics: [Int]?, into found: inout [NoteEntry<Note>]) {
    let entries = rings[ring]
    var left = most
    for back in 0..<entries.count where left > 0 {
      let entry = entries[(written[ring] - 1 - back) % Notes.bound]
      guard topics.map({ entry.topic.map($0.contains) == true }) ?? true else { continue }
      found.append(entry)
      left -= 1
    }
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
