import Engine
import LabKit

extension SystemLab {
  /// What holds for every system.
  enum Law: Int, Sendable { case conservation, slots, attempts, late, ends, flights }

  /// The laws of a system: that of keys only where it can be put to the test.
  static func rules(of blueprint: Blueprint) -> [Rule<SystemLab>] {
    let coalesces = blueprint.stations.contains { station in
      station.store.map { blueprint.extreme(of: $0.coalesce, max) == 1 } ?? false
    }
    return coalesces ? rules + [.always("flights", "Of those who wait for one key together one asks.")] : rules
  }

  private static let rules: [Rule<SystemLab>] = [
    .always("conservation", "What came to a node was answered, given up, or is still there.") {
      lab, context in
      lab.imbalance(context)
    },
    .always(
      "slots", "No server works on more than it has slots for or keeps more waiting than places, nor does a pool."),
    .always("attempts", "A call is tried at most once and as often again as it may be.") { lab, context in
      lab.calls.indices.first { call in
        let attempts = context.total(.attempts, at: call), retries = context.total(.retries, at: call)
        return retries > (attempts - retries) * lab.calls[call].mostTimes
      }.map { "\(context.total(.retries, at: $0)) retries of call \($0 + 1)" }
    },
    .always("late", "An answer after its deadline is none."),
    .eventually("ends", "Every request is answered or given up.") { lab, context in
      lab.calls.allSatisfy { $0.open == 0 }
        && lab.sources.indices.allSatisfy { source in
          let gone = context.total(.good, at: source) + context.total(.failed, at: source)
          return context.total(.offered, at: source) == gone
        }
    },
  ]

  /// The node at which something was lost or came from nowhere.
  private func imbalance(_ context: Context<SystemLab>) -> String? {
    for (index, source) in sources.enumerated() {
      let gone = context.total(.good, at: index) + context.total(.failed, at: index)
      let offered = context.total(.offered, at: index)
      let open = calls[source.call].open
      if offered != gone + open {
        return "source \(index + 1): \(offered) came, \(gone) went"
      }
    }
    var jobs = 0
    for (index, station) in stations.enumerated() {
      let inside = station.replicas.reduce(0) { $0 + replicas[$1].count }
      let gone = [Meter.served, .broken, .wasted, .refused, .dropped, .vanished].reduce(0) {
        $0 + context.total($1, at: index)
      }
      let came = context.total(.arrived, at: index)
      if came != gone + inside {
        return "station \(index + 1): \(came) came, \(gone) went, \(inside) are there"
      }
      jobs += inside
    }
    let open = calls.reduce(0) { $0 + $1.open }
    var kept = 0
    for (index, topic) in topics.enumerated() {
      let waiting = lag(of: topic)
      let working = topic.groups.reduce(0) { $0 + groups[$1].working }
      kept += waiting
      let gone = context.total(.delivered, at: topic.station) + context.total(.dead, at: topic.station)
      let came = context.total(.published, at: topic.station)
      if came != gone + waiting + working {
        return "topic \(index + 1): \(came) came, \(gone) went, \(waiting) wait, \(working) are worked on"
      }
    }
    let messages = underWay + swallowed + kept
    return frames.count == open + jobs + messages
      ? nil : "\(frames.count) frames for \(open) calls, \(jobs) jobs and \(messages) messages"
  }

  /// Looks at the bounds of each server; what is over them because they were turned down must not grow.
  mutating func checkBounds(_ context: inout Context<SystemLab>) {
    for call in calls.indices {
      guard calls[call].hasPool, let pool = policies[call].pool else { continue }
      context.check(
        .slots, policies[call].poolCeiling.allows(pool.inUse, under: pool.maxConcurrent),
        "call \(call + 1): \(pool.inUse) of \(pool.maxConcurrent)")
    }
    for place in replicas.indices {
      let station = replicas[place].station
      let busy = replicas[place].busy, waiting = replicas[place].line.count
      let isAllowed =
        replicas[place].slotCeiling.allows(busy, under: stations[station].slots)
        && replicas[place].queueCeiling.allows(waiting, under: stations[station].queue)
      context.check(.slots, isAllowed, "server \(place + 1): \(busy) in its slots, \(waiting) waiting")
    }
  }
}
