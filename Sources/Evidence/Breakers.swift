import LabKit
import Patterns

/// The traces of resilience4j's own tests, and what others have as defaults as far as this breaker can be set up like
/// them. A state is 0 closed, 1 open, 2 half-open; a rate that is not known is -1.
extension Evidence {
  static let breakers = traces + asked + defaults

  private static func breaker(_ source: String) -> Source { Source(source, family: "circuit breaker") }
  private static let row = breaker("resilience4j af9e7c9")
  private static let hystrix = breaker("Hystrix"), polly = breaker("Polly v8"), envoy = breaker("Envoy")

  private static let traces = [
    row("F F F S: failure rate", -1) { Trace.tested.after("FFFS").failureRate },
    row("F F F S S: failure rate", 60) { Trace.tested.after("FFFSS").failureRate },
    row("F F F S S: state", 1) { Trace.tested.after("FFFSS").state },
    row("S S S F F a second each: failure rate", 40) { Trace.tested.after("SSSFF", apart: 1).failureRate },
    row("S S S F F a second each: state", 0) { Trace.tested.after("SSSFF", apart: 1).state },
    row("S S S F F F a second each: failure rate", 50) { Trace.tested.after("SSSFFF", apart: 1).failureRate },
    row("S S S F F F a second each: state", 1) { Trace.tested.after("SSSFFF", apart: 1).state },
    row("half-open F F S F: failure rate", 75) { Trace.halfOpened.after("FFSF").failureRate },
    row("half-open F F S F: state", 1) { Trace.halfOpened.after("FFSF").state },
    row("half-open F S S S: state", 0) { Trace.halfOpened.after("FSSS").state },
    row("half-open F S S S: calls remembered", 0) { Trace.halfOpened.after("FSSS").calls },
    row("count window 10, S S F F: failure rate", -1) { Trace.ten.after("SSFF").failureRate },
    row("count window 10, then F F F F S S S S: failure rate", 60) { Trace.ten.after("SSFFFFFFSSSS").failureRate },
    row("count window 10, then S S S: failure rate", 30) { Trace.ten.after("SSFFFFFFSSSSSSS").failureRate },
  ]

  /// Who is let through when.
  private static let asked = [
    row("opened at 0 s: let through at 0 s", 0) { Trace.tested.opened().asked(at: 0).allowed },
    row("opened at 0 s: let through at 3 s", 0) { Trace.tested.opened().asked(at: 3).allowed },
    row("opened at 0 s: let through at 5 s", 0) { Trace.tested.opened().asked(at: 5).allowed },
    row("opened at 0 s: let through at 6 s", 1) { Trace.tested.opened().asked(at: 6).allowed },
    row("opened at 0 s: state at 6 s", 2) { Trace.tested.opened().asked(at: 6).state },
    row("opened at 0 s after S F: calls remembered at 6 s", 0) { Trace.tested.after("SF").opened().asked(at: 6).calls },
    row("F F F S S: the next request is let through", 0) { Trace.tested.after("FFFSS").asked().allowed },
    row("half-open, six ask: let through", 4) { Trace.halfOpened.asked(6).allowed },
    row("half-open, one permit given back, two ask: let through", 1) {
      Trace.halfOpened.asked(6).released().asked(2).allowed
    },
  ]

  /// What breakers do as they come.
  private static let defaults =
    defaults(of: row, .asItComes, failures: 100, window: 100, wait: 60, permits: 10)
    + defaults(of: hystrix, .hystrix, failures: 20, window: 10, wait: 5, permits: 1)
    + defaults(of: polly, .polly, failures: 100, window: 30, wait: 5, permits: 1) + [
      row("state at 49 % failures", 0) { Trace.asItComes.after("S", 51).after("F", 49).state },
      row("state at 50 % failures", 1) { Trace.asItComes.after("S", 50).after("F", 50).state },
      polly("state after 91 S, 10 F", 0) { Trace.polly.after("S", 91).after("F", 10).state },
      polly("state after 90 S, 10 F", 1) { Trace.polly.after("S", 90).after("F", 10).state },
      envoy("5xx in a row until the ejection", 5) { Trace.envoy.failuresToOpen },
      envoy("state after 4 x 5xx, a 200, 4 x 5xx", 0) { Trace.envoy.after("FFFFSFFFF").state },
    ]

  private static func defaults(
    of source: Source, _ start: Trace, failures: Double, window: Double, wait: Double, permits: Double
  ) -> [Verification] {
    [
      source("failures until it opens", failures) { start.failuresToOpen },
      source("cells of its window", window) { Double(start.breaker.window.size) },
      source("wait in open, s", wait) { start.opened().wait },
      source("probes", permits) { start.opened().opened(to: .halfOpen).asked(20).allowed },
    ]
  }

  /// A breaker that is driven call by call; each step gives a new one.
  private struct Trace {
    var breaker: CircuitBreaker, now = Duration.zero, permits: [CircuitBreaker.Permit?] = []

    init(_ settings: CircuitBreaker.Settings) { breaker = CircuitBreaker(settings) }

    init(_ window: OutcomeWindow.Span, minimum: Int, failure: Double, permits: Int) {
      var settings = CircuitBreaker.Settings()
      (settings.window, settings.minimumCalls, settings.failureRateThreshold) = (window, minimum, failure)
      (settings.permittedCallsInHalfOpen, settings.waitInOpen) = (permits, .fixed(.seconds(5)))
      self.init(settings)
    }

    static var asItComes: Trace { Trace(CircuitBreaker.Settings()) }
    /// The settings of resilience4j's tests, and with a threshold out of reach, so that the window alone is seen.
    static var tested: Trace { Trace(.time(.seconds(20)), minimum: 5, failure: 50, permits: 4) }
    static var halfOpened: Trace { tested.opened().opened(to: .halfOpen) }
    static var ten: Trace { Trace(.count(10), minimum: 5, failure: 101, permits: 4) }
    static var hystrix: Trace { Trace(.time(.seconds(10)), minimum: 20, failure: 50, permits: 1) }
    static var polly: Trace { Trace(.time(.seconds(30)), minimum: 100, failure: 10, permits: 1) }
    /// Consecutive failures are a window of as many calls, all of them failed.
    static var envoy: Trace { Trace(.count(5), minimum: 5, failure: 100, permits: 1) }

    private func changed(_ change: (inout Trace) -> Void) -> Trace {
      var trace = self
      change(&trace)
      return trace
    }

    /// Records calls, F for a failure, so many times over and so many seconds apart.
    func after(_ calls: String, _ times: Int = 1, apart seconds: Double = 0) -> Trace {
      changed { trace in
        for (index, call) in String(repeating: calls, count: times).enumerated() {
          if index > 0 { trace.now += .seconds(seconds) }
          trace.breaker.record(call == "F" ? .failure : .success, duration: .milliseconds(10), at: trace.now)
        }
      }
    }

    func opened(to state: CircuitBreaker.State = .open) -> Trace {
      changed { trace in _ = try? trace.breaker.transition(to: state, at: now) }
    }
    /// Asks for so many calls; at a moment, in seconds since the start, or now.
    func asked(_ times: Int = 1, at second: Double? = nil) -> Trace {
      changed { trace in
        if let second { trace.now = .seconds(second) }
        trace.permits = (0..<times).map { _ in trace.breaker.tryAcquire(at: trace.now) }
      }
    }
    /// Gives the first permit of the last asking back.
    func released() -> Trace { changed { $0.breaker.release(permits[0]) } }

    var failureRate: Double { breaker.failureRate ?? -1 }
    var state: Double { Double(breaker.state.rawValue) }
    var calls: Double { Double(breaker.bufferedCalls) }
    /// How many of the last asking were let through.
    var allowed: Double { Double(permits.filter { $0 != nil }.count) }
    /// How many failures in a row it takes to open it.
    var failuresToOpen: Double { Double((1...1000).first { after("F", $0).state == 1 } ?? 0) }
    /// The last second at which nobody is let through.
    var wait: Double { Double((0...100).last { asked(at: Double($0)).allowed == 0 } ?? -1) }
  }
}
