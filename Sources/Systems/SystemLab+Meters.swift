import Engine
import LabKit

extension SystemLab {
  /// What is measured: by source, by call, by station or by replica.
  enum Meter: Int, CaseIterable, Sendable {
    case offered, good, failed, latency
    case attempts, retries, timeouts, heldBack
    case arrived, served, broken, wasted, refused, dropped, median, slowest
    case queue, busy
  }

  /// The meters with the names of a system's nodes.
  static func meters(of blueprint: Blueprint) -> [MeterFamily] {
    let sources = Family.each(blueprint.sources.map(\.name)), calls = Family.each(blueprint.calls.map(\.caller))
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
      case .timeouts: .counter("*.timeouts", by: calls, "calls", "Attempts for which * waited too long.")
      case .heldBack: .counter("*.held-back", by: calls, "calls", "Retries for which * had no budget.")
      case .arrived: .counter("*.arrived", by: stations, "calls", "Calls that came to *.")
      case .served: .counter("*.served", by: stations, "calls", "Answers of * that somebody waited for.")
      case .broken: .counter("*.broken", by: stations, "calls", "Calls that * could not answer: its own failed.")
      case .wasted: .counter("*.wasted", by: stations, "calls", "Work of * that nobody waited for.")
      case .refused: .counter("*.refused", by: stations, "calls", "Calls that * had no place for.")
      case .dropped: .counter("*.dropped", by: stations, "calls", "Calls that * dropped: nobody waited any more.")
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
