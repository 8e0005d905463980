import Engine
import LabKit
import Patterns

/// A caller with a pool of threads, a dependency that can break in three ways, and the breaker between them.
///
/// Some requests need the dependency and some do not, but all need a thread: what hangs on the dependency takes the
/// threads away from the rest. Off is the breaker's own disabled state. Random draws are keyed by request, so that the
/// same requests come and the same calls fail whether there is a breaker or not.
struct CircuitBreakerLab: Lab {
  enum Topic: Int { case breaker, callers }
  enum Stream: Int, StreamKind { case arrivals, kinds, local, calls }
  enum Event: UInt8, EventKind { case arrival, done, timer }

  /// A request, waiting for a thread or on one.
  struct Request: Sendable {
    /// What its thread is doing.
    enum Phase: UInt8, Sendable { case waiting, local, calling, fallback }

    /// The arrival's number, by which its random draws are keyed.
    let number: UInt64, arrived: Instant, needsCall: Bool
    var phase = Phase.waiting
    /// Its call: since when, until when at most, what it will bring, and through which state of the breaker it went.
    var began = Instant.start, deadline = Instant.start
    var call = Dependency.Call(.zero), isRejected = false
    var permit: CircuitBreaker.Permit?

    /// How it ends, in a word or two.
    var outcome: String {
      if phase == .fallback { return "fallback, breaker open" }
      guard let failure = call.failure else { return isRejected ? "rejected" : "ok" }
      return failure == .timeout ? "timed out" : "error"
    }
  }

  var arrivals = Arrivals<Self>(.arrival, stream: Stream.arrivals)
  var requests = Slab<Request>()
  /// The first request whose call was refused since the breaker opened last, and by which note that was.
  var victim = Pinned(), victimOf = NoteID.chance
  var pool: Pool
  var dependency = Dependency(mean: .zero)
  var breaker: CircuitBreaker, watch: Watch
  var census = Census()
  /// The last states of the breaker and when they began.
  var spells = Recent<(state: CircuitBreaker.State, since: Instant)>(64)
  /// Whether requests wait because every thread is taken, and since when.
  var crowd = Hysteresis(), crowdedSince = Instant.start
  var late = Late()
  /// The newest fault or, while none is injected, the newest knob: why calls fail and threads hang.
  var blame = NoteID.chance
  /// The notes of the last opening, and of the last time that the breaker became half-open.
  var opened = NoteID.chance, halfOpened = NoteID.chance

  init(_ context: inout Context<Self>) {
    pool = Pool(size: context.knobs.threads, line: context.knobs.line)
    breaker = CircuitBreaker(context.knobs.settings)
    watch = Watch(context.knobs.settings.window)
    spells.append((.closed, .start))
    reconfigure(&context)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    switch event {
    case .arrival: if let number = arrivals.next(tag, &context) { arrive(number, &context) }
    case .done: finish(slot, &context)
    case .timer: if tag == breaker.generation { advanceBreaker(&context) }
    }
  }

  var isDrained: Bool { requests.count == 0 }

  /// Calls under way keep their timeout, everything else holds from now on.
  mutating func reconfigure(_ context: inout Context<Self>) {
    let knobs = context.knobs
    context.follow(&blame, .down, .slow, .flaky)
    dependency = Dependency(
      mean: .milliseconds(knobs.latency),
      errorShare: min(1, knobs.errors / 100 + (context.isOn(.flaky) ? Self.flakiness : 0)),
      timeout: .seconds(knobs.timeout))
    dependency.health = context.isOn(.down) ? .silent : context.isOn(.slow) ? .slow(Self.slowness) : .healthy
    arrivals.turn(to: knobs.traffic, &context)
    changeBreaker(&context)
    (pool.size, pool.line) = (knobs.threads, knobs.line)
    while let next = pool.admitNext(at: context.now) { begin(next, &context) }
  }

  /// Opens or closes the breaker by hand; while it is off there is none.
  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Self>) {
    guard context.knobs.hasBreaker else { return }
    advanceBreaker(&context)
    // From closed, open and half-open, the only states that the lab is in, both are always possible.
    _ = try? breaker.transition(to: action == .open ? .open : .closed, at: context.now.duration)
    follow(&context)
  }
}

extension CircuitBreakerLab {
  /// What a thread takes on average for a request that needs no call, and for the fallback.
  static let localWork = Interval.milliseconds(5), fallbackWork = Interval.milliseconds(1)
  /// How many times as long a slow dependency takes, and the share of calls that a flaky one answers with an error.
  static let slowness = 40.0, flakiness = 0.7

  static func declaration(of _: NoBlueprint) -> Declaration<Self> {
    let card = Card<Self>(
      id: "circuit-breaker", title: "Circuit breaker", group: "The eight",
      summary:
        "A caller, a dependency that breaks, and a breaker that stops calling it: failing at once instead of hanging.",
      alsoCalled: ["half-open", "fail fast", "fallback", "Hystrix", "Resilience4j"],
      whenToUse: [
        "Services call each other and wait for the answer, and one that hangs would take its callers down with it.",
        "A call that fails is dear: it holds a thread, a connection or a lock until its timeout.",
        "There is something to say without the dependency: a fallback, a cached value, an honest error.",
      ],
      whenNot: [
        "Failures are rare and short, calls can be repeated without harm: retries with backoff and jitter do.",
        "The caller does not wait: a queue between the two already keeps the failure away.",
        "Few calls: a window that fills in an hour judges an hour that is over.",
      ],
      simplifies: [
        "The dependency has a latency and no queue of its own, so it gets no faster by being left alone.",
        "Down means that nothing answers; a refused connection would come back at once and hang nobody.",
        "One caller with one breaker; real fleets have one in every process, and they do not open together.",
        "No retries, so that what the breaker does is not mixed with what they do.",
        "The fallback takes 1 ms on the caller's thread, work without a call 5 ms on average.",
      ],
      panels: [
        statePanel.slowed { lab, _ in lab.breaker.state == .halfOpen }, windowPanel, threadsPanel, answersPanel,
      ],
      drainsWithin: .seconds(7200), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
