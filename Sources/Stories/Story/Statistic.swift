import Engine
import LabKit

/// One number that a meter gives: which statistic of it.
public enum Statistic: String, CaseIterable, Sendable {
  case rate, total
  case last, mean, min, max
  case p50, p95, p99, count

  /// The figures of a kind of meter, first the one that is meant when none is named.
  static func all(of kind: MeterDeclaration.Kind) -> [Statistic] {
    switch kind {
    case .counter: [.rate, .total]
    case .gauge: [.last, .mean, .min, .max]
    case .latency: [.p99, .p95, .p50, .max, .count]
    }
  }

  /// Those that can be told of a part of a run.
  static func sinceMoment(of kind: MeterDeclaration.Kind) -> [Statistic] {
    switch kind {
    case .counter: [.rate, .total]
    case .gauge: [.last, .mean]
    case .latency: [.p99, .count]
    }
  }

  /// Whether it is a length of time.
  func isTime(of kind: MeterDeclaration.Kind) -> Bool { kind == .latency && self != .count }

  /// The number at a moment, for what came after `origin` when there is one; nil where nothing was measured.
  func value(ofMeter meter: Int, at now: any LabSnapshot, since origin: (any LabSnapshot)?) -> Double? {
    let kind = now.entry.meters[meter].kind
    func figure(_ snapshot: any LabSnapshot, _ name: Statistic) -> Double? {
      snapshot.meters[meter].figures.first { $0.statistic == name.rawValue }?.value
    }
    guard let origin else {
      if isTime(of: kind), figure(now, .count) == 0 { return nil }
      return figure(now, self)
    }
    switch self {
    case .total, .count: return figure(now, self).flatMap { end in figure(origin, self).map { end - $0 } }
    case .mean:
      // A mean over time is an area over a length: the areas can be taken from each other.
      guard let end = figure(now, .mean), let start = figure(origin, .mean), now.now > origin.now else {
        return nil
      }
      return (end * now.now.seconds - start * origin.now.seconds) / (now.now.seconds - origin.now.seconds)
    default: return now.readings(since: origin)[meter].number
    }
  }
}
