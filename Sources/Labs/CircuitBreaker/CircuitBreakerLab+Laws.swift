import Engine
import FirstEdition

extension CircuitBreakerLab {
  /// What the lab claims.
  public enum Law: Int, LawSet {
    case openRefuses, halfOpenPermits, verdict, window, timeout, conservation, oneThreadEach
    case everyoneAnswered, threadsReturn
    case opens, recloses, probesFail, staleResult, callersHang

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .openRefuses:
        .init("open-refuses", .always, "Not one call starts between an opening and the end of its wait.")
      case .halfOpenPermits:
        .init(
          "half-open-permits", .always,
          "Half-open sends no more probes than its permits and those given back.")
      case .verdict:
        .init(
          "verdict", .always,
          "A result changes the state exactly when the calls remembered one by one say so.")
      case .window:
        .init("window", .always, "The window's sums are those of the calls remembered one by one.")
      case .timeout: .init("timeout", .always, "No call takes longer than its timeout.")
      case .conservation:
        .init("conservation", .always, "Every request is answered, turned away, waiting or on a thread.")
      case .oneThreadEach:
        .init("one-thread-each", .always, "As many threads are busy as requests are worked on.")
      case .everyoneAnswered: .init("everyone-answered", .eventually, "Every request got an answer.")
      case .threadsReturn: .init("threads-return", .eventually, "Every thread is idle again.")
      case .opens: .init("opens", .sometimes, "The breaker opens.")
      case .recloses: .init("recloses", .sometimes, "A breaker that had opened closes again.")
      case .probesFail: .init("probes-fail", .sometimes, "Half-open opens again.")
      case .staleResult:
        .init("stale-result", .sometimes, "A call begun before a change of state comes back after it.")
      case .callersHang:
        .init(
          "callers-hang", .sometimes,
          "Every thread hangs in a call to the dependency, and a request that needs no call finds none.")
      }
    }
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<CircuitBreakerLab>) -> Bool? {
    switch law {
    case .everyoneAnswered:
      answers.offered == answers.ended && context.meters[count: .offered] == UInt64(answers.ended)
    case .threadsReturn: threads.busy == 0 && pool.busy == 0
    default: nil
    }
  }

  /// Whether a run can reach a sometimes-law.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let isBroken = !faults.isEmpty && knobs.traffic > 0 && knobs.callPercent > 0
    switch law {
    case .opens, .recloses, .probesFail, .staleResult: return knobs.hasBreaker && isBroken
    // What the pattern is there for, with the pattern off.
    case .callersHang:
      return !knobs.hasBreaker && isBroken && (faults.contains(.down) || faults.contains(.slow))
    default: return true
    }
  }
}
