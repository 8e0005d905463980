import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) struct CommandLineTests {
  @Test func labsAreListed() throws {
    let found = try Binary.run("labs")
    #expect(found.code == 0)
    #expect(found.output.contains("  shop  "))
    #expect(found.error.isEmpty)
    #expect(try Binary.run("labs", "shop").output.contains("  traffic=600 "))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], ["run", "--help"], ["help", "run"], ["check", "-h"]])
  func helpIsNoError(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 0)
    #expect(found.output.contains("USAGE: squall"))
    #expect(found.error.isEmpty)
  }

  @Test func theVersionIsThree() throws {
    let found = try Binary.run("--version")
    #expect(found.code == 0)
    #expect(found.output.split(separator: ".").count == 3)
  }

  @Test(arguments: [[], ["shop"], ["open"], ["open", "shop", "--seed", "0x2A", "--set", "traffic=900"]])
  func theDashboardNeedsATerminal(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2)
    #expect(found.output.isEmpty)
    #expect(found.errorLines.count == 1)
    #expect(found.error.contains("needs a terminal"))
  }

  @Test(arguments: [
    (["rnu"], "there is no lab or command 'rnu'; did you mean 'run'?"),
    (["shp"], "there is no lab or command 'shp'; did you mean 'shop'?"),
    (["rnu", "shop", "--for", "10s"], "there is no lab or command 'rnu'; did you mean 'run'?"),
    (["open", "shp"], "did you mean 'shop'?"),
    (["run", "shp"], "there is no lab or story 'shp'; did you mean 'shop'?"),
    (["check", "shp"], "there is no lab 'shp'; did you mean 'shop'?"),
    (["labs", "sho"], "did you mean 'shop'?"),
    (["run"], "Missing expected argument '<lab>'"), (["run", "shop", "shop"], "Unexpected argument 'shop'"),
    (["run", "shop", "--sed", "1"], "'--sed'. Did you mean '--seed'?"),
    (["run", "shop", "--duration", "1s"], "Unknown option '--duration'; "),
    (["--thme", "dark"], "'--theme'"),
    (["run", "shop", "--seed"], "Missing value for '--seed <seed>'"),
    (["run", "shop", "--seed", "x"], "'x' is no seed; it is a whole number"),
    (["run", "shop", "--seed", "18446744073709551616"], "'18446744073709551616' is no seed"),
    (["run", "shop", "--for", "60"], "'60' is not a time; "),
    (["run", "shop", "--for", "0s"], "needs some time, not 0s"),
    (["run", "shop", "--set", "trafic=1"], "shop has no knob 'trafic'; did you mean 'traffic'?"),
    (["run", "shop", "--set", "traffic=9999"], "traffic goes from 0 to 3000 /s, not '9999'"),
    (["run", "shop", "--at", "1s:payment.don"], "did you mean 'payment.down'?"),
    (["run", "shop", "--at", "1s:heal:order"], "order is done once and cannot be healed"),
    (["run", "shop", "--at", "61s:order"], "61s:order comes after the end of the run at 60s"),
    (["run", "shop", "--format", "jsn"], "there is no format 'jsn'; did you mean 'json'?"),
    (["run", "shop", "--notes=al"], "there is no level of notes 'al'; "),
    (["check", "shop", "--seeds", "0"], "at least 1 seed, not 0"),
    (["check", "shop", "--seeds", "many"], "The value 'many' is invalid for '--seeds <seeds>'"),
    (["check", "shop", "--jobs", "0"], "--jobs needs a whole number from 1, not '0'"),
    (["open", "shop", "--seed", "x"], "'x' is no seed"),
    (["open", "shop", "--set", "trafic=1"], "'traffic'"),
  ])
  func badInputIsOneLine(_ arguments: [String], _ part: String) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2)
    #expect(found.output.isEmpty)
    #expect(found.errorLines.count == 1)
    #expect(found.error.hasPrefix("squall: "))
    #expect(found.error.contains(part), "\(found.error)")
  }

  @Test(arguments: [
    ["a\u{1B}[31mb"], ["run", "a\u{1B}]0;x\u{7}"], ["run", "shop", "--a\u{1B}[2J"],
    ["run", "shop", "--set", "\u{9B}=1"],
    ["run", "shop", "--at", "1s:\u{1B}c"], ["run", "shop", "a\nb"], ["run", "shop", "--seed", "\r\n1"],
    ["check", "shop", "--seeds", "\u{1B}["],
  ])
  func noArgumentSteersTheTerminal(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2)
    #expect(found.error.hasSuffix("\n"))
    #expect(
      found.error.dropLast().unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
      })
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let found = try Binary.shell("\"$SQUALL\" run shop --for 1s | head -n 1; \"$SQUALL\" labs shop | true")
    #expect(found.output.split(separator: "\n").count == 1)
    #expect(found.error.isEmpty)
    #expect(try Binary.shell("trap '' PIPE; \"$SQUALL\" labs shop | true").error.isEmpty)
  }

  @Test func aFullDiskIsAnError() throws {
    let found = try Binary.shell("\"$SQUALL\" labs shop > /dev/full")
    #expect(found.code == 2)
    #expect(found.error.hasPrefix("squall: cannot write: "))
  }
}
