import Diagnostics
import Documents
import LabKit

extension SystemForm {
  /// `{twin: {KNOB: VALUE}, at: {20 s: flush, 25 s: heal stall}, ends: {at: 60 s, run: broken, twin: kept}}`.
  mutating func readTale(_ node: Node) throws(BadInput) {
    let said = try fields(node, ["twin", "at", "ends"], of: "a story", needed: [("ends", "{at: 60 s}")])
    var twin: [(knob: Int, value: Double)] = []
    let pairs = try said["twin"].map { node throws(BadInput) in
      try document.pairs(of: node, expecting: "knobs and their values")
    }
    for (path, value) in pairs ?? [] {
      let text = try document.word(path, expecting: "a knob, such as \(blueprint.knobs[0].field.key)")
      guard let position = blueprint.knobs.firstIndex(where: { $0.field.key == text }) else {
        throw BadInput(
          "\(document.place(path)): there is no knob '\(text.printable(upTo: 60))'", nearestTo: text,
          among: blueprint.knobs.map(\.field.key))
      }
      let knob = blueprint.knobs[position]
      let wanted = try self.value(value, blueprint.settings[knob.setting].quantity)
      guard let found = blueprint.position(of: knob, at: wanted) else {
        throw document.error(value, expecting: "a value that the knob has")
      }
      twin.append((position, found))
    }
    let ends = try fields(said["ends"]!, ["at", "run", "twin"], of: "the end", needed: [("at", "60 s")])
    let end = try value(ends["at"]!, .time) / 1000
    guard (1...600).contains(end) else { throw document.error(ends["at"]!, expecting: "1 s to 10 m") }
    let verdicts = Quantity.word(["kept", "broken"])
    let isBroken = try ends["run"].map { node throws(BadInput) in try value(node, verdicts) == 1 }
    let isTwinBroken = try ends["twin"].map { node throws(BadInput) in try value(node, verdicts) == 1 }
    if let node = ends["run"] ?? ends["twin"], blueprint.promises.isEmpty {
      throw document.error(node, expecting: "a promise that can be kept or broken")
    }
    blueprint.tale = .init(
      twin: twin, inputs: try inputs(said["at"], before: end), end: end, isBroken: isBroken,
      isTwinBroken: isTwinBroken)
  }

  /// `{5 s: stall, 7 s: heal stall, 9 s: [flush, surge]}`, in the order of time.
  private func inputs(_ node: Node?, before end: Double) throws(BadInput) -> [(seconds: Double, text: String)] {
    guard let node else { return [] }
    var found: [(seconds: Double, text: String)] = []
    for (key, value) in try document.pairs(of: node, expecting: "times and what is done") {
      let seconds = try self.value(key, .time) / 1000
      guard seconds < end else { throw document.error(key, expecting: "a time before the end") }
      for entry in value.text == nil ? try entries(value) : [value] {
        let text = try document.word(entry, expecting: "a fault, heal and a fault, or an action")
        let isHealing = text.hasPrefix("heal "), word = isHealing ? String(text.dropFirst(5)) : text
        let faults = blueprint.faults.map(\.name), known = faults + (isHealing ? ["all"] : blueprint.deeds.map(\.name))
        guard known.contains(word) else {
          throw BadInput(
            "\(document.place(entry)): there is no fault or action '\(word.printable(upTo: 40))'", nearestTo: word,
            among: known)
        }
        found.append((seconds, isHealing ? "heal:\(word)" : word))
      }
    }
    return found.sorted { $0.seconds < $1.seconds }
  }
}
