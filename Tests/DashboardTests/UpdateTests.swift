import Dashboard
import Grid
import LabKit
import Testing
import ToyLab

/// What keys and the mouse do: a message, the effects, the screen.
@Suite struct UpdateTests {
  @Test func `arrows turn the focused knob`() {
    var bench = Bench()
    #expect(bench.press(.right) == [.turn(knob: 0, to: 650)])
    #expect(bench.type("l") == [.turn(knob: 0, to: 700)])
    #expect(bench.type("L") == [.turn(knob: 0, to: 1200)])
    #expect(bench.type("H") == [.turn(knob: 0, to: 700)])
    #expect(bench.type("jl") == [.turn(knob: 1, to: 4)])
    #expect(bench.type("kkkh") == [.turn(knob: 0, to: 650)])
    #expect(bench.text.contains("650/s"))
  }

  @Test func `ends of a range ask for nothing`() {
    var bench = Bench()
    for _ in 0..<8 { bench.type("H") }
    #expect(bench.type("h") == [])
    #expect(bench.text.contains("0/s"))
  }

  @Test func `a turned knob shows at once and stays`() {
    var state = Bench().state
    let late = Bench().run.snapshot
    _ = update(&state, .key(.right))
    #expect(view(state).text[1].contains("650/s"))
    // A snapshot that was under way does not take it back, nor does an older value in between.
    _ = update(&state, .snapshot(late, actualSpeed: 1))
    #expect(state.value(ofKnob: 0) == 650)
    var run = Bench().run
    run.turn(0, to: 650)
    for _ in 0..<5 { _ = update(&state, .snapshot(run.snapshot, actualSpeed: 1)) }
    run.turn(0, to: 900)
    _ = update(&state, .snapshot(run.snapshot, actualSpeed: 1))
    #expect(state.value(ofKnob: 0) == 900)
  }

  @Test func `a run that never obeys is believed`() {
    var state = Bench().state
    let snapshot = Bench().run.snapshot
    _ = update(&state, .key(.right))
    for _ in 0..<100 { _ = update(&state, .snapshot(snapshot, actualSpeed: 1)) }
    #expect(state.value(ofKnob: 0) == 600)
  }

  @Test func `a fault is injected and healed by its key`() {
    var state = Bench().state
    // Twice before the run answers: the second press heals.
    #expect(update(&state, .key(.character("p"))) == [.act(action: 0, isOn: true)])
    #expect(view(state).text[0].contains("● storm"))
    #expect(update(&state, .key(.character("p"))) == [.act(action: 0, isOn: false)])
    #expect(update(&state, .key(.character("o"))) == [.act(action: 2, isOn: true)])
    #expect(update(&state, .key(.character("o"))) == [.act(action: 2, isOn: true)])
  }

  @Test func `zero heals everything`() {
    var bench = Bench()
    #expect(bench.type("0") == [])
    #expect(bench.text.contains("nothing to heal"))
    bench.type("pw")
    #expect(bench.type("0") == [.healEverything])
    #expect(bench.state.faults == [])
  }

  @Test func `a theme that suits the terminal is the one that is shown`() {
    var bench = Bench()
    #expect(bench.send(.theme(1)) == [] && bench.state.theme == 1)
    // The key goes on from there.
    #expect(bench.type("T") == [.theme(0)])
    bench.send(.theme(7))
    #expect(bench.state.theme == 0)
  }

  @Test func `keys for time`() {
    var bench = Bench()
    #expect(bench.type(" ") == [.pause])
    #expect(bench.type(".") == [.resume])
    #expect(bench.type("]") == [.pause, .step(.topics([0]), isForward: true)])
    bench.press(.tab)
    #expect(bench.type("]") == [.step(.topics([1]), isForward: true)])
    #expect(bench.type("+=-") == [.setSpeed(2), .setSpeed(5), .setSpeed(2)])
    #expect(bench.type(String(repeating: "-", count: 30)).last == .setSpeed(0.001))
    #expect(bench.type(String(repeating: "+", count: 30)).last == .setSpeed(100))
    #expect(bench.type("RN") == [.restart(sameSeed: true), .restart(sameSeed: false)])
  }

  @Test func `panels zoom and go back`() {
    var bench = Bench()
    bench.press(.backTab)
    #expect(bench.state.focusedPanel == 4)
    bench.press(.tab)
    bench.press(.enter)
    #expect(bench.state.isZoomed && !bench.text.contains("Pilots"))
    bench.press(.tab)
    #expect(bench.text.contains("► Shedding ships"))
    bench.type("?")
    bench.press(.escape)
    #expect(bench.state.isZoomed && bench.state.overlay == .none)
    bench.press(.escape)
    #expect(!bench.state.isZoomed)
  }

  @Test func `theme, repaint and quit`() {
    var bench = Bench()
    #expect(bench.type("TT") == [.theme(1), .theme(0)])
    #expect(bench.press(.control("l")) == [.repaint])
    #expect(bench.type("q") == [.quit])
    bench.send(.resized(columns: 5, rows: 2))
    #expect(bench.type("q") == [.quit])
  }

  @Test func `free keys say so`() {
    var bench = Bench()
    for key in KeyMap.keptFree {
      #expect(bench.press(key) == [])
      #expect(bench.text.contains("no key \(key.name) here"))
    }
  }

  @Test func `notices are read in full`() {
    var bench = Bench()
    let text = "traffic goes from 0 to 3000 /s, not 'a hundred thousand million'; " + "did you mean 'something else'?"
    bench.send(.notice(text))
    let words = bench.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(text))
    bench.press(.tab)
    #expect(!bench.text.contains("did you mean"))
  }

  @Test func `another lab is adopted`() {
    var bench = Bench(labs: [Bench.harbour])
    bench.type("jj")
    bench.press(.enter)
    let other = Bench(Toys.toll)
    _ = update(&bench.state, .snapshot(other.run.snapshot, actualSpeed: 1))
    #expect(bench.state.entry.id == "toll" && bench.state.focusedKnob == 0 && !bench.state.isZoomed)
    #expect(bench.text.contains("Booth"))
  }
}
