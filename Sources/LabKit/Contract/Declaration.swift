import Engine

/// Everything that is declared about a lab: the one source of keys, help, checks, output and reference.
public struct Declaration<L: Lab>: Sendable {
  /// What the lab is and shows.
  public let card: Card<L>
  /// The settings it begins with.
  let start: L.Knobs
  /// The knobs, families taken apart.
  let knobs: [Knob<L.Knobs>.Position]
  /// Actions and meters, in the order of their raw values.
  let actions: [ActionFamily], meters: [MeterFamily]
  /// The laws, in the order of their raw values, and the promises.
  @usableFromInline let rules: [Rule<L>], promises: [Promise<L>]

  /// A declaration by lists, as of a lab that is made from a file.
  public init(
    _ card: Card<L>, start: L.Knobs, knobs: [Knob<L.Knobs>], actions: [ActionFamily], meters: [MeterFamily],
    rules: [Rule<L>], promises: [Promise<L>]
  ) {
    (self.card, self.start, self.knobs) = (card, start, knobs.flatMap(\.positions))
    (self.actions, self.meters, self.rules, self.promises) = (actions, meters, rules, promises)
  }
}

extension Declaration where L.Knobs: KnobSet, L.Action: ActionKind, L.Meter: MeterKind, L.Law: LawKind {
  /// A declaration by enums: each says its part once, and the lab says the rule of each law.
  public init(
    _ card: Card<L>, rule: (L.Law) -> Rule<L> = { _ in preconditionFailure("the laws have no rules") },
    promises: [Promise<L>] = []
  ) {
    self.init(
      card, start: L.Knobs(), knobs: L.Knobs.fields, actions: L.Action.allCases.map(\.declaration),
      meters: L.Meter.allCases.map(\.declaration), rules: L.Law.allCases.map(rule), promises: promises)
  }
}

/// What a lab is, when its pattern helps, and what it shows.
public struct Card<L: Lab>: Sendable {
  /// The name on the command line, the name on the screen, and the group it is listed under.
  public let id: String, title: String, group: String
  /// One or two sentences.
  public let summary: String
  /// When the pattern helps, when it does not, and what the model makes simpler than the world is.
  public let whenToUse: [String], whenNot: [String], simplifies: [String]
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
    (self.id, self.title, self.group, self.summary) = (id, title, group, summary)
    (self.whenToUse, self.whenNot, self.simplifies) = (whenToUse, whenNot, simplifies)
    (self.panels, self.verifications, self.drainsWithin) = (panels, verifications, drainsWithin)
  }
}
