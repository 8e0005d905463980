/// One entry of a log.
public struct RaftEntry<Command: Hashable & Sendable>: Hashable, Sendable {
  /// The term of the leader that created it.
  public var term: Int
  /// What the state machine is to do; nil in a leader's no-op.
  public var command: Command?

  /// An entry of a leader of this term.
  @inlinable
  public init(term: Int, command: Command?) {
    self.term = term
    self.command = command
  }
}

/// The entries of one node, numbered from 1.
///
/// They lie in segments of a fixed length, so that messages and copies of a node share what is full, and an
/// append copies at most one segment.
public struct RaftLog<Command: Hashable & Sendable>: Hashable, Sendable {
  /// An entry of this log.
  public typealias Entry = RaftEntry<Command>

  /// The number of entries in a full segment.
  @inlinable public static var segmentLength: Int { 64 }

  // All are full but the last, none is empty.
  @usableFromInline var segments: [[Entry]] = []

  /// A log without entries.
  @inlinable public init() {}

  /// A log of these entries.
  @inlinable
  public init(_ entries: some Sequence<Entry>) {
    for entry in entries { append(entry) }
  }

  /// The entries in their order. O(n).
  public var all: [Entry] { Array(segments.joined()) }

  /// The index of the last entry; 0 if there is none. O(1).
  @inlinable public var lastIndex: Int {
    segments.isEmpty ? 0 : (segments.count - 1) * Self.segmentLength + segments[segments.count - 1].count
  }

  /// The term of the last entry; 0 if there is none. O(1).
  @inlinable public var lastTerm: Int { segments.last?.last?.term ?? 0 }

  /// The entry at an index in 1...lastIndex. O(1).
  @inlinable public subscript(index: Int) -> Entry {
    segments[(index - 1) / Self.segmentLength][(index - 1) % Self.segmentLength]
  }

  /// The term of the entry at an index; 0 at 0 and beyond the end. O(1).
  @inlinable
  public func term(at index: Int) -> Int {
    index >= 1 && index <= lastIndex ? self[index].term : 0
  }

  /// The first index whose term is at least this one; lastIndex + 1 if there is none. O(log n), since terms
  /// never fall.
  @inlinable
  public func firstIndex(ofTerm term: Int) -> Int {
    var low = 1
    var high = lastIndex + 1
    while low < high {
      let middle = (low + high) / 2
      if self[middle].term < term { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The entries from an index on, at most so many, and only those of one segment: nothing is copied. O(1).
  @inlinable
  public func batch(from index: Int, limit: Int) -> ArraySlice<Entry> {
    guard index >= 1, index <= lastIndex, limit > 0 else { return [] }
    let segment = segments[(index - 1) / Self.segmentLength]
    let start = (index - 1) % Self.segmentLength
    return segment[start..<min(segment.count, start + limit)]
  }

  /// Adds an entry at the end. O(1), or a copy of the last segment if a message or another copy shares it.
  @inlinable
  public mutating func append(_ entry: Entry) {
    if let last = segments.last, last.count < Self.segmentLength {
      segments[segments.count - 1].append(entry)
    } else {
      segments.append([entry])
    }
  }

  /// Removes all entries after an index.
  @inlinable
  public mutating func truncate(after index: Int) {
    guard index < lastIndex else { return }
    let full = index / Self.segmentLength
    let rest = index % Self.segmentLength
    segments.removeLast(segments.count - (rest == 0 ? full : full + 1))
    if rest > 0 { segments[full].removeLast(segments[full].count - rest) }
  }
}

// Keys of a coded entry are the names of its properties.
extension RaftEntry: Codable where Command: Codable {}

extension RaftLog: Codable where Command: Codable {
  /// Decodes the entries, as in `[{"term": 1}, {"term": 1, "command": 7}]`, whose terms are at least 1 and never fall.
  public init(from decoder: any Decoder) throws {
    let entries = try [Entry](from: decoder)
    self.init(entries)
    try decoder.checked(check)
  }

  /// Encodes the entries in their order.
  public func encode(to encoder: any Encoder) throws { try all.encode(to: encoder) }
}

extension RaftLog {
  func check() throws(InvalidState) {
    var latest = 1
    for entry in segments.joined() {
      try InvalidState.unlessCount(entry.term, "log: a term")
      try InvalidState.unless(
        entry.term >= latest,
        "log: the terms are at least 1 and never fall, but \(entry.term) follows \(latest)")
      latest = entry.term
    }
  }
}
