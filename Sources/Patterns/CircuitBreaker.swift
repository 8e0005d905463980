/// A breaker that stops calling a dependency which fails or hangs, and probes it now and then.
///
/// The semantics are resilience4j's (`CircuitBreakerStateMachine`, `CircuitBreakerMetrics`): rates are
/// evaluated after every recorded call; open becomes half-open lazily; half-open judges as many probes as it
/// has permits. A call asks `tryAcquire`, and reports with `record` what became of it. Both are O(1), a time
/// window's amortized. Times are since any fixed epoch; one before the latest counts as the latest.
public struct CircuitBreaker: Hashable, Sendable {
  /// What a breaker does with calls.
  public enum State: UInt8, Hashable, Sendable, CaseIterable {
    /// Lets calls through and watches their rates.
    case closed
    /// Refuses all calls until its wait is over.
    case open
    /// Lets a few probes through to decide between closed and open.
    case halfOpen
    /// Refuses all calls until it is told otherwise; records nothing.
    case forcedOpen
    /// Lets all calls through; records nothing.
    case disabled
    /// Lets all calls through and records them, but never trips.
    case metricsOnly
  }

  /// What became of a call.
  public enum Outcome: UInt8, Hashable, Sendable {
    /// It succeeded, perhaps slowly.
    case success
    /// It failed.
    case failure
    /// It says nothing about the dependency (a rejected argument, say): its permit is given back.
    case ignored
  }

  /// The permission to make one call.
  ///
  /// Half-open counts it once: whatever comes back with it first holds, and what comes later says nothing. In the
  /// other states, which hand out as many as are asked for, no account of permits is kept.
  public struct Permit: Hashable, Sendable, Codable {
    /// The number of changes of state before the permit was given.
    public let generation: UInt32
    /// Tells it from all others of its breaker.
    public let number: UInt64

    /// A permit of these parts, as it gives them.
    @inlinable
    public init(generation: UInt32, number: UInt64) {
      self.generation = generation
      self.number = number
    }
  }

  /// A change of state that has happened.
  public struct Transition: Hashable, Sendable {
    /// The state before.
    public let from: State
    /// The state after; may be the same after a manual transition.
    public let to: State
    /// When it happened: for a timer when it was due, even if the breaker was asked later.
    public let at: Duration
    /// Why it happened.
    public let cause: Cause

    /// A change of these parts, as it gives them.
    public init(from: State, to: State, at: Duration, cause: Cause) {
      self.from = from
      self.to = to
      self.at = at
      self.cause = cause
    }
  }

  /// Why a breaker changed its state.
  public enum Cause: Hashable, Sendable {
    /// The failure rate, in percent, reached its threshold.
    case failureRate(Double)
    /// The rate of slow calls, in percent, reached its threshold.
    case slowCallRate(Double)
    /// The wait in open was over.
    case waitOver
    /// The probes of half-open stayed below both thresholds.
    case probesPassed
    /// The probes of half-open did not come back in time.
    case probesOverdue
    /// Somebody asked for it.
    case manual

    /// The rate, in percent, that reached its threshold; nil for another cause.
    public var rate: Double? {
      switch self {
      case .failureRate(let rate), .slowCallRate(let rate): rate
      default: nil
      }
    }
  }

  /// How the breaker was set up; `change(_:at:)` changes it.
  public internal(set) var settings: Settings
  /// What the breaker does with calls now.
  @inlinable public var state: State { current }
  /// The number of changes of state so far.
  @inlinable public var generation: UInt32 { changes }
  /// The last change of state, for a log; compare `generation` to see whether it is new.
  public internal(set) var lastTransition: Transition?
  /// The outcomes that the breaker judges by: of closed, or of half-open; open keeps those it tripped on.
  @inlinable public var window: OutcomeWindow { outcomes }
  /// How often it has opened since it was last closed. A half-open that let nobody through does not count.
  public internal(set) var openingsSinceClosed = 0
  /// Probes that half-open may still let through.
  public internal(set) var permitsLeft = 0
  /// Calls refused since the window was last begun anew, as resilience4j counts them.
  public internal(set) var notPermittedCalls = 0
  /// Calls refused in the whole life of the breaker.
  public internal(set) var totalNotPermittedCalls = 0
  /// When open may become half-open, or half-open gives up waiting for its probes; nil without such a time.
  public internal(set) var deadline: Duration?

  @usableFromInline var current = State.closed
  @usableFromInline var changes: UInt32 = 0
  // The latest time that it was told, and the number of the latest permit.
  @usableFromInline var clock: Duration
  @usableFromInline var issued: UInt64 = 0
  @usableFromInline var probes = Probes()
  @usableFromInline var outcomes: OutcomeWindow
  // What record compares, copied out of the settings so that the hot path stays short.
  @usableFromInline var minimum: UInt32
  @usableFromInline var failureThreshold: Double
  @usableFromInline var slowThreshold: Double
  @usableFromInline var slowDuration: Duration
  @usableFromInline var discardsStale: Bool

  /// A closed breaker with an empty window.
  public init(_ settings: Settings = Settings(), at now: Duration = .zero) {
    self.settings = settings
    clock = now
    outcomes = OutcomeWindow(settings.window, at: now)
    minimum = 1
    failureThreshold = settings.failureRateThreshold
    slowThreshold = settings.slowCallRateThreshold
    slowDuration = settings.slowCallDuration
    discardsStale = settings.staleResults == .discarded
    adoptMinimum()
  }

  /// Asks whether one call may be made; nil refuses it. Every permit must be recorded or released. O(1).
  ///
  /// In open the first request strictly after the wait makes the breaker half-open.
  @inlinable
  public mutating func tryAcquire(at now: Duration) -> Permit? {
    guard current == .closed else { return tryAcquireUnlessClosed(at: now) }
    clock.advance(to: now)
    return issue()
  }

  @inlinable
  mutating func issue() -> Permit {
    issued &+= 1
    return Permit(generation: changes, number: issued)
  }

  /// Reports what became of a call, after how long, and returns the change of state that it brought. O(1).
  ///
  /// Results of calls begun before the last change of state are recorded too, in open as well, unless the
  /// settings say otherwise; without a permit a result counts as one of today.
  @inlinable @discardableResult
  public mutating func record(
    _ outcome: Outcome, duration: Duration, at now: Duration, permit: Permit? = nil
  ) -> Transition? {
    if current != .closed { return recordUnlessClosed(outcome, duration: duration, at: now, permit: permit) }
    let now = clock.advance(to: now)
    if outcome == .ignored || isStale(permit) { return nil }
    outcomes.record(failed: outcome == .failure, slow: duration > slowDuration, at: now)
    return exceeded.map { move(to: .open, at: now, cause: $0) }
  }

  /// Gives back the permit of a call that was never made or says nothing: half-open may let another one
  /// through. Without a permit it gives back any one that is out, and does nothing when none is. O(1).
  public mutating func release(_ permit: Permit? = nil) {
    if current == .halfOpen && !isStale(permit) { giveBack(permit) }
  }

  @inlinable
  func isStale(_ permit: Permit?) -> Bool {
    guard discardsStale, let permit else { return false }
    return permit.generation != changes
  }

  // Both rates are unknown below the minimum; either is enough to trip.
  @inlinable @inline(__always) var exceeded: Cause? {
    let tally = outcomes.total
    guard tally.calls >= minimum else { return nil }
    let failureRate = tally.failureRate
    if failureRate >= failureThreshold { return .failureRate(failureRate) }
    let slowCallRate = tally.slowCallRate
    return slowCallRate >= slowThreshold ? .slowCallRate(slowCallRate) : nil
  }
}
