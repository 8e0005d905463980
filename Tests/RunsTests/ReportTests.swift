import Diagnostics
import Engine
import Foundation
import LabKit
import Runs
import Testing
import ToyLab

@Suite struct ReportTests {
  private func report(
    _ lab: LabEntry = Toys.toll, at inputs: [String] = ["10s:closed", "20s:heal:closed"],
    notes: NoteLevel? = nil
  ) throws -> Report {
    let run = try HeadlessRun(Script(lab, settings: [], inputs: inputs), seed: 1, until: .start + .seconds(60))
    return Report(run, played: run.play(), notes: notes)
  }

  private func object(_ report: Report) throws -> [String: Any] {
    let data = Data(report.written(as: .json).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The rows of a CSV text without quotes in it.
  private func rows(_ report: Report) -> [[String]] {
    report.written(as: .csv).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
  }

  @Test func `JSON has the agreed shape`() throws {
    let report = try report()
    let json = try object(report)
    #expect(json.keys.sorted() == ["digest", "laws", "lab", "meters", "promises", "seed", "until"].sorted())
    #expect(json["lab"] as? String == "toll")
    #expect(json["seed"] as? Int == 1)
    #expect(json["until"] as? Int == 60)
    #expect(json["digest"] as? String == report.digest.description)
    let meters = try #require(json["meters"] as? [String: [String: Any]])
    #expect(meters["cars.arrived"]?.keys.sorted() == ["kind", "rate", "total", "unit"])
    #expect(meters["queue"]?.keys.sorted() == ["kind", "last", "max", "mean", "min", "unit"])
    #expect(meters["stay"]?.keys.sorted() == ["count", "kind", "max", "p50", "p95", "p99", "unit"])
    #expect(meters["cars.arrived"]?["kind"] as? String == "counter")
    #expect(meters["cars.arrived"]?["unit"] as? String == "cars")
    #expect(meters["stay"]?["unit"] as? String == "s")
  }

  @Test func `JSON keeps the order of the declaration`() throws {
    let text = try report().written(as: .json)
    let keys = [
      "lab", "seed", "until", "digest", "meters", "cars.arrived", "cars.passed", "queue", "stay", "laws",
    ]
    let places = try keys.map { try #require(text.range(of: "\"\($0)\": ")).lowerBound }
    #expect(places == places.sorted())
    #expect(try report().written(as: .json) == text)
  }

  @Test func `JSON tells every law`() throws {
    let laws = try #require(try object(report())["laws"] as? [[String: Any]])
    #expect(laws.map { $0["name"] as? String } == ["conservation", "queue.grows", "everybody.passes"])
    #expect(laws.map { $0["kind"] as? String } == ["always", "sometimes", "eventually"])
    #expect(laws.map { $0["verdict"] as? String } == ["held", "held", "pending"])
    #expect(laws[0]["first"] is NSNull)
    let first = try #require(laws[1]["first"] as? [String: Any])
    #expect(first["detail"] as? String == "10 cars wait")
    #expect(try #require(first["at"] as? Double) > 10)
    #expect(try #require(first["events"] as? Int) > 50)
  }

  @Test func `CSV and JSON carry the same figures`() throws {
    let report = try report()
    let meters = try #require(try object(report)["meters"] as? [String: [String: Any]])
    let rows = rows(report)
    #expect(rows[0] == ["meter", "statistic", "value"])
    #expect(rows.count == 1 + 3 * 2 + 4 + 5)
    let json = report.written(as: .json)
    for row in rows.dropFirst() {
      let value = try #require(meters[row[0]]?[row[1]] as? NSNumber)
      // Foundation's parser may be wrong in the last bit; the digits below may not.
      #expect(abs(value.doubleValue - Double(row[2])!) <= 1e-12 * value.doubleValue.magnitude, "\(row)")
      #expect(json.contains("\"\(row[1])\": \(row[2])"), "the same digits: \(row)")
    }
    #expect(meters.values.reduce(0) { $0 + $1.count - 2 } == rows.count - 1)
  }

  @Test func `figures are the meters' own`() throws {
    let report = try report()
    let figures = Dictionary(
      uniqueKeysWithValues: rows(report).dropFirst().map { ("\($0[0]) \($0[1])", Double($0[2]) ?? .nan) })
    let arrived = try #require(figures["cars.arrived total"])
    #expect(abs(arrived - 480) < 110, "8/s for 60 s, five deviations")
    #expect(figures["cars.arrived rate"] == arrived / 60)
    #expect(figures["stay count"] == figures["cars.passed total"])
    #expect(try #require(figures["queue max"]) >= 10)
    let p50 = try #require(figures["stay p50"]), p99 = try #require(figures["stay p99"])
    #expect(p50 > 0.05 && p50 <= p99 && p99 < 30, "in seconds")
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (5, "5"), (-3, "-3"), (0.1, "0.1"), (0.30000000000000004, "0.30000000000000004"),
      (1e-7, "1e-07"), (9_007_199_254_740_991, "9007199254740991"), (.nan, "null"), (.infinity, "null"),
    ] as [(Double, String)])
  func `figures are as short as they can be`(_ value: Double, _ text: String) {
    #expect(value.figure == text)
  }

  @Test(arguments: [
    "plain", "say \"hi\" \\ there", "two\nlines\ttab\r", "\u{0}\u{1B}[31m\u{7F}\u{9B}", "Grüße 世界 🚦",
    "\u{202E}",
  ])
  func `JSON texts read back`(_ text: String) throws {
    let written = JSONValue.list([.text(text)]).written()
    #expect(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String] == [text])
    #expect(
      !written.unicodeScalars.contains {
        $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
      })
  }

  @Test func `notes come on request only`() throws {
    #expect(try object(report())["notes"] == nil)
    let notes = try #require(try object(report(notes: .headline))["notes"] as? [[String: Any]])
    #expect(
      notes.map { $0["text"] as? String } == [
        "you: booth closed", "The booth closes: cars queue.", "healed: booth closed",
        "The booth opens again.",
      ])
    #expect(notes[1]["cause"] as? Int == notes[0]["id"] as? Int)
    #expect(notes[0]["cause"] is NSNull)
    #expect(notes.map { $0["at"] as? Int } == [10, 10, 20, 20])
    #expect(try report(notes: .detail).notes?.count ?? 0 > 4)
  }

  @Test func `only an always-law fails a run`() throws {
    #expect(try !report().breaksSafety)
    #expect(try report(Toys.leaky, at: ["10s:convoy", "10s:closed"]).breaksSafety)
    let stuck = try report(Toys.stuck, at: ["10s:closed", "20s:heal:all", "20s:traffic=0", "20s:service=10"])
    #expect(!stuck.breaksSafety)
  }

  @Test func `the text is for people`() throws {
    let text = try report(notes: .headline).written(as: .text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "lab     toll, Toll booth")
    #expect(lines[2].hasPrefix("until   60s, "))
    #expect(lines.contains("Counters        total  per s"))
    #expect(lines.contains("Notes"))
    #expect(lines.contains("  10s           The booth closes: cars queue."))
    #expect(text.hasSuffix("Repeat with\n  squall run toll --seed 1 --for 60s --at 10s:closed --at 20s:heal:closed\n"))
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test func `the text names the first violation`() throws {
    let report = try report(Toys.leaky, at: ["10s:convoy", "10s:closed"])
    let first = try #require(report.laws[0].first)
    let text = report.written(as: .text)
    #expect(text.contains("! violated    always     conservation: "))
    #expect(text.contains("    first at \((first.at - .start).text), after \(first.events) events: \(first.detail)\n"))
  }
}
