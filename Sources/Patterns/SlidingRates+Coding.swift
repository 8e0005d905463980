// The limiters that count in a row of buckets and forget the oldest.

extension AdaptiveThrottle: Codable {
  private enum Key: CodingKey { case multiplier, width, end, current, requests, accepts }

  /// Decodes a throttle: its `multiplier`, the `requests` and `accepts` of its 120 buckets, which of them is
  /// the `current` one, how wide they are and when the current one is over.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(multiplier: try parts[.multiplier])
    clock = try BucketClock(width: parts[.width], end: parts[.end])
    head = try parts[.current]
    let (requests, accepts): ([UInt32], [UInt32]) = (try parts[.requests], try parts[.accepts])
    try decoder.checked {
      try InvalidState.unless(clock.width > .zero, "a throttle needs buckets wider than zero")
      try InvalidState.unless(
        requests.count == buckets.count && accepts.count == buckets.count, "a throttle has 120 buckets")
      try InvalidState.unless(buckets.indices.contains(head), "of 120 buckets none has the number \(head)")
    }
    for index in buckets.indices {
      buckets[index].requests = requests[index]
      buckets[index].accepts = accepts[index]
      wanted += Int(requests[index])
      accepted += Int(accepts[index])
    }
  }

  /// Encodes a throttle, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.multiplier, multiplier)
    try parts.set(.width, clock.width)
    try parts.set(.end, clock.end)
    try parts.set(.current, head)
    try parts.set(.requests, buckets.map(\.requests))
    try parts.set(.accepts, buckets.map(\.accepts))
  }
}

extension RateEstimate: Codable {
  private enum Key: CodingKey { case end, full, current, p0, p1, p2 }

  /// Decodes an estimate: the arrivals of its 51 buckets by class, which of them is the `current` one, how many are
  /// `full`, and when the current one is over.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(at: .zero)
    clock.end = try parts[.end]
    full = try parts[.full]
    let current: Int = try parts[.current]
    let classes: [[UInt32]] = [try parts[.p0], try parts[.p1], try parts[.p2]]
    try decoder.checked {
      try InvalidState.unless(
        classes.allSatisfy { $0.count == Self.bucketCount }, "an estimate has 51 buckets of each class")
      try InvalidState.unless(
        classes.joined().allSatisfy { $0 <= Int32.max }, "a bucket holds at most \(Int32.max) arrivals")
      try InvalidState.unless(
        (0..<Self.bucketCount).contains(current), "of 51 buckets none has the number \(current)")
      try InvalidState.unless(
        (0..<Self.bucketCount).contains(full), "0...50 buckets are full, not \(full)")
    }
    head = 3 * current
    buckets = (0..<Self.bucketCount).flatMap { bucket in classes.map { $0[bucket] } }
    let sums = classes.map { $0.reduce(0) { $0 + Int($1) } }
    (p0, p1, p2) = (sums[0], sums[1], sums[2])
  }

  /// Encodes an estimate, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.end, clock.end)
    try parts.set(.full, full)
    try parts.set(.current, head / 3)
    for (index, key) in [Key.p0, .p1, .p2].enumerated() {
      try parts.set(key, (0..<Self.bucketCount).map { buckets[3 * $0 + index] })
    }
  }
}

extension LoadShedder: Codable {
  private enum Key: CodingKey { case capacity, threshold, estimate }

  /// Decodes a shedder: its `capacity`, `threshold` and `estimate`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(capacity: try parts[.capacity], threshold: try parts[.threshold])
    arrivals = try parts[.estimate]
  }

  /// Encodes a shedder: its `capacity`, `threshold` and `estimate`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.capacity, capacity)
    try parts.set(.threshold, threshold)
    try parts.set(.estimate, arrivals)
  }
}
