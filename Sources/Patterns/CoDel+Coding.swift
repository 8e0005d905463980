extension CoDel: Codable {
  private enum Key: CodingKey {
    case target, interval, spared, isDropping, count, lastCount, nextDrop, clock, firstAbove
  }

  /// Decodes a queue, as in `{"target": "0.005s", "interval": "0.1s", "spared": 1, "isDropping": true, "count": 3,
  /// "lastCount": 1, "nextDrop": "7s", "clock": "6.5s", "firstAbove": "6s"}`, the last two where there is one.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(target: try parts[.target], interval: try parts[.interval])
    spared = try parts[.spared]
    isDropping = try parts[.isDropping]
    count = try parts[.count]
    lastCount = try parts[.lastCount]
    nextDrop = try parts[.nextDrop]
    clock = try parts[ifPresent: .clock]
    firstAbove = try parts[ifPresent: .firstAbove]
    try decoder.checked {
      try InvalidState.unlessCount(count, "count")
      try InvalidState.unless(
        (0...count).contains(lastCount), "lastCount is in 0...\(count), not \(lastCount)")
      try InvalidState.unless(count > 0 || !isDropping, "a queue that drops has dropped")
    }
  }

  /// Encodes a queue, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.target, target)
    try parts.set(.interval, interval)
    try parts.set(.spared, spared)
    try parts.set(.isDropping, isDropping)
    try parts.set(.count, count)
    try parts.set(.lastCount, lastCount)
    try parts.set(.nextDrop, nextDrop)
    try parts.set(.clock, ifPresent: clock)
    try parts.set(.firstAbove, ifPresent: firstAbove)
  }
}
