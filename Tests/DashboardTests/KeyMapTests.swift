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
    var bench = Bench(width: 100, height: 320)
    bench.type("?")
    let text = bench.text
    for binding in KeyMap.bindings {
      #expect(text.contains(binding.help))
      for key in binding.keys { #expect(text.contains(key.name)) }
    }
    for action in Bench.harbour.actions { #expect(text.contains(action.declaration.help)) }
    for law in Bench.harbour.laws { #expect(text.contains(law.claim)) }
  }

  @Test(arguments: Bench.labs.map(\.id)) func `help begins with the keys that matter, on one screen of 80x24`(
    id: String
  ) {
    var bench = Bench(Bench.labs.first { $0.id == id }!, width: 80, height: 24)
    bench.type("?")
    for binding in KeyMap.essentials where binding.command != .turn(steps: 1) {
      #expect(bench.text.contains(String(binding.help.prefix(30))), "\(binding.label)")
    }
    #expect(bench.text.contains("← →") && bench.text.contains("/ searches"))
  }

  @Test func `help is searched by what is typed after a slash`() {
    var bench = Bench(width: 80, height: 24)
    bench.type("?/twin")
    #expect(bench.text.contains("Lets a second run go beside this one"))
    #expect(!bench.text.contains("Turns the focused knob"))
    bench.type("xq")
    #expect(bench.text.contains("Nothing here contains 'twinxq'."))
    bench.press(.escape)
    #expect(bench.text.contains("The keys that matter"))
    bench.press(.escape)
    #expect(bench.state.overlay == .none)
  }

  /// Whoever has learned a key in the shop finds it in the lab.
  @Test func `the same action has the same key in every lab`() {
    var known: [String: (lab: String, key: Character)] = [:]
    for lab in Bench.labs {
      for action in lab.actions {
        let here = (lab: lab.id, key: action.declaration.key)
        guard let there = known[action.id] else { known[action.id] = here; continue }
        #expect(here.key == there.key, "\(action.id) of \(there.lab) and \(here.lab)")
      }
    }
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
