import Engine
import LabKit
import Testing
import ToyLab

@Suite("Damaged and hostile sessions") struct DamagedSessionTests {
  /// The line and what makes it wrong.
  private func complaint(_ text: String) -> String? {
    do {
      _ = try SessionWalk.read(text)
      return nil
    } catch { return error.description }
  }

  private static let header =
    #"{"line": "session", "format": 2, "squall": "0.0.0", "lab": "toll", "seed": "1", "knobs": ""}"#

  @Test(arguments: [
    ("", "line 1: the file is empty"),
    ("[]\n", "line 1: "), ("{}\n", #"line 1: there is no "line" that says what this is"#),
    (header.replacing(#""toll""#, with: #""tol""#), "line 1: there is no lab 'tol'; did you mean 'toll'?"),
    (
      header.replacing(": 2", with: ": 7"),
      "line 1: written in form 7 by squall 0.0.0; this squall reads forms up to 2"
    ),
    (header.replacing(": 2", with: ": 0"), "line 1: form 0 was never written"),
    (
      header.replacing(#"": """#, with: #"": "trafic=3""#),
      "line 1: toll has no knob 'trafic'; did you mean 'traffic'?"
    ),
    (header.replacing(#""seed": "1""#, with: #""seed": 1"#), #"line 1: "seed" is not of the kind"#),
    (header + "\n" + header, "line 2: a second beginning"),
    (header + "\n" + #"{"line": "inptu"}"#, "line 2: 'inptu' is no kind of line; did you mean 'input'?"),
    (
      header + "\n" + #"{"line": "input", "branch": 0, "at": 1, "events": 0, "inputs": 0, "does": "slwo"}"#,
      "line 2: toll has no fault or action 'slwo'; did you mean 'slow'?"
    ),
    (
      header + "\n" + #"{"line": "input", "branch": 3, "at": 1, "events": 0, "inputs": 0, "does": "slow"}"#,
      "line 2: there is no branch 3; so far there are 1"
    ),
    (
      header + "\n" + #"{"line": "input", "branch": 0, "at": 3600000000001, "events": 0, "inputs": 0, "does": "slow"}"#,
      "line 2: a gap of "
    ),
    (
      header + "\n" + #"{"line": "input", "branch": 0, "at": 1, "events": -1, "inputs": 0, "does": "slow"}"#,
      "line 2: \"branch\", \"events\" and \"inputs\" count from 0"
    ),
    (
      header + "\n" + #"{"line": "input", "branch": 0, "at": -1, "events": 1, "inputs": 0, "does": "slow"}"#,
      "line 2: "
    ),
    (
      header + "\n" + #"{"line": "fork", "branch": 0, "at": 0, "events": 0, "inputs": 9223372036854775807, "as": 1}"#
        + "\n"
        + #"{"line": "input", "branch": 1, "at": 0, "events": 0, "inputs": 9223372036854775807, "does": "slow"}"#,
      "line 2: branch 0 has 0 inputs by then, not 9223372036854775807"
    ),
    (header + "\n" + String(repeating: "[", count: 100_000), "line 2: this is no JSON object"),
    (header + "\n" + String(repeating: "[", count: 2_000_000), "line 2: this line is longer than 1 MB"),
    (
      header + "\n" + String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000),
      "line 2: this is no JSON object"
    ),
    (header + "\n" + "{\"line\": \"\u{1B}[2J\"}", "line 2: "),
  ])
  func `a complaint names the file, the line and what was meant`(_ text: String, _ part: String) throws {
    let found = try #require(complaint(text.isEmpty ? text : text + "\n"))
    #expect(found.hasPrefix("some.jsonl, \(part)"), "\(found)")
    #expect(found.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  private func reached(_ at: Int, _ events: Int) -> String {
    #"{"line": "reached", "branch": 0, "at": \#(at), "events": \#(events), "inputs": 0, "digest": "x"}"#
  }

  @Test func `gaps that are short enough add up`() throws {
    let hours = (1...1000).map { reached($0 * 3_600_000_000_000, 0) }
    let found = try #require(complaint(([Self.header] + hours).joined(separator: "\n") + "\n"))
    #expect(found.hasPrefix("some.jsonl, line 722: more than 5 billion events or 30 days in all"), "\(found)")
    let events = [reached(1, 4_000_000_000), reached(2, .max)]
    #expect(
      complaint(([Self.header] + events).joined(separator: "\n") + "\n")?.contains("line 3: more than 5 billion")
        == true)
  }

  @Test func `nobody begins so many branches`() throws {
    let forks = (1...6000).map {
      #"{"line": "fork", "branch": 0, "at": 0, "events": 0, "inputs": 0, "as": \#($0)}"#
    }
    let found = try #require(complaint(([Self.header] + forks).joined(separator: "\n") + "\n"))
    #expect(found == "some.jsonl, line 5001: more than 5000 branches; the file is damaged")
  }

  /// Nothing but a complaint with its line or a session that plays to its end.
  @Test(arguments: UInt64(1)...20)
  func `a spoiled file is refused or plays`(seed: UInt64) throws {
    let text = SessionWalk(seed: seed, steps: 12).text
    var refused = 0
    for number in 0..<100 {
      var draw = Draw(seed: seed, stream: DrawStream(0x7370_6F69_6C), entity: UInt64(number))
      let spoiled = Spoiler(text, &draw).text
      do {
        let session = try SessionWalk.read(spoiled)
        #expect(session.replayed().branches >= 1)
      } catch {
        refused += 1
        #expect(error.description.hasPrefix("some.jsonl, line "), "\(error)")
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
      }
    }
    #expect(refused > 20, "most of what is spoiled is noticed")
  }
}
