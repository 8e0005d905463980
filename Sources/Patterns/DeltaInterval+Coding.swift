extension DeltaInterval: Codable {
  /// An interval of these parts, as it gives them; throws if no changes and messages lead to them.
  public init(after: UInt64, changes: UInt64, changedAt: [UInt64], peers: [Peer]) throws(InvalidState) {
    self.after = after
    self.changes = changes
    self.changedAt = changedAt
    self.peers = peers
    newest = changedAt.max() ?? 0
    try check()
  }

  private func check() throws(InvalidState) {
    try InvalidState.unless(changes <= Self.greatestNumber, "changes are numbered up to Int64.max, not \(changes)")
    try InvalidState.unless(after <= changes, "after \(after) is above the newest change, \(changes)")
    try InvalidState.unless(
      max(changedAt.count, peers.count) <= Self.limit,
      "an interval has at most \(Self.limit) positions and peers")
    try InvalidState.unless(newest <= changes, "a position changed at \(newest), after the newest, \(changes)")
    let numbers = changedAt.filter { $0 > 0 }.sorted()
    try InvalidState.unless(zip(numbers, numbers.dropFirst()).allSatisfy(<), "two positions changed at the same number")
    for peer in peers { try peer.check(after: after, changes: changes) }
  }

  private enum Key: CodingKey { case after, changes, changedAt, peers }

  /// Decodes an interval, as in `{"after": 0, "changes": 2, "changedAt": [2, 0, 1], "peers": []}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self = try decoder.checked {
      try Self(
        after: parts.decode(UInt64.self, forKey: .after),
        changes: parts.decode(UInt64.self, forKey: .changes),
        changedAt: parts.decode([UInt64].self, forKey: .changedAt),
        peers: parts.decode([Peer].self, forKey: .peers))
    }
  }

  /// Encodes an interval, as in `{"after": 0, "changes": 2, "changedAt": [2, 0, 1], "peers": []}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.encode(after, forKey: .after)
    try parts.encode(changes, forKey: .changes)
    try parts.encode(changedAt, forKey: .changedAt)
    try parts.encode(peers, forKey: .peers)
  }
}

extension DeltaInterval.Peer {
  func check(after least: UInt64, changes: UInt64) throws(InvalidState) {
    try InvalidState.unless(
      (least...changes).contains(after), "a peer counts after \(after), which is not in \(least)...\(changes)")
    try InvalidState.unless(
      told == 0 || (after...changes).contains(told), "a peer was told up to \(told), which is no change of it")
    try InvalidState.unless(
      heard == 0 || heard > after && heard <= told, "a peer heard up to \(heard) and was told up to \(told)")
  }
}
