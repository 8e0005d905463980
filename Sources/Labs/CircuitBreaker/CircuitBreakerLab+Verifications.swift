import FirstEdition
import Patterns

extension CircuitBreakerLab {
  /// Every trace of the breaker, and what others have as defaults as far as this breaker can be set up like them.
  static let verifications: [Verification] =
    defaults + rules + opening + waiting + halfOpen + windows + stale + others

  private static let source = "resilience4j af9e7c9"

  static func row(
    _ name: String, _ expected: Double, source: String = source, _ measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification("circuit breaker", source: source, name, expected: expected, measure: measure)
  }

  /// A breaker as it comes.
  private static var asItComes: BreakerTrace { BreakerTrace(CircuitBreaker.Settings()) }

  private static let defaults = [
    row("defaults: failures until it opens", 100) { asItComes.failuresToOpen },
    row("defaults: rate after 99 failures (-1 is unknown)", -1) {
      asItComes.after(String(repeating: "F", count: 99)).failureRate
    },
    row("defaults: state at 49 % failures (0 closed, 1 open, 2 half-open)", 0) {
      asItComes.after(String(repeating: "S", count: 51) + String(repeating: "F", count: 49)).state
    },
    row("defaults: state at 50 % failures", 1) {
      asItComes.after(String(repeating: "S", count: 50) + String(repeating: "F", count: 50)).state
    },
    row("defaults: wait in open, s, let through a millisecond later", 60.001) { asItComes.opened().wait },
    row("defaults: permits of half-open", 10) { asItComes.halfOpened().asked(20).allowed },
    row("defaults: state after 99 % slow calls", 0) {
      BreakerTrace(changing { $0.slowCallDuration = .seconds(4) }).after(
        "S" + String(repeating: "L", count: 99)
      ).state
    },
    row("defaults: state after 100 % slow calls", 1) {
      BreakerTrace(changing { $0.slowCallDuration = .seconds(4) }).after(String(repeating: "L", count: 100))
        .state
    },
  ]

  private static func changing(_ change: (inout CircuitBreaker.Settings) -> Void) -> CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    change(&settings)
    return settings
  }

  private static let rules = [
    row("a count window of 3 with minimum 100 opens at its 3rd failure", 3) {
      BreakerTrace {
        $0.window = .count(3)
        $0.minimumCalls = 100
      }.failuresToOpen
    },
    row("exactly 4 s is not slow: slow rate", 0) {
      var trace = BreakerTrace()
      for _ in 0..<5 { trace.breaker.record(.success, duration: .seconds(4), at: .zero) }
      return trace.slowRate
    },
    row("slow and failed count apart, X L F S L: slow rate", 60) { BreakerTrace().after("XLFSL").slowRate },
    row("slow and failed count apart, X L F S L: failure rate", 40) {
      BreakerTrace().after("XLFSL").failureRate
    },
    row("slow and failed count apart, X L F S L: state", 1) { BreakerTrace().after("XLFSL").state },
    row("S S S L L L: state at 50 % slow", 1) { BreakerTrace().after("SSSLLL").state },
    row("S S S L L: state at 40 % slow", 0) { BreakerTrace().after("SSSLL").state },
    row("a time window of 3 s with minimum 100: state after 99 failures", 0) {
      BreakerTrace {
        $0.window = .time(.seconds(3))
        $0.minimumCalls = 100
      }.after(String(repeating: "F", count: 99)).state
    },
    row("a time window of 2.5 s: buckets", 3) {
      Double(BreakerTrace { $0.window = .time(.milliseconds(2500)) }.breaker.window.size)
    },
    row("ignored errors are not recorded", 0) { BreakerTrace().after("IIIII").calls },
  ]

  private static let opening = [
    row("F F F S: failure rate (-1 is unknown)", -1) { BreakerTrace().after("FFFS").failureRate },
    row("F F F S S: failure rate", 60) { BreakerTrace().after("FFFSS").failureRate },
    row("F F F S S: state", 1) { BreakerTrace().after("FFFSS").state },
    row("F F F S S: the next request is let through", 0) { BreakerTrace().after("FFFSS").asked().allowed },
    row("S S S F F a second each: failure rate", 40) { BreakerTrace().after("SSSFF", apart: 1).failureRate },
    row("S S S F F a second each: state", 0) { BreakerTrace().after("SSSFF", apart: 1).state },
    row("S S S F F F a second each: failure rate", 50) {
      BreakerTrace().after("SSSFFF", apart: 1).failureRate
    },
    row("S S S F F F a second each: state", 1) { BreakerTrace().after("SSSFFF", apart: 1).state },
  ]

  private static let waiting = [
    row("opened at 0 s: let through at 0 s", 0) { BreakerTrace().opened().asked(at: 0).allowed },
    row("opened at 0 s: let through at 3 s", 0) { BreakerTrace().opened().asked(at: 3).allowed },
    row("opened at 0 s: let through at exactly 5 s", 0) { BreakerTrace().opened().asked(at: 5).allowed },
    row("opened at 0 s: let through at 6 s", 1) { BreakerTrace().opened().asked(at: 6).allowed },
    row("opened at 0 s: state at 6 s", 2) { BreakerTrace().opened().asked(at: 6).state },
    row("opened at 0 s: calls remembered at 6 s", 0) {
      BreakerTrace().after("SF").opened().asked(at: 6).calls
    },
    row("nobody asks for 60 s: state", 1) {
      var trace = BreakerTrace().opened()
      trace.breaker.advance(to: .seconds(60))
      return trace.state
    },
    row("automatic transition, nobody asks for 5 s: state", 2) {
      var trace = BreakerTrace { $0.automaticTransition = true }.opened()
      trace.breaker.advance(to: .seconds(5))
      return trace.state
    },
    row("waits that grow by 1.5 from 5 s: the third, s", 11.251) { growing.opened().opened().opened().wait },
    row("waits that grow by 1.5 from 5 s: the second, after failed probes, s", 7.501) {
      growing.halfOpened().after("FFFF").wait
    },
    row("waits that grow by 1.5 from 5 s: the seventh, at most 60 s", 56.954) {
      (0..<7).reduce(growing) { trace, _ in trace.opened() }.wait
    },
    row("waits that grow by 1.5 from 5 s: the eighth, at most 60 s", 60.001) {
      (0..<8).reduce(growing) { trace, _ in trace.opened() }.wait
    },
    row("waits that grow by 1.5 from 5 s: the first after it was closed, s", 5.001) {
      growing.opened().halfOpened().after("SSSS").opened().wait
    },
    row("forced open: let through after an hour", 0) {
      var trace = BreakerTrace()
      trace.breaker.forceOpen(at: .zero)
      return trace.asked(5, at: 3600).allowed
    },
  ]

  private static var growing: BreakerTrace {
    BreakerTrace { $0.waitInOpen = .exponential(initial: .seconds(5), multiplier: 1.5, max: .seconds(60)) }
  }

  private static let halfOpen = [
    row("half-open F F S F: failure rate", 75) { BreakerTrace().halfOpened().after("FFSF").failureRate },
    row("half-open F F S F: state", 1) { BreakerTrace().halfOpened().after("FFSF").state },
    row("half-open F S S S: state", 0) { BreakerTrace().halfOpened().after("FSSS").state },
    row("half-open F S S S: calls remembered", 0) { BreakerTrace().halfOpened().after("FSSS").calls },
    row("half-open F S S: state, one result is missing", 2) {
      BreakerTrace().halfOpened().after("FSS").state
    },
    row("half-open L L S S: state at 50 % slow", 1) { BreakerTrace().halfOpened().after("LLSS").state },
    row("half-open F S S S: the next 4 failures are too few to judge: state", 0) {
      BreakerTrace().halfOpened().after("FSSSFFFF").state
    },
    row("half-open of a time window: size of its count window", 4) {
      Double(BreakerTrace().halfOpened().breaker.window.size)
    },
    row("half-open F F at minimum 2, 4 permits: state", 1) {
      BreakerTrace { $0.minimumCalls = 2 }.halfOpened().after("FF").state
    },
    row("half-open, its probes are not back after 10 s at most: state", 1) {
      var trace = BreakerTrace { $0.maxWaitInHalfOpen = .seconds(10) }.halfOpened().asked(4)
      trace.breaker.advance(to: .seconds(10))
      return trace.state
    },
    row("half-open, its probes are not back, no limit: let through after an hour", 0) {
      BreakerTrace().halfOpened().asked(4).asked(at: 3600).allowed
    },
    row("half-open, six ask: let through", 4) { BreakerTrace().halfOpened().asked(6).allowed },
    row("half-open, one permit given back, two ask: let through", 1) {
      BreakerTrace().halfOpened().asked(6).released().asked(2).allowed
    },
    row("half-open, an ignored error gives its permit back: let through", 1) {
      BreakerTrace().halfOpened().asked(4).after("I").asked(2).allowed
    },
  ]

  /// A count window of 10 whose threshold is out of reach, so that the window alone is seen.
  private static var ten: BreakerTrace {
    BreakerTrace {
      $0.window = .count(10)
      $0.failureRateThreshold = 101
    }
  }

  private static let windows = [
    row("count window 10, S S F F: failure rate (-1 is unknown)", -1) { ten.after("SSFF").failureRate },
    row("count window 10, then F F F F S S S S: failure rate", 60) { ten.after("SSFFFFFFSSSS").failureRate },
    row("count window 10, then S S S: failure rate", 30) { ten.after("SSFFFFFFSSSSSSS").failureRate },
    row("time window 20 s, two calls at 0.9 s, one at 1 s: calls at 19.999 s", 3) { seconds(19.999) },
    row("time window 20 s, two calls at 0.9 s, one at 1 s: calls at 20 s", 1) { seconds(20) },
    row("time window 20 s, two calls at 0.9 s, one at 1 s: calls at 21 s", 0) { seconds(21) },
  ]

  private static func seconds(_ second: Double) -> Double {
    var trace = BreakerTrace()
    trace.now = .milliseconds(900)
    trace = trace.after("SS")
    trace.now = .seconds(1)
    trace = trace.after("S")
    trace.breaker.advance(to: .nanoseconds(Int64(second * 1e9)))
    return trace.calls
  }

  private static let stale = [
    row("a result of before the opening is recorded in open: calls", 6) { stragglers(.recorded).calls },
    row("a result of before the opening, discarded: calls", 5, source: "gobreaker") {
      stragglers(.discarded).calls
    },
    row("a result of before the opening does not change the state", 1) { stragglers(.recorded).state },
    row("four successes of before the opening come in half-open: state", 0) { probedBy(.recorded).state },
    row("four successes of before the opening come in half-open, discarded: state", 2, source: "gobreaker") {
      probedBy(.discarded).state
    },
  ]

  /// Four calls begin, the breaker opens and becomes half-open, and then they succeed.
  private static func probedBy(_ policy: CircuitBreaker.StaleResults) -> BreakerTrace {
    let before = BreakerTrace { $0.staleResults = policy }.asked(4)
    var trace = before.halfOpened()
    for permit in before.permits {
      trace.breaker.record(.success, duration: .zero, at: .seconds(1), permit: permit)
    }
    return trace
  }

  private static func stragglers(_ policy: CircuitBreaker.StaleResults) -> BreakerTrace {
    var trace = BreakerTrace { $0.staleResults = policy }.asked()
    let permit = trace.permits.first ?? nil
    trace = trace.after("FFFFF")
    trace.breaker.record(.success, duration: .zero, at: .seconds(1), permit: permit)
    return trace
  }
}
