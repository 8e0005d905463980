import Diagnostics
import Documents
import Engine
import LabKit

extension Story {
  /// The keys of a story.
  static let keys = [
    "story", "title", "about", "lab", "seed", "knobs", "twin", "for", "at", "at-first", "at-twin", "say",
    "show", "expect", "expect-twin", "outcome", "try",
  ]
  /// Of these the ones that make a second run.
  private static let keysOfTwin = ["twin", "at-first", "at-twin"]

  /// Reads the text of a file; an error names file, line and column, what was found, what was expected, and the
  /// nearest valid name. `named` finds a lab by its name.
  public init(text: String, file: String, named: (String) throws(BadInput) -> LabEntry) throws(BadInput) {
    let document = try Document(text, file: file, kind: "a story", keys: ["story", "lab", "for", "expect"])
    var values: [String: Node] = [:], keys: [String: Node] = [:]
    for (key, value) in try document.pairs(of: document.root, expecting: Story.keys.joined(separator: ", ")) {
      let name = try document.key(key, among: Story.keys)
      (keys[name], values[name]) = (key, value)
    }
    func needed(_ key: String, _ example: String) throws(BadInput) -> Node {
      if let node = values[key] { return node }
      throw BadInput("\(file):1:1: found no '\(key)', expected one, such as '\(key): \(example)'")
    }
    let labNode = try needed("lab", "shop")
    let labName = try document.word(labNode, expecting: "the name of a lab")
    lab = try document.located(labNode) { () throws(BadInput) in try named(labName) }
    let form = StoryForm(document: document, lab: lab, end: try StoryForm.end(try needed("for", "60s"), document))

    name = try document.name(try needed("story", "retry-storm"))
    title =
      try values["title"].map { node throws(BadInput) in try document.word(node, expecting: "a title") }?
      .printable(upTo: 60) ?? name
    summary =
      try values["about"].map { node throws(BadInput) in try document.word(node, expecting: "a sentence") }?
      .printable(upTo: 300) ?? ""
    seed = try values["seed"].map { node throws(BadInput) in try form.seed(node) } ?? 1
    end = form.end
    let knobs = try form.settings(values["knobs"]).reduce(into: lab.defaults) { $0[$1.knob] = $1.value }
    self.knobs = knobs
    hasTwin = Story.keysOfTwin.contains { keys[$0] != nil }
    let turns = try values["twin"].map { node throws(BadInput) in try form.turns(node, from: knobs) } ?? []
    let cues =
      turns.map { Cue(input: $0, runs: .twin) } + (try form.cues(values["at"], for: .both))
      + (try form.cues(values["at-first"], for: .first)) + (try form.cues(values["at-twin"], for: .twin))
    self.cues = cues.enumerated().sorted {
      ($0.element.input.at, $0.offset) < ($1.element.input.at, $1.offset)
    }
    .map(\.element)
    if let key = Story.keysOfTwin.compactMap({ keys[$0] }).first, !cues.contains(where: { $0.runs != .both }) {
      throw BadInput(
        "\(document.place(key)): found nothing that only one run has, expected what makes the twin another one")
    }
    narration = try form.narration(values["say"])
    if let node = keys["expect-twin"], !hasTwin {
      throw BadInput(
        "\(document.place(node)): found 'expect-twin' without a twin, expected what is different there, "
          + "such as 'twin: {KNOB: VALUE}' or 'at-twin:'")
    }
    expectations =
      try form.expectations(values["expect"], ofTwin: false)
      + form.expectations(values["expect-twin"], ofTwin: true)
    (panel, meter) = try form.view(values["show"])
    let outcome = try values["outcome"].map { node throws(BadInput) in
      try document.word(node, expecting: "what happened, in one sentence").printable(upTo: 300)
    }
    ending = Storyline.Ending(outcome: outcome ?? "", proposals: try form.proposals(values["try"]))
    self.text = text
  }
}

extension Document {
  /// A name for the command line.
  fileprivate func name(_ node: Node) throws(BadInput) -> String {
    let name = try word(node, expecting: "a name, such as retry-storm")
    let isPlain =
      name.utf8.count <= 40 && name.first != "-"
      && name.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }
    guard isPlain else {
      throw error(node, expecting: "a name of at most 40 small letters, digits and hyphens")
    }
    return name
  }
}
