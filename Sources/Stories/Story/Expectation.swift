import Engine
import LabKit

/// Something that must be true of a run at a moment.
public struct Expectation: Sendable {
  /// What must be true.
  public enum Claim: Sendable {
    /// A figure of a meter, by its position among the lab's meters, lies where it should.
    case meter(Int, Statistic, Bound)
    /// A law, by its position among the lab's laws, has a verdict.
    case law(Int, Verdict)
  }

  /// Where a figure should lie; the ends of a range belong to it.
  public enum Bound: Sendable, Equatable {
    case below(Double)
    case above(Double)
    case between(Double, Double)
    case equal(Double)

    func holds(_ value: Double) -> Bool {
      switch self {
      case .below(let most): value < most
      case .above(let least): value > least
      case .between(let least, let most): value >= least && value <= most
      case .equal(let exact): value == exact
      }
    }
  }

  /// Whether it is about the second run.
  public let isOfTwin: Bool
  /// The moment from which on a figure is taken; nil is the start of the run.
  public let since: Instant?
  /// The moment at which it is judged.
  public let by: Instant
  /// What.
  public let claim: Claim
  /// What it means, in a few words; nil where the file says nothing.
  public let says: String?

  /// What came of it.
  public struct Judgement: Sendable, Equatable {
    /// Whether it is as expected.
    public let isHeld: Bool
    /// The figure that was found; nil for laws, and where nothing was measured.
    public let value: Double?
    /// What was found, in words.
    public let found: String
  }
}
