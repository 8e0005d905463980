import Engine
import LabKit

extension GCounterLab {
  /// A bad minute, and the sizes of messages.
  static let verifications =
    [shapiro("replicas off the truth after loss, doubles and a partition", 0) { strayReplicas() }]
    + [3, 16, 64].flatMap { count in
      [
        almeida("entries of a delta, \(count) replicas", 1) { entries(count, .delta) },
        shapiro("entries of a full state, \(count) replicas", Double(count)) { entries(count, .full) },
      ]
    }

  private static let shapiro = Verification.Source("Shapiro et al. 2011", family: "gossip")
  private static let almeida = Verification.Source("Almeida et al. 2018", family: "gossip")

  /// A run in which only keys count.
  private static func quiet(replicas: Int, send: Gossip = .full) -> Bench<GCounterLab> {
    Bench { ($0.replicas, $0.send, $0.increments, $0.loss, $0.duplication) = (replicas, send, 0, 0, 0) }
  }

  /// The entries of the first message after everybody knew everything and one replica counted one more.
  private static func entries(_ replicas: Int, _ send: Gossip) -> Double {
    var bench = quiet(replicas: replicas, send: send)
    bench.act(.increment)
    bench.go(600)
    let (entries, sent) = (bench.total(.entriesSent), bench.total(.messagesSent))
    bench.act(.increment)
    while bench.total(.messagesSent) == sent { bench.run.advance(until: .distantFuture, limit: 1) }
    return bench.total(.entriesSent) - entries
  }

  /// How many of eight replicas do not know the truth after a bad minute, healed.
  private static func strayReplicas() -> Double {
    var bench = Bench<GCounterLab> { knobs in
      (knobs.replicas, knobs.send) = (8, .delta)
      (knobs.loss, knobs.duplication, knobs.reordering) = (40, 40, 100)
    }
    for isOn in [true, false] {
      bench.go(20)
      for fault in [Action.partition, .crash] { bench.act(fault, isOn: isOn) }
    }
    bench.run.turn("increments", to: 0)
    bench.go(80)
    return Double((0..<8).count { bench.run.lab.distance($0) != 0 })
  }
}
