import Engine
import LabKit
import Patterns

extension CircuitBreakerLab {
  /// What a window remembers, and what becomes of results of calls begun before a change of state.
  enum WindowKind: String, CaseIterable, Sendable { case count, time }
  enum Stale: String, CaseIterable, Sendable { case recorded, discarded }

  /// What can be turned: a dependency that works, before a breaker that watches its last twenty calls. Shares are in
  /// percent, the latency and what is slow in milliseconds, other times in seconds.
  struct Knobs: KnobSet {
    var traffic = 100.0, hasBreaker = true
    var calls = 80.0, threads = 50, line = 100, timeout = 2.0
    var latency = 50.0, errors = 0.0, rejects = 0.0
    var window = WindowKind.count, windowCalls = 20, windowSeconds = 10, minimum = 10
    var failure = 50.0, slow = 50.0, slowAfter = 500.0, stale = Stale.recorded
    var wait = 5.0, waitGrowth = 1.0, waitMost = 60.0
    var permits = 3, probeTime = 0.0, isAutomatic = false

    static let fields: [Knob<Knobs>] = [
      Knob("traffic", \.traffic, 0...500, step: 10, unit: "/s", whileDraining: 0, "Requests a second, Poisson."),
      Knob("breaker", \.hasBreaker, "Off: every call goes out, whatever became of those before."),
      Knob(
        "calls", \.calls, 0...100, step: 5, unit: "%",
        "The share of requests that need the dependency; the rest only needs a thread."),
      Knob("threads", \.threads, 1...200, step: 5, "Threads of the caller; each works on one request at a time."),
      Knob("queue", \.line, 0...500, step: 10, "Requests that may wait for a thread; more are turned away."),
      Knob("timeout", \.timeout, 0.1...30, step: 0.1, unit: "s", "How long a thread waits for an answer."),
      Knob("latency", \.latency, 1...2000, step: 10, unit: "ms", "The dependency's mean time, exponential."),
      Knob(
        "errors", \.errors, 0...100, step: 5, unit: "%", whileDraining: 0, "The share of calls answered with an error."),
      Knob(
        "rejects", \.rejects, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of calls refused for what they asked, which the breaker ignores."),
      Knob("window", \.window, "Whether the breaker remembers the last calls or the last seconds."),
      Knob("window.calls", \.windowCalls, 1...200, step: 5, "How many calls a count window remembers."),
      Knob("window.seconds", \.windowSeconds, 1...60, unit: "s", "How many seconds a time window remembers."),
      Knob(
        "minimum", \.minimum, 1...200, step: 5,
        "Calls in the window before it is judged; for a count window at most its size."),
      Knob("failure", \.failure, 1...100, step: 5, unit: "%", "The share of failed calls that opens it."),
      Knob("slow", \.slow, 1...100, step: 5, unit: "%", "The share of slow calls that opens it, failed or not."),
      Knob("slow.after", \.slowAfter, 10...10_000, step: 50, unit: "ms", "A call that takes longer is slow."),
      Knob("stale", \.stale, "Results of calls begun before a change of state: recorded like any other, or discarded."),
      Knob("wait", \.wait, 0.5...60, step: 0.5, unit: "s", "How long it stays open the first time."),
      Knob(
        "wait.growth", \.waitGrowth, 1...4, step: 0.5,
        "How much longer it waits with each further opening before it is closed again; 1 is always the same."),
      Knob("wait.most", \.waitMost, 0.5...300, step: 5, unit: "s", "The longest wait, however often it opened."),
      Knob("permits", \.permits, 1...20, "Probes that half-open lets through; as many results decide."),
      Knob(
        "probe.time", \.probeTime, 0...60, step: 1, unit: "s",
        "How long half-open waits for its probes before it opens again; 0 is for ever."),
      Knob(
        "automatic", \.isAutomatic, "On: half-open begins when the wait is over. Off: at the first request after it."),
    ]

    /// The breaker's settings that these knobs mean.
    var settings: CircuitBreaker.Settings {
      var settings = CircuitBreaker.Settings()
      settings.window = window == .count ? .count(windowCalls) : .time(.seconds(windowSeconds))
      settings.minimumCalls = minimum
      (settings.failureRateThreshold, settings.slowCallRateThreshold) = (failure, slow)
      settings.slowCallDuration = Interval.milliseconds(slowAfter).duration
      let most = Interval.seconds(waitMost).duration, first = Interval.seconds(wait).duration
      settings.waitInOpen =
        waitGrowth == 1 ? .fixed(min(first, most)) : .exponential(initial: first, multiplier: waitGrowth, max: most)
      settings.permittedCallsInHalfOpen = permits
      settings.maxWaitInHalfOpen = Interval.seconds(probeTime).duration
      settings.automaticTransition = isAutomatic
      settings.staleResults = stale == .recorded ? .recorded : .discarded
      return settings
    }

    /// How many calls a window must hold to be judged.
    func minimum(of window: OutcomeWindow.Span) -> Int {
      if case .count(let size) = window { min(minimum, size) } else { minimum }
    }
  }
}
