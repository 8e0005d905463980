import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) final class SweepTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Twelve cells with twenty seeds each.
  private let twelve = "load-shedding --vary traffic=200..1200/200 --vary policy=none,priority --seeds 1..20 --for 2s"

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  /// What a shell makes of some lines, in this test's folder; `sweep` is the command.
  private func shell(_ lines: String) throws -> Binary.Outcome {
    try Binary.shell("cd \(folder) || exit 99; sweep() { \"$SQUALL\" sweep \"$@\"; }; \(lines)")
  }

  /// Lines that wait until `condition` holds, or fail: never for ever, and asleep neither.
  private func until(_ condition: String) -> String {
    "look=0; until \(condition); do look=$((look + 1)); [ $look -lt 20000 ] || exit 98; done"
  }

  /// Whether so many finished runs lie there.
  private func has(_ runs: Int, in part: String) -> String {
    "[ \"$({ wc -l < \(part) || echo 0; } 2>/dev/null)\" -gt \(runs) ]"
  }

  /// The command with a limit on the size of files; a block is 1024 bytes for bash and 512 for others.
  private func limited(to blocks: Int) -> String {
    "bash -c 'ulimit -f \(blocks); exec \"$SQUALL\" sweep \"$@\"' sweep"
  }

  @Test func `a sweep that was killed gives the same file`() throws {
    let whole = try shell("sweep \(twelve) --out whole.csv")
    #expect(whole.code == 0)
    #expect(whole.output.isEmpty)
    #expect(whole.error == "whole.csv: 12 cells, 240 runs\n")
    #expect(try text("whole.csv").split(separator: "\n").count == 13)
    // Its lock says when it is gone; 'wait' would hang, since Foundation starts processes with signals blocked. On a
    // busy machine it may come to its end before it is killed: then once more.
    let killed = try shell(
      """
      for try in 1 2 3 4 5 6 7 8; do
        "$SQUALL" sweep \(twelve) --jobs 1 --out killed.csv & sweep=$!
        \(until("[ -e killed.csv ] || \(has(120, in: "killed.csv.part"))"))
        kill -9 $sweep; flock -w 60 killed.csv.part true || exit 97
        [ -e killed.csv ] || exit 0
        rm killed.csv*
      done; exit 96
      """)
    #expect(killed.code == 0, "\(killed.error)")
    let part = try text("killed.csv.part")
    let before = part.split(separator: "\n").count - 1
    #expect((120..<240).contains(before))
    // As if it had been killed within a line.
    try (part + "200 0123456789abcdef ok 17").write(
      toFile: "\(folder)/killed.csv.part", atomically: false, encoding: .utf8)
    // It goes on, and once more: the result has no place at first, and all runs lie there in whole lines.
    let again = try shell("mkdir killed.csv.new; sweep \(twelve) --out killed.csv; wc -l < killed.csv.part")
    #expect(again.error == "squall: cannot write killed.csv: Is a directory\n")
    #expect(again.output == "241\n", "the plan and 240 runs, \(before) of them from before")
    let last = try shell("rmdir killed.csv.new; sweep \(twelve) --out killed.csv")
    #expect(last.code == 0)
    #expect(last.error == "killed.csv: 12 cells, 240 runs, 240 of them from before\n")
    #expect(try text("killed.csv") == text("whole.csv"))
    #expect(try names == ["killed.csv", "whole.csv"])
  }

  @Test func `four shards joined are the whole`() throws {
    #expect(try shell("sweep \(twelve) --out whole.csv").code == 0)
    for shard in 1...4 {
      let found = try shell("sweep \(twelve) --shard \(shard)/4 --out part-\(shard).csv")
      #expect(found.code == 0)
      #expect(found.error == "part-\(shard).csv: 3 cells, 60 runs\n")
    }
    let joined = try shell("cat part-*.csv | cmp - whole.csv")
    #expect(joined.code == 0, "\(joined.output)")
  }

  /// As the README has it, for any number of parts: as many digits for all keep them in their order.
  @Test(arguments: [
    ("g-counter --vary replicas=2..6/1 --vary send=full,delta --seeds 3,9..11 --for 1s", 12),
    ("saga --vary failures=0,20 --seeds 7..9 --for 3s --at 1s:fail.step2", 3),
    ("outbox --set batch=3 --vary rate=2..10/2 --seeds 0x10..0x12 --for 2s", 2),
    ("backpressure --seeds 5,1 --for 2s", 5),
    ("shop --vary traffic=100..700/200 --seeds 1..2 --for 1s", 16),
  ]) func `any number of shards at once is the whole`(_ sweep: String, _ shards: Int) throws {
    let found = try shell(
      """
      sweep \(sweep) --out whole.csv || exit 95
      seq -w \(shards) | xargs -P 3 -I{} "$SQUALL" sweep \(sweep) --jobs 1 --shard {}/\(shards) --out part-{}.csv || exit 94
      cat part-*.csv | cmp - whole.csv
      """)
    #expect(found.code == 0, "\(found.output)\(found.error)")
    #expect(try names.count == shards + 1)
    #expect(try text("whole.csv").split(separator: "\n").count > 1)
  }

  @Test func `a shard without cells is empty`() throws {
    let small = "g-counter --seeds 1 --for 1s"
    let found = try shell(
      "for i in 1 2 3; do sweep \(small) --shard $i/3 --out $i.csv; done; sweep \(small) --out 0.csv")
    #expect(
      found.error == """
        1.csv: 0 cells, 0 runs; there are more parts than cells
        2.csv: 0 cells, 0 runs; there are more parts than cells
        3.csv: 1 cell, 1 run
        0.csv: 1 cell, 1 run

        """)
    #expect(try text("1.csv") + text("2.csv") + text("3.csv") == text("0.csv"))
    #expect(try shell("sweep \(small) --shard 2/3 --out 2.csv").error == "2.csv: 0 cells, complete already\n")
  }

  @Test func `a result that is there is left alone`() throws {
    let small = "g-counter --seeds 1..2 --for 1s --out small.csv"
    #expect(try shell("sweep \(small)").code == 0)
    let first = try text("small.csv")
    let again = try shell("touch small.csv.part; sweep \(small)")
    #expect(again.code == 0)
    #expect(again.error == "small.csv: 1 cell, complete already\n")
    #expect(try names == ["small.csv"])
    let other = try shell("sweep \(small) --set replicas=4")
    #expect(other.code == 2)
    #expect(other.errorLines.count == 1)
    #expect(other.error.contains("is there already and is no result of this sweep"))
    #expect(try text("small.csv") == first)
  }

  @Test func `finished runs of another sweep are not mixed in`() throws {
    let small = "g-counter --seeds 1..2 --for 1s --out small.csv"
    func refused(_ part: String, _ complaint: String) throws {
      try part.write(toFile: "\(folder)/small.csv.part", atomically: false, encoding: .utf8)
      let found = try shell("sweep \(small)")
      #expect(found.code == 2)
      #expect(found.errorLines.count == 1)
      #expect(found.error.contains(complaint), "\(found.error)")
      #expect(try text("small.csv.part") == part, "left as it was")
    }
    for other in ["something else\n", "something else"] {
      try refused(other, "small.csv.part is of another sweep")
    }
    // The result cannot be written, so its finished runs stay.
    let blocked = try shell("rm small.csv.part; mkdir small.csv.new; sweep \(small)")
    #expect(blocked.code == 2)
    #expect(blocked.error == "squall: cannot write small.csv: Is a directory\n")
    let part = try text("small.csv.part")
    let lines = part.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    try refused(lines[0] + "\n" + lines[1] + "\nrubbish\n", "small.csv.part, line 3: this is no finished run")
    let digest = lines[1].split(separator: " ")[1]
    let forged = lines[1].replacingOccurrences(of: digest, with: "0123456789abcdef")
    try refused(lines[0] + "\n" + forged + "\n", "was begun by another squall, whose runs were others")
    // Killed in its first line.
    try lines[0].dropLast(9).write(toFile: "\(folder)/small.csv.part", atomically: false, encoding: .utf8)
    #expect(try shell("rmdir small.csv.new; sweep \(small)").error == "small.csv: 1 cell, 2 runs\n")
  }

  @Test func `whoever stops a sweep is told how it goes on`() throws {
    let long = "g-counter --seeds 1..20000 --for 2s --out long.csv"
    let stopped = try shell(
      """
      "$SQUALL" sweep \(long) & sweep=$!
      \(until(has(3, in: "long.csv.part")))
      sweep \(long); kill -TERM $sweep; flock -w 60 long.csv.part true
      """)
    #expect(stopped.code == 0)
    #expect(stopped.errorLines.count == 2, "\(stopped.error)")
    #expect(stopped.errorLines.first == "squall: long.csv.part is still being written by another squall")
    let said = String(stopped.errorLines.last ?? "")
    #expect(said.hasPrefix("squall: stopped; "))
    #expect(said.hasSuffix(" of 20000 runs are kept in long.csv.part, and the same command goes on"))
    let kept = try text("long.csv.part")
    #expect(kept.hasSuffix("\n"))
    #expect(said.contains("stopped; \(kept.split(separator: "\n").count - 1) of "))
  }

  /// As on a full disk: nothing is lost, and there is no half of a line.
  @Test func `what does not fit is said and loses nothing`() throws {
    let full = try shell("\(limited(to: 24)) \(twelve) --out full.csv")
    #expect(full.code == 2)
    #expect(full.error == "squall: cannot write full.csv.part: File too large\n")
    let part = try text("full.csv.part")
    #expect(part.hasSuffix("\n"))
    let before = part.split(separator: "\n").count - 1
    #expect(before > 10)
    let again = try shell("sweep \(twelve) --out full.csv; sweep \(twelve) --out whole.csv")
    #expect(again.errorLines.first == "full.csv: 12 cells, 240 runs, \(before) of them from before")
    #expect(try text("full.csv") == text("whole.csv"))
    // The finished runs fit, and the result does not.
    let last = "g-counter --vary replicas=2..6/1 --seeds 1 --for 1s --out last.csv"
    let missing = try shell("\(limited(to: 2)) \(last)")
    #expect(missing.error == "squall: cannot write last.csv: File too large\n")
    #expect(try names == ["full.csv", "last.csv.part", "whole.csv"])
    #expect(try shell("sweep \(last)").error == "last.csv: 5 cells, 5 runs, 5 of them from before\n")
  }
}
