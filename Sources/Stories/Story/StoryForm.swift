import Diagnostics
import Documents
import Engine
import LabKit
import Runs

/// Reads the parts of a story about a lab.
struct StoryForm {
  let document: Document
  let lab: LabEntry
  let end: Instant

  /// When a story ends.
  static func end(_ node: Node, _ document: Document) throws(BadInput) -> Instant {
    let text = try document.word(node, expecting: "a time, such as 60s")
    let length = try document.located(node) { () throws(BadInput) in try Interval(text: text) }
    guard length > .zero, length <= Story.longest else {
      throw document.error(node, expecting: "a time above 0 and up to \(Story.longest.text)")
    }
    return .start + length
  }

  func seed(_ node: Node) throws(BadInput) -> UInt64 {
    let text = try document.word(node, expecting: "a seed, such as 7")
    return try document.located(node) { () throws(BadInput) in try UInt64(seedText: text) }
  }

  /// Knobs and their values.
  func settings(_ node: Node?) throws(BadInput) -> [(knob: Int, value: Double)] {
    guard let node else { return [] }
    var settings: [(knob: Int, value: Double)] = []
    for (key, value) in try document.pairs(
      of: node, expecting: "knobs and their values, such as {traffic: 280}")
    {
      let name = try document.word(key, expecting: "the name of a knob")
      let knob = try document.located(key) { () throws(BadInput) in try lab.knob(named: name) }
      let text = try document.word(value, expecting: "a value for \(name)")
      settings.append(
        (knob, try document.located(value) { () throws(BadInput) in try lab.knobs[knob].value(of: text) }))
    }
    return settings
  }

  /// The knobs of a twin that are different from the start on; one that is the same makes no other run.
  func turns(_ node: Node, from knobs: [Double]) throws(BadInput) -> [TimedInput] {
    let settings = try settings(node)
    guard !settings.isEmpty else {
      throw document.error(node, expecting: "knobs that are different in the twin, such as {policy: priority}")
    }
    guard settings.contains(where: { $0.value != knobs[$0.knob] }) else {
      let same = settings.map { "\(lab.knobs[$0.knob].key)=\(lab.knobs[$0.knob].text($0.value))" }
      throw BadInput(
        "\(document.place(node)): \(same.joined(separator: " ")) is in the first run too, "
          + "expected something that is different in the twin")
    }
    return settings.map { TimedInput(at: .start, .turn($0.knob, $0.value)) }
  }

  /// What is done when, and to whom.
  func cues(_ node: Node?, for runs: Story.Runs) throws(BadInput) -> [Story.Cue] {
    try inputs(node).map { Story.Cue(input: $0, runs: runs) }
  }

  /// What is done when; `drain` heals everything and lets nothing in any more, so that eventually-laws are judged.
  private func inputs(_ node: Node?) throws(BadInput) -> [TimedInput] {
    var inputs: [TimedInput] = []
    for (at, node, text) in try timed(node, expecting: "what is done, such as '- 10s: heal:all'") {
      guard text != "drain" else {
        inputs += Script.drain(lab, at: at)
        continue
      }
      let change = try document.located(node) { () throws(BadInput) in try TimedInput.Change(text, for: lab) }
      inputs.append(TimedInput(at: at, change))
    }
    return inputs
  }

  /// What is said when.
  func narration(_ node: Node?) throws(BadInput) -> [Story.Narration] {
    let lines = try timed(node, expecting: "what is said, such as '- 0s: All is calm.'")
    return lines.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      .map { Story.Narration(at: $0.element.at, text: $0.element.text.printable(upTo: 300)) }
  }

  /// What to try at the end: `- CHANGE: SENTENCE`.
  func proposals(_ node: Node?) throws(BadInput) -> [Storyline.Proposal] {
    guard let node else { return [] }
    let expected = "what to try, such as '- traffic=140: Lower the traffic.'"
    var found: [Storyline.Proposal] = []
    for entry in try entries(node, expecting: "a list of \(expected)") {
      let pairs = try document.pairs(of: entry, expecting: expected)
      guard pairs.count == 1, let pair = pairs.first else { throw document.error(entry, expecting: expected) }
      let text = try document.word(pair.key, expecting: expected)
      let change = try document.located(pair.key) { () throws(BadInput) in try TimedInput.Change(text, for: lab) }
      let sentence = try document.word(pair.value, expecting: "what to try, in one sentence").printable(upTo: 120)
      guard let change = change.alone else { throw document.error(pair.key, expecting: "one change") }
      found.append(Storyline.Proposal(sentence, change))
    }
    return found
  }

  /// Where the story can be seen: `{panel: TITLE, meter: NAME}`, or one of them.
  func view(_ node: Node?) throws(BadInput) -> (panel: Int?, meter: Int?) {
    guard let node else { return (nil, nil) }
    let example = "where it can be seen, such as {panel: \(lab.panels.first?.title ?? "TITLE"), meter: NAME}"
    let names = ["panel": lab.panels.map(\.title), "meter": lab.meters.map(\.name)]
    var found: [String: Int] = [:]
    for (key, value) in try document.pairs(of: node, expecting: example) {
      let kind = try document.key(key, among: ["panel", "meter"])
      let name = try document.word(value, expecting: "the name of a \(kind)")
      found[kind] = try position(of: name, kind, among: names[kind] ?? [], value)
    }
    return (found["panel"], found["meter"])
  }

  /// A list of `- TIME: TEXT`.
  private func timed(_ node: Node?, expecting expected: String) throws(BadInput) -> [(
    at: Instant, node: Node, text: String
  )] {
    guard let node else { return [] }
    var found: [(at: Instant, node: Node, text: String)] = []
    for entry in try entries(node, expecting: "a list of \(expected)") {
      let pairs = try document.pairs(of: entry, expecting: expected)
      guard pairs.count == 1, let pair = pairs.first else { throw document.error(entry, expecting: expected) }
      let at = try instant(pair.key)
      found.append((at, pair.value, try document.word(pair.value, expecting: expected)))
    }
    return found
  }

  /// The elements of a list that is not too long.
  func entries(_ node: Node, expecting expected: String) throws(BadInput) -> [Node] {
    let list = try document.list(node, expecting: expected)
    guard list.count <= Story.mostEntries else {
      throw BadInput("\(document.place(node)): found \(list.count) entries, expected at most \(Story.mostEntries)")
    }
    return list
  }

  /// A moment within the story.
  func instant(_ node: Node) throws(BadInput) -> Instant {
    let text = try document.word(node, expecting: "a time, such as 10s")
    let at = try document.located(node) { () throws(BadInput) in .start + (try Interval(text: text)) }
    guard at <= end else {
      throw document.error(node, expecting: "a time up to the end at \((end - .start).text)")
    }
    return at
  }
}

extension TimedInput.Change {
  /// The same as the one thing that is done; nil where it is several.
  fileprivate var alone: RunDifference? {
    switch self {
    case .turn(let knob, let value): .knob(knob, value)
    case .act(let action): .action(action, isOn: true)
    case .heal(let action): .action(action, isOn: false)
    case .healEverything: nil
    }
  }
}
