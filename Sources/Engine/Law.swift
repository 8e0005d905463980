/// What a law is called and what it claims.
public struct LawDeclaration: Sendable {
  /// When a law is judged.
  public enum Kind: String, Sendable {
    /// Safety: true at every moment it is looked at.
    case always
    /// Reachability: the interesting case comes about in some runs.
    case sometimes
    /// Liveness: true after everything was healed, arrivals stopped and the world drained.
    case eventually
  }

  /// The name in outputs, with dots or hyphens.
  public let name: String
  /// When it is judged.
  public let kind: Kind
  /// The claim, one sentence.
  public let claim: String

  /// A declaration.
  public init(_ name: String, _ kind: Kind, _ claim: String) {
    self.name = name
    self.kind = kind
    self.claim = claim
  }
}

/// How a law stands in a run.
public enum Verdict: String, CaseIterable, Sendable {
  /// An always-law that was looked at and never broken, a sometimes-law that was reached, an eventually-law
  /// that came true.
  case held
  /// An always-law that was broken, or an eventually-law that was false after draining.
  case violated
  /// A sometimes-law that was not reached.
  case notReached = "not reached"
  /// An always-law that nothing has put to the test yet, or an eventually-law before it is judged.
  case pending
}
