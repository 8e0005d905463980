import Engine
import FirstEdition
import Patterns

extension CircuitBreakerLab {
  /// The parts that notes are about.
  enum Topic {
    static let breaker = 0, callers = 1
  }

  /// Why the breaker opened, in whole percent where there is a rate.
  public enum Reason: Sendable {
    case failures(Int)
    case slow(Int)
    case overdue
    case byHand

    init(_ cause: CircuitBreaker.Cause) {
      switch cause {
      case .failureRate(let rate): self = .failures(Int(rate.rounded()))
      case .slowCallRate(let rate): self = .slow(Int(rate.rounded()))
      case .probesOverdue: self = .overdue
      case .waitOver, .probesPassed, .manual: self = .byHand
      }
    }
  }

  /// What the lab tells.
  public enum Note: NoteSet {
    case opens(Reason, Bool, Interval)
    case halfOpens(Int)
    case closes(Bool)
    case probe(Int, Int)
    case stale(CircuitBreaker.State, Stale)
    case crowded(Int, Int)
    case relieved
    case callRefused
    case callFailed
    case callTimedOut
    case turnedAway

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .opens, .halfOpens, .closes, .crowded, .relieved: .headline
      case .probe, .stale: .observation
      case .callRefused, .callFailed, .callTimedOut, .turnedAway: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .opens, .halfOpens, .closes, .probe, .stale, .callRefused: Topic.breaker
      case .crowded, .relieved, .callFailed, .callTimedOut, .turnedAway: Topic.callers
      }
    }

    /// One sentence.
    public var text: String {
      switch self {
      case .opens(let reason, let wasHalfOpen, let wait):
        "The breaker opens\(wasHalfOpen ? " again" : ""): \(reason.text); no call for \(wait.seconds.short) s."
      case .halfOpens(let permits): "The breaker is half-open: \(permits) probes decide."
      case .closes(true): "The breaker is closed by hand; its window is empty."
      case .closes(false): "The breaker closes: its probes came back well."
      case .probe(let number, let permits): "Probe \(number) of \(permits) goes out."
      case .stale(let state, .recorded):
        "A call begun earlier comes back in \(state.words) and is recorded there."
      case .stale(let state, .discarded):
        "A call begun earlier comes back in \(state.words) and is discarded."
      case .crowded(let hanging, let busy):
        "All \(busy) threads are taken, \(hanging) of them hang in calls: others wait."
      case .relieved: "Threads are free again and nobody waits."
      case .callRefused: "The breaker refuses a call: the fallback answers at once."
      case .callFailed: "A call comes back with an error."
      case .callTimedOut: "A call is given up after its timeout."
      case .turnedAway: "A request is turned away: every thread is taken and the line is full."
      }
    }
  }
}

extension CircuitBreakerLab.Reason {
  /// The reason as part of a sentence.
  var text: String {
    switch self {
    case .failures(let percent): "\(percent) % of its window failed"
    case .slow(let percent): "\(percent) % of its window was slow"
    case .overdue: "its probes did not come back in time"
    case .byHand: "by hand"
    }
  }
}

extension CircuitBreakerLab.Reason {
  /// The reason in as few words as a panel has room for.
  var words: String {
    switch self {
    case .failures(let percent): "\(percent)% failed"
    case .slow(let percent): "\(percent)% slow"
    case .overdue: "probes overdue"
    case .byHand: "by hand"
    }
  }
}

extension CircuitBreaker.State {
  /// The state as people write it.
  var words: String {
    switch self {
    case .closed: "closed"
    case .open: "open"
    case .halfOpen: "half-open"
    case .forcedOpen: "forced open"
    case .disabled: "off"
    case .metricsOnly: "metrics only"
    }
  }
}

extension Double {
  /// Without decimals that say nothing.
  fileprivate var short: String {
    self == rounded() ? String(Int(self)) : String((self * 100).rounded() / 100)
  }
}
