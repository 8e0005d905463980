import Engine
import LabKit
import Patterns

extension CircuitBreakerLab {
  /// The calls that a breaker should remember, each one by itself: the plain definition, to check its sums against.
  struct PlainWindow: Sendable {
    let span: OutcomeWindow.Span
    /// A call each: its whole second times four, 1 more when it failed, 2 more when it was slow.
    private var calls = SegmentedLog<UInt64>()
    private(set) var failures = 0, slow = 0

    init(_ span: OutcomeWindow.Span) { self.span = span }

    var count: Int { calls.count }

    mutating func record(failed: Bool, slow isSlow: Bool, at now: Instant) {
      calls.append(second(now) * 4 + (failed ? 1 : 0) + (isSlow ? 2 : 0))
      failures += failed ? 1 : 0
      slow += isSlow ? 1 : 0
      forget(at: now)
    }

    /// Drops what is too old: by number of calls, or by whole seconds.
    mutating func forget(at now: Instant) {
      while !calls.isEmpty {
        let call = calls[calls.startIndex]
        switch span {
        case .count(let size): if calls.count <= size { return }
        case .time(let length): if call / 4 + UInt64(length.components.seconds) > second(now) { return }
        }
        failures -= Int(call & 1)
        slow -= Int(call >> 1 & 1)
        calls.trim(before: calls.startIndex + 1)
      }
    }

    private func second(_ now: Instant) -> UInt64 { now.nanoseconds / 1_000_000_000 }

    /// Whether what it holds reaches a threshold; nil while it holds too little to be judged.
    func isBad(_ knobs: Knobs) -> Bool? {
      guard count >= knobs.minimum(of: span) else { return nil }
      return Double(failures) * 100 >= knobs.failure * Double(count) || Double(slow) * 100 >= knobs.slow * Double(count)
    }
  }

  /// What is known of the breaker by looking at it from outside, to hold against what it says of itself.
  struct Watch: Sendable {
    var generation: UInt32 = 0, state = CircuitBreaker.State.closed
    /// How often it opened since it was closed, and until when not one call may start.
    var openings = 0, wait = Interval.zero, openUntil = Instant.start
    /// Of half-open: how many probes it may send and has sent, and how many permits came back unused.
    var permits = 0, probes = 0, givenBack = 0
    var window: PlainWindow

    init(_ window: OutcomeWindow.Span) { self.window = PlainWindow(window) }

    /// Takes over a change of state, by the rules and not by the breaker's own figures.
    mutating func follow(_ transition: CircuitBreaker.Transition, _ generation: UInt32, _ knobs: Knobs) {
      // A half-open that gave up before it let a probe through makes the next wait no longer.
      let isIdle = state == .halfOpen && probes == 0 && transition.cause == .probesOverdue
      (self.generation, state) = (generation, transition.to)
      switch transition.to {
      case .open:
        if !isIdle || openings == 0 { openings += 1 }
        var seconds = knobs.wait
        for _ in 1..<max(1, min(openings, 64)) { seconds *= knobs.waitGrowth }
        wait = .seconds(min(seconds, knobs.waitMost))
        openUntil = .start + Interval(transition.at) + wait
      case .halfOpen:
        (permits, probes, givenBack) = (knobs.permits, 0, 0)
        window = PlainWindow(.count(knobs.permits))
      default:
        openings = 0
        window = PlainWindow(knobs.settings.window)
      }
    }

    /// The state that a result should bring about, from the plain window.
    mutating func expect(
      _ outcome: CircuitBreaker.Outcome, _ duration: Interval, isStale: Bool, _ knobs: Knobs, at now: Instant
    ) -> CircuitBreaker.State {
      window.forget(at: now)
      if isStale && knobs.stale == .discarded { return state }
      if outcome == .ignored {
        if state == .halfOpen { givenBack += 1 }
        return state
      }
      let isSlow = duration > .milliseconds(knobs.slowAfter)
      window.record(failed: outcome == .failure, slow: isSlow, at: now)
      switch (state, window.isBad(knobs)) {
      case (.closed, true?), (.halfOpen, true?): return .open
      case (.halfOpen, false?): return .closed
      default: return state
      }
    }
  }

  /// A call goes out: not while the breaker waits in open, and in half-open only with one of its permits.
  func checkStart(_ context: inout Context<Self>) {
    guard context.knobs.hasBreaker else { return }
    // Waits are rounded to a nanosecond on either side.
    let now = context.now, isOver = watch.state != .open && now + .microseconds(1) >= watch.openUntil
    context.check(
      .openRefuses, watch.openings == 0 || isOver,
      "a call at \(now.seconds) s, open until \(watch.openUntil.seconds) s")
    guard watch.state == .halfOpen else { return }
    context.check(
      .halfOpenPermits, watch.probes <= watch.permits + watch.givenBack,
      "\(watch.probes) probes, \(watch.permits) permits, \(watch.givenBack) given back")
  }

  /// The breaker did with a result what the plain window says.
  func checkVerdict(_ expected: CircuitBreaker.State, _ context: inout Context<Self>) {
    context.check(.verdict, breaker.state == expected, "\(watch.state) became \(breaker.state) and not \(expected)")
    // After closing the breaker's window is empty; the plain one follows a moment later.
    guard breaker.generation == watch.generation else { return }
    let tally = breaker.window.tally, plain = (watch.window.count, watch.window.failures, watch.window.slow)
    context.check(
      .window, (Int(tally.calls), Int(tally.failures), Int(tally.slow)) == plain,
      "\(tally.calls) calls, \(tally.failures) failed, \(tally.slow) slow; plainly \(plain)")
  }
}
