import Diagnostics
import Engine
import LabKit
import Systems
import Testing

/// Files that nobody should write are refused in one short line, quickly and without much memory.
@Suite("Monstrous files of systems") struct DamagedFileTests {
  private static func whole(_ nodes: String, _ more: String = "") -> String {
    "system: monster\nnodes:\n  web: {arrivals: 10/s, call: {to: server}}\n  server: {time: 1 ms}\n\(nodes)\(more)"
  }

  private static let chain = (0..<28).map { station in
    let calls = Array(repeating: "{to: s\(station + 1)}", count: 20).joined(separator: ", ")
    return station < 4 ? "  s\(station): {time: 1 ms, steps: [{all: [\(calls)]}]}\n" : "  s\(station): {time: 1 ms}\n"
  }.joined()

  static let monsters: [(name: String, text: String)] = [
    ("a million nodes", whole((0..<1_000_000).map { "  n\($0): {time: 1 ms}\n" }.joined())),
    (
      "a million knobs",
      whole("", "knobs: [\(String(repeating: "{set: web.arrivals}, ", count: 1_000_000))]")
    ),
    ("a rate of 1e300", whole("").replacing("10/s", with: "1e300/s")),
    ("a rate of nan", whole("").replacing("10/s", with: "nan/s")),
    ("a long rate", whole("").replacing("10/s", with: "\(String(repeating: "9", count: 5000))/s")),
    ("a name of control characters", whole("  \"\\e[2J\\a\": {time: 1 ms}\n")),
    ("a name that writes backwards", whole("  \u{202E}abc: {time: 1 ms}\n")),
    ("a million keys", whole("").replacing("arrivals", with: "keys: uniform of 1000000, arrivals")),
    ("keys that cost much", whole("").replacing("arrivals", with: "keys: zipf 1e300 of 20000, arrivals")),
    ("calls that multiply", whole(chain).replacing("to: server", with: "to: s0")),
    ("too many replicas", whole("").replacing("time: 1 ms", with: "time: 1 ms, replicas: 100000000000000000000")),
    ("a huge burst", whole("").replacing("arrivals", with: "burst: {count: 1000000000}, arrivals")),
    ("lists in lists", whole(String(repeating: "[", count: 100_000))),
    ("an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nsystem: [*b, *b]\nnodes: {}\n"),
    ("one long word", String(repeating: "x", count: 3_000_000)),
    ("nothing", ""), ("nul", "\u{0}"),
  ]

  @Test(arguments: monsters.map(\.name))
  func `each is one short line`(name: String) throws {
    let text = try #require(Self.monsters.first { $0.name == name }).text
    do throws(BadInput) {
      _ = try SystemCatalogue.lab(text: text, file: "class.yaml")
      Issue.record("it is taken for a system")
    } catch {
      let line = error.description
      #expect(line.hasPrefix("class.yaml:") && line.count < 400, "\(line)")
      #expect(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E || $0.value == 0x7F }, "\(line)")
    }
  }

  /// As much as a file may ask for: ten thousand requests a second that nobody answers, and everything that can grow.
  @Test func `a system of the worst kind stays within its bounds`() throws {
    var bench = try Bench(
      """
      system: worst
      nodes:
        web: {arrivals: 10000/s, call: {to: endless}}
        endless: {time: 1 h}
        crowd: {users: 10000, think: 1 ms, call: {to: jobs}}
        jobs: {topic: {places: none}}
        workers: {time: 1 h, from: jobs}
      """)
    bench.go(to: 40)
    #expect(bench.broken == [])
    // Frames are bounded; what comes then is given up.
    #expect(bench.figure("endless.arrived") + bench.figure("jobs.published") <= 400_000)
    #expect(bench.figure("web.failed") > 0)
  }
}
