import Engine
import LabKit

extension CircuitBreakerLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case openRefuses, halfOpenPermits, verdict, window, timeout, conservation, oneThreadEach
    case everyoneAnswered, threadsReturn
    case opens, recloses, probesFail, staleResult, callersHang
  }

  static func rule(_ law: Law) -> Rule<Self> {
    switch law {
    case .openRefuses: .always("open-refuses", "Not one call starts between an opening and the end of its wait.")
    case .halfOpenPermits:
      .always("half-open-permits", "Half-open sends no more probes than its permits and those given back.")
    case .verdict: .always("verdict", "A result changes the state exactly when the calls remembered one by one say so.")
    case .window: .always("window", "The window's sums are those of the calls remembered one by one.")
    case .timeout: .always("timeout", "No call takes longer than its timeout.")
    case .conservation:
      .always("conservation", "Every request is answered, turned away, waiting or on a thread.") { lab, context in
        let (offered, over, census) = (context.total(.offered), ended(context), lab.census)
        return offered == over + census.waiting + census.working && census.waiting == lab.pool.waiting
          ? nil : "\(offered) offered, \(over) ended, \(census.waiting) wait, \(census.working) at work"
      }
    case .oneThreadEach:
      .always("one-thread-each", "As many threads are busy as requests are worked on.") { lab, _ in
        let working = lab.census.working, busy = lab.pool.busy
        return working == busy ? nil : "\(working) at work, \(busy) threads"
      }
    case .everyoneAnswered:
      .eventually("everyone-answered", "Every request got an answer.") { $1.total(.offered) == ended($1) }
    case .threadsReturn: .eventually("threads-return", "Every thread is idle again.") { lab, _ in lab.pool.busy == 0 }
    case .opens: .sometimes("opens", "The breaker opens.", when: canOpen)
    case .recloses: .sometimes("recloses", "A breaker that had opened closes again.", when: canOpen)
    case .probesFail: .sometimes("probes-fail", "Half-open opens again.", when: canOpen)
    case .staleResult:
      .sometimes("stale-result", "A call begun before a change of state comes back after it.", when: canOpen)
    // What the pattern is there for, with the pattern off.
    case .callersHang:
      .sometimes(
        "callers-hang", "Every thread hangs in a call to the dependency, and a request that needs no call finds none.",
        when: { !$0.hasBreaker && breaks($0, $1, by: [.down, .slow]) }
      ) { lab, _ in
        let isSo = lab.census.hanging >= lab.pool.size && lab.census.localWaiting > 0
        return isSo ? "\(lab.census.hanging) threads" : nil
      }
    }
  }

  @Sendable private static func canOpen(_ knobs: Knobs, _ faults: Faults<Self>) -> Bool {
    knobs.hasBreaker && breaks(knobs, faults, by: [.down, .slow, .flaky])
  }
  private static func breaks(_ knobs: Knobs, _ faults: Faults<Self>, by actions: [Action]) -> Bool {
    knobs.traffic > 0 && knobs.calls > 0 && actions.contains { faults.contains($0) }
  }

  /// How many requests are over.
  private static func ended(_ context: Context<Self>) -> Int {
    context.total(.served) + context.total(.degraded) + context.total(.failed) + context.total(.refused)
  }

  /// Before the breaker opens, calls have to fail: the first two seconds of an outage are in every share.
  static let promises: [Promise<Self>] = [
    .share(
      "answered", "Four requests of five get an answer, if need be the fallback.",
      lost: .failed, .refused, among: .offered, most: 0.2, overSeconds: 20,
      breaks: .when(off: ["breaker": "off"], under: .down)),
    .share(
      "calls-spared", "Calls that cannot succeed are not made: at most one request in eight makes one.",
      lost: .callsFailed, .callsTimedOut, among: .offered, most: 1 / 8, overSeconds: 20,
      breaks: .when(off: ["breaker": "off"], under: .flaky)),
    .holds(
      "local-work",
      "Requests that need no call get a thread, at the latest three seconds after the timeout of those that hang.",
      breaks: .when(off: ["breaker": "off"], under: .down)
    ) { lab, context in
      let crowded = context.now - lab.crowdedSince
      guard lab.crowd.isOn, crowded > .seconds(context.knobs.timeout + 3) else { return nil }
      return "all are taken for \(Int(crowded.seconds)) s"
    },
  ]
}
