extension ORSet {
  /// A set of these parts, in any order, as `entries` and `seen` give them.
  ///
  /// Throws if no additions, removals and merges lead to them: an entry that was not seen, a dot on two entries, or
  /// two dots of one replica on one element, of which the later replaces the earlier. O(n log n).
  public init(entries: [Entry], seen: GCounter) throws(InvalidState) {
    sorted = entries.sorted(by: Entry.comesBefore)
    vector = seen
    try InvalidState.unless(
      seen.vector.allSatisfy { $0 <= Int64.max }, "additions of a replica are numbered up to Int64.max")
    for entry in entries {
      try InvalidState.unless(
        entry.number > 0 && hasSeen(entry),
        "of replica \(entry.replica) additions 1...\(seen[entry.replica]) were seen, not \(entry.number)")
    }
    let dots = entries.sorted { ($0.replica, $0.number) < ($1.replica, $1.number) }
    for (dot, next) in zip(dots, dots.dropFirst()) {
      try InvalidState.unless(
        (dot.replica, dot.number) < (next.replica, next.number),
        "addition \(dot.number) of replica \(dot.replica) is there twice")
    }
    for (entry, next) in zip(sorted, sorted.dropFirst()) {
      try InvalidState.unless(
        entry.element < next.element || entry.replica != next.replica,
        "two additions of replica \(entry.replica) hold the same element")
      try InvalidState.unless(Entry.comesBefore(entry, next), "the elements are in no order")
    }
  }
}

extension ORSet: Codable where Element: Codable {
  private enum Key: CodingKey { case entries, seen }

  /// Decodes a set, as in `{"entries": [{"element": "milk", "replica": 0, "number": 1}], "seen": [1]}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(entries: parts.decode([Entry].self, forKey: .entries), seen: parts.decode(GCounter.self, forKey: .seen))
    }
  }

  /// Encodes a set, as in `{"entries": [{"element": "milk", "replica": 0, "number": 1}], "seen": [1]}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.encode(entries, forKey: .entries)
    try parts.encode(seen, forKey: .seen)
  }
}
