import Diagnostics
import Engine
import Grid

/// A lab in the catalogue, with its type erased: what is declared about it, and how a run begins.
public struct LabEntry: Sendable {
  /// One panel's declaration.
  public struct PanelField: Sendable {
    /// The title in its frame.
    public let title: String
    /// How to read it, in three lines or so.
    public let reading: String
    /// Which notes are about it.
    public let topics: [Int]
    /// The positions of its knobs and actions among the lab's.
    public let knobs: [Int], actions: [Int]
    /// The labs in which its patterns are alone, the most important first.
    public let labs: [PatternLab]
    /// The meters that can be read from it, by their positions among the lab's, each with the role of its colour there.
    public let meters: [(meter: Int, role: Role)]
    /// Names of knobs that the lab does not have; `breaches` reports them.
    let unknownKnobs: [String]
    /// The rows and columns it needs to be of use.
    public let minimumWidth: Int, minimumHeight: Int
    /// Whether it is shown only while it is focused, which one of its actions does as well.
    public let isOnDemand: Bool
    /// Whether time is slow at times while it is shown alone.
    public let isSlowed: Bool
  }

  /// The lab in which a pattern is alone that works with others in a panel.
  public struct PatternLab: Sendable {
    /// Its name on the command line.
    public let lab: String
    /// The positions of faults among those of the panel's lab, with the names of the same in the pattern's.
    public let faults: [(own: Int, theirs: String)]
  }

  /// One action's declaration.
  public struct ActionField: Sendable {
    /// The name on the command line, in stories and in journals.
    public let id: String
    /// Key, title, kind and help.
    public let declaration: ActionDeclaration
  }

  /// The name on the command line.
  public let id: String
  /// The name on the screen.
  public let title: String
  /// The group it is listed under.
  public let group: String
  /// One or two sentences.
  public let summary: String
  /// The words by which people look for it: other names, what it is made of, products that have it.
  public let alsoCalled: [String]
  /// When the pattern helps, when it does not, and what the model makes simpler than the world is.
  public let whenToUse: [String], whenNot: [String], simplifies: [String]
  /// The knobs, with the values they begin with.
  public let knobs: [KnobField]
  /// The values the knobs begin with.
  public let defaults: [Double]
  /// The actions.
  public let actions: [ActionField]
  /// The meters.
  public let meters: [MeterDeclaration]
  /// The laws.
  public let laws: [LawDeclaration]
  /// What the pattern promises its users.
  public let promises: [PromiseDeclaration]
  /// The panels, the most important first.
  public let panels: [PanelField]
  /// The published numbers that the lab must reproduce; those of its patterns are in `Evidence`.
  public let verifications: [Verification]
  /// The components of the whole flow with the position of the panel that shows each closer; empty without a map.
  public let map: [(name: String, panel: Int)]
  /// What flows between them: for each arrow its ends, by their positions on the map, and the positions of the meters
  /// that count it; none where no meter does.
  public let flows: [(from: Int, to: Int, meters: Range<Int>?)]
  /// What to try in the first minute.
  public let firstSteps: [FirstStepDeclaration]
  /// Names in its map and first steps that mean nothing; `breaches` reports them.
  let complaints: [String]
  /// The text of the file that it was made from, so that a session can carry it; nil for a lab in the program.
  public var text: String?
  /// How much virtual time the world needs at most to drain.
  public let drainsWithin: Interval
  /// Whether a run with these knobs and these faults can reach a sometimes-law, by its position among the laws.
  public let canReach: @Sendable (_ law: Int, _ knobs: [Double], _ faults: [Int]) -> Bool
  private let begin: @Sendable (_ entry: LabEntry, _ seed: UInt64, _ knobs: [Double]?, _ events: Int) -> any LabRun

  /// The entry of a lab that is written in Swift.
  public init<L: Lab>(_ lab: L.Type) where L.Blueprint == NoBlueprint { self.init(lab, NoBlueprint()) }

  /// The entry of a lab that is made from a blueprint.
  public init<L: Lab>(_: L.Type, _ blueprint: L.Blueprint) {
    let plan = Plan<L>(blueprint)
    let declaration = plan.declaration, card = declaration.card
    (id, title, group, summary) = (card.id, card.title, card.group, card.summary)
    alsoCalled = card.alsoCalled
    (whenToUse, whenNot, simplifies) = (card.whenToUse, card.whenNot, card.simplifies)
    (knobs, defaults) = (declaration.knobs.map(\.field), plan.values(declaration.start))
    (actions, meters, laws) = (plan.actions, plan.meters, declaration.rules.map(\.declaration))
    promises = zip(declaration.promises, plan.promiseLooks).map { PromiseDeclaration($0, $1, plan) }
    panels = card.panels.map { PanelField($0, plan) }
    let boxes = card.map?.boxes ?? [], titles = card.panels.map(\.title)
    // A wrong name is reported below; until it is mended, its box leads to the first panel.
    map = boxes.map { ($0.name, titles.firstIndex(of: $0.panel) ?? 0) }
    flows = (card.map?.flows ?? []).map { ($0.from, $0.to, $0.readings?.columns(plan.meterBases)) }
    firstSteps = card.firstSteps.compactMap { FirstStepDeclaration($0, plan) }
    complaints =
      (card.map?.complaints ?? [])
      + boxes.filter { !titles.contains($0.panel) }.map {
        "the map's box \($0.name) names a panel '\($0.panel)' that there is not"
      }
      + card.firstSteps.filter { FirstStepDeclaration($0, plan) == nil }.map {
        "the first step '\($0.sentence)' names a knob that the lab does not have"
      }
    (verifications, drainsWithin) = (card.verifications, card.drainsWithin)
    canReach = { law, values, faults in
      declaration.rules[law].canReach(plan.knobs(values), Faults(positions: faults, bases: plan.actionBases))
    }
    begin = { entry, seed, values, eventsPerCheckpoint in
      let simulation = Simulation(plan, seed: seed, knobs: values.map { plan.knobs($0) })
      return TypedRun(entry: entry, simulation, eventsPerCheckpoint: eventsPerCheckpoint)
    }
  }

  /// Begins a run with a checkpoint after so many events at first; `.max` keeps the start only. Nil knobs are the
  /// defaults.
  public func startSpaced(_ seed: UInt64, _ knobs: [Double]?, _ eventsPerCheckpoint: Int) -> any LabRun {
    begin(self, seed, knobs, eventsPerCheckpoint)
  }

  /// Begins a run; nil knobs are the defaults. Without checkpoints a step back replays from the start.
  public func start(_ seed: UInt64, _ knobs: [Double]?, _ keepsCheckpoints: Bool) -> any LabRun {
    startSpaced(seed, knobs, keepsCheckpoints ? 20_000 : .max)
  }
}

extension LabEntry {
  /// The position of a knob by its name.
  public func knob(named key: String) throws(BadInput) -> Int {
    if let index = knobs.firstIndex(where: { $0.key == key }) { return index }
    throw BadInput("\(id) has no knob '\(key.printable)'", nearestTo: key, among: knobs.map(\.key))
  }

  /// The position of an action by its name.
  public func action(named name: String) throws(BadInput) -> Int {
    if let index = actions.firstIndex(where: { $0.id == name }) { return index }
    throw BadInput("\(id) has no fault or action '\(name.printable)'", nearestTo: name, among: actions.map(\.id))
  }
}
