import Engine
import Grid
import LabKit

/// The smallest lab that declares by lists, as one from a file does: a signpost with one knob and two keys, and nothing
/// that happens. Its blueprint is the mistake in its declaration.
struct Signpost: Lab {
  /// What can be wrong with a declaration and compiles all the same, each with the sentence that says so.
  enum Mistake: String, CaseIterable, Sendable {
    case reservedKey = "the key q of turn is the dashboard's"
    case keyTwice = "the key f of turn is another action's too"
    case keyThatDoesNotPrint = "turn needs a key that prints"
    case panelWithUnknownKnob = "the panel Post names a knob 'heihgt' that the lab does not have"
    case noPanel = "there is no panel"
    case panelTwice = "two have the panel name 'Post'"
    case meterTwice = "two have the meter name 'seen'"
    case lawTwice = "two have the law name 'stands'"
    case knobTwice = "two have the knob or action name 'height'"
    case knobNamedLikeAnAction = "two have the knob or action name 'fall'"
    case knobNobodyCanType = "'my height' cannot be a name on the command line"
    case knobLikeASetting = "'a=b' cannot be a name on the command line"
    case reservedLabName = "'all' cannot be a name on the command line"
    case noStep = "height has no step"
    case beginsOutside = "height begins outside its range"
    case drainsOutside = "height drains outside its range"
    case noHelp = "height says too little about itself"
    case boxTwice = "two boxes of the map are 'people'"
    case arrowToNowhere = "an arrow of the map names a box 'raod' that there is not"
    case boxOfNoPanel = "the map's box people names a panel 'Psot' that there is not"
    case stepOfNoKnob = "the first step 'See what comes.' names a knob that the lab does not have"
    case noCard = "the card does not say when not"
  }

  struct Knobs: Sendable, Equatable {
    var height = 2.0
  }
  enum Event: UInt8, EventKind { case never }
  enum Action: Int { case fall, turn }
  enum Meter: Int { case seen }
  enum Law: Int { case stands }
  enum Topic: Int { case post }

  let isDrained = true
  init(_ context: inout Context<Signpost>) {}
  func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Signpost>) {}

  static func declaration(of mistake: Mistake?) -> Declaration<Signpost> {
    func twice<Part>(_ part: Part, if found: Mistake) -> [Part] { mistake == found ? [part, part] : [part] }
    let key: Character =
      switch mistake {
      case .reservedKey: "q"
      case .keyTwice: "f"
      case .keyThatDoesNotPrint: "\u{1B}"
      default: "u"
      }
    let panel = Panel<Signpost>(
      "Post", reading: "Where the road goes.", topics: [Topic.post],
      knobs: mistake == .panelWithUnknownKnob ? ["heihgt"] : [], [])
    return Declaration(
      Card(
        id: mistake == .reservedLabName ? "all" : "signpost", title: "Signpost", group: "toys",
        summary: "It points.", whenToUse: ["At a fork."], whenNot: mistake == .noCard ? [] : ["At sea."],
        simplifies: ["The road."], panels: mistake == .noPanel ? [] : twice(panel, if: .panelTwice),
        drainsWithin: .zero, map: map(mistake), firstSteps: [step(mistake)]),
      start: Knobs(), knobs: twice(knob(mistake), if: .knobTwice),
      actions: [
        .fault("f", "fall", "fallen", "It lies on the ground."),
        .once(key, "turn", "turn", "It points elsewhere."),
      ],
      meters: twice(.counter("seen", "people", "People who looked at it."), if: .meterTwice),
      rules: twice(.always("stands", "It stands."), if: .lawTwice), promises: [])
  }

  private static func map(_ mistake: Mistake?) -> FlowMap<Signpost> {
    let people = FlowMap<Signpost>.Box.box("people", panel: mistake == .boxOfNoPanel ? "Psot" : "Post") { _ in "pass" }
    let road = FlowMap<Signpost>.Box.box("road", panel: "Post") { _ in "goes on" }
    return FlowMap(
      mistake == .boxTwice ? [people, people, road] : [people, road],
      [.arrow("people", mistake == .arrowToNowhere ? "raod" : "road", .all(.seen))])
  }

  private static func step(_ mistake: Mistake?) -> FirstStep<Signpost> {
    .beginTwin(switching: mistake == .stepOfNoKnob ? "heihgt" : "height", "See what comes.")
  }

  private static func knob(_ mistake: Mistake?) -> Knob<Knobs> {
    let name =
      switch mistake {
      case .knobNamedLikeAnAction: "fall"
      case .knobNobodyCanType: "my height"
      case .knobLikeASetting: "a=b"
      default: "height"
      }
    return Knob(
      name, \.height, mistake == .beginsOutside ? 3...5 : 1...5, step: mistake == .noStep ? 0 : 1, unit: "m",
      whileDraining: mistake == .drainsOutside ? 9 : nil, mistake == .noHelp ? "" : "How high it is.")
  }
}
