import Engine
import FirstEdition
import Patterns

/// A breaker that is driven call by call, as the traces of resilience4j's own tests are.
///
/// The numbers it gives: a state is 0 closed, 1 open, 2 half-open; a rate that is not known is -1.
struct BreakerTrace {
  var breaker: CircuitBreaker
  var now = Duration.zero
  var permits: [CircuitBreaker.Permit?] = []

  /// The configuration of those tests: time window 20 s, minimum 5, failure 50 %, slow 50 % above 4 s, 4 permits, wait 5 s.
  init(_ change: (inout CircuitBreaker.Settings) -> Void = { _ in }) {
    var settings = CircuitBreaker.Settings()
    settings.window = .time(.seconds(20))
    settings.minimumCalls = 5
    settings.slowCallRateThreshold = 50
    settings.slowCallDuration = .seconds(4)
    settings.permittedCallsInHalfOpen = 4
    settings.waitInOpen = .fixed(.seconds(5))
    change(&settings)
    breaker = CircuitBreaker(settings)
  }

  init(_ settings: CircuitBreaker.Settings) { breaker = CircuitBreaker(settings) }

  /// Records calls: S success, F failure, L slow success, X slow failure, I ignored; so many seconds apart.
  func after(_ calls: String, apart seconds: Double = 0) -> BreakerTrace {
    var trace = self
    for (index, call) in calls.enumerated() {
      if index > 0 { trace.now += .nanoseconds(Int64(seconds * 1e9)) }
      let isSlow = call == "L" || call == "X"
      trace.breaker.record(
        call == "I" ? .ignored : call == "F" || call == "X" ? .failure : .success,
        duration: isSlow ? .seconds(5) : .milliseconds(10), at: trace.now)
    }
    return trace
  }

  /// Opened by hand at this moment.
  func opened() -> BreakerTrace {
    var trace = self
    _ = try? trace.breaker.transition(to: .open, at: now)
    return trace
  }

  func halfOpened() -> BreakerTrace {
    var trace = opened()
    _ = try? trace.breaker.transition(to: .halfOpen, at: now)
    return trace
  }

  /// Asks for so many calls at a moment, in seconds since the start.
  func asked(_ times: Int = 1, at second: Double? = nil) -> BreakerTrace {
    var trace = self
    if let second { trace.now = .nanoseconds(Int64(second * 1e9)) }
    trace.permits = (0..<times).map { _ in trace.breaker.tryAcquire(at: trace.now) }
    return trace
  }

  /// Gives the first permit of the last asking back.
  func released() -> BreakerTrace {
    var trace = self
    if let permit = permits.first { trace.breaker.release(permit) }
    return trace
  }

  var state: Double {
    breaker.state == .closed ? 0 : breaker.state == .open ? 1 : breaker.state == .halfOpen ? 2 : 3
  }
  var failureRate: Double { breaker.failureRate ?? -1 }
  var slowRate: Double { breaker.slowCallRate ?? -1 }
  var calls: Double { Double(breaker.bufferedCalls) }
  /// How many of the last asking were let through.
  var allowed: Double { Double(permits.filter { $0 != nil }.count) }
  /// How many failures in a row it takes to open it.
  var failuresToOpen: Double {
    var trace = self
    for count in 1...1000 {
      trace = trace.after("F")
      if trace.breaker.state == .open { return Double(count) }
    }
    return .infinity
  }
  /// The first whole millisecond of the wait at which a request is let through, in seconds.
  var wait: Double {
    let begin = now
    for millisecond in 0...1_000_000 {
      var copy = self
      copy.now = begin + .milliseconds(millisecond)
      if copy.breaker.tryAcquire(at: copy.now) != nil { return Double(millisecond) / 1000 }
    }
    return .infinity
  }
}
