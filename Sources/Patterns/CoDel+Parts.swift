extension CoDel: Storable, Codable {
  /// All that a queue under controlled delay consists of.
  public struct Parts: Hashable, Sendable {
    /// The wait that may stand.
    public var target: Duration
    /// How long the wait must stay above the target before the first drop.
    public var interval: Duration
    /// With no more requests than this left behind, nothing is dropped.
    public var spared: Int
    /// Whether it is dropping.
    public var isDropping: Bool
    /// Drops since dropping began, or what is remembered of them.
    public var count: Int
    /// The count with which dropping began, in 0...count.
    public var lastCount: Int
    /// When the next drop is due while it is dropping.
    public var nextDrop: Duration
    /// The latest time that it was told; nil before the first.
    public var clock: Duration?
    /// When dropping may begin; nil while the wait is below the target.
    public var firstAbove: Duration?

    /// These parts, checked when they are put together.
    public init(
      target: Duration, interval: Duration, spared: Int = 1, isDropping: Bool = false, count: Int = 0,
      lastCount: Int = 0, nextDrop: Duration = .zero, clock: Duration? = nil, firstAbove: Duration? = nil
    ) {
      self.target = target
      self.interval = interval
      self.spared = spared
      self.isDropping = isDropping
      self.count = count
      self.lastCount = lastCount
      self.nextDrop = nextDrop
      self.clock = clock
      self.firstAbove = firstAbove
    }
  }

  /// All that it takes to go on.
  public var parts: Parts {
    Parts(
      target: target, interval: interval, spared: spared, isDropping: isDropping, count: count,
      lastCount: lastCount, nextDrop: nextDrop, clock: clock, firstAbove: firstAbove)
  }

  /// A queue of these parts; throws if `count` is negative or 0 while it drops, `lastCount` is not in 0...count, or
  /// there is no `clock` where something has happened.
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(target: parts.target, interval: parts.interval)
    spared = parts.spared
    isDropping = parts.isDropping
    count = parts.count
    lastCount = parts.lastCount
    nextDrop = parts.nextDrop
    clock = parts.clock
    firstAbove = parts.firstAbove
    try InvalidState.unlessCount(count, "count")
    try InvalidState.unless((0...count).contains(lastCount), "lastCount is in 0...\(count), not \(lastCount)")
    try InvalidState.unless(count > 0 || !isDropping, "count is 0, and a queue that drops has dropped")
    try InvalidState.unless(
      clock != nil || count == 0 && firstAbove == nil,
      "clock is missing: a queue that has judged a wait has been told a time")
  }
}
