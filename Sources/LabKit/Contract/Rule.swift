import Engine

/// A claim about a lab, and how it is checked.
public struct Rule<L: Lab>: Sendable {
  /// What breaks a law in a world, in a few words; nil when nothing does.
  public typealias Breach = @Sendable (_ lab: L, _ context: Context<L>) -> String?

  /// Name, kind and claim.
  public let declaration: LawDeclaration
  /// Looked at once a sample period: for an *always* what breaks it, for a *sometimes* what was reached.
  @usableFromInline let sampled: Breach?
  /// Whether a run with these knobs and faults, by their positions, can reach a *sometimes* at all.
  let canReach: @Sendable (_ knobs: L.Knobs, _ faults: Faults<L>) -> Bool
  /// Whether an *eventually* came true in a drained world; nil when this run cannot put it to the test.
  let holds: (@Sendable (_ lab: L, _ context: Context<L>) -> Bool?)?

  /// True at every moment it is looked at: once a sample period, or where the lab calls `context.check`.
  public static func always(_ name: String, _ claim: String, breach: Breach? = nil) -> Rule {
    Rule(declaration: LawDeclaration(name, .always, claim), sampled: breach, canReach: { _, _ in true }, holds: nil)
  }

  /// Comes about in some runs: the lab calls `context.reach`, or `reached` says what it was at a sample.
  public static func sometimes(
    _ name: String, _ claim: String,
    when canReach: @escaping @Sendable (_ knobs: L.Knobs, _ faults: Faults<L>) -> Bool = { _, _ in true },
    reached: Breach? = nil
  ) -> Rule {
    Rule(declaration: LawDeclaration(name, .sometimes, claim), sampled: reached, canReach: canReach, holds: nil)
  }

  /// True after everything was healed, arrivals stopped and the world drained; nil when the run cannot put it to the
  /// test.
  public static func eventually(
    _ name: String, _ claim: String, _ holds: @escaping @Sendable (_ lab: L, _ context: Context<L>) -> Bool?
  ) -> Rule {
    Rule(declaration: LawDeclaration(name, .eventually, claim), sampled: nil, canReach: { _, _ in true }, holds: holds)
  }
}

/// The laws of a lab that is written in Swift.
public protocol LawKind: RawRepresentable<Int>, CaseIterable, Sendable {}

/// Which faults are injected in a run, or may be.
public struct Faults<L: Lab>: Sendable {
  let positions: [Int]
  let bases: ContiguousArray<Int>

  /// Whether a fault is among them; of a family, any member.
  public func contains(_ fault: L.Action) -> Bool {
    positions.contains { $0 >= bases[fault.rawValue] && $0 < bases[fault.rawValue + 1] }
  }
}
