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
    let left: MeterReading, right: MeterReading
    /// Whether it counts what is rare: then its total says more than its rate.
    let isTotal: Bool
    /// Whether it is something that users notice: a promise counts it, or the lab draws it in the good or the bad colour.
    let isOutcome: Bool

    /// From 0 for the same to 1 for something against nothing.
    var difference: Double {
      guard let left = left.number, let right = right.number else {
        return left.number == nil && right.number == nil ? 0 : 1
      }
      let larger = max(abs(left), abs(right))
      return larger > 0 ? min(1, abs(left - right) / larger) : 0
    }

    /// A few that were counted here and not there are a trifle, unless somebody notices.
    fileprivate var isTrifle: Bool {
      guard case .counter(let left, _) = left, case .counter(let right, _) = right else { return false }
      return !isOutcome && max(left, right) < 10
    }

    /// By quarters, so that it keeps its place while the figures move; what users notice counts for more.
    var rank: Double { (difference * 4).rounded(.down) + (isOutcome ? 2 : 0) }
  }

  /// Every meter, in the order of the lab's.
  let lines: [Line]
  /// The lines that differ by a twentieth or more and are no trifle, the most different first.
  let ranked: [Line]
  private let entry: LabEntry

  /// The readings of a run and its twin.
  init(_ entry: LabEntry, _ snapshot: any LabSnapshot, _ twin: Twin) {
    self.entry = entry
    let readings = zip(snapshot.readings(since: twin.origin), twin.snapshot.readings(since: twin.origin))
    let counted = Set(entry.promises.flatMap(\.counted))
    lines = readings.enumerated().map { meter, readings in
      let isCounted = counted.contains(meter), role = entry.panel(showing: meter)?.role
      // What comes less than twice a second can be counted along; what has come to nothing was not rare.
      var isRare = false
      if case .counter(let left, _) = readings.0, case .counter(let right, _) = readings.1 {
        isRare = Double(max(left, right)) < 2 * max(1, snapshot.now.seconds)
      }
      return Line(
        meter: meter, left: readings.0, right: readings.1, isTotal: isCounted || isRare,
        isOutcome: isCounted || role == .good || role == .bad)
    }
    ranked = lines.filter { $0.difference >= 0.05 && !$0.isTrifle }.sorted {
      (-$0.rank, $0.meter) < (-$1.rank, $1.meter)
    }
  }
}

extension TwinReadings {
  /// The meter to compare when nobody has chosen one: that in which the two differ most. The one before stays unless
  /// another one says clearly more; as long as nothing differs, it is the first that users notice.
  func best(after current: Int?) -> Int? {
    guard let first = ranked.first else { return current ?? (lines.first(where: \.isOutcome) ?? lines.first)?.meter }
    guard let line = ranked.first(where: { $0.meter == current }) else { return first.meter }
    return first.rank >= line.rank + 2 ? first.meter : line.meter
  }
}

extension LabEntry {
  /// The most important panel from which a meter can be read, and the role of its colour there; nil where there is none.
  func panel(showing meter: Int) -> (panel: Int, role: Role)? {
    for (panel, field) in panels.enumerated() {
      if let shown = field.meters.first(where: { $0.meter == meter }) { return (panel, shown.role) }
    }
    return nil
  }
}

// In words.
extension TwinReadings {
  /// What a meter is called on the screen.
  static func name(of meter: Int, _ entry: LabEntry) -> String {
    entry.meters[meter].name.replacing(".", with: " ") + (entry.meters[meter].kind == .latency ? " p99" : "")
  }

  /// The number that stands for a meter in a run: the total of what is rare, a rate of the last seconds, the level, or the
  /// 99th percentile since the two parted; nil where nothing was measured.
  func number(_ line: Line, _ reading: MeterReading, _ snapshot: any LabSnapshot) -> Double? {
    guard case .counter(let total, _) = reading else { return reading.number }
    if line.isTotal { return Double(total) }
    let rates = snapshot.course(ofMeter: line.meter, most: 5, every: 10, asTotals: false)
    return rates.isEmpty ? nil : (rates.reduce(0, +) / Double(rates.count)).rounded()
  }

  /// A number with its unit, and whether it is of late or of the whole run.
  func text(_ line: Line, _ value: Double?) -> (number: String, of: String) {
    guard let value else { return (Figure.none, "") }
    let meter = entry.meters[line.meter]
    return switch meter.kind {
    case .counter: line.isTotal ? (Figure.count(value), "in all") : (Figure.rate(value), "now")
    case .latency: (Figure.seconds(value), "")
    case .gauge: (Figure.count(value) + (meter.unit == "%" ? " %" : ""), meter.unit == "%" ? "" : meter.unit)
    }
  }

  /// One meter of both in words: `served: 0/s against 19/s`.
  func words(_ line: Line, _ snapshot: any LabSnapshot, _ twin: any LabSnapshot) -> [Span] {
    let left = text(line, number(line, line.left, snapshot)), right = text(line, number(line, line.right, twin))
    return [
      Span("\(Self.name(of: line.meter, entry)): "), Span(left.number, .text, .bold), Span(" against ", .muted),
      Span(right.number, .text, .bold),
    ]
  }

  /// The number of one run beside that of the other: `✗ goodput p1  0/s now`.
  func headline(_ line: Line, _ value: Double?, against other: Double?, _ emphasis: Emphasis) -> [Span] {
    let (number, of) = text(line, value), look = look(line, value, against: other)
    return [
      Span("\(look.sign) ", look.role, .bold), Span(Self.name(of: line.meter, entry) + "  "),
      Span(number, look.role == .text ? .title : look.role, emphasis), Span(" " + of, .muted),
    ]
  }

  /// How well a number does beside that of the other run, where the lab says what is good: a sign and its role.
  private func look(_ line: Line, _ value: Double?, against other: Double?) -> (sign: String, role: Role) {
    guard let value else { return (" ", .text) }
    let isGood: Bool
    switch (line.isTotal && line.isOutcome, entry.panel(showing: line.meter)?.role) {
    case (_, .good): isGood = value > 0 && value >= (other ?? 0) / 2
    case (true, _), (_, .bad): isGood = value == 0 || value < (other ?? 0) / 10
    default: return (" ", .text)
    }
    return isGood ? ("✓", .good) : ("✗", .bad)
  }
}
