extension OutcomeWindow: Codable {
  private enum Key: CodingKey { case span, ring, next, seconds, end }

  /// Decodes a window, as in `{"span": {"calls": 3}, "ring": [0, 1, 3], "next": 1, "end": "5s"}` or
  /// `{"span": {"time": "60s"}, "seconds": [{"second": 4, "calls": 9, ...}], "end": "5s"}`.
  ///
  /// A cell of the ring is 1 for a call that failed, 2 for a slow one, 3 for both and 0 for neither.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let span: Span = try parts[.span]
    self.init(span, at: .zero)
    let end: Duration = try parts[.end]
    try decoder.checked {
      try InvalidState.unless(
        end == .endOfTime || end.attoseconds % Self.second.attoseconds == 0,
        "a second ends with itself, not at \(end)")
    }
    clock = BucketClock(width: Self.second, end: end)
    if buckets.isEmpty {
      ring = try parts[.ring]
      head = try parts[.next]
      try decoder.checked(checkRing)
      for cell in ring { total.add(cell) }
    } else {
      let seconds: [Bucket] = try parts[.seconds]
      try decoder.checked { try check(seconds) }
      buckets = Queue()
      for second in seconds {
        buckets.append(second)
        total.add(second.tally)
      }
    }
  }

  /// Encodes a window, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.span, span)
    try parts.set(.end, clock.end)
    if buckets.isEmpty {
      try parts.set(.ring, ring)
      try parts.set(.next, head)
    } else {
      try parts.set(.seconds, Array(buckets.elements))
    }
  }

  private func checkRing() throws(InvalidState) {
    try InvalidState.unless(ring.count <= size, "a window of \(size) calls does not hold \(ring.count)")
    try InvalidState.unless(ring.allSatisfy { $0 <= 3 }, "what became of a call is a number in 0...3")
    try InvalidState.unless(
      head == 0 || ring.count == size && ring.indices.contains(head),
      "the call that is forgotten next is not \(head) of \(ring.count)")
  }

  private func check(_ seconds: [Bucket]) throws(InvalidState) {
    guard let first = seconds.first, let last = seconds.last else {
      throw InvalidState("a window has a current second")
    }
    try InvalidState.unless(
      zip(seconds, seconds.dropFirst()).allSatisfy { $0.second < $1.second }, "the seconds are not in order")
    try InvalidState.unless(
      first.second > last.second.adding(-size), "second \(first.second) is too old for a window of \(size)")
    let calls = seconds.reduce(0) { $0 + Int128($1.tally.calls) }
    try InvalidState.unless(calls <= UInt32.max, "a window holds up to \(UInt32.max) calls, not \(calls)")
    for tally in seconds.map(\.tally) {
      try InvalidState.unless(
        tally.failures <= tally.calls && tally.slow <= tally.calls
          && tally.slowFailures <= min(tally.failures, tally.slow)
          && Int(tally.failures) + Int(tally.slow) - Int(tally.slowFailures) <= Int(tally.calls),
        "more calls failed or were slow than there were")
    }
  }
}

extension OutcomeWindow.Span: Codable {
  private enum Key: CodingKey { case calls, time }

  /// Decodes a span, `{"calls": 100}` or `{"time": "60s"}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    if let calls: Int = try parts[ifPresent: .calls] {
      self = .count(calls)
    } else {
      self = .time(try parts[.time])
    }
    try decoder.checked(check)
  }

  /// Encodes a span, `{"calls": 100}` or `{"time": "60s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    switch self {
    case .count(let calls): try parts.set(.calls, calls)
    case .time(let time): try parts.set(.time, time)
    }
  }

  func check() throws(InvalidState) {
    switch self {
    case .count(let calls):
      try InvalidState.unless(calls >= 1, "a window needs at least one call, not \(calls)")
    case .time(let length):
      try InvalidState.unless(length > .zero, "a window needs a time above zero, not \(length)")
    }
  }
}

extension OutcomeWindow.Bucket: Codable {
  private enum Key: CodingKey { case second, calls, failures, slow, slowFailures }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(second: try parts[.second])
    tally.calls = try parts[.calls]
    tally.failures = try parts[.failures]
    tally.slow = try parts[.slow]
    tally.slowFailures = try parts[.slowFailures]
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.second, second)
    try parts.set(.calls, tally.calls)
    try parts.set(.failures, tally.failures)
    try parts.set(.slow, tally.slow)
    try parts.set(.slowFailures, tally.slowFailures)
  }
}

extension OutcomeWindow.Tally {
  mutating func add(_ other: Self) {
    calls &+= other.calls
    failures &+= other.failures
    slow &+= other.slow
    slowFailures &+= other.slowFailures
  }
}
