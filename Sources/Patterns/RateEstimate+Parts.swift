extension RateEstimate: Storable, Codable {
  /// All that an estimate consists of: the arrivals of each class in 51 buckets.
  public struct Parts: Hashable, Sendable {
    /// When the current bucket is over.
    public var end: Duration
    /// How many buckets behind the current one are full, in 0...50.
    public var full: Int
    /// Which bucket is the current one, in 0..<51.
    public var current: Int
    /// The arrivals of the most important class in each bucket.
    public var p0: [UInt32]
    /// The arrivals of the middle class in each bucket.
    public var p1: [UInt32]
    /// The arrivals of the least important class in each bucket.
    public var p2: [UInt32]

    /// These parts, checked when they are put together.
    public init(end: Duration, full: Int, current: Int, p0: [UInt32], p1: [UInt32], p2: [UInt32]) {
      self.end = end
      self.full = full
      self.current = current
      self.p0 = p0
      self.p1 = p1
      self.p2 = p2
    }
  }

  /// All that it takes to go on. O(buckets).
  public var parts: Parts {
    func arrivals(_ place: Int) -> [UInt32] { (0..<Self.bucketCount).map { buckets[3 * $0 + place] } }
    return Parts(end: clock.end, full: full, current: head / 3, p0: arrivals(0), p1: arrivals(1), p2: arrivals(2))
  }

  /// An estimate of these parts; throws if `full` or `current` is no number of buckets, or `p0`, `p1` or `p2` are not
  /// the arrivals of 51 buckets, of which only the full ones and the current one have any.
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(at: .zero)
    clock.end = parts.end
    full = parts.full
    let all = 0..<Self.bucketCount
    try InvalidState.unless(all.contains(full), "full: 0...50 buckets are full, not \(full)")
    try InvalidState.unless(
      all.contains(parts.current), "current: of \(all.count) buckets none has the number \(parts.current)")
    head = 3 * parts.current
    // Those behind the full ones, which come next.
    let unused = (1..<all.count - full).map { (parts.current + $0) % all.count }
    for (place, (arrivals, name)) in [(parts.p0, "p0"), (parts.p1, "p1"), (parts.p2, "p2")].enumerated() {
      try InvalidState.unlessBuckets(arrivals, all.count, name)
      try InvalidState.unless(
        unused.allSatisfy { arrivals[$0] == 0 },
        "\(name): arrivals are in the full buckets and the current one")
      for bucket in all { buckets[3 * bucket + place] = arrivals[bucket] }
    }
    p0 = parts.p0.reduce(0) { $0 + Int($1) }
    p1 = parts.p1.reduce(0) { $0 + Int($1) }
    p2 = parts.p2.reduce(0) { $0 + Int($1) }
  }
}

extension RateEstimate.Parts: Codable {
  private enum Key: CodingKey { case end, full, current, p0, p1, p2 }

  /// Decodes the parts of an estimate by their names.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      end: parts[.end], full: parts[.full], current: parts[.current], p0: parts[.p0], p1: parts[.p1],
      p2: parts[.p2])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.end, end)
    try parts.set(.full, full)
    try parts.set(.current, current)
    try parts.set(.p0, p0)
    try parts.set(.p1, p1)
    try parts.set(.p2, p2)
  }
}
