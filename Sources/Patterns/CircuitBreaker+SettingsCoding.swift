extension CircuitBreaker.Settings: Codable {
  private enum Key: CodingKey {
    case window, minimumCalls, failureRateThreshold, slowCallRateThreshold, slowCallDuration, waitInOpen
    case permittedCallsInHalfOpen, automaticTransition, maxWaitInHalfOpen, closesAfterMaxWait, staleResults
  }

  /// Decodes settings by their names; what is left out is as by default.
  public init(from decoder: any Decoder) throws {
    self.init()
    let parts = try decoder.container(keyedBy: Key.self)
    window = try parts[ifPresent: .window] ?? window
    minimumCalls = try parts[ifPresent: .minimumCalls] ?? minimumCalls
    if parts.contains(.failureRateThreshold) { failureRateThreshold = try parts[.failureRateThreshold] }
    if parts.contains(.slowCallRateThreshold) { slowCallRateThreshold = try parts[.slowCallRateThreshold] }
    slowCallDuration = try parts[ifPresent: .slowCallDuration] ?? slowCallDuration
    waitInOpen = try parts[ifPresent: .waitInOpen] ?? waitInOpen
    let permitted: Int = try parts[ifPresent: .permittedCallsInHalfOpen] ?? permittedCallsInHalfOpen
    try decoder.checked {
      try InvalidState.unless(permitted >= 1, "half-open needs at least one permit, not \(permitted)")
    }
    permittedCallsInHalfOpen = permitted
    automaticTransition = try parts[ifPresent: .automaticTransition] ?? automaticTransition
    maxWaitInHalfOpen = try parts[ifPresent: .maxWaitInHalfOpen] ?? maxWaitInHalfOpen
    closesAfterMaxWait = try parts[ifPresent: .closesAfterMaxWait] ?? closesAfterMaxWait
    if parts.contains(.staleResults) { staleResults = try parts.name(.staleResults) }
  }

  /// Encodes all settings by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.window, window)
    try parts.set(.minimumCalls, minimumCalls)
    try parts.set(.failureRateThreshold, failureRateThreshold)
    try parts.set(.slowCallRateThreshold, slowCallRateThreshold)
    try parts.set(.slowCallDuration, slowCallDuration)
    try parts.set(.waitInOpen, waitInOpen)
    try parts.set(.permittedCallsInHalfOpen, permittedCallsInHalfOpen)
    try parts.set(.automaticTransition, automaticTransition)
    try parts.set(.maxWaitInHalfOpen, maxWaitInHalfOpen)
    try parts.set(.closesAfterMaxWait, closesAfterMaxWait)
    try parts.set(.staleResults, name: staleResults)
  }
}

extension CircuitBreaker.WaitPolicy: Codable {
  private enum Key: CodingKey { case fixed, initial, multiplier, max }

  /// Decodes a policy, `{"fixed": "60s"}` or `{"initial": "1s", "multiplier": 1.5, "max": "60s"}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    if let wait: Duration = try parts[ifPresent: .fixed] {
      self = .fixed(wait)
    } else {
      self = .exponential(initial: try parts[.initial], multiplier: try parts[.multiplier], max: try parts[.max])
    }
  }

  /// Encodes a policy, `{"fixed": "60s"}` or `{"initial": "1s", "multiplier": 1.5, "max": "60s"}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    switch self {
    case .fixed(let wait): try parts.set(.fixed, wait)
    case .exponential(let initial, let multiplier, let max):
      try parts.set(.initial, initial)
      try parts.set(.multiplier, multiplier)
      try parts.set(.max, max)
    }
  }
}
