/// A replicated value of which the last write wins, by the writer's clock; the higher replica wins a tie.
///
/// All replicas agree, but not on what happened last: a write by a clock that is behind is lost without a
/// trace, even if it came after. That loss is the lesson (Shapiro et al. 2011). They agree only as long as no stamp
/// is given twice: what happens when a replica loses its state and its clock goes back, see `EarlierLife`.
public struct LWWRegister<Value: Hashable & Sendable>: Hashable, Sendable {
  /// When and by whom a value was written: unique, since `write` lets no replica use a time twice.
  public struct Stamp: Hashable, Sendable, Comparable {
    /// The time on the writer's clock.
    public let time: Duration
    /// The writer.
    public let replica: Int

    /// A stamp of these parts.
    @inlinable
    public init(time: Duration, replica: Int) {
      self.time = time
      self.replica = replica
    }

    /// By time, then by replica.
    @inlinable
    public static func < (left: Stamp, right: Stamp) -> Bool {
      (left.time, left.replica) < (right.time, right.replica)
    }
  }

  /// The value that has won so far; nil before the first write.
  @inlinable public var value: Value? { winner }
  /// The stamp of that value.
  @inlinable public var stamp: Stamp? { written }

  @usableFromInline var winner: Value?
  @usableFromInline var written: Stamp?

  /// A register that nobody has written.
  @inlinable
  public init() {}

  /// A register that holds this value by this stamp: one that was written, taken apart and put together again.
  @inlinable
  public init(_ value: Value, stamp: Stamp) {
    winner = value
    written = stamp
  }

  /// Writes, unless a newer write is known here already: then the write is lost, and the answer is false.
  @inlinable
  public mutating func write(_ value: Value, at time: Duration, by replica: Int) -> Bool {
    let stamp = Stamp(time: time, replica: replica)
    if let known = written, known >= stamp { return false }
    self = Self(value, stamp: stamp)
    return true
  }

  /// Takes over the other one's value if it is newer, and says whether it did.
  @inlinable @discardableResult
  public mutating func merge(_ other: Self) -> Bool {
    guard let theirs = other.stamp, stamp.map({ $0 < theirs }) ?? true else { return false }
    self = other
    return true
  }
}

extension LWWRegister: Codable where Value: Codable {
  private enum Key: CodingKey { case value, stamp }

  /// Decodes a register, as in `{"value": "blue", "stamp": {"time": "12.5s", "replica": 1}}`, or `{}` for one that
  /// nobody has written.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init()
    if parts.contains(.value) { winner = try parts.decode(Value.self, forKey: .value) }
    written = try parts.decodeIfPresent(Stamp.self, forKey: .stamp)
    try decoder.checked {
      try InvalidState.unless((winner == nil) == (written == nil), "a register holds a value and its stamp, or neither")
    }
  }

  /// Encodes a register, as in `{"value": "blue", "stamp": {"time": "12.5s", "replica": 1}}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    if let winner { try parts.encode(winner, forKey: .value) }
    try parts.encodeIfPresent(stamp, forKey: .stamp)
  }
}

extension LWWRegister.Stamp: Codable {
  private enum Key: CodingKey { case time, replica }

  /// Decodes a stamp, as in `{"time": "12.5s", "replica": 1}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(time: parts[.time], replica: parts[.replica])
  }

  /// Encodes a stamp, as in `{"time": "12.5s", "replica": 1}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.time, time)
    try parts.set(.replica, replica)
  }
}
