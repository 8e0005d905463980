extension CircuitBreaker: Codable {
  private enum Key: CodingKey {
    case settings, state, generation, clock, issued, openingsSinceClosed, permitsLeft, notPermittedCalls
    case totalNotPermittedCalls, deadline, window, lastTransition, probes
  }

  /// Decodes a breaker: `settings`, `state`, `window`, the counts by their names, `clock`, `deadline` and
  /// `lastTransition` where there is one, the number of permits `issued`, and the account of the `probes`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    self.init(try parts[.settings], at: try parts[.clock])
    current = try parts.name(.state)
    changes = try parts[.generation]
    issued = try parts[.issued]
    openingsSinceClosed = try parts[.openingsSinceClosed]
    permitsLeft = try parts[.permitsLeft]
    notPermittedCalls = try parts[.notPermittedCalls]
    totalNotPermittedCalls = try parts[.totalNotPermittedCalls]
    deadline = try parts[ifPresent: .deadline]
    outcomes = try parts[.window]
    lastTransition = try parts[ifPresent: .lastTransition]
    probes = try parts[.probes]
    try decoder.checked(check)
    adoptMinimum()
  }

  /// Encodes a breaker, with all that it takes to go on.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.settings, settings)
    try parts.set(.state, name: current)
    try parts.set(.generation, changes)
    try parts.set(.clock, clock)
    try parts.set(.issued, issued)
    try parts.set(.openingsSinceClosed, openingsSinceClosed)
    try parts.set(.permitsLeft, permitsLeft)
    try parts.set(.notPermittedCalls, notPermittedCalls)
    try parts.set(.totalNotPermittedCalls, totalNotPermittedCalls)
    try parts.set(.deadline, ifPresent: deadline)
    try parts.set(.window, outcomes)
    try parts.set(.lastTransition, ifPresent: lastTransition)
    try parts.set(.probes, probes)
  }

  private func check() throws(InvalidState) {
    try InvalidState.unlessCount(openingsSinceClosed, "openingsSinceClosed")
    try InvalidState.unlessCount(permitsLeft, "permitsLeft")
    try InvalidState.unlessCount(notPermittedCalls, "notPermittedCalls")
    try InvalidState.unlessCount(totalNotPermittedCalls, "totalNotPermittedCalls")
    switch current {
    case .open:
      try InvalidState.unless(deadline != nil, "open has a deadline")
      try InvalidState.unless(openingsSinceClosed > 0, "open was opened")
    case .halfOpen:
      guard case .count = outcomes.span else { throw InvalidState("half-open judges a number of probes") }
    case .closed, .metricsOnly:
      try InvalidState.unless(deadline == nil, "\(current) has no deadline")
      try InvalidState.unless(outcomes.span == settings.window, "\(current) has the window of its settings")
    case .forcedOpen, .disabled:
      try InvalidState.unless(deadline == nil, "\(current) has no deadline")
    }
    try InvalidState.unless(
      current == .halfOpen || permitsLeft == 0 && probes == Probes(), "only half-open counts permits")
    try probes.check(issued: issued)
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

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    hasHandedOut = try parts[.hasHandedOut]
    out = try parts[.out]
    unnamed = try parts[.unnamed]
    staleResults = try parts[.staleResults]
    staleReturns = try parts[.staleReturns]
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.hasHandedOut, hasHandedOut)
    try parts.set(.out, out.sorted())
    try parts.set(.unnamed, unnamed)
    try parts.set(.staleResults, staleResults.sorted())
    try parts.set(.staleReturns, staleReturns.sorted())
  }

  func check(issued: UInt64) throws(InvalidState) {
    try InvalidState.unless(hasHandedOut || out.isEmpty, "no permit is out where none was handed out")
    try InvalidState.unless((0...out.count).contains(unnamed), "of \(out.count) permits \(unnamed) came back")
    let newest = out.max() ?? 0
    try InvalidState.unless(newest <= issued, "of \(issued) permits none has the number \(newest)")
  }
}
