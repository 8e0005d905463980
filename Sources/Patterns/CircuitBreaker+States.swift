extension CircuitBreaker {
  /// A manual change of state that does not exist, as from closed to half-open.
  public struct IllegalTransition: Error, Hashable, Sendable {
    /// The state that was to be left.
    public let from: State
    /// The state that was asked for.
    public let to: State
  }

  /// Makes the next change of state that is due by time alone, and returns it; nil when none is due.
  ///
  /// Only with `automaticTransition` or `maxWaitInHalfOpen`. Repeat until nil, best at `nextTimer`;
  /// `tryAcquire` and `record` do so first. Also forgets the calls of a time window that are too old now.
  @discardableResult
  public mutating func advance(to now: Duration) -> Transition? {
    if current != .forcedOpen && current != .disabled { outcomes.advance(to: now) }
    guard let due = nextTimer, now >= due else { return nil }
    if current == .open { return move(to: .halfOpen, at: due, cause: .waitOver) }
    return move(to: settings.closesAfterMaxWait ? .closed : .open, at: due, cause: .probesOverdue)
  }

  /// When the breaker next changes its state by time alone; nil when only calls can change it.
  public var nextTimer: Duration? {
    current == .open && !settings.automaticTransition ? nil : deadline
  }

  /// How long until a request can make the breaker half-open; nil unless it is open, zero when the wait is
  /// over.
  public func timeUntilHalfOpen(at now: Duration) -> Duration? {
    guard current == .open, let deadline else { return nil }
    return max(.zero, deadline - now)
  }

  /// Changes the state by hand. From closed or metrics-only there is no way to half-open, and none from
  /// metrics-only to open. Asking for the state that it has begins that state anew.
  @discardableResult
  public mutating func transition(to state: State, at now: Duration) throws(IllegalTransition) -> Transition {
    let isIllegal =
      switch (current, state) {
      case (.closed, .halfOpen), (.metricsOnly, .halfOpen), (.metricsOnly, .open): true
      default: false
      }
    if isIllegal { throw IllegalTransition(from: current, to: state) }
    return move(to: state, at: now, cause: .manual)
  }

  /// Refuses all calls from now on, until another transition by hand.
  @discardableResult
  public mutating func forceOpen(at now: Duration) -> Transition {
    move(to: .forcedOpen, at: now, cause: .manual)
  }

  /// Closes the breaker with an empty window, whatever state it is in.
  @discardableResult
  public mutating func reset(at now: Duration) -> Transition {
    move(to: .closed, at: now, cause: .manual)
  }

  /// Changes the settings without a change of state.
  ///
  /// Thresholds and minimum hold from the next recorded call; a window of another span begins empty when
  /// closed; a wait that has begun keeps its end; half-open keeps its permits.
  public mutating func change(_ settings: Settings, at now: Duration) {
    let hasNewSpan = settings.window != self.settings.window
    self.settings = settings
    failureThreshold = settings.failureRateThreshold
    slowThreshold = settings.slowCallRateThreshold
    slowDuration = settings.slowCallDuration
    discardsStale = settings.staleResults == .discarded
    if hasNewSpan && (current == .closed || current == .metricsOnly) {
      outcomes = OutcomeWindow(settings.window, at: now)
    }
    adoptMinimum()
  }

  // A count window can never hold more than its size, so a greater minimum would never be reached.
  mutating func adoptMinimum() {
    let calls = UInt32(clamping: max(1, settings.minimumCalls))
    if case .count = outcomes.span { minimum = min(calls, UInt32(outcomes.size)) } else { minimum = calls }
  }

  @usableFromInline
  mutating func tryAcquireUnlessClosed(at now: Duration) -> Permit? {
    while advance(to: now) != nil {}
    // Strictly after: at the very end of the wait the breaker is still open.
    if current == .open, let deadline, now > deadline { move(to: .halfOpen, at: now, cause: .waitOver) }
    switch current {
    case .closed, .disabled, .metricsOnly: return Permit(generation: changes)
    case .halfOpen where permitsLeft > 0:
      permitsLeft -= 1
      return Permit(generation: changes)
    case .open, .forcedOpen, .halfOpen:
      notPermittedCalls += 1
      totalNotPermittedCalls += 1
      return nil
    }
  }

  @usableFromInline
  mutating func recordUnlessClosed(
    _ outcome: Outcome, duration: Duration, at now: Duration, permit: Permit?
  ) -> Transition? {
    var transition: Transition?
    while let due = advance(to: now) { transition = due }
    if isStale(permit) { return transition }
    if outcome == .ignored {
      if current == .halfOpen { giveBack() }
      return transition
    }
    if current == .forcedOpen || current == .disabled { return transition }
    outcomes.record(failed: outcome == .failure, slow: duration > slowDuration, at: now)
    // Open records the stragglers, so that they are seen, but judges no more.
    guard current == .halfOpen, outcomes.total.calls >= minimum else { return transition }
    if let cause = exceeded { return move(to: .open, at: now, cause: cause) }
    return move(to: .closed, at: now, cause: .probesPassed)
  }

  @usableFromInline
  mutating func giveBack() {
    permitsLeft += 1
  }

  @usableFromInline @discardableResult
  mutating func move(to state: State, at now: Duration, cause: Cause) -> Transition {
    let transition = Transition(from: current, to: state, at: now, cause: cause)
    current = state
    changes &+= 1
    lastTransition = transition
    deadline = nil
    permitsLeft = 0
    switch state {
    case .closed, .disabled, .metricsOnly:
      openingsSinceClosed = 0
      beginWindow(settings.window, at: now)
    case .forcedOpen:
      openingsSinceClosed += 1
      beginWindow(settings.window, at: now)
    case .open:
      // The window stays: it shows what the breaker tripped on, and stragglers still go into it.
      openingsSinceClosed += 1
      deadline = now + settings.waitInOpen.wait(opening: openingsSinceClosed)
    case .halfOpen:
      permitsLeft = max(1, settings.permittedCallsInHalfOpen)
      beginWindow(.count(permitsLeft), at: now)
      if settings.maxWaitInHalfOpen > .zero { deadline = now + settings.maxWaitInHalfOpen }
    }
    return transition
  }

  mutating func beginWindow(_ span: OutcomeWindow.Span, at now: Duration) {
    outcomes = OutcomeWindow(span, at: now)
    notPermittedCalls = 0
    adoptMinimum()
  }
}

extension CircuitBreaker {
  /// The share of failures in percent as of the last call or `advance`; nil when too few calls are in the
  /// window.
  public var failureRate: Double? { isRateKnown ? outcomes.total.failureRate : nil }

  /// The share of slow calls in percent as of the last call or `advance`; nil when too few calls are in the
  /// window.
  public var slowCallRate: Double? { isRateKnown ? outcomes.total.slowCallRate : nil }

  /// Calls in the window as of the last call or `advance`.
  public var bufferedCalls: Int { Int(outcomes.total.calls) }

  private var isRateKnown: Bool {
    current != .forcedOpen && current != .disabled && outcomes.total.calls >= minimum
  }
}
