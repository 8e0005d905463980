import Engine
import FirstEdition
import Patterns

extension CircuitBreakerLab {
  /// What a window remembers.
  public enum WindowKind: String, CaseIterable, Sendable {
    case count, time
  }

  /// What becomes of results of calls begun before a change of state.
  public enum Stale: String, CaseIterable, Sendable {
    case recorded, discarded
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var traffic = 100.0
    var callPercent = 80.0
    var threads = 50
    var line = 100
    var timeoutSeconds = 2.0
    var latencyMilliseconds = 50.0
    var errorPercent = 0.0
    var rejectPercent = 0.0
    var hasBreaker = true
    var window = WindowKind.count
    var windowCalls = 20
    var windowSeconds = 10
    var minimum = 10
    var failurePercent = 50.0
    var slowPercent = 50.0
    var slowMilliseconds = 500.0
    var waitSeconds = 5.0
    var waitGrowth = 1.0
    var waitMostSeconds = 60.0
    var permits = 3
    var probeSeconds = 0.0
    var isAutomatic = false
    var stale = Stale.recorded

    /// A dependency that works, before a breaker that watches its last twenty calls.
    public init() {}

    /// In the order in which they are shown; the first one is focused at the start.
    public static let fields: [Knob<Knobs>] = traffic + judging + waiting

    private static let traffic: [Knob<Knobs>] = [
      Knob(
        "traffic", \.traffic, 0...500, step: 10, unit: "/s", whileDraining: 0,
        "Requests that arrive a second, Poisson."),
      Knob("breaker", \.hasBreaker, "Off: every call goes out, whatever became of those before."),
      Knob(
        "calls", \.callPercent, 0...100, step: 5, unit: "%",
        "The share of requests that need the dependency; the rest only needs a thread."),
      Knob(
        "threads", \.threads, 1...200, step: 5, "Threads of the caller; each works on one request at a time."),
      Knob("line", \.line, 0...500, step: 10, "Requests that may wait for a thread; more are turned away."),
      Knob(
        "timeout", \.timeoutSeconds, 0.1...30, step: 0.1, unit: "s",
        "How long a thread waits for the dependency before it gives up."),
      Knob(
        "latency", \.latencyMilliseconds, 1...2000, step: 10, unit: "ms",
        "The mean time that the dependency takes for an answer, exponential."),
      Knob(
        "errors", \.errorPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of calls that the dependency answers with an error."),
      Knob(
        "rejects", \.rejectPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of calls refused for what they asked: it says nothing about the dependency, the breaker ignores it."
      ),
    ]

    private static let judging: [Knob<Knobs>] = [
      Knob("window", \.window, "Whether the breaker remembers the last calls or the last seconds."),
      Knob("window.calls", \.windowCalls, 1...200, step: 5, "How many calls a count window remembers."),
      Knob(
        "window.seconds", \.windowSeconds, 1...60, unit: "s",
        "How many seconds a time window remembers, a bucket each."),
      Knob(
        "minimum", \.minimum, 1...200, step: 5,
        "Calls that must be in the window before it is judged; for a count window at most its size."),
      Knob(
        "failure", \.failurePercent, 1...100, step: 5, unit: "%",
        "The share of failed calls in the window that opens the breaker."),
      Knob(
        "slow", \.slowPercent, 1...100, step: 5, unit: "%",
        "The share of slow calls in the window that opens the breaker, failed or not."),
      Knob(
        "slow.after", \.slowMilliseconds, 10...10_000, step: 50, unit: "ms",
        "A call that takes longer than this is slow."),
      Knob(
        "stale", \.stale,
        "What becomes of results of calls begun before a change of state: recorded like any other, or discarded."
      ),
    ]

    private static let waiting: [Knob<Knobs>] = [
      Knob(
        "wait", \.waitSeconds, 0.5...60, step: 0.5, unit: "s",
        "How long the breaker stays open the first time."),
      Knob(
        "wait.growth", \.waitGrowth, 1...4, step: 0.5,
        "How much longer it waits with each further opening before it is closed again; 1 is always the same."),
      Knob(
        "wait.most", \.waitMostSeconds, 0.5...300, step: 5, unit: "s",
        "The longest wait, however often it opened."),
      Knob("permits", \.permits, 1...20, "Probes that half-open lets through; as many results decide."),
      Knob(
        "probe.time", \.probeSeconds, 0...60, step: 1, unit: "s",
        "How long half-open waits for its probes before it opens again; 0 is for ever."),
      Knob(
        "automatic", \.isAutomatic,
        "On: open becomes half-open by itself when its wait is over. Off: at the first request after it."),
    ]
  }
}

extension CircuitBreakerLab.Knobs {
  /// The breaker's settings that these knobs mean.
  var settings: CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    settings.window = window == .count ? .count(windowCalls) : .time(.seconds(windowSeconds))
    settings.minimumCalls = minimum
    settings.failureRateThreshold = failurePercent
    settings.slowCallRateThreshold = slowPercent
    settings.slowCallDuration = Interval.milliseconds(slowMilliseconds).duration
    settings.waitInOpen =
      waitGrowth == 1
      ? .fixed(Interval.seconds(min(waitSeconds, waitMostSeconds)).duration)
      : .exponential(
        initial: Interval.seconds(waitSeconds).duration, multiplier: waitGrowth,
        max: Interval.seconds(waitMostSeconds).duration)
    settings.permittedCallsInHalfOpen = permits
    settings.maxWaitInHalfOpen = Interval.seconds(probeSeconds).duration
    settings.automaticTransition = isAutomatic
    settings.staleResults = stale == .recorded ? .recorded : .discarded
    return settings
  }
}
