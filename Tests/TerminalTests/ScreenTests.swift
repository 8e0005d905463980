import Glibc
import Grid
import Terminal
import Testing
import terminal_probe

/// What the probe puts on a pseudo-terminal.
@Suite(.serialized) struct ScreenTests {
  @Test func `the first frame waits for no answer`() {
    let terminal = PseudoTerminal(answers: false)
    terminal.wait(for: "probe 80x24 draw 1")
    #expect(terminal.emulator.modes.isSuperset(of: [1049, 1000, 1002, 1006, 2004]))
    #expect(!terminal.emulator.modes.contains(25))
    #expect(terminal.emulator.unknown == [])
  }

  @Test func `frames are wrapped once the terminal answered that it can`() {
    let begin = Array("\u{1B}[?2026h".utf8), end = Array("\u{1B}[?2026l".utf8)
    let silent = PseudoTerminal(answers: false)
    silent.wait { $0.draws >= 1 }
    silent.send("a")
    silent.wait(for: "0 key")
    #expect(!silent.output.contains(begin))

    let modern = PseudoTerminal()
    modern.wait(for: "background")
    let before = modern.reads.count
    modern.send("a")
    modern.wait(for: "1 key")
    #expect(modern.reads.count == before + 1, "one read a frame")
    #expect(modern.reads.last?.starts(with: begin) == true && modern.reads.last?.suffix(end.count) == end[...])
  }

  @Test func `nothing changed means no bytes`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    terminal.wait { $0.isIdle }
    let count = terminal.output.count, switches = terminal.contextSwitches
    for _ in 0..<10 { #expect(!terminal.readOnce(milliseconds: 50)) }
    #expect(terminal.output.count == count)
    #expect(terminal.contextSwitches == switches, "no wake-ups")
  }

  /// Random strokes, so that ncurses uses all it knows: erasing, repeating, moving text, jumping.
  @Test(arguments: [80, 33, 200])
  func `the terminal shows what was drawn`(_ columns: Int) {
    let rows = columns / 4
    let terminal = PseudoTerminal(columns: columns, rows: rows, environment: ["COLORTERM=truecolor"])
    terminal.wait { $0.draws == 2 }
    var picture = Picture()
    for stroke in 1...40 {
      terminal.send("n")
      terminal.wait(for: "draw \(stroke + 2)")
      picture.noise = stroke * 7
      picture.draws = stroke + 2
      let grid = picture.grid(columns, rows)
      #expect(terminal.emulator.text == grid.text)
      expectStyles(terminal.emulator, grid)
    }
    #expect(terminal.emulator.unknown == [])
  }

  /// Lines that move up, for which ncurses deletes and inserts lines.
  @Test(arguments: [24, 50, 10])
  func `lines that move are shown right`(_ rows: Int) {
    let terminal = PseudoTerminal(rows: rows, environment: ["COLORTERM=truecolor"], answers: false)
    terminal.wait { $0.draws == 1 }
    var picture = Picture()
    for key in 0..<80 {
      terminal.send("\u{1B}[C")
      guard terminal.wait(until: { $0.draws == key + 2 }) else { return }
      picture.inputs.append("\(key) \(Input.key(.right))")
      picture.slider = min(40, picture.slider + 1)
      picture.draws = key + 2
      let grid = picture.grid(80, rows)
      #expect(terminal.emulator.text == grid.text)
      #expect(terminal.emulator.margins == 0..<rows)
      expectStyles(terminal.emulator, grid)
    }
    #expect(terminal.emulator.unknown == [])
  }

  /// Terminals that know less: no repeating, no erasing of single cells, padding, eight colours or none.
  @Test(arguments: ["xterm", "screen-256color", "tmux-256color", "linux", "vt100", "vt220", "rxvt"])
  func `other terminals show it too`(_ name: String) {
    let terminal = PseudoTerminal(environment: ["TERM=\(name)"], answers: false)
    terminal.wait { $0.draws == 1 }
    var picture = Picture()
    for stroke in 1...20 {
      terminal.send("n")
      guard terminal.wait(until: { $0.draws == stroke + 1 }) else { return }
      picture.noise = stroke * 7
      picture.draws = stroke + 1
      #expect(terminal.emulator.text == picture.grid(80, 24).text)
    }
    #expect(terminal.emulator.unknown == [])
  }

  private func expectStyles(_ emulator: Emulator, _ grid: CellGrid) {
    func code(_ color: Color) -> String { "2;\(color.red);\(color.green);\(color.blue)" }
    for row in 0..<grid.height {
      for column in 0..<grid.width {
        let cell = grid[column, row], style = emulator.places[row][column].style
        #expect(style.background == code(Palette.probe.background), "column \(column), row \(row)")
        let isReversed = cell.emphasis.contains(.reversed)
        #expect(style.isReversed == isReversed)
        if cell.glyph == " " && !isReversed { continue }
        #expect(style.foreground == code(Palette.probe[cell.role].foreground), "column \(column), row \(row)")
        #expect(style.isBold == (cell.emphasis.contains(.bold) || Palette.probe[cell.role].isBold))
      }
    }
  }

  @Test func `a slider step is small and scrolling charts are modest`() {
    let slider = PseudoTerminal(columns: 200, rows: 50)
    slider.wait(for: "background")
    for _ in 0..<6 { slider.send("\u{1B}[C") }
    slider.wait(for: "6 key")
    let before = slider.output.count
    slider.send("\u{1B}[C")
    slider.wait(for: "7 key")
    // The probe writes four lines of echo besides.
    #expect(slider.output.count - before <= 250)

    let charts = PseudoTerminal(arguments: ["--fps", "100"], columns: 200, rows: 50)
    charts.wait { $0.draws >= 10 }
    let start = charts.output.count, frame = charts.draws
    charts.wait { $0.draws >= frame + 40 }
    #expect((charts.output.count - start) / (charts.draws - frame) <= 5300)
  }

  @Test func `Ctrl-L repairs the screen`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    let good = terminal.emulator.text
    terminal.garble()
    terminal.send("\u{0C}")
    terminal.wait { $0.emulator.text == good }
  }

  /// After a reset by somebody else, a foreign colour, and modes that were switched off.
  @Test(arguments: [
    "\u{1B}c", "\u{1B}[?1049l\u{1B}[?1000;1002;1006;2004l\u{1B}[?25h\u{1B}[m", "\u{1B}[41mred\u{1B}[2J",
    "\u{1B}[5;9r\u{1B}[7mx",
  ])
  func `control-L takes the terminal anew`(_ disturbance: String) {
    for name in ["xterm-256color", "xterm", "linux"] {
      let terminal = PseudoTerminal(environment: ["TERM=\(name)", "COLORTERM="], answers: false)
      terminal.wait { $0.draws >= 1 && $0.isIdle }
      let before = terminal.emulator
      terminal.garble(disturbance)
      terminal.send("\u{0C}")
      terminal.wait("\(name)") { $0.emulator.places == before.places && $0.emulator.modes == before.modes }
      #expect(terminal.emulator.margins == before.margins)
    }
  }

  @Test func `a wake from another thread ends the wait`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    terminal.send("w")
    terminal.wait(for: "2 woken")
    terminal.send("a")
    terminal.wait(for: "3 key")
  }

  @Test func `a paste reaches nobody`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    terminal.send("\u{1B}[200~" + String(repeating: "qX\r", count: 50_000) + "\u{1B}[201~")
    terminal.wait(for: "1 pasteIgnored")
    terminal.send("\u{1B}")
    terminal.wait(for: "2 key(Terminal.Key.escape")
    #expect(terminal.status == nil)
  }

  @Test func `a mouse that is off stays off`() {
    let terminal = PseudoTerminal(arguments: ["--no-mouse"])
    terminal.wait { $0.draws >= 1 }
    #expect(terminal.emulator.modes.isDisjoint(with: [1000, 1002, 1006]))
  }
}
