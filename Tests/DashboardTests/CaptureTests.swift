import Dashboard
import Grid
import LabKit
import TestSupport
import Testing

/// One screen that explains something to whoever reads it without a teacher: which keys lead to it, and the words that must
/// stand on it.
struct Capture: Sendable, CustomTestStringConvertible {
  /// What is pressed, and how long is waited after it, in virtual seconds.
  struct Step: Sendable {
    let keys: [DashboardKey], seconds: Double

    init(_ keys: [DashboardKey], wait seconds: Double = 0) { (self.keys, self.seconds) = (keys, seconds) }

    init(_ keys: String, wait seconds: Double = 0) { self.init(keys.map { .character($0) }, wait: seconds) }
  }

  let question: String, lab: String, steps: [Step], words: [String]

  var testDescription: String { question }

  /// The name of the recording.
  var name: String { question.lowercased().filter { $0 != "?" }.replacing(" ", with: "-") }

  /// The screen of 80x24 to which the keys lead.
  func screen(seed: UInt64) -> CellGrid {
    var bench = Bench(Bench.labs.first { $0.id == lab }!, width: 80, height: 24, seed: seed)
    for step in steps {
      for key in step.keys { bench.press(key) }
      bench.go(seconds: step.seconds)
    }
    return bench.screen
  }
}

/// What a student must be able to read from the screen alone.
@Suite struct CaptureTests {
  static let captures = [
    Capture(
      question: "What does a G-Counter merge take?", lab: "g-counter",
      steps: [.init("", wait: 5), .init("x", wait: 5), .init("xg"), .init([.enter])],
      words: ["A merge takes the larger number of each position"]),
    Capture(
      question: "Why does P2 go first?", lab: "load-shedding",
      steps: [.init("", wait: 5), .init("V", wait: 2)],
      words: ["P2 is shed: it matters least and makes room for P0 and P1"]),
    Capture(
      question: "What does half-open decide?", lab: "circuit-breaker",
      steps: [.init("", wait: 5), .init("d", wait: 7.3)],
      words: ["half-open", "3 probes decide"]),
    Capture(
      question: "When is 2PC worse than a saga?", lab: "saga",
      steps: [.init("", wait: 10), .init([.right, .right], wait: 20)],
      words: ["2PC locks a row for", "a saga", "messages against"]),
    Capture(
      question: "What does an outbox guarantee, and what not?", lab: "outbox",
      steps: [.init("", wait: 5), .init("a", wait: 3)],
      words: ["comes again, as at-least-once may; the inbox skips it", "events lost 0", "done twice  0"]),
    Capture(
      question: "What does a sidecar cost?", lab: "sidecar",
      steps: [.init("", wait: 10)],
      words: ["each hop passes two proxies and takes", "longer"]),
    Capture(
      question: "What becomes of an order?", lab: "shop",
      steps: [.init("", wait: 5), .init("x", wait: 1)],
      words: [
        "✓ counted once, by region", "P0 is never shed", "✓ gateway", "a permit of orders", "reserve inventory",
        "charge payment", "create shipment", "confirm order", "answered in time", "row committed with it",
        "published, row marked", "partition", "✓ region",
      ]),
    Capture(
      question: "What becomes of an order that fails?", lab: "shop",
      steps: [.init("", wait: 5), .init("F"), .init("3", wait: 2)],
      words: [
        "failed, and nothing of it is left", "✗ shipping", "refused", "◄ payment", "refund payment", "◄ inventory",
        "release reservation",
      ]),
    Capture(
      question: "What does a dual write lose?", lab: "shop",
      steps: [.init("", wait: 5), .init(":outbox off"), .init([.enter]), .init("Ff", wait: 1)],
      words: ["confirmed, and its event LOST", "confirm order", "✗ publish", "never written: LOST", "1 event lost"]),
  ]

  @Test(arguments: captures)
  func `a screen answers the question in words, and is as recorded`(capture: Capture) {
    let screen = capture.screen(seed: 4711), text = screen.text.joined(separator: "\n") + "\n"
    for words in capture.words { #expect(text.contains(words), "\(words)") }
    #expect(Snapshot.difference(text, "Captures/\(capture.name)") == nil)
  }

  /// What is said must not depend on chance.
  @Test(arguments: captures, [1, 7, 42, 99])
  func `other seeds answer it, too`(capture: Capture, seed: UInt64) {
    let text = capture.screen(seed: seed).text.joined(separator: "\n")
    for words in capture.words { #expect(text.contains(words), "\(words)") }
  }
}
