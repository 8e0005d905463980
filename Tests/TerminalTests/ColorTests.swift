import Grid
import Terminal
import Testing

@Suite(.serialized) struct ColorTests {
  @Test(
    arguments: [
      (["NO_COLOR=1", "COLORTERM=truecolor"], []), ([], ["--color", "none"]), (["TERM=vt100"], []),
      (["TERM=xterm-mono"], []),
    ] as [([String], [String])])
  func `no color means no color codes`(_ environment: [String], _ arguments: [String]) {
    let terminal = PseudoTerminal(arguments: arguments, environment: environment)
    terminal.wait { $0.draws >= 1 || $0.status != nil }
    // A terminal that the database does not have has no colours either.
    if terminal.status != nil { return #expect(terminal.shows("unknown")) }
    #expect(terminal.emulator.colorCodes == 0)
    #expect(terminal.emulator.places[0][0].style.isBold)
  }

  @Test(arguments: [("truecolor", "2;24;27;33"), ("256", "5;234"), ("16", "40"), ("8", "40")])
  func `the option decides the depth`(_ option: String, _ background: String) {
    let terminal = PseudoTerminal(arguments: ["--color", option], environment: ["NO_COLOR=1"])
    terminal.wait { $0.draws >= 1 }
    #expect(terminal.emulator.places[0][0].style.background == background)
    #expect(terminal.emulator.places[23][79].style.background == background)
  }

  @Test func `depth follows the terminal`() {
    func depth(_ environment: [String: String], _ colors: Int, _ choice: ColorChoice = .auto) -> ColorDepth {
      choice.depth(environment: { environment[$0] }, terminalColors: colors)
    }
    #expect(depth([:], 256) == .indexed(256))
    #expect(depth([:], 88) == .indexed(16))
    #expect(depth([:], 8) == .indexed(8))
    #expect(depth([:], 0) == .none)
    #expect(depth(["COLORTERM": "truecolor"], 256) == .truecolor)
    #expect(depth(["COLORTERM": "truecolor"], 0) == .none)
    #expect(depth(["NO_COLOR": "1"], 256) == .none)
    #expect(depth(["NO_COLOR": ""], 256) == .indexed(256))
    #expect(depth(["NO_COLOR": "1"], 256, .indexed16) == .indexed(16))
  }

  @Test func `the nearest color is found`() {
    #expect(XtermColors.nearest(Color(255, 0, 0), of: 256) == 196)
    #expect(XtermColors.nearest(Color(8, 8, 8), of: 256) == 232)
    #expect(XtermColors.nearest(Color(250, 250, 250), of: 16) == 15)
    #expect(XtermColors.nearest(Color(10, 200, 20), of: 8) == 2)
    // Of few colours the one of the same hue, even where another one is nearer.
    #expect(XtermColors.nearest(Color(255, 122, 112), of: 8) == 1)
    #expect(XtermColors.nearest(Color(127, 208, 138), of: 16) == 10)
    #expect(XtermColors.nearest(Color(242, 193, 78), of: 8) == 3)
    for index in 16..<256 {
      let color = XtermColors.color(index)
      #expect(XtermColors.color(XtermColors.nearest(color, of: 256)) == color)
    }
  }

  @Test(arguments: [8, 16, 256])
  func `no role vanishes in the background`(_ count: Int) {
    for (background, shades) in [(Color(20, 20, 20), 0..<60), (Color(240, 240, 240), 200..<256)] {
      for shade in shades {
        let muted = Palette.Style(Color(UInt8(shade), UInt8(shade), UInt8(shade)))
        let text = Color(UInt8(shade), UInt8(shade), UInt8(shade))
        let palette = Palette(foreground: text, background: background, styles: [.muted: muted])
        let table = ColorTable(palette, depth: .indexed(count))!
        #expect(!table.foregrounds.contains(table.background))
      }
    }
  }
}
