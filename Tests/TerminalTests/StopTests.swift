import Glibc
import Testing

/// Ctrl-Z and fg, in a shell with job control.
@Suite(.serialized) struct StopTests {
  @Test func `a stop gives the terminal back and going on takes the new size`() {
    let shell = PseudoTerminal(["/bin/sh", "-i"], columns: 80, rows: 24, environment: ["PS1=ready> ", "ENV="])
    shell.wait(for: "ready>")
    shell.send("\(PseudoTerminal.probe)\n")
    shell.wait(for: "probe 80x24")
    shell.wait(for: "background")
    shell.send("\u{1A}")
    shell.wait { !$0.emulator.modes.contains(1049) }
    // What is typed before the prompt is flushed together with answers to queries.
    shell.wait(for: "ready>")
    shell.send("echo $((6 * 7)) words\n")
    shell.wait(for: "42 words")
    #expect(shell.emulator.modes.isDisjoint(with: [1000, 1002, 1006, 2026]))
    shell.resize(columns: 100, rows: 30)
    shell.send("fg\n")
    shell.wait(for: "probe 100x30")
    shell.wait(for: "resumed")
    #expect(shell.emulator.modes.isSuperset(of: [1049, 1000, 2004]))
    shell.send("q")
    shell.wait { !$0.emulator.modes.contains(1049) }
    shell.wait(for: "ready>")
    shell.send("echo $((7 * 7)) words\n")
    shell.wait(for: "49 words")
  }

  @Test func `a stop that nobody can notice is repaired too`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    let good = terminal.emulator.text
    kill(terminal.process, SIGSTOP)
    terminal.garble()
    kill(terminal.process, SIGCONT)
    terminal.wait(for: "1 resumed")
    // The queries are sent again: by now this may be another terminal.
    terminal.wait(for: "2 reply")
    #expect(terminal.emulator.text.suffix(18) == good.suffix(18))
    terminal.send("a")
    terminal.wait(for: "3 key")
  }
}
