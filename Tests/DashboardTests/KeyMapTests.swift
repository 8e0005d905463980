import Dashboard
import LabKit
import Testing

/// The one table of keys.
@Suite struct KeyMapTests {
  @Test func `every key has one meaning`() {
    let keys = KeyMap.bindings.flatMap(\.keys) + KeyMap.keptFree
    #expect(Set(keys).count == keys.count)
    for binding in KeyMap.bindings {
      for key in binding.keys { #expect(KeyMap.command(for: key) == binding.command) }
    }
    for key in KeyMap.keptFree { #expect(KeyMap.command(for: key) == nil) }
  }

  @Test func `the table holds what it must`() {
    let expected: [(DashboardKey, Command)] = [
      (.left, .turn(steps: -1)), (.character("h"), .turn(steps: -1)), (.right, .turn(steps: 1)),
      (.character("l"), .turn(steps: 1)), (.character("H"), .turn(steps: -10)),
      (.character("L"), .turn(steps: 10)),
      (.up, .chooseKnob(by: -1)), (.character("k"), .chooseKnob(by: -1)), (.down, .chooseKnob(by: 1)),
      (.character("j"), .chooseKnob(by: 1)), (.tab, .choosePanel(by: 1)), (.backTab, .choosePanel(by: -1)),
      (.enter, .zoom), (.escape, .back), (.character(" "), .togglePause), (.character("."), .togglePause),
      (.character("]"), .stepEvent(isForward: true)), (.character("["), .stepEvent(isForward: false)),
      (.character("}"), .stepNote(isForward: true)), (.character("{"), .stepNote(isForward: false)),
      (.character("<"), .go(.seconds(-1))), (.character(">"), .go(.seconds(1))), (.home, .go(.beginning)),
      (.end, .go(.tip)), (.character("b"), .nameBookmark), (.character("t"), .twin),
      (.character("+"), .changeSpeed(by: 1)),
      (.character("="), .changeSpeed(by: 1)),
      (.character("-"), .changeSpeed(by: -1)), (.character("R"), .restart(sameSeed: true)),
      (.character("N"), .restart(sameSeed: false)), (.character("?"), .help), (.character(":"), .palette),
      (.character("T"), .nextTheme), (.character("q"), .quit), (.character("0"), .healEverything),
      (.control("l"), .repaint), (.character("n"), .notes),
    ]
    for (key, command) in expected { #expect(KeyMap.command(for: key) == command, "\(key.name)") }
    #expect(Set("[{}<>btsQ").isSubset(of: GlobalKeys.reserved))
  }

  @Test func `help lists all keys`() {
    var bench = Bench(width: 100, height: 210)
    bench.type("?")
    let text = bench.text
    for binding in KeyMap.bindings {
      #expect(text.contains(binding.help))
      for key in binding.keys { #expect(text.contains(key.name)) }
    }
    for action in Bench.harbour.actions { #expect(text.contains(action.declaration.help)) }
    for law in Bench.harbour.laws { #expect(text.contains(law.claim)) }
  }

  @Test func `the palette lists all commands`() {
    var bench = Bench(width: 100, height: 24)
    for binding in KeyMap.bindings where binding.command != .palette {
      bench.type(":" + binding.label)
      #expect(bench.text.contains("  \(binding.label) ") || bench.text.contains("► \(binding.label) "))
      bench.press(.escape)
    }
  }

  @Test func `no lab takes a global key`() {
    for lab in Bench.labs { #expect(GlobalKeys.clashes(of: lab) == [], "\(lab.id)") }
    #expect(GlobalKeys.clashes(of: Bench.harbour) == [])
  }

  @Test func `clashes are found`() {
    #expect(GlobalKeys.clashes(among: ["p", "q", "w", "p", "Q", " ", "["]) == ["q", "p", "Q", " ", "["])
  }
}
