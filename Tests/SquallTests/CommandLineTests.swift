import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) struct CommandLineTests {
  @Test func `labs are listed`() throws {
    let found = try Binary.run("labs")
    #expect(found.code == 0)
    #expect(found.output.contains("  shop  "))
    #expect(found.error.isEmpty)
    #expect(try Binary.run("labs", "shop").output.contains("  traffic=600 "))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], ["run", "--help"], ["help", "run"], ["check", "-h"]])
  func `help is no error`(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 0)
    #expect(found.output.contains("USAGE: squall"))
    #expect(found.error.isEmpty)
  }

  @Test func `the version is three`() throws {
    let found = try Binary.run("--version")
    #expect(found.code == 0)
    #expect(found.output.split(separator: ".").count == 3)
  }

  @Test(arguments: [[], ["shop"], ["open"], ["open", "shop", "--seed", "0x2A", "--set", "traffic=900"]])
  func `the dashboard needs a terminal`(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2)
    #expect(found.output.isEmpty)
    #expect(found.errorLines.count == 1)
    #expect(found.error.contains("needs a terminal"))
  }

  @Test(arguments: [
    ("cache", ["squall system.cache-stampede  system  "]),
    ("kafka", ["squall backpressure", "lab"]), ("lost-event", ["squall story lost-event"]),
    ("breaker", ["squall circuit-breaker", "squall shop", "squall story breaker-flapping"]),
    ("Istio", ["squall sidecar"]),
  ]) func `a word that something is found by is answered with how to open it`(word: String, offered: [String]) throws {
    let found = try Binary.run([word])
    #expect(found.code == 2 && found.output.isEmpty)
    #expect(found.errorLines.first == "squall: there is no lab or command '\(word)'; by that word there is")
    for line in offered { #expect(found.error.contains(line), "\(found.error)") }
    // The best first.
    #expect(found.errorLines[1].contains(offered[0]))
    #expect(found.errorLines.count <= 9 && found.errorLines.allSatisfy { $0.count <= 80 }, "\(found.error)")
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
    (["check", "shop", "--seeds", "many"], "'many' is no whole number; write it like 300"),
    (["check", "shop", "--jobs", "0"], "--jobs needs a whole number from 1, not '0'"),
    (["run", "shop", "--for", "-1s"], "'-1s' is not a time; "),
    (["run", "shop", "--for", "1e300s"], "'1e300s' is not a time; "),
    (["run", "shop", "--for", "99999999999999999999h"], "'99999999999999999999h' is not a time; "),
    (["run", "shop", "--seed", "-1"], "'-1' is no seed; "),
    (["run", "shop", "--set", "traffic"], "traffic is a knob and needs a value; write it like traffic=VALUE"),
    (["run", "shop", "--set", "trafic"], "'trafic' is no setting; write it like KNOB=VALUE; did you mean 'traffic'?"),
    (["run", "shop", "--set", "payment.down"], "payment.down is no knob but what is done at a time; "),
    (["run", "shop", "--at", "1s:traffic"], "traffic is a knob and needs a value"),
    (["sweep", "shop", "--out", "x", "--vary", "traffic"], "write it like traffic=LOW..HIGH/STEP or traffic=A,B"),
    (["help", "nope"], "there is no command 'nope'; "),
    (["help", "rnu"], "there is no command 'rnu'; did you mean 'run'?"),
    (["help", "run", "nope"], "run has no commands of its own, so no 'nope'"),
    (["check", "shop", "--seeds", "9223372036854775807"], "at most 100000 seeds, not 9223372036854775807"),
    (["check", "shop", "--walks", "9223372036854775807"], "at most 100000 walks, not 9223372036854775807"),
    (["check", "shop", "--walks", "1", "--format", "json"], "neither --seeds, --for nor json"),
    (["check", "shop", "--format", "jsn"], "there is no format 'jsn'; did you mean 'json'?"),
    (["run", "retry-storm", "--seeds", "0..18446744073709551615"], "at most 100000 seeds"),
    (["sweep", "shop", "--out", "x", "--vary", "traffic=0..3000/1e-9"], "more than 100000 values"),
    (["sweep", "shop", "--out", "x", "--vary", "traffic=0..1e18/1e-9"], "traffic goes from 0 to 3000 /s"),
    (["sweep", "shop", "--out", "x", "--shard", "1/99999999999999999999"], "is no shard"),
    (["sweep", "shop", "--out", "x", "--jobs", "99999999999999999999"], "--jobs needs a whole number from 1"),
    (["open", "shop", "--seed", "x"], "'x' is no seed"),
    (["open", "shop", "--set", "trafic=1"], "'traffic'"),
  ])
  func `bad input is one line`(_ arguments: [String], _ part: String) throws {
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
  func `no argument steers the terminal`(_ arguments: [String]) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2)
    #expect(found.error.hasSuffix("\n"))
    #expect(found.error.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }

  /// A value that looks like an option is still a value, and what is wrong with it is said.
  @Test(arguments: [
    ["run", "shop"], ["open", "shop"], ["story", "retry-storm"], ["sweep", "shop", "--out", "x"],
    ["export", "x", "--format", "csv"], ["export", "x", "--format", "cast"], ["replay", "x"],
    ["resume", "x"],
    ["check", "shop"], ["verify", "shop"], ["run", "retry-storm"],
  ])
  func `no value is missing that is there`(_ command: [String]) throws {
    let help = try Binary.run([command[0], "--help"]).output
    let options = help.matches(of: /(--[a-z-]+) <[a-z=.:\/-]+>/).map { String($0.output.1) }
    #expect(!options.isEmpty)
    // Another file to write is no mistake, and notes can go without a level.
    for option in Set(options).subtracting(["--out", "--notes"]) {
      let found = try Binary.run(command + [option, "-1"])
      #expect(found.code == 2 && found.errorLines.count == 1, "\(option): \(found.error)")
      #expect(!found.error.contains("Missing value"), "\(option): \(found.error)")
    }
  }

  @Test func `check can be read by programs`() throws {
    let found = try Binary.run("check", "shop", "--seeds", "2", "--format", "json")
    #expect(found.code == 0)
    let labs = try #require(try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [[String: Any]])
    #expect(labs.count == 1 && labs[0]["lab"] as? String == "shop" && labs[0]["clean"] as? Bool == true)
    #expect((labs[0]["laws"] as? [[String: Any]])?.isEmpty == false)
  }

  /// Ten thousand are more than a person writes, and a program may.
  @Test func `many inputs cost little`() throws {
    let inputs = (0..<10_000).flatMap { ["--at", "\($0)ms:traffic=\(600 + $0 % 2)"] }
    let clock = ContinuousClock()
    var found: Binary.Outcome?
    let took = try clock.measure { found = try Binary.run(["run", "shop", "--for", "10s"] + inputs) }
    #expect(found?.code == 0)
    #expect(took < .seconds(60), "\(took)")
  }

  @Test func `a reader that goes away is no error`() throws {
    let found = try Binary.shell("\"$SQUALL\" run shop --for 1s | head -n 1; \"$SQUALL\" labs shop | true")
    #expect(found.output.split(separator: "\n").count == 1)
    #expect(found.error.isEmpty)
    #expect(try Binary.shell("trap '' PIPE; \"$SQUALL\" labs shop | true").error.isEmpty)
  }

  @Test func `a full disk is an error`() throws {
    let found = try Binary.shell("\"$SQUALL\" labs shop > /dev/full")
    #expect(found.code == 2)
    #expect(found.error.hasPrefix("squall: cannot write: "))
  }
}
