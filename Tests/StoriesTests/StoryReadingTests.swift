import Foundation
import Stories
import Testing

@Suite("What is wrong with a story file")
struct StoryReadingTests {
  /// One change to the whole story, and the line that it gives.
  @Test(arguments: [
    ("lab: toll", "lab: tol", "class.yaml:4:6: there is no lab 'tol'; did you mean 'toll'?"),
    ("lab: toll\n", "", "class.yaml:1:1: found no 'lab', expected one, such as 'lab: shop'"),
    (
      "story: rush-hour", "story: Rush Hour",
      "class.yaml:1:8: found 'Rush Hour', expected a name of at most 40 small letters, digits and hyphens"
    ),
    ("title:", "titel:", "class.yaml:2:1: 'titel' means nothing here; did you mean 'title'?"),
    ("seed: 7", "seed: -7", "class.yaml:5:7: '-7' is no seed; it is a whole number from 0 to "),
    ("traffic: 8/s", "trafic: 8/s", "class.yaml:6:9: toll has no knob 'trafic'; did you mean 'traffic'?"),
    ("traffic: 8/s", "traffic: 900", "class.yaml:6:18: traffic goes from 0 to 20 /s, not '900'"),
    ("payment: card", "payment: cart", "class.yaml:6:42: payment cannot be 'cart'; it is one of cash, card, tag"),
    (
      "knobs: {traffic: 8/s, lanes: 1, payment: card}", "knobs: 8",
      "class.yaml:6:8: found '8', expected knobs and their values, such as {traffic: 280}"
    ),
    (
      "for: 20s", "for: 20",
      "class.yaml:8:6: '20' is not a time; write it like 10s, 500ms, 1.5s, 2m or 1h; did you"
    ),
    ("for: 20s", "for: 2h", "class.yaml:8:6: found '2h', expected a time above 0 and up to 600s"),
    ("for: 20s", "for: 0s", "class.yaml:8:6: found '0s', expected a time above 0 and up to 600s"),
    ("2s: traffic=20", "2s: trafic=20", "class.yaml:10:9: toll has no knob 'trafic'; did you mean 'traffic'?"),
    ("2s: traffic=20", "2s: [a, b]", "class.yaml:10:9: found a list, expected what is done, such as '- 10s: heal:all'"),
    ("3s: convoy", "3s: convoi", "class.yaml:11:9: toll has no fault or action 'convoi'; did you mean 'convoy'?"),
    ("3s: convoy", "3x: convoy", "class.yaml:11:5: '3x' is not a time; write it like "),
    ("3s: convoy", "30s: convoy", "class.yaml:11:5: found '30s', expected a time up to the end at 20s"),
    ("- 3s: convoy", "- convoy", "class.yaml:11:5: found 'convoy', expected what is done, such as '- 10s: heal:all'"),
    ("heal:slow", "heal:slo", "class.yaml:13:10: toll has no fault 'slo'; did you mean 'slow'?"),
    (
      "meter: queue, figure: max", "meter: queu, figure: max",
      "class.yaml:20:21: toll has no meter 'queu'; did you mean 'queue'?"
    ),
    ("figure: max", "figure: p99", "class.yaml:20:36: queue is a gauge and has no 'p99'"),
    ("above: 20}", "abov: 20}", "class.yaml:20:41: 'abov' means nothing here; did you mean 'above'?"),
    ("above: 20}", "above: many}", "class.yaml:20:48: found 'many', expected a number"),
    ("above: 20}", "above: 20, below: 30}", "class.yaml:20:41: found 'above', expected one bound, and below is there"),
    ("above: 20}", "between: [3, 1]}", "class.yaml:20:54: found '1', expected a number from the first one on"),
    (", above: 20}", "}", "class.yaml:20:21: found no bound, expected one of below, above, between, equal"),
    (
      "{by: 8s, meter: queue, figure: max", "{since: 1s, by: 8s, meter: queue, figure: max",
      "class.yaml:20:6: 'max' is known of a whole run only; since a moment there are last, mean"
    ),
    ("{since: 2s, by: 8s", "{since: 9s, by: 8s", "class.yaml:21:13: found '9s', expected a time before 8s, when it is"),
    (
      "law: queue.grows", "law: queue.grow",
      "class.yaml:22:11: toll has no law 'queue.grow'; did you mean 'queue.grows'?"
    ),
    (
      "is: reached", "is: violated",
      "class.yaml:22:28: queue.grows is 'reached' or 'not reached', not 'violated'"
    ),
    ("{law: queue.grows, is: reached}", "{law: queue.grows}", "class.yaml:22:11: found no 'is', expected a verdict"),
    (
      "{law: queue.grows, is: reached}", "{law: queue.grows, is: reached, below: 2}",
      "class.yaml:22:37: found 'below', but a law has a verdict: 'is: held'"
    ),
    (
      "{law: queue.grows, is: reached}", "{is: reached}",
      "class.yaml:22:5: expected 'meter' or 'law', one of them"
    ),
    ("twin: {lanes: 4}\n", "", "class.yaml:23:1: found 'expect-twin' without a twin, expected what is different there"),
    (
      "twin: {lanes: 4}", "twin: {}",
      "class.yaml:7:7: found nothing in braces, expected knobs that are different in the twin, such as"
    ),
    (
      "twin: {lanes: 4}", "twin: {lanes: 1, traffic: 8}",
      "class.yaml:7:7: lanes=1 traffic=8 is in the first run too, expected something that is different"
    ),
    (
      "twin: {lanes: 4}", "at-twin: [2s: convoi]",
      "class.yaml:7:15: toll has no fault or action 'convoi'; did you mean 'convoy'?"
    ),
    (
      "twin: {lanes: 4}", "at-first: {2s: convoy}",
      "class.yaml:7:11: found keys and values, expected a list of what is done"
    ),
    (
      "twin: {lanes: 4}", "at-twim: [2s: convoy]",
      "class.yaml:7:1: 'at-twim' means nothing here; did you mean 'at-twin'?"
    ),
    (
      "twin: {lanes: 4}", "at-twin: []",
      "class.yaml:7:1: found nothing that only one run has, expected what makes the twin another one"
    ),
    ("below: 30s", "below: 30x", "class.yaml:26:26: '30x' is not a time"),
    ("seed: 7", "show: {panel: Quee}", "class.yaml:5:15: toll has no panel 'Quee'; the nearest name is '"),
    ("seed: 7", "show: {metre: queue}", "class.yaml:5:8: 'metre' means nothing here; did you mean 'meter'?"),
    ("seed: 7", "show: {meter: queu}", "class.yaml:5:15: toll has no meter 'queu'; did you mean 'queue'?"),
    ("seed: 7", "show: queue", "class.yaml:5:7: found 'queue', expected where it can be seen, such as {panel: "),
    ("seed: 7", "seed: *other", "class.yaml:5:7: found the alias '*other', expected each value where it belongs"),
    ("seed: 7", "seed: [[[[[[[[[[[[[[[[[[[[[[", "class.yaml:5:26: found more than 20 lists and mappings"),
    ("seed: 7", "seed: !!int 7", "class.yaml:5:7: found a tag, expected a story without tags"),
    ("seed: 7", "lab: toll", "class.yaml:5:1: found 'lab' twice, expected each key once; the first is in line 4"),
    ("seed: 7", "seed: {7", "class.yaml:6:6: this is not YAML: did not find expected ',' or '}'"),
    ("  - 3s: convoy", "\t- 3s: convoy", "class.yaml:11:1: this is not YAML: found a tab, expected blanks"),
    (
      "  - 3s: convoy", " - 3s: convoy",
      "class.yaml:11:2: this is not YAML: did not find expected key; lines that belong together begin in one column"
    ),
    (
      "seed: 7", "seed:7",
      "class.yaml:5:1: this is not YAML: found no ': ' behind this, expected 'KEY: VALUE'"
    ),
    ("title: A", "title: \"A", "class.yaml:2:8: this is not YAML: found unexpected end of stream"),
    (
      "Here they come", "Here: they come",
      "class.yaml:17:13: this is not YAML: found a second ':'; a text with ': ' in it needs quotes"
    ),
    (
      "seed: 7", "seed: @7", "class.yaml:5:7: this is not YAML: found a sign that begins nothing here; a text"
    ),
    (
      "traffic: 8/s", "<<: {traffic: 8}",
      "class.yaml:6:9: found the merge key '<<', expected each value where it belongs"
    ),
    ("traffic: 8/s", "traffic=8", "class.yaml:6:9: toll has no knob 'traffic=8'; did you mean 'traffic'?"),
    ("traffic: 8/s", "traffic: 8 cars", "class.yaml:6:18: traffic needs a number, not '8 cars'; its unit is /s"),
  ])
  func `one line says what, where, what was expected, and the nearest name`(
    _ right: String, _ wrong: String, _ line: String
  ) throws {
    let place = try #require(StoryBench.whole.firstRange(of: right))
    let complaint = try #require(StoryBench.complaint(StoryBench.whole.replacingCharacters(in: place, with: wrong)))
    #expect(complaint.contains(line), "\(complaint)")
    #expect(!complaint.contains("\n"))
  }

  @Test func `nothing and no YAML are told apart from a story`() {
    #expect(StoryBench.complaint("") == "class.yaml:1:1: found nothing, expected story, lab, for, expect")
    #expect(StoryBench.complaint("- a")?.hasPrefix("class.yaml:1:1: found a list, expected story, title") == true)
    #expect(StoryBench.complaint("a\u{1}b")?.hasPrefix("class.yaml:1:2: this is not text: ") == true)
  }

  @Test(arguments: ["\r\n", "\r"]) func `lines may end as other systems end them`(_ end: String) throws {
    let text = StoryBench.whole.replacing("\n", with: end)
    #expect(try StoryBench.story(text).narration == StoryBench.story(StoryBench.whole).narration)
    #expect(
      StoryBench.complaint(text.replacing("lab: toll", with: "lab: &toll"))?
        .hasPrefix("class.yaml:4:6: found the anchor '&toll'") == true)
    #expect(
      StoryBench.complaint(text.replacing("lab: toll", with: "lab: tol"))?.hasPrefix("class.yaml:4:6: ")
        == true)
  }

  @Test func `a mark in front of the text is none of it`() throws {
    #expect(try StoryBench.story("\u{FEFF}" + StoryBench.whole).name == "rush-hour")
    #expect(StoryBench.complaint("\u{FEFF}stroy: a")?.hasPrefix("class.yaml:1:1: 'stroy' means nothing here") == true)
  }

  @Test func `no nesting and no line is too long for it`() {
    let lists = String(repeating: "- ", count: 30_000), maps = String(repeating: "{a: ", count: 15_000)
    let steps = (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    for text in [lists, maps, steps, "story: " + String(repeating: "x", count: 60_000)] {
      #expect(StoryBench.complaint(text)?.hasPrefix("class.yaml:") == true)
    }
    let many = (0..<300).map { _ in "  - 1s: convoy\n" }.joined()
    let text = StoryBench.whole.replacing("  - 3s: convoy\n", with: many)
    #expect(StoryBench.complaint(text) == "class.yaml:10:3: found 304 entries, expected at most 200")
  }

  @Test func `control characters do not get through to the screen`() throws {
    let evil = "\"A \\x1b[2J rush \\u202e hour\""
    let story = try StoryBench.story(
      StoryBench.whole.replacing("A rush hour", with: evil).replacing("The road is nearly full.", with: evil))
    for text in [story.title, story.narration[0].text, StoryFindings(StoryTrial(story)).text] {
      #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0.value == 0x202E })
    }
    let complaint = try #require(StoryBench.complaint(StoryBench.whole.replacing("lab: toll", with: "lab: " + evil)))
    #expect(!complaint.unicodeScalars.contains { $0.value < 32 })
  }
}
