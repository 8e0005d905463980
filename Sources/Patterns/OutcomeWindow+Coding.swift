extension OutcomeWindow.Parts: Codable {
  private enum Key: CodingKey { case span, ring, next, seconds, end }

  /// Decodes the parts of a window, as in `{"span": {"calls": 3}, "ring": [0, 1, 3], "next": 1, "end": "5s"}` or
  /// `{"span": {"time": "60s"}, "seconds": [{"second": 4, "calls": 9, ...}], "end": "5s"}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(span: try parts[.span], end: try parts[.end])
    switch span {
    case .count: (ring, next) = (try parts[.ring], try parts[.next])
    case .time: seconds = try parts[.seconds]
    }
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.span, span)
    try parts.set(.end, end)
    switch span {
    case .count:
      try parts.set(.ring, ring)
      try parts.set(.next, next)
    case .time: try parts.set(.seconds, seconds)
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
    case .count(let calls): try InvalidState.unless(calls >= 1, "a window needs at least one call, not \(calls)")
    case .time(let length): try InvalidState.unless(length > .zero, "a window needs a time above zero, not \(length)")
    }
  }
}

extension OutcomeWindow.Bucket: Codable {
  private enum Key: CodingKey { case second, calls, failures, slow, slowFailures }

  /// Decodes the calls of a second, as in `{"second": 4, "calls": 9, "failures": 2, "slow": 3, "slowFailures": 1}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    var tally = OutcomeWindow.Counts()
    tally.calls = try parts[.calls]
    tally.failures = try parts[.failures]
    tally.slow = try parts[.slow]
    tally.slowFailures = try parts[.slowFailures]
    self.init(second: try parts[.second], tally: tally)
  }

  /// Encodes the calls of a second, as in `{"second": 4, "calls": 9, "failures": 2, "slow": 3, "slowFailures": 1}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.second, second)
    try parts.set(.calls, tally.calls)
    try parts.set(.failures, tally.failures)
    try parts.set(.slow, tally.slow)
    try parts.set(.slowFailures, tally.slowFailures)
  }
}
