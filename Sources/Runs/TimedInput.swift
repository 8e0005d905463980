import Diagnostics
import Engine
import LabKit

/// Something that is done to a running lab at a moment of its virtual time.
public struct TimedInput: Sendable, Equatable {
  /// What is done.
  public enum Change: Sendable, Equatable {
    /// A knob, by its position among the lab's, is turned to a value.
    case turn(Int, Double)
    /// A fault is injected or something is done once, by its position among the lab's actions.
    case act(Int)
    /// A fault is healed, by its position among the lab's actions.
    case heal(Int)
    /// Every fault is healed.
    case healEverything
  }

  /// When; before the events of that instant.
  public let at: Instant
  /// What.
  public let change: Change

  /// An input.
  public init(at: Instant, _ change: Change) {
    self.at = at
    self.change = change
  }

  /// The input that a text means: `10s:FAULT`, `30s:heal:FAULT`, `30s:heal:all` or `40s:KNOB=VALUE`.
  public init(_ text: String, for lab: LabEntry) throws(BadInput) {
    guard let colon = text.firstIndex(of: ":") else {
      throw BadInput("'\(text.printable)' has no time; write it like 10s:\(lab.actions.first?.id ?? "KNOB=VALUE")")
    }
    at = .start + (try Interval(text: String(text[..<colon])))
    change = try Change(String(text[text.index(after: colon)...]), for: lab)
  }

  /// The text that means this input.
  public func text(for lab: LabEntry) -> String { "\((at - .start).text):\(change.text(for: lab))" }
}

extension TimedInput.Change {
  /// What a text after the time means.
  package init(_ text: String, for lab: LabEntry) throws(BadInput) {
    if let equals = text.firstIndex(of: "=") {
      let knob = try lab.knob(named: String(text[..<equals]))
      self = .turn(knob, try lab.knobs[knob].value(of: String(text[text.index(after: equals)...])))
    } else if !ActionLine(text).isOn {
      self = try .healing(ActionLine(text).id, lab)
    } else if lab.knobs.contains(where: { $0.key == text }) {
      throw lab.withoutValue(text, "does nothing", like: "=VALUE")
    } else {
      self = .act(try lab.action(named: text))
    }
  }

  private static func healing(_ name: String, _ lab: LabEntry) throws(BadInput) -> Self {
    guard name != "all" else { return .healEverything }
    let faults = lab.actions.filter { $0.declaration.kind == .fault }.map(\.id)
    guard let index = lab.actions.firstIndex(where: { $0.id == name }) else {
      throw BadInput("\(lab.id) has no fault '\(name.printable)'", nearestTo: name, among: faults + ["all"])
    }
    guard lab.actions[index].declaration.kind == .fault else {
      throw BadInput(
        "\(name) is done once and cannot be healed; what can be: \((faults + ["all"]).joined(separator: ", "))")
    }
    return .heal(index)
  }

  /// The text that means this, without a time.
  package func text(for lab: LabEntry) -> String {
    switch self {
    case .turn(let knob, let value): "\(lab.knobs[knob].key)=\(lab.knobs[knob].text(value))"
    case .act(let action): lab.actions[action].id
    case .heal(let action): ActionLine(lab.actions[action].id, isOn: false).text
    case .healEverything: ActionLine("all", isOn: false).text
    }
  }

  /// Does it now.
  package func apply(to run: inout any LabRun) {
    switch self {
    case .turn(let knob, let value): run.turn(knob, to: value)
    case .act(let action): run.act(action, isOn: true)
    case .heal(let action): run.act(action, isOn: false)
    case .healEverything: run.healEverything()
    }
  }
}
