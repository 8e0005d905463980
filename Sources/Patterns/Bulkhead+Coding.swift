extension Bulkhead: Codable {
  private enum Key: CodingKey {
    case maxConcurrent, maxWaiting, maxWait, inUse, refused, expired, clock, line, isOutOfOrder, overdue
  }

  /// Decodes a pool, as in `{"maxConcurrent": 2, "maxWaiting": 1, "maxWait": "1s", "inUse": 2, "refused": 0,
  /// "expired": 0, "clock": "3s", "line": [{"id": 7, "deadline": "4s"}], "overdue": []}`.
  ///
  /// `maxWait`, a deadline and the clock are left out where there is none.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    maxConcurrent = try parts[.maxConcurrent]
    maxWaiting = try parts[.maxWaiting]
    maxWait = try parts[ifPresent: .maxWait]
    inside = try parts[.inUse]
    turnedAway = try parts[.refused]
    gaveUp = try parts[.expired]
    clock = try parts[ifPresent: .clock]
    for waiter in try parts[.line] as [Waiter] { line.append(waiter) }
    isInOrder = try !(parts[ifPresent: .isOutOfOrder] ?? false)
    for id in try parts[.overdue] as [UInt64] { overdue.append(id) }
    try decoder.checked(check)
  }

  /// Encodes a pool, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.maxConcurrent, maxConcurrent)
    try parts.set(.maxWaiting, maxWaiting)
    try parts.set(.maxWait, ifPresent: maxWait)
    try parts.set(.inUse, inUse)
    try parts.set(.refused, refused)
    try parts.set(.expired, expired)
    try parts.set(.clock, ifPresent: clock)
    try parts.set(.line, Array(line.elements))
    try parts.set(.isOutOfOrder, ifPresent: isInOrder ? nil : true)
    try parts.set(.overdue, Array(overdue.elements))
  }

  private func check() throws(InvalidState) {
    try InvalidState.unlessCount(inside, "inUse")
    try InvalidState.unlessCount(turnedAway, "refused")
    try InvalidState.unlessCount(gaveUp, "expired")
    try InvalidState.unless(clock != nil || inside == 0 && waiting == 0, "a pool in use has been told a time")
    try InvalidState.unless(
      !isInOrder || isSorted, "the deadlines of the line do not come in the order of its callers")
  }
}

extension Bulkhead.Waiter: Codable {
  private enum Key: CodingKey { case id, deadline }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(id: parts[.id], deadline: parts[ifPresent: .deadline])
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.id, id)
    try parts.set(.deadline, ifPresent: deadline)
  }
}
