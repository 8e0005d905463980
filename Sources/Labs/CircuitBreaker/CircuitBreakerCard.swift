import Engine
import FirstEdition
import Grid

extension CircuitBreakerLab {
  /// What the lab is and shows.
  public static let card = LabCard<CircuitBreakerLab>(
    id: "circuit-breaker", title: "Circuit breaker", group: "The eight",
    summary:
      "A caller, a dependency that breaks, and a breaker that stops calling it: failing at once instead of hanging.",
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
    panels: [statePanel, windowPanel, callersPanel, answersPanel], verifications: verifications,
    drainsWithin: .seconds(7200))
}
