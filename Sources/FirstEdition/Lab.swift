import Engine
import LabKit

/// A simulated world that teaches one pattern, with everything that is said about it declared once.
///
/// Key help, palette, story checking, headless output, charts, the printed reference and the generic checks all
/// derive from this; adding a lab touches its own folder and one line of the catalogue.
public protocol Lab: Model where Knobs: KnobSet, Action: ActionSet {
  /// What the lab is and shows.
  static var card: LabCard<Self> { get }
  /// Whether nothing is under way any more, messages between nodes included, so that the eventually-laws can be judged.
  var isDrained: Bool { get }
  /// Whether an eventually-law came true in a drained world; nil when this run cannot put it to the test.
  func judge(_ law: Law, _ context: Context<Self>) -> Bool?
  /// Whether a run with these knobs and faults can reach a sometimes-law at all.
  static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool
}

extension Lab {
  /// No law of the kind.
  public func judge(_ law: Law, _ context: Context<Self>) -> Bool? { nil }
  /// Every run can.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool { true }
}

/// What a lab is, when its pattern helps, and what it shows.
public struct LabCard<L: Lab>: Sendable {
  /// The name on the command line.
  public let id: String
  /// The name on the screen.
  public let title: String
  /// The group it is listed under.
  public let group: String
  /// One or two sentences.
  public let summary: String
  /// When the pattern helps.
  public let whenToUse: [String]
  /// When it does not.
  public let whenNot: [String]
  /// What the model leaves out or makes simpler than the world is.
  public let simplifies: [String]
  /// The panels, the most important first.
  public let panels: [Panel<L>]
  /// The published numbers that the lab or its pattern must reproduce.
  public let verifications: [Verification]
  /// How much virtual time after the last arrival and the last fault the world needs at most to drain.
  public let drainsWithin: Interval

  /// A card.
  public init(
    id: String, title: String, group: String, summary: String, whenToUse: [String], whenNot: [String],
    simplifies: [String], panels: [Panel<L>], verifications: [Verification] = [], drainsWithin: Interval
  ) {
    self.id = id
    self.title = title
    self.group = group
    self.summary = summary
    self.whenToUse = whenToUse
    self.whenNot = whenNot
    self.simplifies = simplifies
    self.panels = panels
    self.verifications = verifications
    self.drainsWithin = drainsWithin
  }
}
