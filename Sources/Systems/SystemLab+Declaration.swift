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
          "Messages take no time and are never lost, unless the file gives a call a wire.",
          "A server that has stopped takes in calls until its queue is full; its callers see no difference.",
          "What a call's own breaker, limit or pool turns away is not tried again.",
        ],
        panels: panels(of: blueprint), verifications: blueprint.verifications,
        drainsWithin: drainTime(of: blueprint),
        map: FlowMap(blueprint.nodes.map(\.name), panel: "System") { topology($0) }),
      start: blueprint.settings.map(\.value),
      knobs: blueprint.knobs.map { knob($0, scale: blueprint.settings[$0.setting].quantity.scale) },
      actions: blueprint.faults.map { .fault($0.key, $0.name, $0.name, $0.says) }
        + blueprint.deeds.map { .once($0.key, $0.name, $0.name, $0.says) },
      meters: meters(of: blueprint), rules: rules(of: blueprint),
      promises: blueprint.promises.enumerated().map { promise($1, number: $0 + 1, of: blueprint) })
  }

  private static func knob(_ knob: Blueprint.Knob, scale: Double) -> Knob<Knobs> {
    let setting = knob.setting, choices = knob.choices, field = knob.field
    if choices.isEmpty {
      return Knob(field, value: { $0[setting] * scale }, set: { $0[setting] = $1 / scale })
    }
    return Knob(
      field, value: { knobs in Double(choices.firstIndex(of: knobs[setting]) ?? 0) },
      set: { $0[setting] = choices[Int($1)] })
  }

  private static func promise(_ promise: Blueprint.Promise, number: Int, of blueprint: Blueprint) -> Promise<SystemLab>
  {
    let twin = (blueprint.tale?.twin ?? []).map { knob, value in
      (key: blueprint.knobs[knob].field.key, value: blueprint.knobs[knob].field.text(value))
    }
    return .share(
      slug(promise.says) ?? "promise.\(number)", promise.says.hasSuffix(".") ? promise.says : promise.says + ".",
      of: promise.good, among: promise.all,
      least: promise.least, overSeconds: promise.seconds, except: promise.exceptions.map(Action.init),
      breaks: promise.off.map { off in
        let on = twin.filter { setting in off.settings.contains { $0.key == setting.key } }
        return PatternOff(off: off.settings, on: on, action: off.fault.map(Action.init))
      })
  }

  /// The sentence as a name: its letters and digits, in lower case, joined by hyphens; nil when it has none.
  private static func slug(_ sentence: String) -> String? {
    let words = sentence.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return words.isEmpty ? nil : words.joined(separator: "-")
  }

  /// Full queues, one after the other, with what each job may wait for its own calls, and half of that again for
  /// chance.
  private static func drainTime(of blueprint: Blueprint) -> Interval {
    func most(_ setting: Int) -> Double { blueprint.extreme(of: setting, max) }
    func length(_ call: Blueprint.Call) -> Double {
      let timeout = most(call.timeout), longest = most(call.longest)
      let wait = max(most(call.wait), longest.isFinite ? longest : most(call.growth) > 0 ? 1000 * most(call.wait) : 0)
      return (1 + most(call.times)) * (wait + (timeout.isFinite ? timeout : 0) + 2 * most(call.delay))
    }
    let stations = blueprint.stations.reduce(0) { sum, station in
      let slots = blueprint.extreme(of: station.slots, min), queue = min(most(station.queue), 1e5)
      // Servers may be slow, by their state and under load.
      let work = station.steps.reduce(0) { sum, step in
        if case .work(let time, let shape) = step { sum + most(time) * (1 + shape.variation) } else { sum }
      }
      let time = work * station.slowing.factor(1) + station.calls.reduce(0) { $0 + length(blueprint.calls[$1]) }
      return sum + ((slots.isFinite ? queue / slots : 0) + 10) * time
    }
    let milliseconds = 1.5 * stations + blueprint.calls.reduce(0) { $0 + length($1) } + 10_000
    return min(.milliseconds(milliseconds), .seconds(100_000))
  }
}
