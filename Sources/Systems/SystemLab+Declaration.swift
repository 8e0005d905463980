import Engine
import LabKit

extension SystemLab {
  static func declaration(of blueprint: Blueprint) -> Declaration<SystemLab> {
    Declaration(
      Card(
        id: blueprint.id, title: blueprint.title, group: "Systems", summary: blueprint.about,
        whenToUse: ["To see what an architecture of one's own does when something breaks."],
        whenNot: ["To predict figures: its times and rates are those of the file and not of a machine."],
        simplifies: [
          "Messages take no time and are never lost.",
          "A server that stands still takes in calls until its queue is full; its callers see no difference.",
          "What a call asks for is not told: every call of a station takes its time from one distribution.",
        ],
        panels: panels(of: blueprint), verifications: blueprint.verifications,
        drainsWithin: drainTime(of: blueprint)),
      start: blueprint.settings.map(\.value),
      knobs: blueprint.knobs.map(knob),
      actions: blueprint.faults.map { .fault($0.key, $0.name, $0.name, $0.says) },
      meters: meters(of: blueprint), rules: rules,
      promises: blueprint.promises.enumerated().map { promise($1, number: $0 + 1) })
  }

  private static func knob(_ knob: Blueprint.Knob) -> Knob<Knobs> {
    let setting = knob.setting, choices = knob.choices
    if choices.isEmpty { return Knob(knob.field, value: { $0[setting] }, set: { $0[setting] = $1 }) }
    return Knob(
      knob.field, value: { knobs in Double(choices.firstIndex(of: knobs[setting]) ?? 0) },
      set: { $0[setting] = choices[Int($1)] })
  }

  private static func promise(_ promise: Blueprint.Promise, number: Int) -> Promise<SystemLab> {
    .share(
      slug(promise.says) ?? "promise.\(number)", promise.says, of: promise.good, among: promise.all,
      least: promise.least,
      overSeconds: promise.seconds)
  }

  /// The sentence as a name: its letters and digits, in lower case, joined by hyphens; nil when it has none.
  private static func slug(_ sentence: String) -> String? {
    let words = sentence.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return words.isEmpty ? nil : words.joined(separator: "-")
  }

  /// Full queues, one after the other, with what each job may wait for its own call, and half of that again for
  /// chance.
  private static func drainTime(of blueprint: Blueprint) -> Interval {
    func most(_ setting: Int) -> Double { blueprint.extreme(of: setting, max) }
    func length(_ call: Blueprint.Call) -> Double {
      let timeout = most(call.timeout)
      return (1 + most(call.times)) * (most(call.wait) + (timeout.isFinite ? timeout : 0))
    }
    let stations = blueprint.stations.reduce(0) { sum, station in
      let slots = blueprint.extreme(of: station.slots, min)
      let time = most(station.time) + (station.call.map { length(blueprint.calls[$0]) } ?? 0)
      return sum + (most(station.queue) / slots + 10) * time
    }
    let milliseconds = 1.5 * stations + blueprint.calls.reduce(0) { $0 + length($1) } + 10_000
    return min(.milliseconds(milliseconds), .seconds(100_000))
  }
}
