extension ConsumerPosition: Codable {
  /// A consumer of these parts, as it gives them; throws if no polls and steps lead to them.
  public init(commit: KafkaConsumerSettings.Commit, committed: Int, inHand: Range<Int>) throws(InvalidState) {
    self.init(commit: commit, at: committed)
    self.inHand = inHand
    switch commit {
    case .beforeProcessing:
      try InvalidState.unless(
        committed == inHand.upperBound, "\(inHand.upperBound) is stored before processing, not \(committed)")
    case .afterProcessing:
      try InvalidState.unless(
        inHand.isEmpty ? committed == inHand.upperBound : committed <= inHand.lowerBound,
        "\(committed) is stored, and \(inHand) is not processed yet")
    }
  }

  private enum Key: CodingKey { case commit, committed, next, end }

  /// Decodes a consumer, as in `{"commit": "afterProcessing", "committed": 5, "next": 7, "end": 9}`: it has the
  /// offsets from `next` up to, but not including, `end` in hand.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let (next, end): (Int, Int) = (try parts[.next], try parts[.end])
    self = try decoder.checked {
      try InvalidState.unless(next <= end, "the offsets from \(next) to \(end) are none")
      return try Self(commit: parts.name(.commit), committed: parts[.committed], inHand: next..<end)
    }
  }

  /// Encodes a consumer, as in `{"commit": "afterProcessing", "committed": 5, "next": 7, "end": 9}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.commit, name: commit)
    try parts.set(.committed, committed)
    try parts.set(.next, inHand.lowerBound)
    try parts.set(.end, inHand.upperBound)
  }
}

extension KafkaConsumerSettings: Codable {
  private enum Key: CodingKey {
    case maxPollRecords, maxPollInterval, heartbeatInterval, sessionTimeout, commit
  }

  /// Decodes settings by their names; what is left out is as by default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let parts = try decoder.container(keyedBy: Key.self)
    maxPollRecords = try parts[ifPresent: .maxPollRecords] ?? maxPollRecords
    maxPollInterval = try parts[ifPresent: .maxPollInterval] ?? maxPollInterval
    heartbeatInterval = try parts[ifPresent: .heartbeatInterval] ?? heartbeatInterval
    sessionTimeout = try parts[ifPresent: .sessionTimeout] ?? sessionTimeout
    if parts.contains(.commit) { commit = try parts.name(.commit) }
  }

  /// Encodes all settings by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.maxPollRecords, maxPollRecords)
    try parts.set(.maxPollInterval, maxPollInterval)
    try parts.set(.heartbeatInterval, heartbeatInterval)
    try parts.set(.sessionTimeout, sessionTimeout)
    try parts.set(.commit, name: commit)
  }
}
