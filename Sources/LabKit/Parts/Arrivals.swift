import Engine

/// Arrivals that schedule their successors themselves and whose rate can be turned while they come.
public struct Arrivals<L: Lab>: Sendable {
  @usableFromInline var source: Source
  @usableFromInline var hasBegun = false
  @usableFromInline let event: L.Event, slot: Slot

  /// No arrivals yet: the lab gets `event` with this slot for each. Several that come by one stream of random numbers
  /// are told apart by `member`.
  public init(
    _ event: L.Event, _ slot: Slot = 0, _ spacing: Source.Spacing = .poisson, stream: some StreamKind,
    of member: Int = 0
  ) {
    (self.event, self.slot) = (event, slot)
    let number = UInt64(stream.rawValue + 1) | UInt64(truncatingIfNeeded: member) << 32
    source = Source(spacing, rate: 0, stream: DrawStream(number))
  }

  /// Arrivals a second.
  public var rate: Double { source.rate }
  /// How many there were.
  public var count: UInt64 { source.count }

  /// Turns the rate, arrivals a second, at least 0; what was scheduled before is void. To the same rate it does nothing.
  @inlinable @inline(__always) public mutating func turn(to rate: Double, _ context: inout Context<L>) {
    guard rate != source.rate || !hasBegun else { return }
    let due = hasBegun ? source.turn(rate: rate, now: context.now) : begin(rate, context.now, context.seed)
    if let due { context.schedule(event, slot, tag: source.generation, at: due) }
  }

  @usableFromInline mutating func begin(_ rate: Double, _ now: Instant, _ seed: UInt64) -> Instant? {
    hasBegun = true
    _ = source.begin(now: now, seed: seed)
    return source.turn(rate: rate, now: now)
  }

  /// The event came with this tag: gives the number of the arrival, counted from 0, and schedules the next one; nil
  /// for one that was void.
  @inlinable @inline(__always) public mutating func next(_ tag: UInt32, _ context: inout Context<L>) -> UInt64? {
    guard let arrival = source.arrive(tag, now: context.now, seed: context.seed) else { return nil }
    if let due = arrival.next { context.schedule(event, slot, tag: source.generation, at: due) }
    return arrival.number
  }
}
