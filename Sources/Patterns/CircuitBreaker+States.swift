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
    let now = clock.advance(to: now)
    if current != .forcedOpen && current != .disabled { outcomes.advance(to: now) }
    guard let due = nextTimer, now >= due, due < .endOfTime else { return nil }
    if current == .open { return move(to: .halfOpen, at: skipIdleRounds(from: due), cause: .waitOver) }
    return move(to: settings.closesAfterMaxWait ? .closed : .open, at: due, cause: .probesOverdue)
  }

  // Without traffic half-open and open follow each other at a steady pace: of the rounds that are over by now
  // none is gone through, they are only counted as changes. Returns when the half-open of now began.
  private mutating func skipIdleRounds(from due: Duration) -> Duration {
    guard settings.maxWaitInHalfOpen > .zero, !settings.closesAfterMaxWait else { return due }
    let wait = max(.zero, settings.waitInOpen.wait(opening: max(1, openingsSinceClosed)))
    let round = settings.maxWaitInHalfOpen.adding(wait)
    let rounds = clock.subtracting(due).attoseconds / round.attoseconds
    changes &+= 2 &* UInt32(truncatingIfNeeded: rounds)
    return due.adding(Duration(attoseconds: rounds * round.attoseconds))
  }

  /// When the breaker next changes its state by time alone; nil when only calls can change it.
  public var nextTimer: Duration? {
    current == .open && !settings.automaticTransition ? nil : deadline
  }

  /// How long until a request can make the breaker half-open; nil unless it is open, zero when the wait is
  /// over.
  public func timeUntilHalfOpen(at now: Duration) -> Duration? {
    guard current == .open, let deadline else { return nil }
    return max(.zero, deadline.subtracting(max(clock, now)))
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
    return move(to: state, at: clock.advance(to: now), cause: .manual)
  }

  /// Refuses all calls from now on, until another transition by hand.
  @discardableResult
  public mutating func forceOpen(at now: Duration) -> Transition {
    move(to: .forcedOpen, at: clock.advance(to: now), cause: .manual)
  }

  /// Closes the breaker with an empty window, whatever state it is in.
  @discardableResult
  public mutating func reset(at now: Duration) -> Transition {
    move(to: .closed, at: clock.advance(to: now), cause: .manual)
  }

  /// Changes the settings without a change of state.
  ///
  /// Thresholds and minimum hold from the next recorded call; a window of another span begins empty when
  /// closed; a wait that has begun keeps its end; half-open keeps its permits.
  public mutating func change(_ settings: Settings, at now: Duration) {
    let now = clock.advance(to: now)
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
    minimum = UInt32(clamping: max(1, settings.minimumCalls))
    if case .count = outcomes.span { minimum = min(minimum, UInt32(clamping: outcomes.size)) }
  }

  @usableFromInline
  mutating func tryAcquireUnlessClosed(at now: Duration) -> Permit? {
    let now = clock.advance(to: now)
    while advance(to: now) != nil {}
    // Strictly after: at the very end of the wait the breaker is still open.
    if current == .open, let deadline, now > deadline { move(to: .halfOpen, at: now, cause: .waitOver) }
    switch current {
    case .closed, .disabled, .metricsOnly: return issue()
    case .halfOpen where permitsLeft > 0:
      permitsLeft -= 1
      let permit = issue()
      probes.handOut(permit.number)
      return permit
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
    let now = clock.advance(to: now)
    var transition: Transition?
    while let due = advance(to: now) { transition = due }
    if isStale(permit) { return transition }
    if outcome == .ignored {
      if current == .halfOpen { giveBack(permit) }
      return transition
    }
    if current == .forcedOpen || current == .disabled { return transition }
    if current == .halfOpen && !probes.use(permit, isOwn: permit?.generation == changes) { return transition }
    outcomes.record(failed: outcome == .failure, slow: duration > slowDuration, at: now)
    // Open records the stragglers, so that they are seen, but judges no more.
    guard current == .halfOpen, outcomes.total.calls >= minimum else { return transition }
    if let cause = exceeded { return move(to: .open, at: now, cause: cause) }
    return move(to: .closed, at: now, cause: .probesPassed)
  }

  mutating func giveBack(_ permit: Permit?) {
    if probes.giveBack(permit, isOwn: permit?.generation == changes) {
      permitsLeft = permitsLeft.adding(1)
    }
  }

  @usableFromInline @discardableResult
  mutating func move(to state: State, at now: Duration, cause: Cause) -> Transition {
    let transition = Transition(from: current, to: state, at: now, cause: cause)
    let isIdle = current == .halfOpen && !probes.hasHandedOut && cause == .probesOverdue
    current = state
    probes = Probes()
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
      openingsSinceClosed = isIdle ? max(1, openingsSinceClosed) : openingsSinceClosed + 1
      deadline = now.adding(settings.waitInOpen.wait(opening: openingsSinceClosed))
    case .halfOpen:
      permitsLeft = settings.permittedCallsInHalfOpen
      beginWindow(.count(permitsLeft), at: now)
      if settings.maxWaitInHalfOpen > .zero { deadline = now.adding(settings.maxWaitInHalfOpen) }
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
