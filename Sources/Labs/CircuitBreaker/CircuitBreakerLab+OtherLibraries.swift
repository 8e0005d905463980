import Patterns

extension CircuitBreakerLab {
  /// Other libraries' defaults, as far as they are settings of this breaker.
  static let others = [
    row("failures until it opens", 20, source: "Hystrix's defaults") { hystrix.failuresToOpen },
    row("cells of its window", 10, source: "Hystrix's defaults") {
      Double(hystrix.breaker.window.cells.count)
    },
    row("sleep, s, let through a millisecond later", 5.001, source: "Hystrix's defaults") {
      hystrix.opened().wait
    },
    row("probes", 1, source: "Hystrix's defaults") { hystrix.halfOpened().asked(5).allowed },
    row("failures until it opens", 100, source: "Polly v8's defaults") { polly.failuresToOpen },
    row("state after 91 successes and 10 failures", 0, source: "Polly v8's defaults") {
      polly.after(String(repeating: "S", count: 91) + String(repeating: "F", count: 10)).state
    },
    row("state after 90 successes and 10 failures", 1, source: "Polly v8's defaults") {
      polly.after(String(repeating: "S", count: 90) + String(repeating: "F", count: 10)).state
    },
    row("sampling, s", 30, source: "Polly v8's defaults") { Double(polly.breaker.window.cells.count) },
    row("break, s, let through a millisecond later", 5.001, source: "Polly v8's defaults") {
      polly.opened().wait
    },
    row("5xx in a row until the ejection", 5, source: "Envoy's outlier detection") { envoy.failuresToOpen },
    row("state after 4 x 5xx, a 200, 4 x 5xx", 0, source: "Envoy's outlier detection") {
      envoy.after("FFFFSFFFF").state
    },
  ]

  private static var hystrix: BreakerTrace {
    BreakerTrace {
      $0.window = .time(.seconds(10))
      $0.minimumCalls = 20
      $0.slowCallRateThreshold = 101
      $0.permittedCallsInHalfOpen = 1
    }
  }

  private static var polly: BreakerTrace {
    BreakerTrace {
      $0.window = .time(.seconds(30))
      $0.minimumCalls = 100
      $0.failureRateThreshold = 10
      $0.slowCallRateThreshold = 101
      $0.permittedCallsInHalfOpen = 1
    }
  }

  /// Consecutive failures are a window of as many calls, all of them failed.
  private static var envoy: BreakerTrace {
    BreakerTrace {
      $0.window = .count(5)
      $0.minimumCalls = 5
      $0.failureRateThreshold = 100
      $0.slowCallRateThreshold = 101
    }
  }
}
