import Diagnostics
import Engine
import LabKit
import Stories
import Testing

@Suite("Story files that somebody damaged")
struct StoryMutationTests {
  /// What a slip of the hand, a bad copy or somebody malicious puts into a file.
  private static let pieces = [
    "{", "}", "[", "]", ":", "-", ",", "\n", "\t", "\"", "'", "&a ", "*a", "|", ">", "!!binary ", "? ", "%",
    "#", "0",
    "9999999999999999999", "-1", "1e308", "nan", "heal:all", "drain", "600s", "\u{0}", "\u{1B}[2J", "é",
    "\u{202E}",
    "- 1s: convoy\n", "expect: ", "<<: ", "---\n", "...", "~", "null", "{{", "- - - -", "0s", "since: 0s, ",
    "\nat-twin:\n  - 1s: slow\n", "\nat-first: [1s: convoy, 2s: heal:all]\n", "\nshow: {meter: queue}\n",
    "\r", "\u{FEFF}",
  ]

  /// A damaged copy; the same number gives the same damage.
  private static func mutated(_ number: UInt64) -> String {
    var random = Random(seed: number)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    var text = Array(StoryBench.whole)
    for _ in 0..<(1 + below(3)) {
      let place = below(text.count + 1), length = min(1 + below(12), text.count - place)
      switch below(9) {
      case 5, 6, 7, 8:
        // A wrong figure is the commonest slip, and mostly makes another story.
        let digits = text.indices.filter { text[$0].isNumber }
        if !digits.isEmpty { text[digits[below(digits.count)]] = Character("\(below(10))") }
      case 0: text.removeSubrange(place..<place + length)
      case 1: text.insert(contentsOf: pieces[below(pieces.count)], at: place)
      case 2: text.replaceSubrange(place..<place + length, with: pieces[below(pieces.count)])
      case 3: text.insert(contentsOf: text[place..<place + length], at: below(text.count + 1))
      default:
        var lines = text.split(separator: "\n").map(Array.init)
        guard lines.count > 1 else { continue }
        lines.swapAt(below(lines.count), below(lines.count))
        text = Array(lines.joined(separator: "\n"))
      }
    }
    return String(text)
  }

  @Test func `each of 1000 gives a line with its place or a run`() throws {
    var refused = 0, played = 0
    for number in 1...1000 as ClosedRange<UInt64> {
      let text = Self.mutated(number)
      do throws(BadInput) {
        let trial = StoryTrial(try StoryBench.story(text))
        #expect(trial.judgements.count == trial.story.expectations.count)
        #expect(!StoryFindings(trial).text.isEmpty)
        played += 1
      } catch {
        refused += 1
        let line = error.description
        #expect(!line.contains("\n") && !line.unicodeScalars.contains { $0.value < 32 }, "\(line)")
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        #expect(
          parts.count > 3 && parts[0] == "class.yaml" && Int(parts[1]) ?? 0 > 0 && Int(parts[2]) ?? 0 > 0,
          "\(number): \(line)")
      }
    }
    #expect(refused > 300 && played > 100, "\(refused) refused, \(played) played")
  }
}
