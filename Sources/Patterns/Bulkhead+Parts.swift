extension Bulkhead: Storable, Codable {
  /// All that a pool consists of.
  public struct Parts: Hashable, Sendable {
    /// Permits in all.
    public var maxConcurrent: Int
    /// Callers that may stand in line.
    public var maxWaiting: Int
    /// How long a caller that comes from now on stands in line; nil means as long as it takes.
    public var maxWait: Duration?
    /// Permits in use.
    public var inUse: Int
    /// Callers that were turned away.
    public var refused: Int
    /// Callers whose time was over before they got a permit.
    public var expired: Int
    /// The latest time that it was told; nil before the first.
    public var clock: Duration?
    /// Who stands in line, first come first.
    public var line: [Waiter]
    /// Whether the deadlines of the line may not be in its order, as after `maxWait` was made shorter.
    public var isOutOfOrder: Bool
    /// Ids of those whose time is over and who were not taken out yet, first come first.
    public var overdue: [UInt64]

    /// These parts, checked when they are put together.
    public init(
      maxConcurrent: Int, maxWaiting: Int, maxWait: Duration?, inUse: Int = 0, refused: Int = 0,
      expired: Int = 0, clock: Duration? = nil, line: [Waiter] = [], isOutOfOrder: Bool = false,
      overdue: [UInt64] = []
    ) {
      self.maxConcurrent = maxConcurrent
      self.maxWaiting = maxWaiting
      self.maxWait = maxWait
      self.inUse = inUse
      self.refused = refused
      self.expired = expired
      self.clock = clock
      self.line = line
      self.isOutOfOrder = isOutOfOrder
      self.overdue = overdue
    }
  }

  /// All that it takes to go on. O(waiting).
  public var parts: Parts {
    Parts(
      maxConcurrent: maxConcurrent, maxWaiting: maxWaiting, maxWait: maxWait, inUse: inside,
      refused: turnedAway, expired: gaveUp, clock: clock, line: Array(line.elements),
      isOutOfOrder: !isInOrder, overdue: Array(overdue.elements))
  }

  /// A pool of these parts; throws if a count is negative, if a pool that was used has no `clock`, or if `line` is out
  /// of order and not said to be. O(waiting).
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(maxConcurrent: parts.maxConcurrent, maxWaiting: parts.maxWaiting, maxWait: parts.maxWait)
    inside = parts.inUse
    turnedAway = parts.refused
    gaveUp = parts.expired
    clock = parts.clock
    line.items = parts.line
    isInOrder = !parts.isOutOfOrder
    overdue.items = parts.overdue
    try InvalidState.unlessCount(inside, "inUse")
    try InvalidState.unlessCount(turnedAway, "refused")
    try InvalidState.unlessCount(gaveUp, "expired")
    try InvalidState.unless(
      clock != nil || inside == 0 && turnedAway == 0 && gaveUp == 0 && waiting == 0,
      "clock is missing: a pool in use has been told a time")
    try InvalidState.unless(!isInOrder || isSorted, "line: the deadlines do not come in the order of the callers")
  }
}
