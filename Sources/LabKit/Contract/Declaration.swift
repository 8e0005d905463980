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

/// What a lab is, when its pattern helps, and what it shows; what each means says `LabEntry`.
public struct Card<L: Lab>: Sendable {
  let id: String, title: String, group: String, summary: String
  let alsoCalled: [String], whenToUse: [String], whenNot: [String], simplifies: [String]
  let panels: [Panel<L>], verifications: [Verification], drainsWithin: Interval
  let map: FlowMap<L>?, firstSteps: [FirstStep<L>]

  /// A card.
  public init(
    id: String, title: String, group: String, summary: String, alsoCalled: [String] = [], whenToUse: [String],
    whenNot: [String], simplifies: [String], panels: [Panel<L>], verifications: [Verification] = [],
    drainsWithin: Interval, map: FlowMap<L>? = nil, firstSteps: [FirstStep<L>] = []
  ) {
    (self.id, self.title, self.group, self.summary) = (id, title, group, summary)
    (self.alsoCalled, self.whenToUse, self.whenNot, self.simplifies) = (alsoCalled, whenToUse, whenNot, simplifies)
    (self.panels, self.verifications, self.drainsWithin) = (panels, verifications, drainsWithin)
    (self.map, self.firstSteps) = (map, firstSteps)
  }
}
