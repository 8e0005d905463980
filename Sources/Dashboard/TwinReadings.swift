import Engine
import Grid
import LabKit

/// The meters of two runs since they parted, and how much they differ.
struct TwinReadings {
  /// One meter of both.
  struct Line {
    /// Its position among the lab's meters.
    let meter: Int
    /// What it reads here and there; nil where nothing was measured.
    let left: Double?, right: Double?

    /// From 0 for the same to 1 for something against nothing.
    var difference: Double {
      guard let left, let right else { return left == nil && right == nil ? 0 : 1 }
      let larger = max(abs(left), abs(right))
      return larger > 0 ? min(1, abs(left - right) / larger) : 0
    }
  }

  /// Every meter, in the order of the lab's.
  let lines: [Line]
  private let entry: LabEntry

  /// The readings of a run and its twin.
  init(_ entry: LabEntry, _ snapshot: any LabSnapshot, _ twin: Twin) {
    self.entry = entry
    let left = snapshot.readings(since: twin.origin), right = twin.snapshot.readings(since: twin.origin)
    lines = zip(left, right).enumerated().map { Line(meter: $0, left: $1.0.number, right: $1.1.number) }
    ranked = lines.filter { $0.difference >= 0.05 }.sorted {
      (-($0.difference * 4).rounded(.down), $0.meter) < (-($1.difference * 4).rounded(.down), $1.meter)
    }
  }

  /// The lines that differ by a twentieth or more, the most different first. By quarters, so that they keep their
  /// places while the figures move.
  let ranked: [Line]

  /// One meter of both in words: `latency.p0 p99 42.0 ms against 2.10 s`.
  func words(_ line: Line) -> [Span] {
    let meter = entry.meters[line.meter]
    let name = meter.kind == .latency ? "\(meter.name) p99" : meter.name
    return [
      Span("\(name) "), Span(text(meter, line.left), .series1, .bold), Span(" against ", .muted),
      Span(text(meter, line.right), .series2, .bold),
    ]
  }

  private func text(_ meter: MeterDeclaration, _ value: Double?) -> String {
    guard let value else { return "nothing" }
    return Self.text(meter, value)
  }

  /// A reading with its unit.
  static func text(_ meter: MeterDeclaration, _ value: Double) -> String {
    switch meter.kind {
    case .counter: Figure.rate(value)
    case .latency: Figure.seconds(value)
    case .gauge: Figure.count(value) + (meter.unit.isEmpty ? "" : meter.unit == "%" ? "%" : " " + meter.unit)
    }
  }
}
