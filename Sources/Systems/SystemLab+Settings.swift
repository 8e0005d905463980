import Engine
import LabKit
import Patterns

extension SystemLab {
  /// Takes over what knobs and faults say: of the faults that set the same thing the last one in the
  /// file wins.
  mutating func takeOver(_ context: inout Context<SystemLab>) {
    let blueprint = context.blueprint
    var values = context.knobs
    for (index, fault) in blueprint.faults.enumerated() where context.isOn(Action(rawValue: index)) {
      for change in fault.changes { values[change.setting] = change.value }
    }
    for (index, call) in blueprint.calls.enumerated() { takeOver(call, at: index, values) }
    for (index, station) in blueprint.stations.enumerated() {
      stations[index].slots = Int(values[station.slots])
      stations[index].queue = Int(values[station.queue])
      stations[index].time = .milliseconds(values[station.time])
      stations[index].dropsAbandoned = values[station.abandoned] == 1
    }
    for (place, replica) in blueprint.replicas.enumerated() {
      let isStalled = values[replica.state] == 1
      if isStalled, !replicas[place].isStalled { stall(place, &context) }
      if !isStalled, replicas[place].isStalled { goOn(place, &context) }
      replicas[place].jobs.servers = isStalled ? 0 : stations[replica.station].slots
      serve(place, replicas[place].jobs.startWaiting(), &context)
    }
    for (index, source) in blueprint.sources.enumerated() {
      sources[index].arrivals.turn(to: values[source.arrivals], &context)
    }
  }

  private mutating func takeOver(_ call: Blueprint.Call, at index: Int, _ values: [Double]) {
    calls[index].picksRandomly = values[call.pick] == 1
    calls[index].isPatient = values[call.timeout] == .infinity
    if !calls[index].isPatient { calls[index].timeout = .milliseconds(values[call.timeout]) }
    calls[index].times = Int(values[call.times])
    calls[index].mostTimes = max(calls[index].mostTimes, calls[index].times)
    calls[index].wait = .milliseconds(values[call.wait])
    let ratio = values[call.budget]
    // A budget that was not there before begins full.
    if ratio.isFinite, !calls[index].hasBudget { calls[index].budget = RetryBudget(ratio: ratio) }
    calls[index].hasBudget = ratio.isFinite
    if ratio.isFinite { calls[index].budget.ratio = ratio }
  }
}
