import Engine
import FirstEdition

extension CounterLab {
  /// What is claimed.
  public enum Law: Int, LawSet {
    case neverInvents, ownPosition, neverBack, deltaSuffices, messageBooks
    case allAgree, equalsTruth
    case replicasDisagree, plainLoses, plainDoubles, duplicateHarmless, bothSidesCount, writeLost,
      additionWins

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .neverInvents:
        .init("never-invents", .always, "No replica counts more of another than that one has counted itself.")
      case .ownPosition:
        .init("own-position", .always, "A replica's own position is what it accepted, after a crash too.")
      case .neverBack:
        .init("never-back", .always, "A G-Counter never shows less than it did, a register no older write.")
      case .deltaSuffices:
        .init("delta-suffices", .always, "After a delta the receiver knows all that the sender knew.")
      case .messageBooks:
        .init("message-books", .always, "Every copy of a message came, was cut off, or is under way.")
      case .allAgree: .init("all-agree", .eventually, "All replicas hold the same.")
      case .equalsTruth: .init("equals-truth", .eventually, "Every replica shows what was really accepted.")
      case .replicasDisagree: .init("replicas-disagree", .sometimes, "Two replicas show different values.")
      case .plainLoses: .init("plain-loses", .sometimes, "A plain sum loses operations with a message.")
      case .plainDoubles:
        .init("plain-doubles", .sometimes, "A plain sum counts a message twice that came twice.")
      case .duplicateHarmless: .init("duplicate-comes", .sometimes, "A message comes a second time.")
      case .bothSidesCount: .init("both-sides-count", .sometimes, "Both sides of a partition go on counting.")
      case .writeLost: .init("write-lost", .sometimes, "A register loses a write to one that came before it.")
      case .additionWins:
        .init("addition-wins", .sometimes, "An addition survives a removal that has not seen it.")
      }
    }
  }

  /// Whether all hold the same; without gossip, whether no message is under way.
  public var isDrained: Bool { knobs.gossipMilliseconds == 0 ? traffic.underWay == 0 : allAgree }

  /// Whether an eventually-law came true; without gossip nothing brings the replicas together.
  public func judge(_ law: Law, _ context: Context<CounterLab>) -> Bool? {
    guard knobs.gossipMilliseconds > 0 else { return nil }
    switch law {
    case .allAgree: return allAgree
    case .equalsTruth: return (0..<members).allSatisfy { distance($0) == 0 }
    default: return nil
    }
  }

  /// Whether a run can come to it.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let gossips = knobs.gossipMilliseconds > 0 && knobs.increments > 0
    let counts = knobs.type == .gCounter || knobs.type == .pnCounter
    switch law {
    case .replicasDisagree: return knobs.increments > 0
    case .plainLoses: return gossips && counts && (knobs.lossPercent > 0 || !faults.isEmpty)
    case .plainDoubles:
      return gossips && counts && knobs.duplicationPercent > 0 && knobs.lossPercent < 100
    case .duplicateHarmless: return gossips && knobs.duplicationPercent > 0 && knobs.lossPercent < 100
    case .bothSidesCount: return knobs.increments > 0 && faults.contains(.partition)
    case .writeLost: return knobs.type == .register && knobs.increments > 0 && knobs.skewMilliseconds > 0
    case .additionWins:
      return knobs.type == .orSet && gossips && knobs.removalPercent > 0 && knobs.removalPercent < 100
        && knobs.lossPercent < 100
    default: return true
    }
  }
}
