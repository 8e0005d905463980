import Diagnostics
import Documents
import Testing

@Suite("Files that people write")
struct DocumentTests {
  private static func read(_ text: String) throws(BadInput) -> Node {
    try Document(text, file: "own.yaml", kind: "a story", keys: ["story", "lab"]).root
  }

  private static func complaint(_ text: String) -> String? {
    do throws(BadInput) { _ = try read(text) } catch { return error.description }
    return nil
  }

  @Test func `each of 2000 random documents is read as it was meant`() throws {
    for seed in 1...2000 as ClosedRange<UInt64> {
      let document = RandomDocument(seed: seed)
      let read = Result { () throws(BadInput) in try Self.read(document.text) }
      #expect(try RandomDocument.Value(read.get()) == document.value, "\(seed):\n\(document.text)")
    }
  }

  /// What replaces a text, and what is said of it.
  private static let traps = [
    ("&t 280", "found the anchor '&t', expected each value where it belongs"),
    ("*t", "found the alias '*t', expected each value where it belongs"),
    ("!x 280", "found a tag, expected a story without tags"),
    ("!!str 280", "found a tag, expected a story without tags"),
    ("! 280", "found a tag, expected a story without tags"),
    ("!<tag:yaml.org,2002:int> 7", "found a tag, expected a story without tags"),
    ("!x &t 280", "found a tag, expected a story without tags"),
    ("&t !x 280", "found a tag, expected a story without tags"),
    ("&t [280]", "found the anchor '&t', expected each value where it belongs"),
    ("! {a: b}", "found a tag, expected a story without tags"),
    ("{<<: {a: b}}", "found the merge key '<<', expected each value where it belongs"),
    ("{a: b, \"a\": c}", "found 'a' twice, expected each key once; the first is in this line"),
    ("{? [a] : b}", "found a list as a key, expected a name"),
    ("{? {a: b} : c}", "found keys and values as a key, expected a name"),
    ("{? &t a : c}", "found the anchor '&t'"),
    ("{*t : c}", "found the alias '*t'"),
  ]

  @Test func `what no file needs is refused at its place, anywhere in random documents`() throws {
    var tried = 0
    for seed in 1...2000 as ClosedRange<UInt64> {
      let text = RandomDocument(seed: seed).text
      // Values that stand alone: what comes before and behind them is blank, or a bracket or comma.
      guard let mark = text.ranges(of: ": 600s").last ?? text.ranges(of: "- 600s").last else { continue }
      let start = text.index(mark.lowerBound, offsetBy: 2)
      for (trap, said) in Self.traps {
        let damaged = text[..<start] + trap + text[mark.upperBound...]
        let before = text[..<start]
        let line = before.count { $0 == "\n" } + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        let complaint = try #require(Self.complaint(String(damaged)), "\(seed) \(trap):\n\(damaged)")
        let inner = ["{<<": 1, "{a: ": 7, "{? ": 3, "{*": 1].first { trap.hasPrefix($0.key) }?.value ?? 0
        #expect(complaint.hasPrefix("own.yaml:\(line):\(column + inner): \(said)"), "\(seed): \(complaint)\n\(damaged)")
        #expect(!complaint.contains("\n"))
        tried += 1
      }
    }
    #expect(tried > 3000, "\(tried)")
  }

  @Test(arguments: [
    "title: Retries & timeouts", "title: 2 * 3", "title: \"&a\"", "title: '*a'", "title: \"!a\"",
    "title: a &b", "title: |\n  &a\n  *b", "title: a # &b *c !d", "\"<<\": a", "{\"title\":\"&a *b\"}",
    "%YAML 1.1\n---\ntitle: a\n...\n",
  ])
  func `signs within a text are text`(_ text: String) { #expect(Self.complaint(text) == nil) }

  @Test(arguments: [
    (#"{"traffic":&t 280, "capacity":*t}"#, "own.yaml:1:12: found the anchor '&t', expected each value where"),
    ("a: b\nc: d\na: e", "own.yaml:3:1: found 'a' twice, expected each key once; the first is in line 1"),
    ("a: b\n---\nc: d", "own.yaml:2:1: found a second document, expected a story alone"),
    ("a: b\n---\n", "own.yaml:2:1: found a second document, expected a story alone"),
    ("a: &\n", "own.yaml:1:5: this is not YAML: found '&' or '*' without a name; a text that begins like"),
    ("a: *\u{1B}[2J", "own.yaml:1:5: this is not text: control characters are not allowed"),
    ("é: \u{7}", "own.yaml:1:4: this is not text: control characters are not allowed"),
    ("!x a: b", "own.yaml:1:1: found a tag"),
    ("- !\n", "own.yaml:1:3: found a tag"),
    ("", "own.yaml:1:1: found nothing, expected story, lab"),
    ("# nothing\n", "own.yaml:1:1: found nothing, expected story, lab"),
  ])
  func `a slip is told with its place`(_ text: String, _ line: String) throws {
    let complaint = try #require(Self.complaint(text))
    #expect(complaint.hasPrefix(line), "\(complaint)")
  }

  @Test(
    arguments: [
      { String(repeating: "[", count: $0) }, { String(repeating: "{a: ", count: $0) },
      { String(repeating: "- ", count: $0) }, { String(repeating: "? ", count: $0) },
      { String(repeating: "? - ", count: $0) }, { String(repeating: "{? ", count: $0) },
      { count in (0..<min(count, 2000)).map { String(repeating: " ", count: $0) + "a:\n" }.joined() },
    ] as [@Sendable (Int) -> String])
  func `nesting without an end is refused`(_ nested: @Sendable (Int) -> String) throws {
    let complaint = try #require(Self.complaint(nested(100_000)))
    #expect(
      complaint.contains("found more than 20 lists and mappings in each other, expected a story")
        || complaint.contains("as a key, expected a name"), "\(complaint)")
  }

  @Test func `twenty levels are read and one more is not`() {
    func lists(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    #expect(Self.complaint(lists(20)) == nil)
    #expect(Self.complaint(lists(21))?.hasPrefix("own.yaml:1:21: found more than 20 lists") == true)
  }

  /// Each took seconds or more in some reader of YAML.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      { count in (0..<count).map { "k\($0): v\n" }.joined() },
      { count in "[" + String(repeating: "a, ", count: count) + "a]" },
      { count in "{" + (0..<count).map { "\"k\($0)\": [a, {b: c}]" }.joined(separator: ", ") + "}" },
      { count in "a: \"" + String(repeating: "x \n ", count: count) + "\"" },
      { count in "a: |\n" + String(repeating: "  x\n", count: count) },
      { count in "a: " + String(repeating: "x", count: count * 8) },
      { count in String(repeating: "# a\n", count: count) + "a: b" },
      { count in (0..<count).map { _ in "- {a: b, c: [d, e]}\n" }.joined() },
    ] as [@Sendable (Int) -> String])
  func `a long file is read in a time that grows with its length`(_ long: @Sendable (Int) -> String) {
    #expect(Self.complaint(long(50_000)) == nil)
  }

  @Test(.timeLimit(.minutes(1))) func `aliases do not unfold, as values or as keys`() throws {
    let names = (0..<40).map { "a\($0)" }
    let values = zip(names, names.dropFirst()).map { "\($1): &\($1) [*\($0), *\($0), *\($0)]\n" }.joined()
    #expect(Self.complaint("a0: &a0 x\n" + values)?.hasPrefix("own.yaml:1:5: found the anchor '&a0'") == true)
    let keys = zip(names, names.dropFirst()).map { "- &\($1) {? *\($0) : *\($0)}\n" }.joined()
    #expect(Self.complaint("- x\n" + keys)?.hasPrefix("own.yaml:2:3: found the anchor '&a1'") == true)
  }
}
