import Engine
import FirstEdition

/// What can be wrong with a declaration and compiles all the same, each with the sentence that says so.
enum Mistake: String, CaseIterable, Sendable {
  case keyOfTheDashboard = "the key q of turn is the dashboard's"
  case keyTwice = "the key f of turn is another action's too"
  case keyThatDoesNotPrint = "turn needs a key that prints"
  case panelWithUnknownKnob = "the panel Post names a knob 'heihgt' that the lab does not have"
  case noPanel = "there is no panel"
  case panelTwice = "two have the panel name 'Post'"
  case knobTwice = "two have the knob or action name 'height'"
  case knobNamedLikeAnAction = "two have the knob or action name 'fall'"
  case knobNobodyCanType = "'my height' cannot be a name on the command line"
  case reservedLabName = "'all' cannot be a name on the command line"
  case beginsOutside = "height begins outside its range"
  case drainsOutside = "height drains outside its range"
  case noHelp = "height says too little about itself"
  case noCard = "the card does not say when not"
}

/// The smallest lab there can be: a signpost with one knob and two keys, and nothing that happens.
struct Signpost: Lab {
  /// The mistake in its declaration, while an entry is made of it.
  @TaskLocal static var mistake: Mistake?

  static func entry(with mistake: Mistake?) -> LabEntry {
    $mistake.withValue(mistake) { LabEntry(first: Signpost.self) }
  }

  struct Knobs: KnobSet {
    var height = 2.0

    static var fields: [Knob<Knobs>] {
      let name =
        switch mistake {
        case .knobNamedLikeAnAction: "fall"
        case .knobNobodyCanType: "my height"
        default: "height"
        }
      let knob = Knob(
        name, \Knobs.height, mistake == .beginsOutside ? 3...5 : 1...5, step: 1, unit: "m",
        whileDraining: mistake == .drainsOutside ? 9 : nil, mistake == .noHelp ? "" : "How high it is.")
      return mistake == .knobTwice ? [knob, knob] : [knob]
    }
  }

  enum Event: EventCode {
    case never
    var code: UInt64 { 0 }
  }

  enum Action: String, ActionSet {
    case fall, turn

    var declaration: ActionDeclaration {
      switch self {
      case .fall: return .fault("f", "fallen", "It lies on the ground.")
      case .turn:
        let key: Character =
          switch mistake {
          case .keyOfTheDashboard: "q"
          case .keyTwice: "f"
          case .keyThatDoesNotPrint: "\u{1B}"
          default: "u"
          }
        return .once(key, "turn", "It points elsewhere.")
      }
    }
  }

  static var card: LabCard<Signpost> {
    let knob = mistake == .panelWithUnknownKnob ? ["heihgt"] : []
    let panel = Panel<Signpost>("Post", topics: [], knobs: knob) { _, _ in }
    let panels =
      switch mistake {
      case .noPanel: [Panel<Signpost>]()
      case .panelTwice: [panel, panel]
      default: [panel]
      }
    return LabCard(
      id: mistake == .reservedLabName ? "all" : "signpost", title: "Signpost", group: "toys",
      summary: "It points.", whenToUse: ["At a fork."], whenNot: mistake == .noCard ? [] : ["At sea."],
      simplifies: ["The road."], panels: panels, drainsWithin: .zero)
  }

  let isDrained = true
  init(_ knobs: Knobs, _ context: inout Context<Signpost>) {}
  func handle(_ event: Event, _ context: inout Context<Signpost>) {}
  func turn(_ knobs: Knobs, _ context: inout Context<Signpost>) {}
  func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Signpost>) {}
}
