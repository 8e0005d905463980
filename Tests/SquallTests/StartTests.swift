import Foundation
import Testing

/// What a shell, a batch system or a signal may do to the program before it has begun.
@Suite(.serialized, .enabled(if: Binary.isBuilt)) struct StartTests {
  @Test(arguments: [0, 2])
  func `no file gets the number of a standard descriptor that was closed`(_ number: Int) throws {
    let found = try Binary.shell(
      """
      "$SQUALL" run shop --for 1000h >/dev/null \(number)<&- &
      for look in $(seq 2000); do
        [ "$(readlink /proc/$!/fd/\(number))" = /dev/null ] && echo opened && break
      done
      kill -KILL $!
      """)
    #expect(found.output == "opened\n")
  }

  @Test func `a report that nobody can receive is an error, and messages may go nowhere`() throws {
    let silent = try Binary.shell("\"$SQUALL\" labs >&-")
    #expect(silent.code == 2)
    #expect(silent.error.hasPrefix("squall: cannot write: "))
    let whole = try Binary.shell("\"$SQUALL\" run shop --for 1s")
    let closed = try Binary.shell("\"$SQUALL\" run shop --for 1s 0<&- 2>&-")
    #expect(closed.output == whole.output)
    #expect(closed.code == 0)
  }

  /// Swift's backtracer catches them before `main`, and on a terminal answers with a prompt. QUIT is what Ctrl-\ sends.
  /// XFSZ is not among them: from `main` on it is ignored, so that a file that cannot grow is an error of the write.
  @Test(arguments: ["QUIT", "ABRT", "SEGV", "ILL", "FPE"])
  func `a signal in the first moments of a run ends it`(_ signal: String) throws {
    // The tests' threads block SIGCHLD, for which sh would wait and bash does not.
    let script = """
      exec bash -c 'ulimit -c 0
      set -m
      for try in 1 2 3 4 5 6 7 8 9 10 11 12; do
        "$SQUALL" run shop --for 1000h >/dev/null &
        for pause in $(seq $((try * 200))); do :; done
        kill -\(signal) $!
        wait $!
        echo $(($? - 128))
      done'
      """
    let found = try Binary.shell(script)
    let number = ["QUIT": 3, "ABRT": 6, "SEGV": 11, "ILL": 4, "FPE": 8][signal]!
    #expect(found.output == String(repeating: "\(number)\n", count: 12))
    #expect(!found.error.contains("acktrace"))
  }

  @Test(arguments: [4, 6, 8, 10, 12, 13, 14, 15, 16])
  func `without descriptors enough the dashboard says so`(_ limit: Int) throws {
    let terminal = try Tmux(
      columns: 150, rows: 24, program: ["sh", "-c", "ulimit -n \(limit); exec \(Binary.url.path)"])
    try terminal.expect("a line about \(limit)") { screen in
      screen.contains("squall: the dashboard needs 17 open files, and only \(limit) are allowed here (ulimit -n)")
        && screen.contains("ended 2")
    }
  }

  @Test func `without threads the dashboard says so, and checks go on one after the other`() throws {
    // Root is not limited.
    let alone = "prlimit --nproc=1:1 setpriv --reuid=54321 --clear-groups"
    guard getuid() == 0, try Binary.shell("\(alone) \"$SQUALL\" --version").code == 0 else { return }
    let check = "\"$SQUALL\" check saga --seeds 2 --jobs 2"
    let (limited, free) = (try Binary.shell("\(alone) \(check)"), try Binary.shell(check))
    #expect(limited.output == free.output)
    #expect(limited.code == free.code)
    let terminal = try Tmux(columns: 150, rows: 24, program: ["sh", "-c", "\(alone) \(Binary.url.path)"])
    try terminal.expect("a line about threads") { screen in
      screen.contains("squall: the dashboard needs 4 threads, and the system allows no more (ulimit -u)")
        && screen.contains("ended 2")
    }
  }

  @Test func `labs and stories are there once the first frame is`() throws {
    let terminal = try Tmux(["--seed", "5"])
    try terminal.expect("the shop") { $0.contains("Queue depth") }
    try terminal.press(":")
    try terminal.expect("the palette") { $0.contains("► Palette") }
    try terminal.press("-l", "saga")
    try terminal.expect("a lab") { $0.contains("open lab: Saga") }
    for _ in "saga" { try terminal.press("BSpace") }
    try terminal.press("-l", "retry storm")
    try terminal.expect("a story") { $0.contains("story: ") }
  }
}
