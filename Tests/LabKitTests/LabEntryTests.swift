import Diagnostics
import Engine
import FirstEdition
import Grid
import Testing
import ToyLab

import struct LabKit.BadInput

@Suite struct LabEntryTests {
  @Test func everythingDerivesFromTheDeclaration() {
    let lab = Toys.toll
    #expect(lab.id == "toll")
    #expect(lab.title == "Toll booth")
    #expect(lab.group == "toys")
    #expect(lab.knobs.map(\.key) == ["traffic", "service", "lanes", "places", "limit", "payment"])
    #expect(lab.knobs.map(\.kind)[2...] == [.whole, .whole, .toggle, .choice(["cash", "card", "tag"])])
    #expect(lab.knobs[4].title == "road limit")
    #expect(lab.knobs.map(\.whileDraining) == [0, 10, nil, nil, nil, nil])
    #expect(lab.defaults == [8, 100, 1, 40, 1, 1])
    #expect(lab.actions.map(\.id) == ["closed", "slow", "convoy"])
    #expect(lab.actions.map(\.declaration.kind) == [.fault, .fault, .once])
    #expect(lab.meters.map(\.name) == ["cars.arrived", "cars.passed", "cars.refused", "queue", "stay"])
    #expect(lab.laws.map(\.name) == ["conservation", "queue.grows", "everybody.passes"])
    #expect(lab.drainsWithin == .seconds(120))
  }

  @Test func panelsNameTheirKnobsAndActionsByPosition() {
    let panels = Toys.toll.panels
    #expect(panels.map(\.title) == ["Booth", "Road"])
    #expect(panels.map(\.knobs) == [[1, 2, 5], [0, 3, 4]])
    #expect(panels.map(\.actions) == [[0, 1], [2]])
    #expect(panels.map(\.topics) == [[0], [1]])
    #expect(panels.map(\.minimumHeight) == [3, 2])
  }

  @Test func namesAreFoundOrTheNearestIsNamed() throws {
    #expect(try Toys.toll.knob(named: "lanes") == 2)
    #expect(try Toys.toll.action(named: "convoy") == 2)
    #expect(throws: BadInput("toll has no knob 'trafic'; did you mean 'traffic'?")) {
      try Toys.toll.knob(named: "trafic")
    }
    #expect(throws: BadInput("toll has no fault or action 'cl\u{FFFD}osed'; did you mean 'closed'?")) {
      try Toys.toll.action(named: "cl\u{1B}osed")
    }
  }

  @Test func reachabilityDependsOnTheKnobs() {
    #expect(Toys.toll.canReach(1, Toys.toll.defaults, []))
    #expect(!Toys.toll.canReach(1, [0, 100, 1, 40, 1, 1], [0]))
  }

  @Test func theToysKeepTheContract() {
    for lab in Toys.all { #expect(lab.breaches(reservedKeys: ["q", "?", ":"]) == []) }
  }

  @Test func everyBreachIsFound() {
    let found = LabEntry(first: Sloppy.self).breaches(reservedKeys: ["q"])
    for line in [
      "two have the knob or action name 'twice'", "'all' cannot be a name on the command line",
      "'a=b' cannot be a name on the command line", "low begins outside its range",
      "low drains outside its range", "the key q of all is the dashboard's",
      "the key z of a=b is another action's too",
      "low says too little about itself", "the card does not say when not",
      "the panel Only names a knob 'nowhere' that the lab does not have",
    ] {
      #expect(found.contains(line), "\(found)")
    }
  }
}

/// A lab that breaks the contract wherever a declaration can.
private struct Sloppy: Lab {
  struct Knobs: KnobSet {
    var low = 0.0
    static var fields: [Knob<Knobs>] {
      [
        Knob("twice", \.low, 0...1, step: 1, "A knob."),
        Knob("low", \.low, 1...2, step: 1, whileDraining: 5, ""),
      ]
    }
  }

  enum Event: EventCode {
    case never
    var code: UInt64 { 0 }
  }

  enum Action: String, ActionSet {
    case all, twice
    case odd = "a=b"
    var declaration: ActionDeclaration {
      switch self {
      case .all: .fault("q", "all", "A fault.")
      case .twice: .once("z", "twice", "Something.")
      case .odd: .once("z", "odd", "Something.")
      }
    }
  }

  static var card: LabCard<Sloppy> {
    LabCard(
      id: "sloppy", title: "Sloppy", group: "none", summary: "Nothing.", whenToUse: ["Never."], whenNot: [],
      simplifies: ["Everything."], panels: [Panel("Only", topics: [], knobs: ["nowhere"]) { _, _ in }],
      drainsWithin: .zero)
  }

  let isDrained = true
  init(_ knobs: Knobs, _ context: inout Context<Sloppy>) {}
  func handle(_ event: Event, _ context: inout Context<Sloppy>) {}
  func turn(_ knobs: Knobs, _ context: inout Context<Sloppy>) {}
  func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Sloppy>) {}
}
