import Glibc
import Testing

/// The terminal comes back, whatever ends the process.
@Suite(.serialized) struct RestoreTests {
  /// Every signal that ends a process unless it is caught (signal(7)), 34 to 64 for use at will.
  static let ending: [Int32] =
    [
      SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE,
      SIGALRM,
      SIGTERM, SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR, SIGSYS,
    ] + Array(34...64)

  @Test(arguments: ending) func `a signal restores the terminal`(_ signal: Int32) {
    let terminal = PseudoTerminal(arguments: ["--fps", "50"])
    let before = terminal.original
    terminal.wait { $0.draws >= 5 }
    #expect(terminal.settings.c_lflag != before.c_lflag)
    kill(terminal.process, signal)
    #expect(terminal.waitForEnd() & 0x7F == signal, "it ends as the signal says")
    expectRestored(terminal, before)
  }

  /// Whatever the first moments are busy with, from the first byte of the terminal's on.
  @Test(arguments: [SIGTERM, SIGQUIT, SIGUSR1, SIGSEGV, 40])
  func `a signal in the first moments`(_ signal: Int32) {
    for moment in 0..<40 {
      let terminal = PseudoTerminal()
      let before = terminal.original
      // Between the change of the settings and the first frame lies the moment that counts.
      let end = PseudoTerminal.now() + PseudoTerminal.patience
      while terminal.settings.c_lflag == before.c_lflag, terminal.status == nil, PseudoTerminal.now() < end {
        terminal.noticeEnd()
      }
      for _ in 0..<moment { terminal.readOnce(milliseconds: 0) }
      kill(terminal.process, signal)
      #expect(terminal.waitForEnd() & 0x7F == signal)
      expectRestored(terminal, before)
    }
  }

  @Test func `the key that quits restores the terminal`() {
    let terminal = PseudoTerminal()
    let before = terminal.original
    terminal.wait(for: "background")
    terminal.send("q")
    #expect(terminal.waitForEnd() == 0)
    expectRestored(terminal, before)
  }

  @Test func `Ctrl-C from the keyboard restores the terminal`() {
    let terminal = PseudoTerminal()
    let before = terminal.original
    terminal.wait(for: "background")
    terminal.send("\u{03}")
    #expect(terminal.waitForEnd() & 0x7F == SIGINT)
    expectRestored(terminal, before)
  }

  @Test func `a crash restores first and then says what it was`() {
    let terminal = PseudoTerminal()
    let before = terminal.original
    terminal.wait(for: "background")
    terminal.send("e")
    terminal.wait(for: "1 key")
    #expect(!String(decoding: terminal.output, as: UTF8.self).contains("a word on standard error"))
    terminal.send("X")
    terminal.waitForEnd()
    expectRestored(terminal, before)
    let text = String(decoding: terminal.output, as: UTF8.self)
    let normal = text.text(after: "\u{1B}[?1049l")
    #expect(normal.contains("a word on standard error"))
    #expect(normal.contains("the probe was asked to crash"))
    #expect(normal.contains("squall crashed (signal "))
  }

  @Test func `a window that is closed ends the process`() {
    let terminal = PseudoTerminal()
    terminal.wait(for: "background")
    terminal.hangUp()
    terminal.waitForEnd()
  }

  @Test func `a terminal that reads nothing is left all the same`() {
    let terminal = PseudoTerminal(arguments: ["--fps", "1000"], columns: 200, rows: 50)
    terminal.wait { $0.draws >= 3 }
    // From here on nobody reads, until the process cannot write any more.
    var waiting = -1
    while terminal.unreadOutput != waiting || waiting < 3000 {
      waiting = terminal.unreadOutput
      poll(nil, 0, 100)
    }
    kill(terminal.process, SIGTERM)
    let end = PseudoTerminal.now() + PseudoTerminal.patience
    while terminal.status == nil, PseudoTerminal.now() < end { terminal.noticeEnd() }
    #expect((terminal.status ?? 0) & 0x7F == SIGTERM)
    #expect(terminal.settings.c_lflag == terminal.original.c_lflag)
  }

  @Test func `three signals end even a process that hangs`() {
    let terminal = PseudoTerminal(arguments: ["--hang"])
    let before = terminal.original
    terminal.wait { $0.draws >= 1 }
    terminal.send("h")
    terminal.wait(for: "hanging")
    while terminal.status == nil {
      kill(terminal.process, SIGINT)
      terminal.readOnce(milliseconds: 10)
    }
    expectRestored(terminal, before)
  }

  @Test func `answers that come late are not typed into the shell`() {
    let terminal = PseudoTerminal(answers: false)
    terminal.wait { $0.draws >= 1 }
    terminal.send("q")
    terminal.send("\u{1B}[?2026;2$y\u{1B}[?62;22c")
    terminal.waitForEnd()
    #expect(terminal.unreadInput == 0)
  }

  private func expectRestored(_ terminal: PseudoTerminal, _ before: termios) {
    let after = terminal.settings
    #expect(after.c_lflag == before.c_lflag && after.c_iflag == before.c_iflag && after.c_oflag == before.c_oflag)
    #expect(terminal.emulator.modes == [7, 25], "only wrapping and the cursor are on")
    #expect(terminal.unreadInput == 0)
  }
}

extension String {
  /// What follows the last occurrence of `mark`.
  func text(after mark: String) -> String {
    let bytes = Array(utf8), wanted = Array(mark.utf8)
    var last = 0
    for start in 0..<max(0, bytes.count - wanted.count) where bytes[start...].starts(with: wanted) {
      last = start + wanted.count
    }
    return String(decoding: bytes[last...], as: UTF8.self)
  }
}
