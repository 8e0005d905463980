extension OutcomeWindow: Storable, Codable {
  /// All that a window consists of: the `ring` of a count window or the `seconds` of a time window, the other is empty.
  public struct Parts: Hashable, Sendable {
    /// How far back it remembers.
    public var span: Span
    /// When the current second is over: a whole second.
    public var end: Duration
    /// What became of each call: 1 if it failed, 2 if it was slow, 3 for both and 0 for neither.
    public var ring: [UInt8]
    /// Which cell of a full ring is written next; 0 before.
    public var next: Int
    /// The seconds with calls and the current one, oldest first.
    public var seconds: [Bucket]

    /// These parts, checked when they are put together.
    public init(span: Span, end: Duration, ring: [UInt8] = [], next: Int = 0, seconds: [Bucket] = []) {
      self.span = span
      self.end = end
      self.ring = ring
      self.next = next
      self.seconds = seconds
    }
  }

  /// All that it takes to go on. O(size).
  public var parts: Parts {
    Parts(span: span, end: clock.end, ring: ring, next: head, seconds: Array(buckets.elements))
  }

  /// A window of these parts; throws if `span` is of nothing, `end` no whole second, or the `ring` or the `seconds` are
  /// not what such a window can hold. O(size).
  public init(_ parts: Parts) throws(InvalidState) {
    try parts.span.check()
    try InvalidState.unless(
      parts.end == .endOfTime || parts.end.attoseconds % Self.second.attoseconds == 0,
      "end is a whole second, not \(parts.end)")
    self.init(parts.span, at: .zero)
    clock.end = parts.end
    ring = parts.ring
    head = parts.next
    if case .count = span { try checkRing() } else { try checkNoRing() }
    for cell in ring { total.add(cell) }
    try check(parts.seconds)
    buckets.items = parts.seconds
    for second in parts.seconds { total.add(second.tally) }
  }

  private func checkRing() throws(InvalidState) {
    try InvalidState.unless(ring.count <= size, "ring: a window of \(size) calls does not hold \(ring.count)")
    try InvalidState.unless(ring.allSatisfy { $0 <= 3 }, "ring: what became of a call is a number in 0...3")
    try InvalidState.unless(
      head == 0 || ring.count == size && ring.indices.contains(head),
      "next: the call that is forgotten next is not \(head) of \(ring.count)")
  }

  private func checkNoRing() throws(InvalidState) {
    try InvalidState.unless(ring.isEmpty && head == 0, "ring and next are of a window that counts calls")
  }

  private func check(_ seconds: [Bucket]) throws(InvalidState) {
    guard case .time = span else {
      try InvalidState.unless(seconds.isEmpty, "seconds are of a window of time")
      return
    }
    guard let first = seconds.first, let last = seconds.last else {
      throw InvalidState("seconds: a window has a current second")
    }
    try InvalidState.unless(
      zip(seconds, seconds.dropFirst()).allSatisfy { $0.second < $1.second }, "seconds are not in order")
    try InvalidState.unless(
      first.second > last.second.adding(-size),
      "seconds: \(first.second) is too old for a window of \(size)")
    let calls = seconds.reduce(0) { $0 + Int128($1.tally.calls) }
    try InvalidState.unless(calls <= UInt32.max, "seconds: a window holds up to \(UInt32.max) calls, not \(calls)")
    try InvalidState.unless(
      seconds.allSatisfy(\.tally.isPossible), "seconds: more calls failed or were slow than there were")
  }
}

extension OutcomeWindow.Counts {
  fileprivate var isPossible: Bool {
    slowFailures <= min(failures, slow) && Int(failures) + Int(slow) - Int(slowFailures) <= Int(calls)
  }

  fileprivate mutating func add(_ other: Self) {
    calls &+= other.calls
    failures &+= other.failures
    slow &+= other.slow
    slowFailures &+= other.slowFailures
  }
}
