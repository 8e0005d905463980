import Diagnostics
import LabKit
import Runs
import Testing
import ToyLab

@Suite struct ReferenceTests {
  @Test func `the reference names everything`() {
    let lab = Toys.toll
    let text = lab.reference
    for name in lab.knobs.map(\.key) + lab.actions.map(\.id) + lab.meters.map(\.name) + lab.laws.map(\.name)
      + lab.panels.map(\.title)
    { #expect(text.contains("  \(name)"), "\(name)") }
    for help in lab.knobs.map(\.help) + lab.actions.map(\.declaration.help) + lab.laws.map(\.claim) {
      #expect(text.contains(help))
    }
    #expect(text.contains("  payment=card  cash, card, tag "))
    #expect(text.contains("  traffic=8     0 to 20 /s "))
    #expect(text.contains("  limit=on      on or off "))
  }

  @Test func `the listing has a line a lab`() {
    let lines = Toys.all.listing.split(separator: "\n")
    #expect(lines.count == 1 + Toys.all.count)
    #expect(lines[0] == "toys")
    #expect(lines[1].hasPrefix("  toll   Toll booth  Cars queue at a toll booth."))
  }

  @Test func `labs are found by name`() throws {
    #expect(try Toys.all.named("leaky").id == "leaky")
    #expect(throws: BadInput("there is no lab 'leeky'; did you mean 'leaky'?")) {
      try Toys.all.named("leeky")
    }
    #expect(throws: BadInput("there is no lab or command 'rnu'; did you mean 'run'?")) {
      try Toys.all.named("rnu", orOneOf: ["run", "check"])
    }
  }
}
