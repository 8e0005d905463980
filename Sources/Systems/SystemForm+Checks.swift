import Diagnostics
import Documents
import LabKit

extension SystemForm {
  /// Refuses calls in a cycle: each would wait for the other with its slots taken.
  func refuseCycles(_ nodes: Node) throws(BadInput) {
    enum Look { case new, onPath, done }
    var looks = blueprint.stations.map { _ in Look.new }
    func follow(_ station: Int, _ path: [Int]) throws(BadInput) {
      if looks[station] == .done { return }
      if let start = path.firstIndex(of: station) {
        let names = (path[start...] + [station]).map { blueprint.stations[$0].name }
        let call = blueprint.calls[blueprint.stations[station].calls.lowerBound].place
        throw BadInput(
          "\(call): found calls in a cycle, \(names.joined(separator: " to ")), expected an end to them")
      }
      looks[station] = .onPath
      for call in blueprint.stations[station].calls { try follow(blueprint.calls[call].target, path + [station]) }
      looks[station] = .done
    }
    for station in blueprint.stations.indices { try follow(station, []) }
  }

  /// Refuses what would need more memory or time than a class has, whatever knobs and faults do.
  func checkAmounts(_ nodes: Node) throws(BadInput) {
    let places = blueprint.stations.reduce(0) { sum, station in
      let queue = blueprint.extreme(of: station.queue, max)
      return sum + Double(station.replicas.count) * (queue.isFinite ? queue : 0)
    }
    guard places <= Double(Blueprint.mostPlaces) else {
      throw BadInput(
        "\(document.place(nodes)): found queues of \(Int(places)) places in all, "
          + "expected at most \(Blueprint.mostPlaces)")
    }
    let entries = blueprint.stations.reduce(0) { $0 + $1.replicas.count * ($1.store?.keys ?? 0) }
    guard entries <= 10 * Blueprint.mostKeys else {
      throw BadInput(
        "\(document.place(nodes)): found stores for \(entries) keys in all, expected at most \(10 * Blueprint.mostKeys)"
      )
    }
    var found: [Int: Double] = [:]
    for source in blueprint.sources {
      let call = blueprint.calls[source.call]
      let times = blueprint.extreme(of: call.times, max)
      let longest = blueprint.extreme(of: call.growth, max) == 0 ? 0 : blueprint.extreme(of: call.longest, max)
      let wait = max(blueprint.extreme(of: call.wait, max), longest.isFinite ? longest : 0)
      let rate = source.arrivals.map { blueprint.extreme(of: $0, max) } ?? 0
      let pausing = rate * times * wait / 1000
      guard pausing <= Double(Blueprint.mostPlaces) else {
        throw BadInput(
          "\(call.place): up to \(Int(pausing)) calls would wait for their retries, "
            + "expected at most \(Blueprint.mostPlaces)")
      }
      let attempts = attempts(of: source.call, &found)
      guard attempts <= Blueprint.mostAttempts else {
        throw BadInput(
          "\(call.place): up to \(Int(min(attempts, 1e9))) attempts would come of one request, as each call on "
            + "its way retries, expected at most \(Int(Blueprint.mostAttempts))")
      }
    }
  }

  /// How many attempts come of one call at the end of its way, at most. Each station is looked at once, whatever ways
  /// lead to it.
  private func attempts(of call: Int, _ found: inout [Int: Double]) -> Double {
    let said = blueprint.calls[call]
    let hedges = blueprint.extreme(of: said.hedge, min).isFinite ? 2.0 : 1
    let below =
      found[said.target] ?? blueprint.stations[said.target].calls.reduce(0) { $0 + attempts(of: $1, &found) }
    found[said.target] = below
    return (1 + blueprint.extreme(of: said.times, max)) * hedges * max(1, below)
  }

  /// What is probably not meant.
  mutating func warn(_ nodes: Node) {
    let settings = blueprint.settings
    func value(_ setting: Int) -> Double { settings[setting].value }
    let called = Set(blueprint.calls.map(\.target))
    for (station, made) in blueprint.stations.enumerated() {
      let consumes = blueprint.topics.contains { $0.consumers.contains(station) }
      if !called.contains(station), !consumes { warnings.append("\(document.place(nodes)): nobody calls \(made.name)") }
    }
    for call in blueprint.calls {
      if value(call.times) > 0, value(call.timeout) == .infinity, value(blueprint.stations[call.target].queue) > 0,
        value(blueprint.stations[call.target].errors) == 0
      {
        warnings.append("\(call.place): retries without a timeout: \(call.caller) tries again only what is refused")
      }
      if value(call.budget).isFinite, value(call.times) == 0 {
        warnings.append("\(call.place): a budget without retries")
      }
      if value(call.hedge).isFinite, value(call.hedge) >= value(call.timeout) {
        warnings.append("\(call.place): the hedge comes after the timeout")
      }
      let work = blueprint.stations[call.target].steps.reduce(0) { sum, step in
        if case .work(let time, _) = step { sum + value(time) } else { sum }
      }
      if work > value(call.timeout) {
        warnings.append(
          "\(call.place): \(blueprint.stations[call.target].name) works longer than \(call.caller) waits")
      }
    }
    for source in blueprint.sources {
      guard let arrivals = source.arrivals else { continue }
      let station = blueprint.stations[blueprint.calls[source.call].target]
      guard case .work(let time, _)? = station.steps.first else { continue }
      let capacity = Double(station.replicas.count) * value(station.slots) / max(1e-9, value(time) / 1000)
      if value(arrivals) > capacity {
        warnings.append(
          "\(blueprint.calls[source.call].place): \(source.name) sends \(Quantity.plain(value(arrivals)))/s, "
            + "\(station.name) serves \(Int(capacity))/s")
      }
    }
  }
}
