extension Bulkhead.Parts: Codable {
  private enum Key: CodingKey {
    case maxConcurrent, maxWaiting, maxWait, inUse, refused, expired, clock, line, isOutOfOrder, overdue
  }

  /// Decodes the parts of a pool, as in `{"maxConcurrent": 2, "maxWaiting": 1, "maxWait": "1s", "inUse": 2,
  /// "refused": 0, "expired": 0, "clock": "3s", "line": [{"id": 7, "deadline": "4s"}], "overdue": []}`.
  ///
  /// `maxWait`, a deadline and the clock are left out where there is none.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      maxConcurrent: parts[.maxConcurrent], maxWaiting: parts[.maxWaiting],
      maxWait: parts[ifPresent: .maxWait],
      inUse: parts[.inUse], refused: parts[.refused], expired: parts[.expired],
      clock: parts[ifPresent: .clock], line: parts[.line],
      isOutOfOrder: parts[ifPresent: .isOutOfOrder] ?? false, overdue: parts[.overdue])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.maxConcurrent, maxConcurrent)
    try parts.set(.maxWaiting, maxWaiting)
    try parts.set(.maxWait, ifPresent: maxWait)
    try parts.set(.inUse, inUse)
    try parts.set(.refused, refused)
    try parts.set(.expired, expired)
    try parts.set(.clock, ifPresent: clock)
    try parts.set(.line, line)
    try parts.set(.isOutOfOrder, ifPresent: isOutOfOrder ? true : nil)
    try parts.set(.overdue, overdue)
  }
}

extension Bulkhead.Waiter: Codable {
  private enum Key: CodingKey { case id, deadline }

  /// Decodes a caller in line, as in `{"id": 7, "deadline": "4s"}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(id: parts[.id], deadline: parts[ifPresent: .deadline])
  }

  /// Encodes a caller in line, as in `{"id": 7, "deadline": "4s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.id, id)
    try parts.set(.deadline, ifPresent: deadline)
  }
}
