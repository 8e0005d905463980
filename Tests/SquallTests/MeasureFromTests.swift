import Foundation
import Testing

@Suite(.enabled(if: Binary.isBuilt)) struct MeasureFromTests {
  @Test func `a run's warm-up changes its figures and not what happens`() throws {
    let options = ["run", "saga", "--for", "20s", "--format", "json"]
    func json(_ more: String...) throws -> [String: Any] {
      let found = try Binary.run(options + more)
      #expect(found.code == 0)
      return try #require(try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any])
    }
    let whole = try json(), measured = try json("--measure-from", "10s")
    #expect(whole["digest"] as? String == measured["digest"] as? String)
    #expect(measured["measuredFrom"] as? Int == 10 && whole["measuredFrom"] == nil)
    func offered(_ json: [String: Any]) -> Int? {
      ((json["meters"] as? [String: [String: Any]])?["orders.offered"])?["total"] as? Int
    }
    #expect(try #require(offered(measured)) < #require(offered(whole)))
    #expect(try Binary.run(options + ["--measure-from", "0s"]).output == Binary.run(options).output)
    #expect(
      try Binary.run("run", "saga", "--for", "20s", "--measure-from", "10s").output
        .contains("--for 20s --measure-from 10s\n"))
  }

  @Test(arguments: [
    (["run", "saga", "--measure-from", "60s"], "measured from 60s on, nothing is left of a run that ends at 60s"),
    (["sweep", "saga", "--out", "x", "--measure-from", "2h"], "measured from 7200s on, nothing is left of a run"),
    (["run", "saga", "--measure-from", "10"], "'10' is not a time; "),
    (["run", "retry-storm", "--measure-from", "1s"], "--measure-from belongs to a lab; a story says itself"),
    (["run", "saga", "--csv-dialect", "semicolon"], "--csv-dialect is for --format csv"),
    (["run", "saga", "--format", "csv", "--csv-dialect", "x"], "there is no dialect of CSV 'x'"),
  ]) func `what makes no sense is one line`(_ arguments: [String], _ says: String) throws {
    let found = try Binary.run(arguments)
    #expect(found.code == 2 && found.output.isEmpty && found.errorLines.count == 1)
    #expect(found.error.contains(says), "\(found.error)")
  }

  @Test(arguments: ["--measure-from 1s", "--csv-dialect semicolon", "--measure-from 1500ms --csv-dialect semicolon"])
  func `parts of a sweep join to the whole, and go on with the same options only`(_ options: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sweep = "saga --vary failures=0,20 --vary rate=2,5 --seeds 1..3 --for 2s"
    let found = try Binary.shell(
      """
      cd \(folder) || exit 99
      "$SQUALL" sweep \(sweep) \(options) --out whole.csv || exit 98
      for part in 1 2 3; do "$SQUALL" sweep \(sweep) \(options) --shard $part/3 --out part-$part.csv || exit 97; done
      cat part-*.csv | cmp - whole.csv || exit 96
      "$SQUALL" sweep \(sweep) --out plain.csv || exit 95
      cmp -s plain.csv whole.csv && exit 94
      # Finished already, and by another plan: each is refused.
      "$SQUALL" sweep \(sweep) --out whole.csv && exit 93
      mkdir kept.csv.new; "$SQUALL" sweep \(sweep) \(options) --out kept.csv; rmdir kept.csv.new
      "$SQUALL" sweep \(sweep) --out kept.csv && exit 92
      "$SQUALL" sweep \(sweep) \(options) --out kept.csv && cmp kept.csv whole.csv
      """)
    #expect(found.code == 0, "\(found)")
    #expect(found.error.contains("whole.csv is there already and is no result of this sweep"))
    #expect(found.error.contains("kept.csv.part is of another sweep"))
  }
}
