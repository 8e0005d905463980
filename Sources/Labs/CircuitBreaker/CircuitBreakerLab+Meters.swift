import Engine
import FirstEdition

extension CircuitBreakerLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case offered, served, degraded, failed, refused, localRefused
    case latency, localLatency
    case callsStarted, callsFailed, callsTimedOut, callsRefused, callsStale
    case opened, halfOpened, closed
    case state, failureRate, slowRate, wait
    case busy, hanging, waiting

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .offered: requests("offered", "Requests that arrived.")
      case .served: requests("served", "Requests answered as they should be: the goodput.")
      case .degraded:
        requests("degraded", "Requests answered with the fallback, because the breaker refused the call.")
      case .failed: requests("failed", "Requests whose call failed or timed out.")
      case .refused:
        requests("refused", "Requests turned away: every thread was taken and the line was full.")
      case .localRefused: requests("refused.local", "Those of them that did not even need the dependency.")
      case .latency: MeterDeclaration("latency", .latency, "From arrival to any answer.")
      case .localLatency:
        MeterDeclaration("latency.local", .latency, "The same for requests that need no call.")
      case .callsStarted: calls("started", "Calls that went out to the dependency.")
      case .callsFailed: calls("failed", "Calls that came back with an error.")
      case .callsTimedOut: calls("timedout", "Calls that were given up after the timeout.")
      case .callsRefused: calls("refused", "Calls that the breaker refused.")
      case .callsStale: calls("stale", "Results of calls begun before a change of state.")
      case .opened:
        MeterDeclaration("breaker.opened", .counter, unit: "times", "How often the breaker opened.")
      case .halfOpened:
        MeterDeclaration("breaker.probed", .counter, unit: "times", "How often it became half-open.")
      case .closed: MeterDeclaration("breaker.closed", .counter, unit: "times", "How often it closed again.")
      case .state:
        MeterDeclaration("breaker.state", .gauge, "0 closed, 1 half-open, 2 open; -1 while it is off.")
      case .failureRate:
        MeterDeclaration(
          "rate.failure", .gauge, unit: "%", "Failed calls in the window; 0 while it is not judged.")
      case .slowRate:
        MeterDeclaration(
          "rate.slow", .gauge, unit: "%", "Slow calls in the window; 0 while it is not judged.")
      case .wait: MeterDeclaration("breaker.wait", .gauge, unit: "s", "The wait of the last opening.")
      case .busy: MeterDeclaration("threads.busy", .gauge, unit: "threads", "Threads that work on a request.")
      case .hanging:
        MeterDeclaration(
          "threads.hanging", .gauge, unit: "threads", "Threads in a call that is already a slow one.")
      case .waiting:
        MeterDeclaration("line.waiting", .gauge, unit: "requests", "Requests that wait for a thread.")
      }
    }

    private func requests(_ name: String, _ help: String) -> MeterDeclaration {
      MeterDeclaration(name, .counter, unit: "requests", help)
    }
    private func calls(_ name: String, _ help: String) -> MeterDeclaration {
      MeterDeclaration("calls.\(name)", .counter, unit: "calls", help)
    }
  }
}
