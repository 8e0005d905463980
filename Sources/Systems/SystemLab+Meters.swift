import Engine
import LabKit

extension SystemLab {
  /// What is measured: by source, by call, by station or by replica.
  enum Meter: Int, CaseIterable, Sendable {
    case offered, good, failed, latency
    case attempts, retries, hedges, timeouts, heldBack, turnedAway, fallbacks, lost
    case arrived, served, broken, wasted, refused, dropped, vanished, hits, misses, joined
    case published, unpublished, delivered, redelivered, dead
    case lag, median, slowest, utilization, present
    case queue, busy
  }

  /// The meters with the names of a system's nodes.
  static func meters(of blueprint: Blueprint) -> [MeterFamily] {
    // The classes of requests come after the sources that they are parts of.
    let sources = Family.each(blueprint.sources.map(\.name) + blueprint.classes.map(\.name))
    let calls = Family.each(blueprint.calls.map(\.name))
    let stations = Family.each(blueprint.stations.map(\.name))
    let replicas = Family.each(blueprint.replicas.map(\.name))
    return Meter.allCases.map { meter in
      switch meter {
      case .offered: .counter("*.offered", by: sources, "requests", "Requests of *.")
      case .good: .counter("*.good", by: sources, "requests", "Requests of * that were answered in time.")
      case .failed: .counter("*.failed", by: sources, "requests", "Requests that * gave up.")
      case .latency: .latency("*.latency", by: sources, "From a request of * to its answer, all attempts together.")
      case .attempts: .counter("*.attempts", by: calls, "calls", "Attempts of * at its calls.")
      case .retries: .counter("*.retries", by: calls, "calls", "Attempts of * after the first.")
      case .hedges:
        .counter("*.hedges", by: calls, "calls", "Second replicas that * asked without giving up the first.")
      case .turnedAway:
        .counter("*.turned-away", by: calls, "calls", "Calls of * that its own breaker, limit or pool let not through.")
      case .fallbacks: .counter("*.fallbacks", by: calls, "calls", "Calls of * that failed, and that it did without.")
      case .lost: .counter("*.lost", by: calls, "messages", "Messages of * and answers to it that were lost.")
      case .timeouts: .counter("*.timeouts", by: calls, "calls", "Attempts for which * waited too long.")
      case .heldBack: .counter("*.held-back", by: calls, "calls", "Retries for which * had no budget.")
      case .arrived: .counter("*.arrived", by: stations, "calls", "Calls that came to *.")
      case .served: .counter("*.served", by: stations, "calls", "Answers of * that somebody waited for.")
      case .broken: .counter("*.broken", by: stations, "calls", "Calls that * could not answer: its own failed.")
      case .wasted: .counter("*.wasted", by: stations, "calls", "Work of * that nobody waited for.")
      case .refused: .counter("*.refused", by: stations, "calls", "Calls that * had no place for.")
      case .dropped: .counter("*.dropped", by: stations, "calls", "Calls that * dropped: nobody waited any more.")
      case .vanished:
        .counter("*.vanished", by: stations, "calls", "Calls that * lost when it crashed, or took in silence.")
      case .hits: .counter("*.hits", by: stations, "calls", "Calls whose key * had.")
      case .misses: .counter("*.misses", by: stations, "calls", "Calls whose key * had not.")
      case .joined: .counter("*.joined", by: stations, "calls", "Misses of * that waited for what another asked.")
      case .published:
        .counter("*.published", by: stations, "messages", "Messages of *, one for each that consumes them.")
      case .unpublished:
        .counter("*.unpublished", by: stations, "messages", "What * had no place for, or went in circles.")
      case .delivered: .counter("*.delivered", by: stations, "messages", "Messages of * that are done.")
      case .redelivered:
        .counter("*.redelivered", by: stations, "messages", "Messages of * that failed and come again.")
      case .dead: .counter("*.dead", by: stations, "messages", "Messages of * that failed too often.")
      case .lag: .gauge("*.lag", by: stations, "messages", "Messages of * that nobody has taken yet.")
      case .utilization: .gauge("*.utilization", by: stations, "%", "How many of the slots of * are taken.")
      case .present: .gauge("*.present", by: stations, "replicas", "How many of * there are.")
      case .median: .gauge("*.p50", by: stations, "ms", "The median time at *, of its newest 100 answers.")
      case .slowest: .gauge("*.p99", by: stations, "ms", "The 99th percentile of the time at *, the same.")
      case .queue: .gauge("*.waiting", by: replicas, "calls", "Calls that wait at *.")
      case .busy: .gauge("*.busy", by: replicas, "slots", "Slots of * that are taken.")
      }
    }
  }

  /// The counters of a system by their names.
  static func counters(of blueprint: Blueprint) -> [(name: String, readings: Readings<SystemLab>)] {
    zip(Meter.allCases, meters(of: blueprint)).flatMap { meter, family in
      family.kind != .counter
        ? []
        : family.family.labels.enumerated().map { member, label in
          (family.name.replacing("*", with: label), .of(meter, at: member))
        }
    }
  }
}
