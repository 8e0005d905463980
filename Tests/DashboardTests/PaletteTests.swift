import Dashboard
import Grid
import LabKit
import Testing

/// Finding commands by a few letters.
@Suite struct PaletteTests {
  private func run(_ text: String) -> (bench: Bench, effects: [Effect]) {
    var bench = Bench()
    bench.type(":" + text)
    let effects = bench.press(.enter)
    return (bench, effects)
  }

  @Test func `it sets knobs`() {
    #expect(run("traffic 1500").effects == [.turn(knob: 0, to: 1500)])
    #expect(run("traffic=1500/s").effects == [.turn(knob: 0, to: 1500)])
    #expect(run("Traffic 1500 /s").effects == [.turn(knob: 0, to: 1500)])
    #expect(run("fuel price 2.5").effects == [.turn(knob: 2, to: 2.5)])
    #expect(run("fuel.price 2.5").bench.state.focusedKnob == 2)
    #expect(run("tide high").effects == [.turn(knob: 3, to: 2)])
    #expect(run("radar off").effects == [.turn(knob: 4, to: 0)])
    #expect(run("traffic").bench.state.focusedKnob == 0)
    #expect(run("pilots").bench.state.focusedKnob == 1)
  }

  /// What people call things, and not only what they are called here.
  @Test(arguments: [
    ("2pc", "open lab: Saga"), ("half", "open lab: Circuit breaker"), ("kafka", "open lab: Backpressure"),
    ("crdt", "open lab: G-Counter"), ("mesh", "open lab: Sidecar"), ("dual write", "open lab: Outbox"),
  ]) func `a synonym finds its lab`(asked: String, expected: String) {
    var bench = Bench(Bench.labs.first { $0.id == "bulkhead" }!, width: 100, height: 24, labs: Bench.labs)
    bench.type(":" + asked)
    #expect(bench.text.contains("► \(expected)"), "\(asked)")
  }

  @Test func `in its own lab the choice that has this name comes first`() {
    var bench = Bench(Bench.labs.first { $0.id == "saga" }!, width: 100, height: 24, labs: Bench.labs)
    bench.type(":2pc")
    #expect(bench.text.contains("► set mode = 2pc"))
  }

  @Test(arguments: Bench.labs.map(\.id))
  func `a whole name finds its knob`(id: String) {
    let lab = Bench.labs.first { $0.id == id }!
    for (index, knob) in lab.knobs.enumerated() {
      var bench = Bench(lab)
      bench.type(":" + knob.key)
      #expect(bench.press(.enter) == [], "\(knob.key)")
      #expect(bench.state.focusedKnob == index, "\(knob.key)")
    }
  }

  @Test func `it says what is wrong and stays open`() {
    for (text, complaint) in [
      ("traffic 9000", "traffic goes from 0 to 3000 /s, not '9000'"),
      ("traffic many", "traffic needs a number, not 'many'"),
      ("tide hihg", "did you mean 'high'?"), ("xyzzy plugh", "nothing is called 'xyzzy plugh'"),
    ] {
      let (bench, effects) = run(text)
      #expect(effects == [])
      #expect(bench.state.overlay == .palette(text: text, selection: 0))
      #expect(bench.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(complaint), "\(text)")
    }
  }

  /// A character with thousands of accents is one character; what is typed is bounded all the same, in the name of a
  /// bookmark, too.
  @Test(arguments: [":", "b"]) func `a character of many marks is cut off`(_ opening: String) {
    var bench = Bench()
    bench.type(opening + "e")
    for _ in 0..<12_000 { bench.press(.character("\u{301}")) }
    switch bench.state.overlay {
    case .palette(let text, _), .naming(let text): #expect((2...120).contains(text.unicodeScalars.count))
    default: Issue.record("nothing is open for \(opening)")
    }
  }

  @Test func `it runs commands and actions`() {
    #expect(run("storm").effects == [.act(action: 0, isOn: true)])
    #expect(run("strike").effects == [.act(action: 1, isOn: true)])
    #expect(run("flare").effects == [.act(action: 2, isOn: true)])
    #expect(run("quit").effects == [.quit])
    #expect(run("pause").effects == [.pause])
    #expect(run("theme light").effects == [.theme(1)])
    #expect(run("open harb").effects == [.openLab("harbour")])
    #expect(run("help").bench.state.overlay == .help(firstLine: 0))
    #expect(run("laws").bench.state.overlay == .laws(firstLine: 0))
    #expect(run("customs").bench.state.focusedPanel == 4)
  }

  @Test func `it chooses and closes`() {
    var bench = Bench()
    bench.type(":")
    bench.press(.up)
    #expect(bench.state.overlay == .palette(text: "", selection: 0))
    bench.press(.down)
    bench.press(.down)
    #expect(bench.state.overlay == .palette(text: "", selection: 2))
    #expect(bench.press(.enter) == [.act(action: 2, isOn: true)])
    // Keys that mean something elsewhere are text here.
    #expect(bench.type(":q ?0") == [])
    #expect(bench.state.overlay == .palette(text: "q ?0", selection: 0))
    bench.press(.control("u"))
    bench.press(.backspace)
    #expect(bench.state.overlay == .none)
    bench.type(":x")
    bench.press(.escape)
    #expect(bench.state.overlay == .none)
  }
}
