import Diagnostics
import Engine
import LabKit
import Testing
import ToyLab

/// What the catalogue knows of a lab, and what it finds wrong with one.
@Suite struct LabEntryTests {
  @Test func `everything derives from the declaration`() {
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

  @Test func `panels name their knobs and actions by position`() {
    let panels = Toys.toll.panels
    #expect(panels.map(\.title) == ["Booth", "Road"])
    #expect(panels.map(\.knobs) == [[1, 2, 5], [0, 3, 4]])
    #expect(panels.map(\.actions) == [[0, 1], [2]])
    #expect(panels.map(\.topics) == [[0], [1]])
    #expect(panels.map(\.minimumHeight) == [1, 2])
  }

  @Test func `names are found or the nearest is named`() throws {
    #expect(try Toys.toll.knob(named: "lanes") == 2)
    #expect(try Toys.toll.action(named: "convoy") == 2)
    #expect(throws: BadInput("toll has no knob 'trafic'; did you mean 'traffic'?")) {
      try Toys.toll.knob(named: "trafic")
    }
    #expect(throws: BadInput("toll has no fault or action 'cl\u{FFFD}osed'; did you mean 'closed'?")) {
      try Toys.toll.action(named: "cl\u{1B}osed")
    }
  }

  @Test func `reachability depends on the knobs`() {
    #expect(Toys.toll.canReach(1, Toys.toll.defaults, []))
    #expect(!Toys.toll.canReach(1, [0, 100, 1, 40, 1, 1], [0]))
  }

  @Test func `the toys keep the contract`() {
    for lab in Toys.all { #expect(lab.breaches(reservedKeys: ["q", "?", ":"]) == []) }
  }

  @Test(arguments: Signpost.Mistake.allCases)
  func `a mistake in the declaration is told in one sentence`(mistake: Signpost.Mistake) {
    #expect(LabEntry(Signpost.self, nil).breaches(reservedKeys: ["q"]) == [])
    let found = LabEntry(Signpost.self, mistake).breaches(reservedKeys: ["q"])
    #expect(found.first == mistake.rawValue)
  }
}
