import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) struct SweepMessageTests {
  @Test(arguments: [
    ([], "Missing expected argument '<lab>'"),
    (["shop"], "Missing expected argument '--out <file>'"),
    (["shp", "--out", "x"], "did you mean 'shop'?"),
    (["shop", "--out", ""], "--out needs the name of a file"),
    (["shop", "--out", "-"], "--out needs the name of a file"),
    (["shop", "--out", "/no/such/x.csv"], "cannot write /no/such/x.csv.part: No such file"),
    (["shop", "--out", "/"], "/: this is not a file but a folder, expected a file to write"),
    (["shop", "--out", "/dev/zero"], "/dev/zero: this is not a file but a device"),
    (["shop", "--out", "x", "--vary", "trafic=1"], "shop has no knob 'trafic'; did you mean 'traffic'?"),
    (["shop", "--out", "x", "--vary", "traffic=1..9"], "'1..9' has no step; "),
    (["shop", "--out", "x", "--vary", "traffic=9..1/1"], "runs backwards"),
    (["shop", "--out", "x", "--vary", "traffic=1..5000/1"], "traffic goes from 0 to 3000 /s, not '5000'"),
    (["shop", "--out", "x", "--vary", "traffic=1", "--vary", "traffic=2"], "traffic is varied twice"),
    (["shop", "--out", "x", "--vary", "traffic=1,2", "--set", "traffic=3"], "is both set and varied"),
    (["shop", "--out", "x", "--shard", "5/4"], "there is no shard 5/4; they go from 1/4 to 4/4"),
    (["shop", "--out", "x", "--seeds", "5..1"], "the seeds run backwards: 5 to 1"),
    (["shop", "--out", "x", "--seeds", "-1"], "'-1' is no seed and no range"),
    (["shop", "--out", "x", "--jobs", "0"], "--jobs needs a whole number from 1, not '0'"),
    (["shop", "--out", "x", "--jobs", "-1"], "--jobs needs a whole number from 1, not '-1'"),
    (["shop", "--out", "x", "--jobs", "two"], "--jobs needs a whole number from 1, not 'two'"),
    (["shop", "--out", "x", "--for", "0s"], "a run needs some time, not 0s"),
    (["shop", "--out", "x", "--for", "-1s"], "'-1s' is not a time; write it like 10s"),
    (["shop", "--out", "x", "--at", "61s:order"], "comes after the end of the run"),
    (["shop", "--out", "x", "--var", "traffic=1"], "'--vary'"),
  ]) func `bad input gets one line`(_ arguments: [String], _ complaint: String) throws {
    let found = try Binary.run(["sweep"] + arguments)
    #expect(found.code == 2)
    #expect(found.output.isEmpty)
    #expect(found.errorLines.count == 1)
    #expect(found.error.contains(complaint), "\(found.error)")
    #expect(!FileManager.default.fileExists(atPath: "x.part"))
  }

  /// Eighty columns of a help that wraps: an example is copied as it stands.
  @Test func `the example of the help is not wrapped`() throws {
    let help = try Binary.run("sweep", "--help").output
    #expect(
      help.contains(
        """
          squall sweep load-shedding --vary traffic=200..3000/200 \\
            --vary policy=none,priority --seeds 1..50 --for 120s --out load.csv

        """))
  }
}
