import Engine
import FirstEdition
import Patterns

/// Every dealing with the breaker, each followed by a look at whether its state has changed.
extension CircuitBreakerLab {
  /// Changes of state that are due by time alone.
  mutating func advanceBreaker(_ context: inout Context<CircuitBreakerLab>) {
    while breaker.advance(to: context.now.duration) != nil { follow(&context) }
  }

  /// Asks for one call.
  mutating func acquire(_ context: inout Context<CircuitBreakerLab>) -> CircuitBreaker.Permit? {
    advanceBreaker(&context)
    let permit = breaker.tryAcquire(at: context.now.duration)
    follow(&context)
    if permit != nil, breaker.state == .halfOpen {
      watch.probes += 1
      context.note(.probe(watch.probes, watch.permits), cause: signs.halfOpened)
    }
    return permit
  }

  /// Tells what became of a call.
  mutating func report(
    _ outcome: CircuitBreaker.Outcome, _ duration: Interval, _ permit: CircuitBreaker.Permit?,
    _ context: inout Context<CircuitBreakerLab>
  ) {
    advanceBreaker(&context)
    guard knobs.hasBreaker else { return }
    let isStale = permit?.generation != breaker.generation
    if isStale {
      context.count(.callsStale)
      context.reach(.staleResult, "\(outcome) in \(breaker.state)")
      context.note(.stale(breaker.state, knobs.stale), cause: signs.opened)
    }
    let verdict = watch.expect(outcome, duration, isStale: isStale, breaker.state, knobs, at: context.now)
    breaker.record(outcome, duration: duration.duration, at: context.now.duration, permit: permit)
    checkVerdict(verdict, &context)
    follow(&context)
  }

  /// Gives the breaker the settings that the knobs mean now.
  mutating func changeBreaker(_ context: inout Context<CircuitBreakerLab>) {
    advanceBreaker(&context)
    breaker.change(knobs.settings, at: context.now.duration)
    if breaker.state == .closed, watch.window.span != knobs.settings.window {
      watch.window = PlainWindow(knobs.settings.window)
    }
    scheduleTimer(&context)
  }

  /// The pattern is switched on or off: off is disabled, on begins closed and empty.
  mutating func switchBreaker(_ context: inout Context<CircuitBreakerLab>) {
    _ = try? breaker.transition(to: knobs.hasBreaker ? .closed : .disabled, at: context.now.duration)
    follow(&context)
  }

  private mutating func scheduleTimer(_ context: inout Context<CircuitBreakerLab>) {
    guard let due = breaker.nextTimer else { return }
    context.schedule(.timer(breaker.generation), at: .start + Interval(due))
  }

  /// Looks whether the state has changed, and tells it.
  mutating func follow(_ context: inout Context<CircuitBreakerLab>) {
    guard breaker.generation != watch.generation, let transition = breaker.lastTransition else { return }
    let wasHalfOpen = watch.state == .halfOpen
    watch.follow(transition, breaker.generation, knobs)
    spans.change(to: transition.to, at: context.now)
    scheduleTimer(&context)
    switch transition.to {
    case .open:
      context.count(.opened)
      context.reach(.opens)
      if wasHalfOpen, transition.cause != .manual { context.reach(.probesFail) }
      signs.opened = context.note(
        .opens(Reason(transition.cause), wasHalfOpen, watch.wait), cause: causeOfOpening(transition, context))
      signs.hasOpened = true
    case .halfOpen:
      context.count(.halfOpened)
      signs.halfOpened = context.note(.halfOpens(watch.permits), cause: signs.opened)
    case .closed where transition.from == .disabled: break
    case .closed:
      context.count(.closed)
      if signs.hasOpened { context.reach(.recloses) }
      context.note(
        .closes(transition.cause == .manual),
        cause: transition.cause == .manual ? context.input : signs.halfOpened)
      signs.hasOpened = false
    case .forcedOpen, .disabled, .metricsOnly: break
    }
  }

  private func causeOfOpening(_ transition: CircuitBreaker.Transition, _ context: Context<CircuitBreakerLab>)
    -> NoteID
  {
    if transition.cause == .manual { return context.input }
    // A fault that was healed a moment ago still fills the window.
    return faults.cause ?? (transition.from == .halfOpen ? signs.halfOpened : signs.broke ?? signs.turned)
  }
}
