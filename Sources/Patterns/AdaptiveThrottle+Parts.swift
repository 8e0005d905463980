extension AdaptiveThrottle: Storable, Codable {
  /// All that a throttle consists of: what it counts in 120 buckets, of which the oldest is forgotten.
  public struct Parts: Hashable, Sendable {
    /// How many requests are sent for each one that the backend accepts.
    public var multiplier: Double
    /// How wide a bucket is, above zero.
    public var width: Duration
    /// When the current bucket is over.
    public var end: Duration
    /// Which bucket is the current one, in 0..<120.
    public var current: Int
    /// The requests of each bucket.
    public var requests: [UInt32]
    /// The accepted requests of each bucket.
    public var accepts: [UInt32]

    /// These parts, checked when they are put together.
    public init(
      multiplier: Double, width: Duration, end: Duration, current: Int, requests: [UInt32], accepts: [UInt32]
    ) {
      self.multiplier = multiplier
      self.width = width
      self.end = end
      self.current = current
      self.requests = requests
      self.accepts = accepts
    }
  }

  /// All that it takes to go on. O(buckets).
  public var parts: Parts {
    Parts(
      multiplier: multiplier, width: clock.width, end: clock.end, current: head,
      requests: buckets.map(\.requests), accepts: buckets.map(\.accepts))
  }

  /// A throttle of these parts; throws if `width` is not above zero, `current` is no bucket, or `requests` or `accepts`
  /// are not of 120 buckets.
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(multiplier: parts.multiplier)
    try InvalidState.unless(parts.width > .zero, "width of a bucket is above zero, not \(parts.width)")
    clock = BucketClock(width: parts.width, end: parts.end)
    head = parts.current
    try InvalidState.unless(
      buckets.indices.contains(head), "current: of \(buckets.count) buckets none has the number \(head)")
    try InvalidState.unlessBuckets(parts.requests, buckets.count, "requests")
    try InvalidState.unlessBuckets(parts.accepts, buckets.count, "accepts")
    for index in buckets.indices {
      buckets[index].requests = parts.requests[index]
      buckets[index].accepts = parts.accepts[index]
    }
    wanted = parts.requests.reduce(0) { $0 + Int($1) }
    accepted = parts.accepts.reduce(0) { $0 + Int($1) }
  }
}

extension InvalidState {
  /// Throws unless there are so many buckets, and each may double and not overflow.
  static func unlessBuckets(_ counts: [UInt32], _ number: Int, _ what: String) throws(InvalidState) {
    try unless(counts.count == number, "\(what) are of \(number) buckets, not \(counts.count)")
    try unless(counts.allSatisfy { $0 <= Int32.max }, "\(what): a bucket counts up to \(Int32.max)")
  }
}

extension AdaptiveThrottle.Parts: Codable {
  private enum Key: CodingKey { case multiplier, width, end, current, requests, accepts }

  /// Decodes the parts of a throttle by their names.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      multiplier: parts[.multiplier], width: parts[.width], end: parts[.end], current: parts[.current],
      requests: parts[.requests], accepts: parts[.accepts])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.multiplier, multiplier)
    try parts.set(.width, width)
    try parts.set(.end, end)
    try parts.set(.current, current)
    try parts.set(.requests, requests)
    try parts.set(.accepts, accepts)
  }
}
