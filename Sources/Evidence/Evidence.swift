import LabKit

/// What is published about the patterns: rows of `squall verify` that run a pattern by itself and no lab.
public enum Evidence {
  /// What is published about the patterns that a lab shows, for a lab of this id; nothing if it shows none of them.
  public static func rows(forLab id: String) -> [Verification] {
    switch id {
    case "backpressure": rateLimits + consumers
    case "circuit-breaker": breakers
    case "g-counter": replicatedData
    case "load-shedding": controlledDelay
    case "outbox": outboxes
    case "saga": sagas + twoPhaseCommit
    case "sidecar": retries + backoffs + simulatedBackoffs
    default: []
    }
  }

  /// Where numbers of one family are published: called with a case, its number and how it is measured, it makes a row.
  struct Source: Sendable {
    private let name: String, family: String

    init(_ name: String, family: String) { (self.name, self.family) = (name, family) }

    func callAsFunction(
      _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
      measure: @escaping @Sendable () -> Double
    ) -> Verification {
      Verification(family, source: self.name, name, expected: expected, tolerance, measure: measure)
    }
  }

  /// Numbers below ten, one after the other as the digits of one number: how a row tells an order.
  static func digits(_ numbers: some Sequence<Int>) -> Double { numbers.reduce(0) { $0 * 10 + Double($1) } }
}

extension LabEntry {
  /// All that `squall verify` compares for this lab: what it measures itself, and what its patterns do by themselves.
  public var evidence: [Verification] { verifications + Evidence.rows(forLab: id) }
}
