import Glibc
import Testing

/// Terminals that cannot be drawn on get one line and nothing else.
@Suite(.serialized) struct RefusalTests {
  @Test(arguments: [
    ("dumb", "squall: this terminal (TERM=dumb) cannot address the cursor; use `squall run` for plain output"),
    ("no-such-terminal", "squall: this terminal (TERM=no-such-terminal) is unknown here;"),
    ("", "squall: this terminal (TERM=unset) is unknown here;"),
  ])
  func `a terminal that cannot is refused`(_ name: String, _ message: String) {
    let terminal = PseudoTerminal(columns: 120, environment: ["TERM=\(name)"])
    let before = terminal.original
    #expect(terminal.waitForEnd() == 256, "it exits with 1")
    #expect(terminal.emulator.text[0].hasPrefix(message))
    #expect(!terminal.output.contains(0x1B))
    #expect(terminal.settings.c_lflag == before.c_lflag)
  }

  @Test func `a pipe is refused`() {
    let terminal = PseudoTerminal(["/bin/sh", "-c", "\(PseudoTerminal.probe) | cat"])
    terminal.wait(for: "standard output is not a terminal")
  }

  @Test func `without UTF-8 everything is ASCII`() {
    for environment in [["LC_ALL=C"], ["LC_ALL=POSIX", "LANG=C"]] {
      let terminal = PseudoTerminal(environment: environment)
      terminal.wait(for: "slider ####################::::::::::::::::::::")
      #expect(!terminal.output.contains { $0 >= 0x80 })
    }
    let asked = PseudoTerminal(arguments: ["--ascii"])
    asked.wait(for: "slider ####################::::::::::::::::::::")
  }

  @Test func `a terminal that draws a line two columns wide is noticed, and gets ASCII`() {
    let wide = PseudoTerminal(columnsOfLine: 2)
    wide.wait(for: "slider ####################::::::::::::::::::::")
    wide.wait(for: "cursor")
    #expect(wide.emulator.text.allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) })
    let narrow = PseudoTerminal()
    narrow.wait(for: "background")
    #expect(narrow.shows("slider ████████████████████░░░░░░░░░░░░░░░░░░░░") && !narrow.shows("cursor"))
  }

  @Test func `a locale that is not installed still speaks UTF-8`() {
    let terminal = PseudoTerminal(environment: ["LC_ALL=xx_XX.UTF-8"])
    terminal.wait(for: "slider ████████████████████░░░░░░░░░░░░░░░░░░░░")
  }
}
