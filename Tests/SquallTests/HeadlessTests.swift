import Foundation
import Testing

@Suite("The program without a terminal")
struct HeadlessTests {
  private func digest(_ arguments: String...) throws -> String {
    let outcome = try Program.run(
      Program.path, ["run", "shop", "--for", "20s", "--format", "json"] + arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    return try #require(report["digest"] as? String)
  }

  @Test func `two processes come to the same digest, another seed to another`() throws {
    let inputs = ["--at", "5s:payment.down", "--at", "9s:heal:payment.down", "--at", "12s:traffic=1500"]
    let first = try digest("--seed", "7", inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5])
    let second = try digest("--seed", "7", inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5])
    #expect(first == second)
    #expect(try digest("--seed", "8") != digest("--seed", "9"))
  }

  @Test func `CSV and JSON carry the same figures`() throws {
    let arguments = ["run", "shop", "--for", "10s", "--seed", "3", "--format"]
    let csv = try Program.run(Program.path, arguments + ["csv"]).output
    let json = try Program.run(Program.path, arguments + ["json"]).output
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let meters = try #require(report["meters"] as? [String: [String: Any]])
    var rows = 0
    for line in csv.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let figure = try #require(meters[fields[0]]?[fields[1]] as? NSNumber, "\(line)")
      #expect(Double(fields[2]) == figure.doubleValue, "\(line)")
      rows += 1
    }
    #expect(rows > 60)
  }

  @Test(
    arguments: [
      (["run", "shpo"], "shop"), (["run", "shop", "--set", "trafic=5"], "traffic"),
      (["run", "shop", "--set", "traffic=99999"], "3000"),
      (["run", "shop", "--at", "5s:payment.dwon"], "payment.down"),
      (["run", "shop", "--sed", "5"], "--seed"), (["run", "shop", "--for", "abc"], "abc"), (["shpo"], "shop"),
      (["run", "shop", "--set", "traffic=\u{1B}[31m"], "traffic"),
    ] as [([String], String)])
  func `bad input gets one line and status 2`(arguments: [String], hint: String) throws {
    let outcome = try Program.run(Program.path, arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
    #expect(outcome.error.contains(hint), "\(outcome.error)")
    #expect(!outcome.error.contains("\u{1B}"))
  }

  @Test func `without a terminal the dashboard says so`() throws {
    let outcome = try Program.run(Program.path, [])
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("terminal"))
  }
}
