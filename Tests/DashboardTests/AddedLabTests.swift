import Checks
import Dashboard
import Diagnostics
import Engine
import LabKit
import Labs
import Runs
import Testing
import ToyLab

/// What a lab costs that nobody has heard of yet: a folder (Tests/ToyLab) and its entry in the list.
///
/// Everything else here is asked of the whole list, by the names of the declaration, as the program asks it.
@Suite struct AddedLabTests {
  private let toll = Toys.toll
  private let labs: [LabEntry] = Catalogue.all + [Toys.toll]

  /// The home lab is open, as it is when Squall starts.
  private func atHome() -> Bench { Bench(labs[0], width: 100, height: 40, labs: labs) }

  /// The added lab was opened from the palette, by its name.
  private func opened(height: Int = 40) -> Bench {
    var bench = Bench(labs[0], width: 100, height: height, labs: labs)
    bench.type(":toll booth")
    bench.press(.enter)
    bench.go(seconds: 1)
    return bench
  }

  @Test func `it has a name of its own`() { #expect(Set(labs.map(\.id)).count == labs.count) }

  @Test func `the palette of another lab opens it`() {
    var bench = atHome()
    bench.type(":toll")
    #expect(bench.text.contains("open lab: Toll booth"))
    #expect(bench.text.contains(toll.summary))
    #expect(bench.press(.enter) == [.openLab("toll")])
    bench.go(seconds: 1)
    #expect(bench.state.entry.id == "toll")
    for panel in toll.panels { #expect(bench.text.contains(panel.title)) }
    #expect(bench.text.contains("passed "), "its panels draw their own world")
  }

  @Test func `its palette lists its knobs, actions and panels`() {
    for (index, knob) in toll.knobs.enumerated() {
      var bench = opened()
      bench.type(":\(knob.key) ")
      #expect(bench.text.contains("\(knob.key) "), "\(knob.key)")
      let (low, high) = (knob.range.lowerBound, knob.range.upperBound)
      let value = toll.defaults[index] == high ? low : high
      bench.type(knob.text(value))
      #expect(bench.press(.enter) == [.turn(knob: index, to: value)], "\(knob.key)")
      #expect(bench.state.value(ofKnob: index) == value)
    }
    for (index, action) in toll.actions.enumerated() {
      var bench = opened()
      bench.type(":\(action.declaration.title)")
      #expect(bench.text.contains(action.declaration.help))
      #expect(bench.press(.enter) == [.act(action: index, isOn: true)], "\(action.id)")
    }
    for (index, panel) in toll.panels.enumerated() {
      var bench = opened()
      bench.type(":panel: \(panel.title)")
      bench.press(.enter)
      #expect(bench.state.focusedPanel == index)
    }
  }

  @Test func `a value that a knob cannot take is told with what it can`() {
    var bench = opened()
    bench.type(":lanes 9")
    #expect(bench.press(.enter) == [])
    #expect(bench.text.contains("lanes goes from 1 to 4, not '9'"))
    bench.press(.escape)
    bench.type(":payment crad")
    #expect(bench.press(.enter) == [])
    #expect(bench.text.contains("did you mean 'card'?"))
  }

  @Test func `its help explains keys, knobs, laws and its card`() {
    var bench = opened(height: 120)
    bench.type("?")
    let words = bench.text.split { $0.isWhitespace || $0 == "║" }.joined(separator: " ")
    for action in toll.actions.map(\.declaration) {
      #expect(words.contains("\(action.key) \(action.title): \(action.help)"), "\(action.title)")
    }
    for knob in toll.knobs { #expect(words.contains(knob.help), "\(knob.key)") }
    for law in toll.laws { #expect(words.contains("\(law.name) (\(law.kind.rawValue)) \(law.claim)")) }
    for line in [toll.summary] + toll.whenToUse + toll.whenNot + toll.simplifies {
      #expect(words.contains(line), "\(line)")
    }
  }

  @Test func `its footer names the keys of the panel in focus, and they act`() {
    var bench = opened()
    for (position, panel) in toll.panels.enumerated() {
      if position > 0 { bench.press(.tab) }
      #expect(bench.state.focusedPanel == position)
      let footer = bench.screen.text.suffix(2).joined(separator: " ")
      for (index, action) in toll.actions.enumerated() {
        let key = action.declaration
        #expect(
          footer.contains("\(key.key) \(key.title)") || !panel.actions.contains(index),
          "\(panel.title), \(action.id): \(footer)")
      }
    }
    for (index, action) in toll.actions.enumerated() {
      #expect(bench.type(String(action.declaration.key)) == [.act(action: index, isOn: true)])
      guard action.declaration.kind == .fault else { continue }
      #expect(bench.state.isInjected(index))
      #expect(bench.type(String(action.declaration.key)) == [.act(action: index, isOn: false)])
    }
    #expect(bench.state.faults == [])
  }

  @Test func `it runs headless by its name and reports its meters and laws`() throws {
    let lab = try labs.named("toll")
    let script = try Script(lab, settings: ["lanes=2", "payment=tag"], inputs: ["10s:closed", "20s:heal:all"])
    let run = try HeadlessRun(script, seed: 7, until: .start + .seconds(60))
    let report = Report(run, played: run.play())
    let (text, json) = (report.written(as: .text), report.written(as: .json))
    for name in lab.meters.map(\.name) + lab.laws.map(\.name) {
      #expect(text.contains(name), "\(name)")
      #expect(json.contains("\"\(name)\""), "\(name)")
    }
    for meter in lab.meters { #expect(report.written(as: .csv).contains("\n\(meter.name),")) }
    #expect(run.command.hasPrefix("squall run toll --seed 7 --for 60s --set lanes=2 --set payment=tag"))
  }

  @Test func `the law suite puts each of its laws to the test`() throws {
    let found = try LawSuite(try labs.named("toll"), runs: 40).findings(jobs: 2)
    #expect(found.isClean, "\(found.text)")
    for law in toll.laws { #expect(found.text.contains("held  \(law.kind.rawValue)"), "\(law.name)") }
    #expect(found.tallies.allSatisfy { $0.testedRuns > 0 })
  }

  @Test func `listing and reference describe it`() throws {
    let line = labs.listing.split(separator: "\n").last { $0.contains(toll.id) }
    #expect(line?.contains(toll.title) == true)
    #expect(line?.contains(toll.summary) == true)
    let reference = try labs.named("toll").reference
    for name in toll.knobs.map(\.key) + toll.actions.map(\.id) + toll.meters.map(\.name)
      + toll.laws.map(\.name)
    {
      #expect(reference.contains("  \(name)"), "\(name)")
    }
  }

  @Test func `errors name what it does have`() throws {
    #expect(throws: BadInput("there is no lab 'tol'; did you mean 'toll'?")) { try labs.named("tol") }
    #expect(throws: BadInput.self) { try Script(toll, settings: ["laens=2"], inputs: []) }
    for (setting, input, nearest) in [("laens=2", "", "lanes"), ("", "10s:convoi", "convoy")] {
      do {
        _ = try Script(toll, settings: setting.isEmpty ? [] : [setting], inputs: input.isEmpty ? [] : [input])
        Issue.record("\(setting)\(input) was taken")
      } catch { #expect("\(error)".contains("did you mean '\(nearest)'?"), "\(error)") }
    }
  }

  @Test func `every lab keeps the contract, with the keys that are the dashboard's`() {
    for lab in labs { #expect(lab.breaches(reservedKeys: GlobalKeys.reserved) == [], "\(lab.id)") }
  }
}
