extension RetryPolicy: Codable {
  private enum Key: CodingKey { case backoff, maxAttempts }

  /// Decodes a policy, as in `{"backoff": {"kind": "constant", "wait": "1s"}, "maxAttempts": 3}`, where there is a limit.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(try parts[.backoff], maxAttempts: try parts[ifPresent: .maxAttempts])
  }

  /// Encodes a policy, as in `{"backoff": {"kind": "constant", "wait": "1s"}, "maxAttempts": 3}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.backoff, backoff)
    try parts.set(.maxAttempts, ifPresent: maxAttempts)
  }
}

extension Backoff: Codable {
  fileprivate enum Key: CodingKey { case kind, wait, first, coefficient, cap, base }
  private enum Name: CaseIterable { case none, constant, exponential, equalJitter, fullJitter, decorrelated }

  /// Decodes a backoff, as in `{"kind": "fullJitter", "first": "0.1s", "coefficient": 2, "cap": "10s"}`: the name of the
  /// case and its values by their names.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let name: Name = try parts.name(.kind)
    switch name {
    case .none: self = .none
    case .constant: self = .constant(try parts[.wait])
    case .exponential:
      self = .exponential(
        first: try parts[.first], coefficient: try parts[.coefficient], cap: try parts[ifPresent: .cap])
    case .equalJitter:
      self = .equalJitter(
        first: try parts[.first], coefficient: try parts[.coefficient], cap: try parts[ifPresent: .cap])
    case .fullJitter:
      self = .fullJitter(
        first: try parts[.first], coefficient: try parts[.coefficient], cap: try parts[ifPresent: .cap])
    case .decorrelated: self = .decorrelated(base: try parts[.base], cap: try parts[.cap])
    }
  }

  /// Encodes a backoff, as in `{"kind": "fullJitter", "first": "0.1s", "coefficient": 2, "cap": "10s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    let name: Name
    switch self {
    case .none: name = .none
    case .constant(let wait):
      name = .constant
      try parts.set(.wait, wait)
    case .exponential(let first, let coefficient, let cap):
      name = .exponential
      try parts.set(first, coefficient, cap)
    case .equalJitter(let first, let coefficient, let cap):
      name = .equalJitter
      try parts.set(first, coefficient, cap)
    case .fullJitter(let first, let coefficient, let cap):
      name = .fullJitter
      try parts.set(first, coefficient, cap)
    case .decorrelated(let base, let cap):
      name = .decorrelated
      try parts.set(.base, base)
      try parts.set(.cap, cap)
    }
    try parts.set(.kind, name: name)
  }
}

extension KeyedEncodingContainer<Backoff.Key> {
  fileprivate mutating func set(_ first: Duration, _ coefficient: Double, _ cap: Duration?) throws {
    try set(.first, first)
    try set(.coefficient, coefficient)
    try set(.cap, ifPresent: cap)
  }
}
