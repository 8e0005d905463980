import Diagnostics
import LabKit

extension [LabEntry] {
  /// The lab with this name; `others` are what else could have been meant.
  public func named(_ name: String, orOneOf others: [String] = []) throws(BadInput) -> LabEntry {
    if let lab = first(where: { $0.id == name }) { return lab }
    let what = others.isEmpty ? "no lab" : "no lab or command"
    throw BadInput("there is \(what) '\(name.printable)'", nearestTo: name, among: map(\.id) + others)
  }
}

extension LabEntry {
  /// What to say of a knob that was given without its value, or of what is no knob at all.
  func withoutValue(_ text: String, _ complaint: String, like forms: String...) -> BadInput {
    let isKnob = knobs.contains { $0.key == text }
    let examples = forms.map { (isKnob ? text : "KNOB") + $0 }.joined(separator: " or ")
    if isKnob { return BadInput("\(text) is a knob and needs a value; write it like \(examples)") }
    if actions.contains(where: { $0.id == text }) {
      return BadInput("\(text) is no knob but what is done at a time; write it like --at 10s:\(text)")
    }
    return BadInput(
      "'\(text.printable)' \(complaint); write it like \(examples)", nearestTo: text, among: knobs.map(\.key))
  }
}
