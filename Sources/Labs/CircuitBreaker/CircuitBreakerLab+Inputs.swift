import LabKit

extension CircuitBreakerLab {
  /// What the keys do.
  enum Action: Int, ActionKind {
    case down, slow, flaky, open, close

    var declaration: ActionFamily {
      switch self {
      case .down:
        .fault("d", "dependency.down", "dependency down", "Nothing answers: every call hangs until its timeout.")
      case .slow: .fault("w", "dependency.slow", "dependency slow", "The dependency takes forty times as long.")
      case .flaky:
        .fault("f", "dependency.flaky", "dependency flaky", "The dependency answers 70 % of calls with an error.")
      case .open: .once("o", "open.now", "open now", "Opens the breaker by hand; its wait begins.")
      case .close: .once("c", "close.now", "close now", "Closes the breaker by hand, with an empty window.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case offered, served, degraded, failed, refused, localRefused
    case latency, localLatency
    case callsStarted, callsFailed, callsTimedOut, callsRefused, callsStale
    case opened, halfOpened, closed
    case state, failureRate, slowRate, wait
    case busy, hanging, waiting

    var declaration: MeterFamily {
      switch self {
      case .offered: .counter("offered", "requests", "Requests that arrived.")
      case .served: .counter("served", "requests", "Requests answered as they should be: the goodput.")
      case .degraded: .counter("degraded", "requests", "Requests answered with the fallback: no call was made.")
      case .failed: .counter("failed", "requests", "Requests whose call failed or timed out.")
      case .refused: .counter("refused", "requests", "Requests turned away: the queue was full.")
      case .localRefused: .counter("refused.local", "requests", "Those of them that need no call.")
      case .latency: .latency("latency", "From arrival to any answer.")
      case .localLatency: .latency("latency.local", "The same for requests that need no call.")
      case .callsStarted: .counter("calls.started", "calls", "Calls that went out to the dependency.")
      case .callsFailed: .counter("calls.failed", "calls", "Calls that came back with an error.")
      case .callsTimedOut: .counter("calls.timedout", "calls", "Calls that were given up after the timeout.")
      case .callsRefused: .counter("calls.refused", "calls", "Calls that the breaker refused.")
      case .callsStale: .counter("calls.stale", "calls", "Results of earlier states' calls.")
      case .opened: .counter("breaker.opened", "times", "How often the breaker opened.")
      case .halfOpened: .counter("breaker.probed", "times", "How often it became half-open.")
      case .closed: .counter("breaker.closed", "times", "How often it closed again.")
      case .state: .gauge("breaker.state", "", "0 closed, 1 half-open, 2 open; -1 while it is off.")
      case .failureRate: .gauge("rate.failure", "%", "Failed calls in the window; 0 while not judged.")
      case .slowRate: .gauge("rate.slow", "%", "Slow calls in the window; 0 while not judged.")
      case .wait: .gauge("breaker.wait", "s", "The wait of the last opening.")
      case .busy: .gauge("threads.busy", "threads", "Threads that work on a request.")
      case .hanging: .gauge("threads.hanging", "threads", "Threads in a call that is already a slow one.")
      case .waiting: .gauge("queue.waiting", "requests", "Requests that wait for a thread.")
      }
    }
  }
}
