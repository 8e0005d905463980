import Engine

/// A lab in the catalogue, with its type erased: what is declared about it, and how a run begins.
public struct LabEntry: Sendable {
  /// One panel's declaration.
  public struct PanelField: Sendable {
    /// The title in its frame.
    public let title: String
    /// Which notes are about it.
    public let topics: [Int]
    /// The positions of its knobs and actions among the lab's.
    public let knobs: [Int], actions: [Int]
    /// Names of knobs that the lab does not have; `breaches` reports them.
    public let unknownKnobs: [String]
    /// The rows and columns it needs to be of use.
    public let minimumWidth: Int, minimumHeight: Int
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
  /// The panels, the most important first.
  public let panels: [PanelField]
  /// The published numbers that the lab must reproduce.
  public let verifications: [Verification]
  /// How much virtual time the world needs at most to drain.
  public let drainsWithin: Interval
  /// Whether a run with these knobs and these faults can reach a sometimes-law, by its position among the laws.
  public let canReach: @Sendable (_ law: Int, _ knobs: [Double], _ faults: [Int]) -> Bool
  /// Begins a run; nil knobs are the defaults. Without checkpoints a step back replays from the start.
  public let start: @Sendable (_ seed: UInt64, _ knobs: [Double]?, _ keepsCheckpoints: Bool) -> any LabRun
  /// The same with a checkpoint after so many events at first; `.max` keeps the start only.
  public let startSpaced:
    @Sendable (_ seed: UInt64, _ knobs: [Double]?, _ eventsPerCheckpoint: Int) -> any LabRun

  /// The entry of a lab.
  public init<L: Lab>(_ lab: L.Type) {
    let card = L.card
    let fields = L.Knobs.fields.map(\.field)
    let all = Array(L.Action.allCases)
    id = card.id
    title = card.title
    group = card.group
    summary = card.summary
    whenToUse = card.whenToUse
    whenNot = card.whenNot
    simplifies = card.simplifies
    knobs = fields
    defaults = L.Knobs().values
    actions = all.map { ActionField(id: $0.rawValue, declaration: $0.declaration) }
    meters = L.Meter.allCases.map(\.declaration)
    laws = L.Law.allCases.map(\.declaration)
    panels = card.panels.map { panel in
      PanelField(
        title: panel.title, topics: panel.topics,
        knobs: panel.knobs.compactMap { key in fields.firstIndex { $0.key == key } },
        actions: panel.actions.compactMap { all.firstIndex(of: $0) },
        unknownKnobs: panel.knobs.filter { key in !fields.contains { $0.key == key } },
        minimumWidth: panel.minimumWidth, minimumHeight: panel.minimumHeight)
    }
    verifications = card.verifications
    drainsWithin = card.drainsWithin
    canReach = { law, values, faults in
      let actions = Array(L.Action.allCases)
      return L.canReach(Array(L.Law.allCases)[law], L.Knobs(values: values), faults.map { actions[$0] })
    }
    let startSpaced = { @Sendable (seed: UInt64, values: [Double]?, eventsPerCheckpoint: Int) -> any LabRun in
      TypedRun<L>(
        entry: LabEntry(L.self), seed: seed, knobs: values.map { L.Knobs(values: $0) } ?? L.Knobs(),
        eventsPerCheckpoint: eventsPerCheckpoint)
    }
    self.startSpaced = startSpaced
    start = { seed, values, keepsCheckpoints in startSpaced(seed, values, keepsCheckpoints ? 20_000 : .max) }
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
    throw BadInput(
      "\(id) has no fault or action '\(name.printable)'", nearestTo: name, among: actions.map(\.id))
  }
}
