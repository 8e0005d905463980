import Engine
import FirstEdition
import Patterns

/// What the lab knows of the breaker by looking at it from outside, to hold against what it says of itself.
struct BreakerWatch: Sendable {
  var generation: UInt32 = 0
  var state = CircuitBreaker.State.closed
  /// Until when not one call may start.
  var openUntil: Instant = .start
  var wait = Interval.zero
  var openings = 0
  /// Of half-open: how many probes it may send and has sent, and how many permits came back unused.
  var permits = 0
  var probes = 0
  var givenBack = 0
  var window: PlainWindow

  init(window: OutcomeWindow.Span) { self.window = PlainWindow(window) }

  /// Takes over a change of state, by the rules and not by the breaker's own figures.
  mutating func follow(
    _ transition: CircuitBreaker.Transition, _ generation: UInt32, _ knobs: CircuitBreakerLab.Knobs
  ) {
    self.generation = generation
    // A half-open that gave up before it let a probe through makes the next wait no longer.
    let isIdle = state == .halfOpen && probes == 0 && transition.cause == .probesOverdue
    state = transition.to
    switch transition.to {
    case .open:
      if !isIdle || openings == 0 { openings += 1 }
      var seconds = knobs.waitSeconds
      for _ in 1..<max(1, min(openings, 64)) { seconds *= knobs.waitGrowth }
      wait = .seconds(min(seconds, knobs.waitMostSeconds))
      openUntil = .start + Interval(transition.at) + wait
    case .halfOpen:
      permits = knobs.permits
      probes = 0
      givenBack = 0
      window = PlainWindow(.count(knobs.permits))
    default:
      openings = 0
      window = PlainWindow(knobs.settings.window)
    }
  }

  /// The state that a result should bring about, from the plain window.
  mutating func expect(
    _ outcome: CircuitBreaker.Outcome, _ duration: Interval, isStale: Bool, _ state: CircuitBreaker.State,
    _ knobs: CircuitBreakerLab.Knobs, at now: Instant
  ) -> CircuitBreaker.State {
    window.forget(at: now)
    if isStale && knobs.stale == .discarded { return state }
    if outcome == .ignored {
      if state == .halfOpen { givenBack += 1 }
      return state
    }
    window.record(
      failed: outcome == .failure, slow: duration > .milliseconds(knobs.slowMilliseconds), at: now)
    switch (state, window.isBad(knobs)) {
    case (.closed, true?), (.halfOpen, true?): return .open
    case (.halfOpen, false?): return .closed
    default: return state
    }
  }
}

extension CircuitBreakerLab {
  typealias Watch = BreakerWatch

  /// A call goes out: not while the breaker waits in open, and in half-open only with one of its permits.
  func checkStart(_ context: inout Context<CircuitBreakerLab>) {
    guard knobs.hasBreaker else { return }
    // Waits are rounded to a nanosecond on either side.
    let now = context.now
    context.check(
      .openRefuses,
      watch.openings == 0 || (watch.state != .open && now + .microseconds(1) >= watch.openUntil),
      "a call at \(now.seconds) s, open until \(watch.openUntil.seconds) s")
    if watch.state == .halfOpen {
      context.check(
        .halfOpenPermits, watch.probes <= watch.permits + watch.givenBack,
        "\(watch.probes) probes, \(watch.permits) permits, \(watch.givenBack) given back")
    }
  }

  /// The breaker did with a result what the plain window says.
  func checkVerdict(_ expected: CircuitBreaker.State, _ context: inout Context<CircuitBreakerLab>) {
    context.check(
      .verdict, breaker.state == expected, "\(watch.state) became \(breaker.state) and not \(expected)")
    // After closing the breaker's window is empty; the plain one follows a moment later.
    guard breaker.generation == watch.generation else { return }
    let tally = breaker.window.tally
    context.check(
      .window,
      Int(tally.calls) == watch.window.count && Int(tally.failures) == watch.window.failures
        && Int(tally.slow) == watch.window.slow,
      "\(tally.calls) calls, \(tally.failures) failed, \(tally.slow) slow; plainly \(watch.window.count), \(watch.window.failures), \(watch.window.slow)"
    )
  }

  /// Counts the requests from where they are.
  func auditRequests(_ context: inout Context<CircuitBreakerLab>) {
    var waiting = 0
    var working = 0
    for slot in 0..<UInt32(requests.slots) where requests[slot].isAlive {
      if requests[slot].phase == .waiting { waiting += 1 } else { working += 1 }
    }
    context.check(
      .conservation, answers.offered == answers.ended + waiting + working && waiting == pool.waiting,
      "\(answers.offered) offered, \(answers.ended) ended, \(waiting) wait, \(working) at work")
    context.check(
      .oneThreadEach, working == threads.busy && working == pool.busy,
      "\(working) at work, \(threads.busy) threads, \(pool.busy) servers")
  }
}
