import Engine
import LabKit
import Patterns

/// Every dealing with the breaker, each followed by a look at whether its state has changed.
extension CircuitBreakerLab {
  /// Changes of state that are due by time alone.
  mutating func advanceBreaker(_ context: inout Context<Self>) {
    while breaker.advance(to: context.now.duration) != nil { follow(&context) }
  }

  /// Asks for one call.
  mutating func acquire(_ context: inout Context<Self>) -> CircuitBreaker.Permit? {
    advanceBreaker(&context)
    let permit = breaker.tryAcquire(at: context.now.duration)
    follow(&context)
    if permit != nil, breaker.state == .halfOpen {
      watch.probes += 1
      context.note(.probe(watch.probes, of: watch.permits), cause: halfOpened)
    }
    return permit
  }

  /// Tells what became of a call, and holds what the breaker makes of it against the plain window.
  mutating func report(
    _ outcome: CircuitBreaker.Outcome, _ duration: Interval, _ permit: CircuitBreaker.Permit?,
    _ context: inout Context<Self>
  ) {
    advanceBreaker(&context)
    guard context.knobs.hasBreaker else { return }
    let isStale = permit?.generation != breaker.generation
    if isStale {
      context.count(.callsStale)
      context.reach(.staleResult, "\(outcome) in \(breaker.state)")
      late.count += 1
      late.state = breaker.state
    }
    let expected = watch.expect(outcome, duration, isStale: isStale, context.knobs, at: context.now)
    breaker.record(outcome, duration: duration.duration, at: context.now.duration, permit: permit)
    checkVerdict(expected, &context)
    follow(&context)
  }

  /// Takes over the knobs: off is disabled, and switched on it begins closed and empty.
  mutating func changeBreaker(_ context: inout Context<Self>) {
    let settings = context.knobs.settings
    if breaker.settings != settings {
      advanceBreaker(&context)
      breaker.change(settings, at: context.now.duration)
      if breaker.state == .closed, watch.window.span != settings.window { watch.window = PlainWindow(settings.window) }
      scheduleTimer(&context)
    }
    guard context.knobs.hasBreaker == (breaker.state == .disabled) else { return }
    _ = try? breaker.transition(to: context.knobs.hasBreaker ? .closed : .disabled, at: context.now.duration)
    follow(&context)
  }

  private mutating func scheduleTimer(_ context: inout Context<Self>) {
    guard let due = breaker.nextTimer else { return }
    context.schedule(.timer, tag: breaker.generation, at: .start + Interval(due))
  }

  /// Looks whether the state has changed, and tells it.
  mutating func follow(_ context: inout Context<Self>) {
    guard breaker.generation != watch.generation, let transition = breaker.lastTransition else { return }
    let wasHalfOpen = watch.state == .halfOpen, isByHand = transition.cause == .manual
    let hadOpened = watch.openings > 0
    watch.follow(transition, breaker.generation, context.knobs)
    spells.append((transition.to, context.now))
    scheduleTimer(&context)
    switch transition.to {
    case .open:
      context.count(.opened)
      context.reach(.opens)
      if wasHalfOpen, !isByHand { context.reach(.probesFail) }
      let isHealed = context.cause(.down, .slow, .flaky) == .chance
      let cause = isByHand ? context.input : wasHalfOpen && isHealed ? halfOpened : blame
      opened = context.note(.opens(transition.cause, isAgain: wasHalfOpen, watch.wait), cause: cause)
    case .halfOpen:
      context.count(.halfOpened)
      halfOpened = context.note(.halfOpens(watch.permits), cause: opened)
    case .closed where transition.from != .disabled:
      context.count(.closed)
      if hadOpened { context.reach(.recloses) }
      context.note(.closes(isByHand: isByHand), cause: isByHand ? context.input : halfOpened)
    default: break
    }
  }
}
