import Engine
import FirstEdition
import Patterns

/// A caller with a pool of threads, a dependency that can break in three ways, and the breaker between them.
///
/// Some requests need the dependency and some do not, but all need a thread: what hangs on the dependency takes the
/// threads away from the rest. Calls go through `Patterns.CircuitBreaker`; off is that breaker's own disabled state.
public struct CircuitBreakerLab: Lab {
  var knobs: Knobs
  var faults = Faults()

  var traffic: Source
  var pool: Station<UInt32>
  var threads = Threads()
  var requests = Slab<Request>()

  var breaker: CircuitBreaker
  var watch: Watch
  var answers = Answers()
  var signs = Signs()
  var spans = StateSpans()

  /// The world at the start of a run.
  public init(_ knobs: Knobs, _ context: inout Context<CircuitBreakerLab>) {
    self.knobs = knobs
    traffic = Source(.poisson, rate: knobs.traffic, stream: Stream.arrivals)
    pool = Station(servers: knobs.threads, places: knobs.threads + knobs.line)
    breaker = CircuitBreaker(knobs.settings)
    watch = Watch(window: knobs.settings.window)
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
    if !knobs.hasBreaker { switchBreaker(&context) }
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<CircuitBreakerLab>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .done(let slot): finish(slot, &context)
    case .timer(let generation):
      if generation == breaker.generation { advanceBreaker(&context) }
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool { requests.count == 0 }
}

extension CircuitBreakerLab {
  /// A request that needs no call is worked on for this long on average.
  static let localWork = Interval.milliseconds(5)
  /// What a thread takes to answer with the fallback, and what a request beyond the full line is spared.
  static let fallbackWork = Interval.milliseconds(1)
  /// A slow dependency takes this many times as long.
  static let slowness = 40.0
  /// The share of calls that a flaky dependency answers with an error.
  static let flakiness = 0.7
}

/// A request, waiting for a thread or on one.
struct BreakerRequest: Sendable {
  /// What its thread is doing.
  enum Phase: UInt8, Sendable {
    case waiting, local, calling, fallback
  }

  /// What a call comes back with.
  enum Result: UInt8, Sendable {
    case success, failure, timeout, rejected
  }

  /// The arrival's number, by which its random draws are keyed.
  let number: UInt64
  let arrived: Instant
  let needsCall: Bool
  var phase = Phase.waiting
  var thread: UInt32 = 0
  /// The call: when it began, until when it may take, what it will bring, through which state of the breaker it went.
  var began: Instant = .start
  var deadline: Instant = .start
  var result = Result.success
  var permit: CircuitBreaker.Permit?
  var isAlive = true
}

extension CircuitBreakerLab {
  typealias Request = BreakerRequest
}

/// What became of the requests that are over; kept apart from the meters, to check them.
struct BreakerAnswers: Sendable {
  var offered = 0
  var served = 0
  var degraded = 0
  var failed = 0
  var refused = 0

  var ended: Int { served + degraded + failed + refused }
}

extension CircuitBreakerLab {
  typealias Answers = BreakerAnswers
}
