extension CoDel.Parts: Codable {
  private enum Key: CodingKey {
    case target, interval, spared, isDropping, count, lastCount, nextDrop, clock, firstAbove
  }

  /// Decodes the parts of a queue, as in `{"target": "0.005s", "interval": "0.1s", "spared": 1, "isDropping": true,
  /// "count": 3, "lastCount": 1, "nextDrop": "7s", "clock": "6.5s", "firstAbove": "6s"}`, the last two where there is
  /// one.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      target: parts[.target], interval: parts[.interval], spared: parts[.spared],
      isDropping: parts[.isDropping], count: parts[.count], lastCount: parts[.lastCount],
      nextDrop: parts[.nextDrop], clock: parts[ifPresent: .clock], firstAbove: parts[ifPresent: .firstAbove])
  }

  /// Encodes the parts by their names.
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
