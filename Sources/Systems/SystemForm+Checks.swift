import Diagnostics
import Documents
import LabKit

extension SystemForm {
  /// Refuses calls in a cycle: each would wait for the other with its slots taken.
  func refuseCycles(_ nodes: Node) throws(BadInput) {
    for start in blueprint.calls.indices where blueprint.calls[start].source == nil {
      var path = [blueprint.calls[start].caller], next: Int? = start
      while let call = next, path.count <= blueprint.stations.count + 1 {
        let target = blueprint.stations[blueprint.calls[call].target]
        path.append(target.name)
        if target.name == path[0] {
          let call = fields[target.node]["call"] ?? nodes
          throw BadInput(
            "\(document.place(call)): found calls in a cycle, \(path.joined(separator: " to ")), "
              + "expected an end to them")
        }
        next = target.call
      }
    }
  }

  /// Refuses what would need more memory or time than a class has, whatever knobs and faults do.
  func checkAmounts(_ nodes: Node) throws(BadInput) {
    let places = blueprint.stations.reduce(0) { sum, station in
      sum + Double(station.replicas.count) * blueprint.extreme(of: station.queue, max)
    }
    guard places <= Double(Blueprint.mostPlaces) else {
      throw BadInput(
        "\(document.place(nodes)): found queues of \(Int(places)) places in all, "
          + "expected at most \(Blueprint.mostPlaces)")
    }
    for source in blueprint.sources {
      let call = blueprint.calls[source.call], node = fields[source.node]["call"]!
      let times = blueprint.extreme(of: call.times, max)
      let pausing = blueprint.extreme(of: source.arrivals, max) * times * blueprint.extreme(of: call.wait, max) / 1000
      guard pausing <= Double(Blueprint.mostPlaces) else {
        throw BadInput(
          "\(document.place(node)): up to \(Int(pausing)) calls would wait for their retries, "
            + "expected at most \(Blueprint.mostPlaces)")
      }
      var attempts = times + 1, next = blueprint.stations[call.target].call
      while let call = next {
        attempts *= 1 + blueprint.extreme(of: blueprint.calls[call].times, max)
        next = blueprint.stations[blueprint.calls[call].target].call
      }
      guard attempts <= Blueprint.mostAttempts else {
        throw BadInput(
          "\(document.place(node)): up to \(Int(attempts)) attempts would come of one request, as each call on "
            + "its way retries, expected at most \(Int(Blueprint.mostAttempts))")
      }
    }
  }
}
