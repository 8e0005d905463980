import Dashboard
import Engine
import Grid
import LabKit
import Testing
import ToyLab

/// Whatever happens, at whatever size: no crash, and the state stays one that can be shown.
@Suite struct RandomMessageTests {
  private struct Dice {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static let keys: [DashboardKey] =
    KeyMap.bindings.flatMap(\.keys).filter { $0 != .character("q") } + KeyMap.keptFree + [
      .backspace, .control("u"),
      // More often than chance would: the notes have most to go wrong, since the log changes under them.
      .character("n"), .character("n"), .enter, .enter, .tab,
    ]
    + "abcdefgpqwxyz0123456789= é漢\u{1B}\u{200B}".map { .character($0) }

  private func message(_ dice: inout Dice) -> Message {
    switch dice.below(10) {
    case 0: return .resized(columns: dice.below(301), rows: dice.below(101))
    case 1: return .resized(columns: dice.below(40), rows: dice.below(12))
    case 2, 3:
      let all: [Message.Mouse] = [.press, .press, .drag, .release, .wheelUp, .wheelDown]
      return .mouse(all[dice.below(6)], column: dice.below(300) - 5, row: dice.below(100) - 5)
    case 4: return .notice(String(repeating: "word ", count: dice.below(60)))
    default: return .key(Self.keys[dice.below(Self.keys.count)])
    }
  }

  private func check(_ entry: LabEntry, seed: UInt64, messages: Int) {
    var dice = Dice(state: seed)
    var bench = Bench(entry, labs: [entry, Toys.toll])
    for _ in 0..<messages {
      bench.send(message(&dice))
      if dice.below(20) == 0 { bench.go(seconds: 0.05) }
      let state = bench.state, screen = bench.screen
      let isSound =
        screen.width == state.width && screen.height == state.height
        && screen.cells.count == state.width * state.height
        && state.entry.panels.indices.contains(state.focusedPanel)
        && state.entry.knobs.indices.contains(state.focusedKnob) && Speed.steps.contains(state.speed)
        && state.entry.knobs.indices.allSatisfy {
          state.entry.knobs[$0].range.contains(state.value(ofKnob: $0))
        }
        && screen.cells.allSatisfy { $0.glyph.isOneColumnWide }
      guard isSound else {
        Issue.record("\(entry.id), seed \(seed): \(state.width)x\(state.height) \(state.overlay)")
        return
      }
    }
  }

  @Test(arguments: 1...12) func `any messages are survived`(_ seed: Int) {
    check(Bench.harbour, seed: UInt64(seed), messages: 600)
    check(Toys.toll, seed: UInt64(seed), messages: 300)
  }

  @Test func `any messages are survived in every lab`() {
    for lab in Bench.labs { check(lab, seed: 99, messages: 400) }
  }

  @Test func `every small size is drawn`() {
    var bench = Bench()
    bench.type("xp")
    for overlay in ["", "?", ":traffic 9000", "n", "n↵"] {
      for key in overlay { bench.press(key == "↵" ? .enter : .character(key)) }
      for width in 0...90 {
        for height in 0...26 {
          bench.send(.resized(columns: width, rows: height))
          let screen = bench.screen
          #expect(screen.width == width && screen.height == height)
        }
      }
      bench.press(.escape)
      bench.press(.escape)
    }
  }
}
