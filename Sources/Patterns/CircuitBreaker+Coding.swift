extension CircuitBreaker.Parts: Codable {
  private enum Key: CodingKey {
    case settings, state, generation, clock, issued, openingsSinceClosed, permitsLeft, notPermittedCalls
    case totalNotPermittedCalls, deadline, window, lastTransition, probes
  }

  /// Decodes the parts of a breaker by their names, `deadline` and `lastTransition` where there is one.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      settings: parts[.settings], state: parts.name(.state), generation: parts[.generation],
      clock: parts[.clock], issued: parts[.issued], openingsSinceClosed: parts[.openingsSinceClosed],
      permitsLeft: parts[.permitsLeft], notPermittedCalls: parts[.notPermittedCalls],
      totalNotPermittedCalls: parts[.totalNotPermittedCalls], deadline: parts[ifPresent: .deadline],
      window: parts[.window], lastTransition: parts[ifPresent: .lastTransition], probes: parts[.probes])
  }

  /// Encodes the parts by their names.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.settings, settings)
    try parts.set(.state, name: state)
    try parts.set(.generation, generation)
    try parts.set(.clock, clock)
    try parts.set(.issued, issued)
    try parts.set(.openingsSinceClosed, openingsSinceClosed)
    try parts.set(.permitsLeft, permitsLeft)
    try parts.set(.notPermittedCalls, notPermittedCalls)
    try parts.set(.totalNotPermittedCalls, totalNotPermittedCalls)
    try parts.set(.deadline, ifPresent: deadline)
    try parts.set(.window, window)
    try parts.set(.lastTransition, ifPresent: lastTransition)
    try parts.set(.probes, probes)
  }
}

extension CircuitBreaker.Transition: Codable {
  private enum Key: CodingKey { case from, to, at, cause, rate }
  private enum Name: CaseIterable {
    case failureRate, slowCallRate, waitOver, probesPassed, probesOverdue, manual
  }

  /// Decodes a transition, as in
  /// `{"from": "closed", "to": "open", "at": "3s", "cause": "failureRate", "rate": 50}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    let name: Name = try parts.name(.cause)
    let cause: CircuitBreaker.Cause =
      switch name {
      case .failureRate: .failureRate(try parts[.rate])
      case .slowCallRate: .slowCallRate(try parts[.rate])
      case .waitOver: .waitOver
      case .probesPassed: .probesPassed
      case .probesOverdue: .probesOverdue
      case .manual: .manual
      }
    self.init(from: try parts.name(.from), to: try parts.name(.to), at: try parts[.at], cause: cause)
  }

  /// Encodes a transition, as in
  /// `{"from": "closed", "to": "open", "at": "3s", "cause": "failureRate", "rate": 50}`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.from, name: from)
    try parts.set(.to, name: to)
    try parts.set(.at, at)
    let (name, rate): (Name, Double?) =
      switch cause {
      case .failureRate(let rate): (.failureRate, rate)
      case .slowCallRate(let rate): (.slowCallRate, rate)
      case .waitOver: (.waitOver, nil)
      case .probesPassed: (.probesPassed, nil)
      case .probesOverdue: (.probesOverdue, nil)
      case .manual: (.manual, nil)
      }
    try parts.set(.cause, name: name)
    if let rate { try parts.set(.rate, rate) }
  }
}

extension CircuitBreaker.Probes: Codable {
  private enum Key: CodingKey { case hasHandedOut, out, unnamed, staleResults, staleReturns }

  /// Decodes an account, as in `{"hasHandedOut": true, "out": [7, 8], "unnamed": 0, "staleResults": [], "staleReturns":
  /// [3]}`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(
      hasHandedOut: parts[.hasHandedOut], out: parts[.out], unnamed: parts[.unnamed],
      staleResults: parts[.staleResults], staleReturns: parts[.staleReturns])
  }

  /// Encodes an account, the numbers of permits in ascending order.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.hasHandedOut, hasHandedOut)
    try parts.set(.out, out.sorted())
    try parts.set(.unnamed, unnamed)
    try parts.set(.staleResults, staleResults.sorted())
    try parts.set(.staleReturns, staleReturns.sorted())
  }
}
