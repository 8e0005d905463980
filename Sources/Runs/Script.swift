import Diagnostics
import Engine
import LabKit

/// What is set before a run of a lab begins and what is done to it while it runs.
public struct Script: Sendable {
  /// The lab.
  public let lab: LabEntry
  /// The knobs at the start, in the order of the lab's knobs.
  public let knobs: [Double]
  /// What is done, in the order of time; inputs of one instant in the order in which they were given.
  public let inputs: [TimedInput]

  /// A script; nil knobs are the lab's defaults.
  public init(_ lab: LabEntry, knobs: [Double]? = nil, inputs: [TimedInput] = []) {
    self.lab = lab
    self.knobs = knobs ?? lab.defaults
    self.inputs = inputs.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// A script as the command line gives it: `KNOB=VALUE` for each setting, of which later ones win, and inputs
  /// with their times.
  public init(_ lab: LabEntry, settings: [String], inputs: [String] = []) throws(BadInput) {
    var knobs = lab.defaults
    for setting in settings {
      guard let equals = setting.firstIndex(of: "=") else {
        throw lab.withoutValue(setting, "is no setting", like: "=VALUE")
      }
      let knob = try lab.knob(named: String(setting[..<equals]))
      knobs[knob] = try lab.knobs[knob].value(of: String(setting[setting.index(after: equals)...]))
    }
    var timed: [TimedInput] = []
    for input in inputs { timed.append(try TimedInput(input, for: lab)) }
    self.init(lab, knobs: knobs, inputs: timed)
  }

  /// The options that give this script: what differs from the defaults, and every input.
  public var options: String {
    let changed = lab.knobs.indices.filter { knobs[$0] != lab.defaults[$0] }
    let settings = changed.map { "--set \(lab.knobs[$0].key)=\(lab.knobs[$0].text(knobs[$0]))" }
    return (settings + inputs.map { "--at \($0.text(for: lab))" }).joined(separator: " ")
  }
}

extension Script {
  /// Heals everything and turns every knob that lets something in to where nothing comes.
  package static func drain(_ lab: LabEntry, _ knobs: [Double]? = nil, at end: Instant) -> [TimedInput] {
    [TimedInput(at: end, .healEverything)]
      + lab.knobs.enumerated().compactMap { index, field in
        guard let value = field.whileDraining, value != knobs?[index] else { return nil }
        return TimedInput(at: end, .turn(index, value))
      }
  }
}
