import Engine
import LabKit
import Runs
import Stories
import Testing
import ToyLab

@Suite("Dialects of CSV") struct CSVDialectTests {
  @Test(arguments: [
    ("plain", "plain", "plain"), ("a,b", "\"a,b\"", "a,b"), ("a;b", "a;b", "\"a;b\""),
    ("say \"hi\"", "\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\"", "\"two\nlines\""), ("cr\r", "\"cr\r\"", "\"cr\r\""),
    ("crlf\r\n", "\"crlf\r\n\"", "\"crlf\r\n\""), ("", "", ""), ("1.5", "1.5", "1.5"),
  ]) func `a text is quoted where it needs it`(_ text: String, _ standard: String, _ semicolon: String) {
    #expect(CSVDialect.standard.line([.text(text)]) == standard + "\n")
    #expect(CSVDialect.semicolon.line([.text(text)]) == semicolon + "\n")
  }

  @Test func `numbers have the decimal mark of their dialect, and texts keep their points`() {
    let fields: [CSVDialect.Field] = [.text("served.p1"), .number("1.5"), .number("1e-07"), .number("")]
    #expect(CSVDialect.standard.line(fields) == "served.p1,1.5,1e-07,\n")
    #expect(CSVDialect.semicolon.line(fields) == "served.p1;1,5;1e-07;\n")
  }

  private static func isSameRow(_ standard: Substring, _ semicolon: Substring) -> Bool {
    let left = standard.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let right = semicolon.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    return left.count == right.count
      && zip(left, right).allSatisfy { one, other in
        other == (Double(one) == nil ? one : one.replacing(".", with: ","))
      }
  }

  /// Neither separator nor decimal mark stands in the text of these tables elsewhere.
  @Test func `reports, stories and sweeps say the same in both`() throws {
    func isSame(_ standard: String, _ semicolon: String) -> Bool {
      let left = standard.split(separator: "\n"), right = semicolon.split(separator: "\n")
      return left.count == right.count && semicolon.contains(",") && !standard.contains(";")
        && zip(left, right).allSatisfy(Self.isSameRow)
    }
    let run = try HeadlessRun(Script(Toys.toll), seed: 1, until: .start + .seconds(20))
    let report = Report(run, played: run.play())
    #expect(isSame(report.written(as: .csv), report.written(as: .csv, csv: .semicolon)))
    let findings = StoryFindings(try StoryBench.story(StoryBench.whole), seeds: [7, 8])
    #expect(isSame(findings.written(as: .csv), findings.written(as: .csv, csv: .semicolon)))
    let tables = try CSVDialect.allCases.map { dialect in
      let sweep = try Sweep(
        Script(Toys.toll), axes: [SweepAxis("traffic=0.5,1.5", for: Toys.toll)], seeds: Seeds("1..3"),
        until: .start + .seconds(5), dialect: dialect, squall: "1")
      var tally = SweepProgress(sweep, SweepTable(sweep))
      for number in 0..<sweep.runs { tally.take(sweep.outcome(ofRun: number)) }
      let text = try #require(tally.text)
      #expect(SweepTable(sweep).isWhole(text))
      return text.replacing(sweep.fingerprint, with: "plan")
    }
    #expect(isSame(tables[0], tables[1]))
  }
}
