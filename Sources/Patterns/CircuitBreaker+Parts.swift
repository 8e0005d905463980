extension CircuitBreaker: Storable, Codable {
  /// All that a breaker consists of.
  public struct Parts: Hashable, Sendable {
    /// How it was set up.
    public var settings: Settings
    /// What it does with calls.
    public var state: State
    /// The number of changes of state so far.
    public var generation: UInt32
    /// The latest time that it was told.
    public var clock: Duration
    /// The number of the latest permit, 0 before the first.
    public var issued: UInt64
    /// How often it has opened since it was last closed.
    public var openingsSinceClosed: Int
    /// Probes that half-open may still let through.
    public var permitsLeft: Int
    /// Calls refused since the window was last begun anew.
    public var notPermittedCalls: Int
    /// Calls refused in its whole life.
    public var totalNotPermittedCalls: Int
    /// When open may become half-open, or half-open gives up waiting.
    public var deadline: Duration?
    /// The outcomes that it judges by.
    public var window: OutcomeWindow
    /// The last change of state; nil before the first.
    public var lastTransition: Transition?
    /// The account of the permits of half-open.
    public var probes: Probes

    /// These parts, checked when they are put together.
    public init(
      settings: Settings, state: State = .closed, generation: UInt32 = 0, clock: Duration, issued: UInt64 = 0,
      openingsSinceClosed: Int = 0, permitsLeft: Int = 0, notPermittedCalls: Int = 0,
      totalNotPermittedCalls: Int = 0, deadline: Duration? = nil, window: OutcomeWindow,
      lastTransition: Transition? = nil, probes: Probes = Probes()
    ) {
      self.settings = settings
      self.state = state
      self.generation = generation
      self.clock = clock
      self.issued = issued
      self.openingsSinceClosed = openingsSinceClosed
      self.permitsLeft = permitsLeft
      self.notPermittedCalls = notPermittedCalls
      self.totalNotPermittedCalls = totalNotPermittedCalls
      self.deadline = deadline
      self.window = window
      self.lastTransition = lastTransition
      self.probes = probes
    }
  }

  /// All that it takes to go on.
  public var parts: Parts {
    Parts(
      settings: settings, state: current, generation: changes, clock: clock, issued: issued,
      openingsSinceClosed: openingsSinceClosed, permitsLeft: permitsLeft,
      notPermittedCalls: notPermittedCalls,
      totalNotPermittedCalls: totalNotPermittedCalls, deadline: deadline, window: outcomes,
      lastTransition: lastTransition, probes: probes)
  }

  /// A breaker of these parts; throws if a count is negative, or the `deadline`, the `window`, the `lastTransition`, the
  /// openings or the account of permits are not of a breaker in this `state`.
  public init(_ parts: Parts) throws(InvalidState) {
    self.init(parts.settings, at: parts.clock)
    current = parts.state
    changes = parts.generation
    issued = parts.issued
    openingsSinceClosed = parts.openingsSinceClosed
    permitsLeft = parts.permitsLeft
    notPermittedCalls = parts.notPermittedCalls
    totalNotPermittedCalls = parts.totalNotPermittedCalls
    deadline = parts.deadline
    outcomes = parts.window
    lastTransition = parts.lastTransition
    probes = parts.probes
    adoptMinimum()
    try checkCounts()
    try checkState()
    try checkTransition()
  }

  private func checkCounts() throws(InvalidState) {
    try InvalidState.unlessCount(openingsSinceClosed, "openingsSinceClosed")
    // As many as the settings permit, which may be any number.
    try InvalidState.unless(permitsLeft >= 0, "permitsLeft is a count, not \(permitsLeft)")
    try InvalidState.unlessCount(notPermittedCalls, "notPermittedCalls")
    try InvalidState.unlessCount(totalNotPermittedCalls, "totalNotPermittedCalls")
    try InvalidState.unless(
      current == .halfOpen || permitsLeft == 0,
      "permitsLeft is \(permitsLeft), and only half-open counts permits")
    try InvalidState.unless(
      current == .halfOpen || probes == Probes(), "probes: only half-open has an account of permits")
    try probes.check(issued: issued)
  }

  private func checkState() throws(InvalidState) {
    let (isOpen, isHalfOpen) = (current == .open, current == .halfOpen)
    try InvalidState.unless(
      isOpen ? deadline != nil : isHalfOpen || deadline == nil,
      "deadline: \(current) has \(isOpen ? "a deadline" : "none")")
    let hasOpened = openingsSinceClosed > 0
    switch current {
    case .open, .forcedOpen: try InvalidState.unless(hasOpened, "openingsSinceClosed is 0, and \(current) was opened")
    case .closed, .disabled, .metricsOnly:
      try InvalidState.unless(
        !hasOpened, "openingsSinceClosed is \(openingsSinceClosed), and \(current) has not opened")
    case .halfOpen: break
    }
    switch (current, outcomes.span) {
    case (.halfOpen, .time): throw InvalidState("window: half-open judges a number of probes")
    case (.closed, let span), (.metricsOnly, let span):
      try InvalidState.unless(span == settings.window, "window: \(current) has that of its settings")
    default: break
    }
  }

  private func checkTransition() throws(InvalidState) {
    guard let lastTransition else {
      try InvalidState.unless(
        current == .closed && changes == 0, "lastTransition is missing: only a new breaker has none")
      return
    }
    try InvalidState.unless(
      lastTransition.to == current,
      "lastTransition led to \(lastTransition.to), and the breaker is \(current)")
    try InvalidState.unless(
      lastTransition.at <= clock, "lastTransition was at \(lastTransition.at), and the clock is at \(clock)")
  }
}

extension CircuitBreaker.Probes {
  func check(issued: UInt64) throws(InvalidState) {
    try InvalidState.unless(hasHandedOut || out.isEmpty, "probes: no permit is out where none was handed out")
    try InvalidState.unless((0...out.count).contains(unnamed), "probes: of \(out.count) permits \(unnamed) came back")
    for wrong in [out.min(), out.max()] {
      guard let wrong, wrong < 1 || wrong > issued else { continue }
      throw InvalidState("probes: of \(issued) permits none has the number \(wrong)")
    }
  }
}
