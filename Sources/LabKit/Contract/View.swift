import Engine

/// What a panel sees: an immutable copy of a run at one moment.
public struct View<L: Lab>: Sendable {
  /// The world with everything it works with.
  public var simulation: Simulation<L> { _read { yield moment.simulation } }
  private let moment: Moment

  /// The world at one moment.
  public init(_ simulation: Simulation<L>) { moment = Moment(simulation) }

  /// Behind a reference: a view goes to every part of every panel, and a world has dozens of fields.
  private final class Moment: Sendable {
    let simulation: Simulation<L>

    init(_ simulation: Simulation<L>) { self.simulation = simulation }
  }

  /// The world.
  public var lab: L { _read { yield simulation.lab } }
  /// Meters, laws, notes and history.
  public var context: Context<L> { _read { yield simulation.context } }
  /// The settings as they are turned.
  public var knobs: L.Knobs { simulation.context.knobs }
  /// The virtual time.
  public var now: Instant { simulation.context.now }
}

/// Which readings a picture is of: a single meter, a member of a family, or a whole family.
public struct Readings<L: Lab>: Sendable {
  @usableFromInline let meter: L.Meter
  @usableFromInline let member: Int?

  @inlinable init(meter: L.Meter, member: Int?) { (self.meter, self.member) = (meter, member) }

  /// A single meter, or all members of a family together.
  public static func all(_ meter: L.Meter) -> Readings { Readings(meter: meter, member: nil) }
  /// A member of a family.
  public static func of(_ meter: L.Meter, _ member: some Label) -> Readings {
    Readings(meter: meter, member: member.rawValue)
  }
  /// The member at a position, as in a family that a file lists.
  public static func of(_ meter: L.Meter, at member: Int) -> Readings { Readings(meter: meter, member: member) }

  /// The positions among all meters, where each family begins at its base.
  @inlinable func columns(_ bases: ContiguousArray<Int>) -> Range<Int> {
    let base = bases[meter.rawValue]
    guard let member else { return base..<bases[meter.rawValue + 1] }
    return base + member..<base + member + 1
  }
}

extension View {
  /// The columns of the history that hold some readings.
  func columns(_ readings: Readings<L>) -> Range<Int> { readings.columns(simulation.context.bases) }

  /// What was counted since the start.
  public func total(_ readings: Readings<L>) -> Int {
    columns(readings).reduce(0) { $0 + Int(truncatingIfNeeded: simulation.context.readings[count: $1]) }
  }

  /// How fast a counter rose lately, a second: over the last `seconds` of samples, or what there is of them; nil before
  /// the first sample.
  public func rate(_ readings: Readings<L>, overSeconds seconds: Double = 1) -> Double? {
    let rows = Int((seconds / L.samplePeriod.seconds).rounded())
    var sum: Double?
    for column in columns(readings) {
      guard let rise = simulation.context.history.rise(column, overRows: rows) else { return nil }
      sum = (sum ?? 0) + rise.amount / (Double(rise.rows) * L.samplePeriod.seconds)
    }
    return sum
  }

  /// The level of a gauge; nil when it was never set.
  public func level(_ readings: Readings<L>) -> Double? {
    var sum: Double?
    for column in columns(readings) {
      let gauge = simulation.context.readings[gauge: column]
      if gauge.isSet { sum = (sum ?? 0) + gauge.last }
    }
    return sum
  }

  /// The time that `percent` of 100 did not exceed, since the start; nil when nothing was recorded, or for a family.
  public func percentile(_ percent: Double, _ readings: Readings<L>) -> Interval? {
    latency(readings)?.percentile(percent)
  }

  /// The mean of what was timed since the start; nil when nothing was recorded, or for a family.
  public func mean(_ readings: Readings<L>) -> Interval? { latency(readings)?.mean }

  private func latency(_ readings: Readings<L>) -> Latency? {
    let columns = columns(readings)
    guard columns.count == 1 else { return nil }
    let latency = simulation.context.readings[latency: columns.lowerBound]
    return latency.count > 0 ? latency : nil
  }

  /// The mean of what was timed lately, in seconds: over those of the last samples in which something was; nil when
  /// nothing was.
  public func recentMean(_ readings: Readings<L>, overSeconds seconds: Double) -> Double? {
    let samples = Int((seconds / L.samplePeriod.seconds).rounded())
    let means = course(readings, most: samples).filter { $0 > 0 }
    return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
  }

  /// The newest rates of a counter a second, or levels of a gauge or latency, oldest first, each over `every` samples;
  /// with `asTotals`, of a counter what was counted by then.
  public func course(_ readings: Readings<L>, most: Int, every: Int = 1, asTotals: Bool = false) -> [Double] {
    let history = simulation.context.history, every = max(1, every)
    let columns = columns(readings)
    let isCounter = simulation.context.readings.kinds[columns.lowerBound] == .counter
    let period = Double(every) * L.samplePeriod.seconds
    func row(_ row: Int) -> Double? {
      columns.reduce(0 as Double?) { sum, column in
        guard let sum, let value = history[row, column] else { return nil }
        return sum + value
      }
    }
    // Aligned to multiples, so that a chart moves by whole columns and not in itself.
    let end = history.count / every
    return (max(0, end - most)..<max(0, end)).compactMap { step in
      guard let high = row(step * every + every - 1) else { return nil }
      guard isCounter, !asTotals else { return high }
      let low = step == 0 ? 0 : row(step * every - 1)
      return low.map { (high - $0) / period }
    }
  }
}
