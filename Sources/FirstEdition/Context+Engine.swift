import Engine

// A function that takes a context by value is handed a copy of all of it unless it is inlined.

extension Source {
  /// Draws the first arrival and says when it is due; nil while the rate is 0.
  @inlinable @inline(__always)
  public mutating func begin<M>(_ context: Context<M>) -> Instant? {
    begin(now: context.now, seed: context.seed)
  }

  /// The scheduled arrival of this generation happens: its number, and when the next one is due. Nil when
  /// it was overtaken.
  @inlinable @inline(__always)
  public mutating func arrive<M>(_ generation: UInt32, _ context: Context<M>) -> (
    number: UInt64, next: Instant?
  )? {
    arrive(generation, now: context.now, seed: context.seed)
  }

  /// Turns the rate, and says when the next arrival is due now; what was scheduled before is void.
  @inlinable @inline(__always)
  public mutating func turn<M>(rate: Double, _ context: Context<M>) -> Instant? {
    turn(rate: rate, now: context.now)
  }
}

extension Network {
  /// When the copies of a message sent now arrive: none when it is lost, two when it is doubled.
  @inlinable @inline(__always)
  public mutating func send<M>(from sender: Int, to receiver: Int, _ context: Context<M>) -> Arrivals {
    send(from: sender, to: receiver, now: context.now, seed: context.seed)
  }
}
