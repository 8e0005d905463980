import LabKit

/// What is published about the patterns: rows of `squall verify` that run a pattern by itself and no lab.
public enum Evidence {
  /// The families by the id of the lab that shows the pattern.
  private static let families: [(lab: String, rows: [Verification])] = [
    ("g-counter", replicatedData), ("load-shedding", controlledDelay), ("backpressure", rateLimits + consumers),
    ("circuit-breaker", breakers), ("saga", sagas + twoPhaseCommit), ("outbox", outboxes),
    ("sidecar", retries + backoffs + simulatedBackoffs),
  ]

  /// The ids of the labs whose patterns something is published about.
  public static var labs: [String] { families.map(\.lab) }

  /// What is published about the patterns that the lab of this id shows; nothing if it shows none of them.
  public static func rows(forLab id: String) -> [Verification] { families.first { $0.lab == id }?.rows ?? [] }

  typealias Source = Verification.Source
}

extension LabEntry {
  /// All that `squall verify` compares for this lab: what it measures itself, and what its patterns do by themselves.
  public var evidence: [Verification] { verifications + Evidence.rows(forLab: id) }
}
