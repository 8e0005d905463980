import Engine
import LabKit

/// What is told of a system as it runs: when a state of the whole begins and ends, and what it is put down to.
struct Observer: Sendable {
  /// By source: most requests are not answered in time.
  var collapses: ContiguousArray<Hysteresis>
  /// By call: more retries than first attempts; retries are held back.
  var storms: ContiguousArray<Hysteresis>, restraints: ContiguousArray<Hysteresis>
  /// By station: most work is for nobody; calls are refused.
  var wastes: ContiguousArray<Hysteresis>, refusals: ContiguousArray<Hysteresis>
  /// By replica: who joins its queue waits longer than its callers do.
  var delays: ContiguousArray<Hysteresis>
  /// The fault that was healed last, when, and whether it was told that the collapse outlives it.
  var healed: (fault: Int, at: Instant)?, hasToldOutliving = false

  init(_ blueprint: Blueprint) {
    func each(_ count: Int) -> ContiguousArray<Hysteresis> {
      ContiguousArray(repeating: Hysteresis(), count: count)
    }
    (collapses, delays) = (each(blueprint.sources.count), each(blueprint.replicas.count))
    (storms, restraints) = (each(blueprint.calls.count), each(blueprint.calls.count))
    (wastes, refusals) = (each(blueprint.stations.count), each(blueprint.stations.count))
  }

  /// How long after the fault a collapse is said to outlive it.
  static let outliving = Interval.seconds(10)
  /// Looks in a row, ten a second, before a change is told.
  static let looks = 5, calmLooks = 20
}

extension SystemLab {
  /// Says what the newest input did.
  mutating func tellFaults(_ context: inout Context<SystemLab>) {
    for (index, fault) in context.blueprint.faults.enumerated() {
      let action = Action(rawValue: index)
      guard context.hasToggled(action) else { continue }
      if context.isOn(action) {
        context.note(.injected(says: fault.says), cause: context.input)
        observer.healed = nil
      } else {
        let waiting = replicas.reduce(0) { $0 + $1.line.count }
        context.note(.healed(fault: fault.name, waiting: waiting), cause: context.input)
        observer.healed = (index, context.now)
        observer.hasToldOutliving = false
      }
    }
  }

  mutating func sample(_ context: inout Context<SystemLab>) {
    for place in replicas.indices {
      context.set(.queue, at: place, Double(replicas[place].line.count))
      context.set(.busy, at: place, Double(replicas[place].busy))
    }
    for station in stations.indices { setUtilization(station, &context) }
    for topic in topics { context.set(.lag, at: topic.station, Double(lag(of: topic))) }
    checkBounds(&context)
    if context.now.nanoseconds % 1_000_000_000 == 0 { setPercentiles(&context) }
    for source in sources.indices { watch(source: source, &context) }
    for call in calls.indices { watch(call: call, &context) }
    for station in stations.indices { watch(station: station, &context) }
    for place in replicas.indices { watch(replica: place, &context) }
  }

  /// How many of the slots of a station are taken; of one without bounds nothing is said.
  private mutating func setUtilization(_ station: Int, _ context: inout Context<SystemLab>) {
    let places = stations[station].replicas.prefix(stations[station].present)
    context.set(.present, at: station, Double(places.count))
    guard stations[station].isBounded else { return }
    let busy = places.reduce(0) { $0 + replicas[$1].busy }
    let part = Double(busy) / Double(places.count * stations[station].slots)
    context.set(.utilization, at: station, 100 * part)
    stations[station].utilizations += part
    stations[station].looks += 1
  }

  /// Percentiles of the newest jobs, once a second, which is as often as they can be read.
  private func setPercentiles(_ context: inout Context<SystemLab>) {
    for station in stations.indices {
      let times = newest[station].all.sorted()
      guard !times.isEmpty else { continue }
      context.set(.median, at: station, times[times.count / 2])
      context.set(.slowest, at: station, times[times.count * 99 / 100])
    }
  }

  /// The fault that is injected, or the last one: what states of the whole are put down to.
  func cause(_ context: Context<SystemLab>) -> NoteID {
    for fault in context.blueprint.faults.indices where context.isOn(Action(rawValue: fault)) {
      return context.cause(Action(rawValue: fault))
    }
    return .chance
  }

  private mutating func watch(source: Int, _ context: inout Context<SystemLab>) {
    let offered = context.recent(.offered, member: source, overSeconds: 2)
    let good = context.recent(.good, member: source, overSeconds: 2)
    var name: String { context.blueprint.sources[source].name }
    let isBad = offered >= 10 && good < (observer.collapses[source].isOn ? 0.9 : 0.5) * offered
    switch observer.collapses[source].follow(isBad, on: Observer.looks, off: Observer.calmLooks) {
    case .rose:
      let percent = Int(100 * good / offered)
      observer.collapses[source].note = context.note(.collapsed(source: name, percent: percent), cause: cause(context))
    case .fell: context.note(.recovered(source: name), cause: observer.collapses[source].note)
    case nil: break
    }
    guard let healed = observer.healed, observer.collapses[source].isOn, !observer.hasToldOutliving,
      good < 0.5 * offered, context.now >= healed.at + Observer.outliving, cause(context) == .chance
    else { return }
    observer.hasToldOutliving = true
    context.note(
      .outlives(
        source: name, fault: context.blueprint.faults[healed.fault].name,
        seconds: Int(Observer.outliving.seconds)), cause: observer.collapses[source].note)
  }

  private mutating func watch(call: Int, _ context: inout Context<SystemLab>) {
    let retries = context.recent(.retries, member: call, overSeconds: 1)
    let firsts = context.recent(.attempts, member: call, overSeconds: 1) - retries
    var name: String { context.blueprint.calls[call].caller }
    let prevail = retries >= 5 && retries > (observer.storms[call].isOn ? 0.5 : 1) * firsts
    switch observer.storms[call].follow(prevail, on: Observer.looks, off: Observer.calmLooks) {
    case .rose:
      observer.storms[call].note = context.note(
        .retriesPrevail(caller: name, retries: Int(retries), firsts: Int(firsts)), cause: cause(context))
    case .fell: context.note(.retriesEase(caller: name), cause: observer.storms[call].note)
    case nil: break
    }
    let held = context.recent(.heldBack, member: call, overSeconds: 1)
    if observer.restraints[call].follow(held >= 5, on: 1, off: Observer.calmLooks) == .rose {
      context.note(.heldBack(caller: name), cause: cause(context))
    }
  }

  private mutating func watch(station: Int, _ context: inout Context<SystemLab>) {
    var name: String { context.blueprint.stations[station].name }
    let wasted = context.recent(.wasted, member: station, overSeconds: 1)
    let all = wasted + context.recent(.served, member: station, overSeconds: 1)
    let isWasteful = all >= 5 && wasted > (observer.wastes[station].isOn ? 0.2 : 0.5) * all
    switch observer.wastes[station].follow(isWasteful, on: Observer.looks, off: Observer.calmLooks) {
    case .rose:
      observer.wastes[station].note = context.note(
        .wasteful(station: name, percent: Int(100 * wasted / all)), cause: cause(context))
    case .fell: context.note(.useful(station: name), cause: observer.wastes[station].note)
    case nil: break
    }
    let refused = context.recent(.refused, member: station, overSeconds: 1)
    switch observer.refusals[station].follow(refused > 0, on: 1, off: Observer.calmLooks) {
    case .rose: observer.refusals[station].note = context.note(.refuses(station: name), cause: cause(context))
    case .fell: context.note(.acceptsAgain(station: name), cause: observer.refusals[station].note)
    case nil: break
    }
  }

  private mutating func watch(replica place: Int, _ context: inout Context<SystemLab>) {
    let station = replicas[place].station, waiting = replicas[place].line.count
    let time = steps[stations[station].steps.lowerBound].time
    let wait = time * (Double(waiting) / Double(stations[station].slots))
    let isTooLong = wait > stations[station].patience * (observer.delays[place].isOn ? 0.5 : 1)
    if observer.delays[place].follow(isTooLong, on: 1, off: Observer.calmLooks) == .rose {
      context.note(
        .tooLate(replica: context.blueprint.replicas[place].name, waiting: waiting, wait: wait),
        cause: cause(context))
    }
  }
}
